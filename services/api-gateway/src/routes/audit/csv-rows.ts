import { DomainError } from '@flexspace/kernel';
import type { AuditPage } from './audit-pages.js';
import { csvHeader, toCsv } from './csv.js';

/**
 * The trail as lines of a CSV file, page by page. What does not fit breaks off with an error: a file that ends early without a word
 * would be taken for the whole.
 */
export async function* csvRows(
  first: AuditPage,
  more: (cursor: string) => Promise<AuditPage>,
  mostPages: number,
): AsyncGenerator<string> {
  yield csvHeader();
  let page = first;
  for (let read = 1; ; read += 1) {
    for (const line of page.lines) yield toCsv(line);
    if (page.next === '') return;
    if (read === mostPages)
      throw new DomainError('TOO_LARGE', 'The export is too long. Ask for less by from and until.');
    page = await more(page.next);
  }
}
