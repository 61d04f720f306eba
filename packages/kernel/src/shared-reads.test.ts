import { describe, expect, it } from '@jest/globals';
import { createSharedReads } from './shared-reads.js';

/** A read that ends when it is told to. */
const slowly = () => {
  const started: ((value: string) => void)[] = [];
  return {
    started,
    read: () =>
      new Promise<string>((resolve) => {
        started.push(resolve);
      }),
  };
};
const turnOver = () => new Promise((resolve) => setImmediate(resolve));

describe('shared reads', () => {
  it('give nobody a read that began before they asked, and one read to all who wait', async () => {
    const share = createSharedReads<string>();
    const { started, read } = slowly();
    const first = share('room', read);
    const second = share('room', read);
    const third = share('room', read);
    expect(started).toHaveLength(1);
    started[0]?.('old');
    expect(await first).toBe('old');
    await turnOver();
    expect(started).toHaveLength(2);
    const fourth = share('room', read);
    started[1]?.('new');
    expect(await Promise.all([second, third])).toEqual(['new', 'new']);
    await turnOver();
    started[2]?.('newer');
    expect(await fourth).toBe('newer');
  });

  it('keep keys apart, forget what is over, and pass failures to those who shared them', async () => {
    const share = createSharedReads<string>();
    expect(await Promise.all([share('a', () => Promise.resolve('A')), share('b', () => Promise.resolve('B'))])).toEqual(
      ['A', 'B'],
    );
    const failing = share('a', () => Promise.reject(new Error('down')));
    const after = share('a', () => Promise.resolve('up'));
    await expect(failing).rejects.toThrow('down');
    expect(await after).toBe('up');
    expect(await share('a', () => Promise.resolve('again'))).toBe('again');
  });
});
