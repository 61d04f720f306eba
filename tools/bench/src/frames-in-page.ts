/// <reference lib="dom" />

export interface Gesture {
  /** Frames to watch. */
  readonly frames: number;
  /** What the hand does with the element under the middle of the page; nothing on an empty page. */
  readonly hand: 'none' | 'drag' | 'zoom';
}

/** Runs inside the page: moves the hand once a frame and says how long each frame took, in milliseconds. */
export const framesInPage = ({ frames, hand }: Gesture): Promise<number[]> => {
  const middle = { x: innerWidth / 2, y: innerHeight / 2 };
  const target = document.elementFromPoint(middle.x, middle.y) ?? document.body;
  const hold = (type: string, x: number, y: number): void => {
    target.dispatchEvent(
      new PointerEvent(type, { bubbles: true, clientX: x, clientY: y, pointerId: 1, isPrimary: true, buttons: 1 }),
    );
  };
  return new Promise((resolve) => {
    const took: number[] = [];
    let before = performance.now();
    const act = (turn: number): void => {
      if (hand === 'drag')
        hold('pointermove', middle.x + 180 * Math.sin(turn / 20), middle.y + 90 * Math.cos(turn / 25));
      if (hand === 'zoom') {
        const deltaY = Math.floor(turn / 40) % 2 === 0 ? -40 : 40;
        const at = { clientX: middle.x, clientY: middle.y };
        target.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY, ...at }));
      }
    };
    const step = (now: number): void => {
      took.push(now - before);
      before = now;
      if (took.length >= frames) {
        if (hand === 'drag') hold('pointerup', middle.x, middle.y);
        // The first one began before the hand moved.
        resolve(took.slice(1));
        return;
      }
      act(took.length);
      requestAnimationFrame(step);
    };
    if (hand === 'drag') hold('pointerdown', middle.x, middle.y);
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(step);
    });
  });
};
