import { mdiAccount, mdiCheckBold, mdiCloseThick, mdiDotsHorizontal, mdiPin, mdiStar } from '@mdi/js';
import type { Booking, Desk, Person } from '../../api/models.js';

export const deskStates = ['free', 'busy', 'mine', 'held', 'permanent', 'off'] as const;
export type DeskState = (typeof deskStates)[number];

/** A colour is never alone: each state also has its own glyph. */
export const stateIcon: Readonly<Record<DeskState, string>> = {
  free: mdiCheckBold,
  busy: mdiAccount,
  mine: mdiStar,
  held: mdiDotsHorizontal,
  permanent: mdiPin,
  off: mdiCloseThick,
};

/** A booking that starts this soon already counts as taken: nobody could use the desk in between. */
const soonMs = 60_000;

export interface DeskView {
  readonly id: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly orientation: Desk['orientation'];
  readonly state: DeskState;
  /** Held by this person in another window. */
  readonly heldByMe: boolean;
  readonly permanentMine: boolean;
  /** Whom the desk belongs to, whoever sits there now. */
  readonly assignee: Person | null;
  readonly isPermanent: boolean;
  readonly who: Person | null;
  /** When what the state says ends, where that is known. */
  readonly until: number | null;
  readonly bookable: boolean;
}

export interface DeskContext {
  readonly userId: string | null;
  readonly at: number;
  readonly isNow: boolean;
  readonly maintenance: boolean;
  readonly canBook: boolean;
  /** This desk's bookings, in order of start. */
  readonly bookings: readonly Booking[];
}

/** What a desk is to the person who looks: one state of six, who has it and until when. */
export function viewDesk(desk: Desk, context: DeskContext): DeskView {
  const { at, userId } = context;
  const current = context.bookings.find((booking) => booking.start_time <= at + soonMs && booking.end_time > at);
  const next = context.bookings.find((booking) => booking.start_time > at + soonMs);
  const booked = current !== undefined || desk.is_booked;
  const owner = current?.user ?? desk.booked_by;
  const heldByMe = desk.is_locked && desk.locked_by?.id === userId;
  const permanentMine = desk.is_permanent && desk.permanent_assignee?.id === userId;
  const base = {
    id: desk.id,
    name: desk.name,
    x: desk.pos_x,
    y: desk.pos_y,
    orientation: desk.orientation,
    heldByMe,
    permanentMine,
    assignee: desk.permanent_assignee,
    isPermanent: desk.is_permanent,
  };

  if (context.maintenance) return { ...base, state: 'off', who: null, until: null, bookable: false };
  const bookable = context.canBook && (!desk.is_permanent || permanentMine);
  if (booked) {
    const mine = owner !== null && owner.id === userId;
    return { ...base, state: mine ? 'mine' : 'busy', who: owner, until: endOfRun(current, context.bookings), bookable };
  }
  if (context.isNow && desk.is_locked) return { ...base, state: 'held', who: desk.locked_by, until: null, bookable };
  if (desk.is_permanent)
    return {
      ...base,
      state: permanentMine ? 'mine' : 'permanent',
      who: desk.permanent_assignee,
      until: null,
      bookable,
    };
  return { ...base, state: 'free', who: null, until: next?.start_time ?? null, bookable };
}

/** Whether somebody could sit down now: nobody is there, and it may be booked. */
export function canStartNow(desk: DeskView): boolean {
  const ownAndEmpty = desk.state === 'mine' && desk.permanentMine && desk.until === null;
  return desk.bookable && (desk.state === 'free' || ownAndEmpty);
}

/** Bookings that touch are one stretch to somebody who waits for the desk. */
function endOfRun(current: Booking | undefined, bookings: readonly Booking[]): number | null {
  if (!current) return null;
  let end = current.end_time;
  for (const booking of bookings)
    if (booking.start_time === end && booking.user?.id === current.user?.id) end = booking.end_time;
  return end;
}
