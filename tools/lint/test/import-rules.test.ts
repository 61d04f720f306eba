import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const CONFIG = 'dependency-cruiser.config.cjs';

const report = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});
const config = z.object({ forbidden: z.array(z.object({ name: z.string(), severity: z.literal('error') })) });

const FIXTURE = 'tools/lint/fixture';

/** The rules that the fixture breaks, each with the file that does. */
const violations = (): string[] => {
  const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [depcruise, '--config', CONFIG, '--output-type', 'json', FIXTURE];
  const text = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  const found = report.parse(JSON.parse(text)).summary.violations;
  return [...new Set(found.map(({ rule, from }) => `${rule.name}: ${path.relative(FIXTURE, from)}`))].toSorted();
};

describe('the import rules', () => {
  const broken = violations();

  it('bite where the table of docs/architecture.md says no, and nowhere else', () => {
    expect(broken).toEqual([
      'application-knows-domain-and-ports: services/alpha/src/application/calls.ts',
      'application-knows-domain-and-ports: services/alpha/src/application/connects.ts',
      'application-knows-domain-and-ports: services/alpha/src/application/reaches-storage.ts',
      'domain-is-pure: services/alpha/src/domain/calls.ts',
      'domain-is-pure: services/alpha/src/domain/impure.ts',
      'domain-is-pure: services/alpha/src/domain/reaches-application.ts',
      'features-meet-at-their-index: web/src/features/rooms/reaches-inside.ts',
      'kernel-stands-alone: packages/kernel/src/leans.ts',
      'no-circles: services/beta/src/circle-a.ts',
      'services-are-strangers: services/alpha/src/index.ts',
      'storage-implements-ports: services/alpha/src/storage/reaches-transport.ts',
      'storage-implements-ports: services/alpha/src/storage/uses-a-case.ts',
      'testkit-is-for-tests: packages/messaging/src/borrows.ts',
      'transport-never-meets-storage: services/alpha/src/transport/reaches-storage.ts',
      'transport-opens-no-database: services/alpha/src/transport/connects.ts',
    ]);
  });

  it('are all of them shown to bite', () => {
    const rules: unknown = createRequire(import.meta.url)(path.join(root, CONFIG));
    const names = config.parse(rules).forbidden.map(({ name }) => name);
    expect(new Set(broken.map((line) => line.split(':')[0]))).toEqual(new Set(names));
  });
});
