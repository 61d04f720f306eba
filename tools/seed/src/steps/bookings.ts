import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DomainError, instantFromMillis, interval } from '@flexspace/kernel';
import { toWireInterval } from '@flexspace/service-kit';
import type { DateTime } from 'luxon';
import { bounded } from '../bounded.js';
import type { Clients } from '../clients.js';
import type { PlannedBooking } from '../company/bookings.js';

const LANES = 4;
/** Bookings that start sooner than this are imported, since they may have begun before their call arrives. */
export const IMPORT_UNTIL_MINUTES = 10;

const run = promisify(execFile);

/** Writes past and present bookings by booking's own command, which no network reaches. */
export const importHistory = async (command: string, planned: readonly PlannedBooking[]): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'flexspace-history-'));
  const file = path.join(folder, 'history.ndjson');
  const iso = (at: DateTime): string | null => at.toUTC().toISO();
  try {
    const lines = planned.map(({ userId, deskId, start, end }) =>
      JSON.stringify({ desk_id: deskId, user_id: userId, start_time: iso(start), end_time: iso(end) }),
    );
    await writeFile(file, `${lines.join('\n')}\n`);
    await run(process.execPath, [command, 'import-history', file], { maxBuffer: 16 * 1024 * 1024 }).catch(
      (error: unknown) => {
        // What a service has to say is in its log, and that goes to stdout.
        const log = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
        throw new Error(`booking did not import the history:\n${log}`, { cause: error });
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Books the future as each person, over the same call as the app. Answers how many were booked and how many were refused: a
 * gate may be closed to somebody, as in any company.
 */
export const bookAhead = async (
  booking: Clients['booking'],
  planned: readonly PlannedBooking[],
  signIn: (username: string) => Promise<string>,
): Promise<{ booked: number; refused: number }> => {
  const people = Map.groupBy(planned, ({ username }) => username);
  let booked = 0;
  let refused = 0;
  await bounded([...people], LANES, async ([username, bookings]) => {
    const token = await signIn(username);
    for (const { deskId, start, end } of bookings) {
      const range = interval(instantFromMillis(start.toMillis()), instantFromMillis(end.toMillis()));
      try {
        await booking.createBooking(
          { deskId, interval: toWireInterval(range), idempotencyKey: '' },
          { token, timeoutMs: 20_000 },
        );
        booked += 1;
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind === 'unavailable' || error.kind === 'internal') throw error;
        refused += 1;
      }
    }
  });
  return { booked, refused };
};
