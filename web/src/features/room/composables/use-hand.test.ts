import { afterEach, describe, expect, it } from '@jest/globals';
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { defineComponent, h, useTemplateRef } from 'vue';
import type { Point } from '../map-geometry.js';
import { useHand } from './use-hand.js';

enableAutoUnmount(afterEach);

interface Seen {
  readonly panned: Point[];
  readonly zoomed: number[];
  wasDragged: () => boolean;
}

/** An element with a hand over it, and what the hand did. */
function hand(mayGrab: boolean): { seen: Seen; send: (type: string, id: number, x: number, y: number) => void } {
  const seen: Seen = { panned: [], zoomed: [], wasDragged: () => false };
  let root: () => HTMLElement | null = () => null;
  const Host = defineComponent(() => {
    const host = useTemplateRef<HTMLElement>('host');
    root = () => host.value;
    const { wasDragged } = useHand(host, {
      mayGrab: () => mayGrab,
      pan: (by) => seen.panned.push(by),
      zoom: (factor) => seen.zoomed.push(factor),
    });
    seen.wasDragged = wasDragged;
    return () => h('div', { ref: 'host' });
  });
  mount(Host, { attachTo: document.body });
  const send = (type: string, id: number, x: number, y: number): void => {
    const event = new MouseEvent(type, { bubbles: true, clientX: x, clientY: y });
    Object.defineProperty(event, 'pointerId', { value: id });
    root()?.dispatchEvent(event);
  };
  return { seen, send };
}

describe('the hand over a map', () => {
  it('pans by what it travelled, and tells that the click at the end was a drag', () => {
    const { seen, send } = hand(true);
    send('pointerdown', 1, 10, 10);
    send('pointermove', 1, 30, 15);
    send('pointerup', 1, 30, 15);
    send('pointermove', 1, 90, 90);
    expect(seen.panned).toEqual([{ x: 20, y: 5 }]);
    expect(seen.wasDragged()).toBe(true);
  });

  it('takes a finger that is not quite still for a click, also after a drag', () => {
    const { seen, send } = hand(true);
    send('pointerdown', 1, 10, 10);
    send('pointermove', 1, 60, 10);
    send('pointerup', 1, 60, 10);
    send('pointerdown', 1, 60, 10);
    send('pointermove', 1, 61, 11);
    send('pointerup', 1, 61, 11);
    expect(seen.wasDragged()).toBe(false);
    expect(seen.panned).toHaveLength(1);
  });

  it('zooms by how two fingers spread', () => {
    const { seen, send } = hand(true);
    send('pointerdown', 1, 0, 0);
    send('pointerdown', 2, 100, 0);
    send('pointermove', 2, 200, 0);
    expect(seen.zoomed).toEqual([2]);
    expect(seen.panned).toEqual([{ x: 50, y: 0 }]);
  });

  it('leaves what it may not grab', () => {
    const { seen, send } = hand(false);
    send('pointerdown', 1, 10, 10);
    send('pointermove', 1, 60, 10);
    expect(seen.panned).toEqual([]);
  });
});
