import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask } from './http-client.js';

const CHECKED_IN = fileURLToPath(new URL('../openapi.json', import.meta.url));
const nobody = { address: '127.0.0.1:1' };

let gateway: GatewayUnderTest;
let document: Record<string, unknown>;

beforeAll(async () => {
  gateway = await startGateway(
    { catalog: nobody, booking: nobody, access: nobody },
    { FLEXSPACE_PUBLIC_URL: 'http://localhost:8080' },
  );
  document = (await ask(`${gateway.origin}/api/openapi.json`)).body;
});

afterAll(async () => {
  await gateway.stop();
});

interface Operation {
  readonly operationId?: string;
  readonly responses?: Record<string, unknown>;
}
const operations = (): [string, Operation][] =>
  Object.entries(document['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

describe('the API document', () => {
  it('is the one that is checked in (FLEXSPACE_UPDATE_OPENAPI=1 writes it)', async () => {
    const current = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['FLEXSPACE_UPDATE_OPENAPI'] === '1') await writeFile(CHECKED_IN, current);
    expect(await readFile(CHECKED_IN, 'utf8')).toBe(current);
  });

  it('is OpenAPI 3.1, names every operation once and says how each can be refused', () => {
    expect(document['openapi']).toBe('3.1.0');
    const names = operations().map(([, { operationId }]) => operationId);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, { responses = {} }] of operations()) {
      expect({ name, statuses: Object.keys(responses) }).toEqual({
        name,
        statuses: expect.arrayContaining(['400', '500', '503', '504']),
      });
    }
  });

  it('refers only to what it defines', () => {
    const text = JSON.stringify(document);
    const components = document['components'] as Record<string, Record<string, unknown>>;
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
    const missing = references.filter((reference) => {
      const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([\w.]+)$/.exec(reference) ?? [];
      return components[kind]?.[name] === undefined;
    });
    expect(references.length).toBeGreaterThan(100);
    expect([...new Set(missing)]).toEqual([]);
  });
});
