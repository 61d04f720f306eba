import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../..');

/** The rules that a folder breaks, as `rule from-file`. */
const violations = (folder: string): string[] => {
  const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [depcruise, '--config', 'dependency-cruiser.config.cjs', '--output-type', 'json', folder];
  const report: unknown = JSON.parse(
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }),
  );
  const { summary } = report as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name} ${path.basename(from)}`).toSorted();
};

describe('the import rules', () => {
  it('bite, each of them, on a fixture that breaks them', () => {
    expect(new Set(violations('tools/lint/fixture'))).toEqual(
      new Set([
        'application-knows-domain-and-ports reaches-storage.ts',
        'domain-is-pure impure.ts',
        'no-circles circle-a.ts',
        'services-are-strangers index.ts',
        'storage-implements-ports reaches-transport.ts',
        'transport-never-meets-storage reaches-storage.ts',
      ]),
    );
  });
});
