import { describe, expect, it } from '@jest/globals';
import { gather, lastDeadline, type Asked } from './gather.js';

type One = Asked<string, string>;

const BOUNDS = { maxTogether: 3, maxUnderWay: 1, maxWaiting: 5 };
const LONG = Date.now() + 60_000;

/** Messages that are answered when the test says so. */
const messages = () => {
  const sent: One[][] = [];
  const done: (() => void)[] = [];
  const send = (together: readonly One[]): Promise<void> => {
    sent.push([...together]);
    return new Promise((resolve) => done.push(resolve));
  };
  const answer = (index: number): void => {
    for (const { question, resolve } of sent[index] ?? []) resolve(question.toUpperCase());
    done[index]?.();
  };
  return { sent, send, answer, asked: () => sent.map((one) => one.map(({ question }) => question)) };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what is asked in one turn', () => {
  it('travels together, up to the bound, and the rest goes with the next', async () => {
    const { send, answer, asked } = messages();
    const ask = gather<string, string>({ ...BOUNDS, send });
    const answers = Promise.all(['a', 'b', 'c', 'd'].map((question) => ask(question, LONG)));
    await turn();
    expect(asked()).toEqual([['a', 'b', 'c']]);
    answer(0);
    await turn();
    await turn();
    expect(asked()).toEqual([['a', 'b', 'c'], ['d']]);
    answer(1);
    expect(await answers).toEqual(['A', 'B', 'C', 'D']);
  });

  it('is refused when too many wait already', async () => {
    const { send, answer } = messages();
    const ask = gather<string, string>({ ...BOUNDS, send });
    const first = ['a', 'b', 'c', 'd', 'e'].map((question) => ask(question, LONG));
    await expect(ask('f', LONG)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await turn();
    answer(0);
    await turn();
    await turn();
    answer(1);
    expect(await Promise.all(first)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('all fails with what the message failed with, and what comes after it goes on', async () => {
    const { send, answer } = messages();
    let fail = true;
    const ask = gather<string, string>({
      ...BOUNDS,
      send: (together) => {
        if (!fail) return send(together);
        fail = false;
        return Promise.reject(new Error('gone'));
      },
    });
    const outcomes = await Promise.allSettled([ask('a', LONG), ask('b', LONG)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = ask('c', LONG);
    await turn();
    await turn();
    answer(0);
    expect(await next).toBe('C');
  });
});

describe('whoever asks', () => {
  it('waits no longer than until their own deadline, and cuts nobody else', async () => {
    const { sent, send, answer } = messages();
    const ask = gather<string, string>({ ...BOUNDS, send });
    const hasty = ask('hasty', Date.now() + 30);
    const patient = ask('patient', LONG);
    await expect(hasty).rejects.toMatchObject({ reason: 'TIMEOUT' });
    expect(lastDeadline(sent[0] ?? [])).toBe(LONG);
    answer(0);
    expect(await patient).toBe('PATIENT');
  });

  it('is not asked for any more once they have gone', async () => {
    const { send, answer, asked } = messages();
    const ask = gather<string, string>({ ...BOUNDS, send });
    const first = ask('first', LONG);
    await turn();
    const hasty = ask('hasty', Date.now() + 30);
    const patient = ask('patient', LONG);
    await expect(hasty).rejects.toMatchObject({ reason: 'TIMEOUT' });
    answer(0);
    expect(await first).toBe('FIRST');
    await turn();
    await turn();
    expect(asked()).toEqual([['first'], ['patient']]);
    answer(1);
    expect(await patient).toBe('PATIENT');
  });
});
