import { describe, expect, it } from '@jest/globals';
import { instant, locationId, userId, type LocationId } from '@flexspace/kernel';
import { parseTopic, type PlaceTopic } from '../domain/topic.js';
import { boundGate } from './bounded-gate.js';
import type { AccessGate } from './ports.js';

const viewer = {
  userId: userId('11111111-1111-4111-8111-111111111111'),
  sessionId: undefined,
  expiresAt: instant(0),
  token: 't',
};
const topic = parseTopic('room_1') as PlaceTopic;

describe('the bounded gate', () => {
  it('asks few at a time, lets a bounded number wait, and refuses the rest at once', async () => {
    const open: ((id: LocationId) => void)[] = [];
    const gate: AccessGate = {
      grant: () =>
        new Promise((resolve) => {
          open.push(resolve);
        }),
      stillSees: () => Promise.resolve(true),
    };
    const bounded = boundGate(gate, { concurrency: 2, waiting: 3, patienceMs: 60_000 });
    const asked = Array.from({ length: 5 }, () => bounded.grant(viewer, topic));
    await expect(bounded.grant(viewer, topic)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    expect(open).toHaveLength(2);
    for (let answered = 0; answered < 5; answered += 1) {
      open[answered]!(locationId(answered + 1));
      await asked[answered];
      await new Promise((resolve) => setImmediate(resolve));
      expect(open.length).toBe(Math.min(5, answered + 3));
    }
    expect(await Promise.all(asked)).toEqual([1, 2, 3, 4, 5]);
  });

  it('lets go of who has waited too long, asks nobody for them any more, and lets others wait in their place', async () => {
    const open: ((id: LocationId) => void)[] = [];
    const gate: AccessGate = {
      grant: () =>
        new Promise((resolve) => {
          open.push(resolve);
        }),
      stillSees: () => Promise.resolve(true),
    };
    const bounded = boundGate(gate, { concurrency: 1, waiting: 1, patienceMs: 30 });
    const hanging = bounded.grant(viewer, topic);
    await expect(bounded.grant(viewer, topic)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    const next = bounded.grant(viewer, topic);
    open[0]?.(locationId(1));
    expect(await hanging).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(open).toHaveLength(2);
    open[1]?.(locationId(2));
    expect(await next).toBe(2);
  });

  it('gives its turn on also after a refusal', async () => {
    let calls = 0;
    const gate: AccessGate = {
      grant: () => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('no')) : Promise.resolve(locationId(1));
      },
      stillSees: () => Promise.resolve(true),
    };
    const bounded = boundGate(gate, { concurrency: 1, waiting: 1, patienceMs: 60_000 });
    const first = bounded.grant(viewer, topic);
    const second = bounded.grant(viewer, topic);
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe(1);
  });
});
