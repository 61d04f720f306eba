import type { Answer, Ask } from '../http-client.js';

export interface ManagerParts {
  readonly ask: (path: string, options?: Ask) => Promise<Answer>;
  /** Desks that are given away and taken back. */
  readonly desks: readonly number[];
  /** The room that is closed and opened. */
  readonly room: number;
  readonly favourite: string;
}

export interface Manager {
  readonly done: Record<'assign' | 'clear' | 'close' | 'open', number>;
  readonly surprises: readonly string[];
  run(until: number): Promise<void>;
}

const EXPECTED = new Set(['IN_USE', 'UNAVAILABLE']);
/** How long a room stays closed: long enough to be met, short enough that not all is refused. */
const CLOSED_MS = 200;

/** Somebody who manages: gives desks away and takes them back, closes a room and opens it again. */
export const createManager = ({ ask, desks, room, favourite }: ManagerParts): Manager => {
  const done = { assign: 0, clear: 0, close: 0, open: 0 };
  const surprises: string[] = [];

  const act = async (deed: keyof typeof done, path: string, json?: object): Promise<boolean> => {
    const answer = await ask(path, { method: 'POST', ...(json !== undefined && { json }) });
    if (answer.status < 300) done[deed] += 1;
    else if (!EXPECTED.has(String(answer.body['reason']))) surprises.push(`${deed} ${answer.status} ${answer.text}`);
    return answer.status < 300;
  };
  const insist = async (deed: keyof typeof done, path: string): Promise<void> => {
    while (!(await act(deed, path)));
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  return {
    done,
    surprises,
    async run(until) {
      for (let round = 0; Date.now() < until; round += 1) {
        const desk = desks[round % desks.length] ?? 0;
        await act('assign', `/desks/${desk}/assign-permanent/`, {
          user_id: favourite,
          cancel_conflicting: round % 3 === 0,
        });
        await act('close', `/admin/rooms/${room}/set-maintenance/`);
        await pause(CLOSED_MS);
        await act('open', `/admin/rooms/${room}/clear-maintenance/`);
        await act('clear', `/desks/${desk}/clear-permanent/`);
        await pause(CLOSED_MS);
      }
      await insist('open', `/admin/rooms/${room}/clear-maintenance/`);
      for (const desk of desks) await insist('clear', `/desks/${desk}/clear-permanent/`);
    },
  };
};
