import { describe, expect, it } from '@jest/globals';
import { createMemoryWindow } from './attempt-window.js';

const WINDOW_MS = 1_000;

describe('an attempt window in memory', () => {
  it('lets so many in and says when the next is free', async () => {
    let now = 0;
    const window = createMemoryWindow(WINDOW_MS, () => now);
    expect(await window.reserve('a', '1', 2)).toBe(0);
    now = 400;
    expect(await window.reserve('a', '2', 2)).toBe(0);
    now = 500;
    expect(await window.reserve('a', '3', 2)).toBe(500);
    expect(await window.reserve('b', '1', 2)).toBe(0);
    now = 1_000;
    expect(await window.reserve('a', '4', 2)).toBe(0);
    expect(await window.reserve('a', '5', 2)).toBe(400);
  });

  it('forgets an attempt that was no failure', async () => {
    const window = createMemoryWindow(WINDOW_MS, () => 0);
    await window.reserve('a', '1', 1);
    await window.release('a', '1');
    expect(await window.reserve('a', '2', 1)).toBe(0);
  });
});
