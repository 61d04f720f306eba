import {
  InvalidRequest,
  NotFound,
  overlaps,
  type Clock,
  type DeskId,
  type Interval,
  type RoomId,
} from '@flexspace/kernel';
import { noSuchDesk } from '../domain/booking-errors.js';
import type { Actor, Place } from './actor.js';
import { localDays, type LocalDay } from './local-days.js';
import { createSharedReads } from './shared-reads.js';
import type { BookingViews, DeskDirectory } from './ports.js';

const MAX_DAYS = 62;
const DEFAULT_DAYS = 14;

export interface AvailabilityQuestion {
  readonly where: { readonly roomId: RoomId } | { readonly deskId: DeskId };
  /** YYYY-MM-DD in the location's zone; empty = today there. */
  readonly startOn: string;
  /** 0 = 14. */
  readonly days: number;
}

export interface DayAvailability {
  readonly date: string;
  readonly available: boolean;
  /** Cut to the day. */
  readonly busy: readonly Interval[];
}

export interface Availability {
  readonly roomId: RoomId;
  readonly timezone: string;
  readonly desks: readonly {
    readonly deskId: DeskId;
    readonly name: string;
    readonly days: readonly DayAvailability[];
  }[];
}

/** Free and busy by calendar day of the location. */
export const getAvailability = (parts: AvailabilityParts) => {
  const share = createSharedReads<Availability['desks']>();

  return async (actor: Actor, question: AvailabilityQuestion): Promise<Availability> => {
    const count = question.days === 0 ? DEFAULT_DAYS : question.days;
    if (count < 1 || count > MAX_DAYS) throw InvalidRequest.field('days', `must be from 1 to ${MAX_DAYS}`);
    const { where } = question;
    const place = await placeOf(parts, where);
    const days = localDays(place.timezone, question.startOn, { count, now: parts.clock.now() });
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) throw new Error('at least one day');
    const range = { start: first.during.start, end: last.during.end };
    const read = async (): Promise<Availability['desks']> => {
      const desks = await parts.views.busy(where, range);
      return desks.map(({ deskId, name, busy }) => ({ deskId, name, days: byDay(days, busy) }));
    };
    const [hidden, desks] = await Promise.all([
      actor.isService ? undefined : actor.refusal({ action: 'see', place }),
      share(JSON.stringify([where, place.timezone, range]), read),
    ]);
    if (hidden !== undefined) throw 'deskId' in where ? noSuchDesk() : new NotFound('room');
    return { roomId: place.roomId, timezone: place.timezone, desks };
  };
};

export interface AvailabilityParts {
  readonly views: BookingViews;
  readonly desks: DeskDirectory;
  readonly clock: Clock;
}

const placeOf = async (
  parts: { readonly views: BookingViews; readonly desks: DeskDirectory },
  where: AvailabilityQuestion['where'],
): Promise<Place & { readonly timezone: string }> => {
  if ('deskId' in where) {
    const desk = await parts.desks.read(where.deskId);
    if (desk === undefined) throw noSuchDesk();
    return desk;
  }
  const place = await parts.views.roomPlace(where.roomId);
  if (place === undefined) throw new NotFound('room');
  return place;
};

/** Both lists are in order, so one walk does. */
const byDay = (days: readonly LocalDay[], busy: readonly Interval[]): DayAvailability[] => {
  let next = 0;
  return days.map(({ date, during }) => {
    const pieces: Interval[] = [];
    while (next < busy.length && (busy[next]?.end ?? 0) <= during.start) next += 1;
    for (let index = next; index < busy.length; index += 1) {
      const taken = busy[index];
      if (taken === undefined || !overlaps(taken, during)) break;
      pieces.push({
        start: taken.start > during.start ? taken.start : during.start,
        end: taken.end < during.end ? taken.end : during.end,
      });
    }
    return { date, available: pieces.length === 0, busy: pieces };
  });
};
