/** Runs a read once for all who ask for the same while they wait. */
export type SharedReads<Result> = (key: string, read: () => Promise<Result>) => Promise<Result>;

interface Turn<Result> {
  running: Promise<Result>;
  /** For those who came after `running` had begun; begins when it has ended. */
  next: Promise<Result> | undefined;
}

/**
 * Many people look at the same room at the same time. Nobody is given a read that began before they asked, because it might lack
 * what they have just written: who comes late waits for the next one, together with all who come meanwhile.
 */
export const createSharedReads = <Result>(): SharedReads<Result> => {
  const turns = new Map<string, Turn<Result>>();

  const begin = (key: string, read: () => Promise<Result>): Promise<Result> => {
    const turn: Turn<Result> = { running: read(), next: undefined };
    turns.set(key, turn);
    const over = (): void => {
      if (turns.get(key) === turn && turn.next === undefined) turns.delete(key);
    };
    turn.running.then(over, over);
    return turn.running;
  };

  return (key, read) => {
    const turn = turns.get(key);
    if (turn === undefined) return begin(key, read);
    const start = (): Promise<Result> => begin(key, read);
    turn.next ??= turn.running.then(start, start);
    return turn.next;
  };
};
