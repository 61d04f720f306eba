import {
  createSharedReads,
  InvalidRequest,
  NotFound,
  overlaps,
  type Clock,
  type DeskId,
  type Interval,
  type RoomId,
  type SharedReads,
} from '@flexspace/kernel';
import { noSuchDesk } from '../domain/booking-errors.js';
import type { Actor, Place } from './actor.js';
import { localDays, type LocalDay } from './local-days.js';
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
  /** Two of the same name say the same, on every replica. */
  readonly name: string;
  readonly desks: readonly {
    readonly deskId: DeskId;
    readonly name: string;
    readonly days: readonly DayAvailability[];
  }[];
}

interface Asked {
  readonly where: AvailabilityQuestion['where'];
  readonly place: Zoned;
  readonly startOn: string;
  readonly count: number;
}

type Zoned = Place & { readonly timezone: string };

/**
 * Free and busy by calendar day of the location: the answer itself, and what it is called now. Who has one of that name need not
 * read it, and to name it costs PostgreSQL a millisecond and this process nothing. Both are refused alike.
 */
export const getAvailability = (parts: AvailabilityParts) => {
  const whole = createSharedReads<Pick<Availability, 'desks' | 'name'>>();
  const names = createSharedReads<string>();
  const places = createSharedReads<Zoned>();

  const answerTo =
    <Answer>(share: SharedReads<Answer>, read: (asked: Asked) => Promise<Answer>) =>
    async (actor: Actor, { where, startOn, days }: AvailabilityQuestion): Promise<[Zoned, Answer]> => {
      const count = days === 0 ? DEFAULT_DAYS : days;
      if (count < 1 || count > MAX_DAYS) throw InvalidRequest.field('days', `must be from 1 to ${MAX_DAYS}`);
      const place = await places(JSON.stringify(where), () => placeOf(parts, where));
      const key = JSON.stringify([where, place.timezone, startOn, count]);
      const [hidden, answer] = await Promise.all([
        actor.isService ? undefined : actor.refusal({ action: 'see', place }),
        share(key, () => read({ where, place, startOn, count })),
      ]);
      if (hidden !== undefined) throw 'deskId' in where ? noSuchDesk() : new NotFound('room');
      return [place, answer];
    };

  const daysOf = ({ place, startOn, count }: Asked) => {
    const days = localDays(place.timezone, startOn, { count, now: parts.clock.now() });
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) throw new Error('at least one day');
    return { days, range: { start: first.during.start, end: last.during.end } };
  };
  const wholeAnswer = answerTo(whole, async (asked) => {
    const { days, range } = daysOf(asked);
    const { digest, desks } = await parts.views.busy(asked.where, range);
    return {
      name: nameOf(asked, days, digest),
      desks: desks.map(({ deskId, name, busy }) => ({ deskId, name, days: byDay(days, busy) })),
    };
  });
  const nameAlone = answerTo(names, async (asked) => {
    const { days, range } = daysOf(asked);
    return nameOf(asked, days, await parts.views.digestOfBusy(asked.where, range));
  });

  return {
    whole: async (actor: Actor, question: AvailabilityQuestion): Promise<Availability> => {
      const [{ roomId, timezone }, { name, desks }] = await wholeAnswer(actor, question);
      return { roomId, timezone, name, desks };
    },
    name: async (actor: Actor, question: AvailabilityQuestion): Promise<string> => {
      const [, name] = await nameAlone(actor, question);
      return name;
    },
  };
};

/** What the calendar is made of: the desks and their times by their digest, and the days that they are cut to. */
const nameOf = ({ place }: Asked, days: readonly LocalDay[], digest: string): string =>
  [
    place.roomId,
    place.timezone,
    days[0]?.date,
    days.length,
    days[0]?.during.start,
    days.at(-1)?.during.end,
    digest,
  ].join(' ');

export interface AvailabilityParts {
  readonly views: BookingViews;
  readonly desks: DeskDirectory;
  readonly clock: Clock;
}

const placeOf = async (
  parts: { readonly views: BookingViews; readonly desks: DeskDirectory },
  where: AvailabilityQuestion['where'],
): Promise<Zoned> => {
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
