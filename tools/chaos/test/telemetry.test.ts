import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { documentedTelemetry } from '../../lint/src/documented-telemetry.js';
import { replicasOf } from '../src/running-product.js';

const SERVICES = ['access', 'api-gateway', 'booking', 'catalog', 'realtime-gateway', 'scheduler'];
const { metrics } = documentedTelemetry(path.resolve(import.meta.dirname, '../../..'));

/** What belongs to every sample or to every histogram, and says nothing about ours. */
const BUILT_IN = new Set(['le']);

const scrape = async (service: string): Promise<string> =>
  (
    await Promise.all((await replicasOf(service)).map(async ({ admin }) => (await fetch(`${admin}/metrics`)).text()))
  ).join('\n');

const typesIn = (text: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(/^# TYPE (flexspace_\w+) (\w+)$/gm)].map(([, name, type]) => `${name ?? ''} ${type ?? ''}`),
    ),
  ].toSorted();

const labelsIn = (text: string, name: string): string[] => {
  const samples = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, 'gm'));
  const labels = [...samples].flatMap(([, all = '']) => [...all.matchAll(/(\w+)="/g)].map(([, label = '']) => label));
  return [...new Set(labels)].filter((label) => !BUILT_IN.has(label)).toSorted();
};

describe('docs/telemetry.yaml', () => {
  it.each(SERVICES)('lists every metric that %s shows, with its type, and no other', async (service) => {
    const documented = metrics.filter(({ by }) => by.includes(service)).map(({ name, type }) => `${name} ${type}`);
    expect(typesIn(await scrape(service))).toEqual(documented.toSorted());
  });

  it.each(SERVICES)('names the labels that %s uses', async (service) => {
    const text = await scrape(service);
    for (const { name, labels, by } of metrics) {
      const used = by.includes(service) ? labelsIn(text, name) : [];
      // A counter that nothing has happened to shows none of its labels.
      if (used.length > 0) expect([name, used]).toEqual([name, labels.toSorted()]);
    }
  });

  it('lists nothing of a service that there is not', () => {
    expect(metrics.flatMap(({ by }) => by).filter((service) => !SERVICES.includes(service))).toEqual([]);
  });
});
