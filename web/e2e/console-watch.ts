import type { Page } from 'playwright-core';

/** Collects what a page complains about. Refusals that a test asks for are declared by their status. */
export class ConsoleWatch {
  readonly #complaints: string[] = [];
  // Asking who one is answers 401 to a visitor: Chromium reports that as an error, and it is none.
  readonly #expected = new Set<number>([401]);
  readonly #expectedTexts: RegExp[] = [];

  constructor(page: Page) {
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const status = Number(/status of (\d{3})/.exec(message.text())?.[1] ?? Number.NaN);
      if (!this.#expected.has(status)) this.#complain(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => {
      this.#complain(error.stack ?? error.message);
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (
        protocol.startsWith('http') &&
        hostname !== new URL(page.url() === 'about:blank' ? request.url() : page.url()).hostname
      ) {
        this.#complaints.push(`asked the network for ${request.url()}`);
      }
    });
  }

  expect(...statuses: number[]): void {
    for (const status of statuses) this.#expected.add(status);
  }

  /** For what has no status, as a request that a test cuts off. */
  expectText(...texts: RegExp[]): void {
    this.#expectedTexts.push(...texts);
  }

  #complain(text: string): void {
    if (!this.#expectedTexts.some((expected) => expected.test(text))) this.#complaints.push(text);
  }

  complaints(): readonly string[] {
    return this.#complaints;
  }
}
