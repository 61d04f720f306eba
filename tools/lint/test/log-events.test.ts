import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { documentedTelemetry } from '../src/documented-telemetry.js';
import { logEventsOf } from '../src/log-events.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** `package event level`, sorted: comparing two lists of lines shows what differs. */
const lines = (entries: Iterable<[owner: string, event: string, level: string]>): string[] =>
  [...new Set([...entries].map(([owner, event, level]) => `${owner}: ${event} (${level})`))].toSorted();

const logged = (): string[] => {
  const files = globSync(['services/*/src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: root });
  const sources = files.filter((file) => !file.endsWith('.test.ts') && !/^packages\/(testkit|contracts)\//.test(file));
  expect(sources.length).toBeGreaterThan(100);
  return lines(
    sources.flatMap((file) =>
      logEventsOf(path.join(root, file)).flatMap(({ event, levels }) =>
        levels.map((level): [string, string, string] => [file.split('/').slice(0, 2).join('/'), event, level]),
      ),
    ),
  );
};

describe('docs/telemetry.yaml', () => {
  it('lists every log event of the sources with its level, and no other', () => {
    const documented = Object.entries(documentedTelemetry(root).log_events).flatMap(([owner, events]) =>
      events.flatMap(({ event, level }) => level.map((one): [string, string, string] => [owner, event, one])),
    );
    expect(logged()).toEqual(lines(documented));
  });
});
