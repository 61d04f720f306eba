import { describe, expect, it } from '@jest/globals';
import type { Booking, Desk, Person } from '../../api/models.js';
import { viewDesk, type DeskContext } from './desk-state.js';

const me: Person = { id: 'me', username: 'me', full_name: 'Me' };
const her: Person = { id: 'her', username: 'her', full_name: 'Her' };
const now = 1_000_000_000;
const hour = 3_600_000;

const desk = (change: Partial<Desk> = {}): Desk => ({
  id: 1,
  name: '3-1',
  pos_x: 10,
  pos_y: 10,
  orientation: 'top',
  is_booked: false,
  booked_by: null,
  is_locked: false,
  locked_by: null,
  is_permanent: false,
  permanent_assignee: null,
  ...change,
});
const booking = (user: Person | null, start: number, end: number): Booking => ({
  id: start,
  desk: { id: 1, name: '3-1', room_id: 5 },
  user,
  room_name: '',
  floor_name: '',
  location_name: '',
  location_id: 1,
  location_timezone: 'UTC',
  start_time: start,
  end_time: end,
  status: 'upcoming',
  version: 1,
});
const context = (change: Partial<DeskContext> = {}): DeskContext => ({
  userId: 'me',
  at: now,
  isNow: true,
  maintenance: false,
  canBook: true,
  bookings: [],
  ...change,
});

describe('what a desk is', () => {
  it('is free until the next booking', () => {
    const view = viewDesk(desk(), context({ bookings: [booking(her, now + hour, now + 2 * hour)] }));
    expect(view).toMatchObject({ state: 'free', until: now + hour, bookable: true });
  });

  it('is booked or mine, to the end of what touches', () => {
    const touching = [booking(her, now - hour, now + hour), booking(her, now + hour, now + 2 * hour)];
    expect(viewDesk(desk(), context({ bookings: touching }))).toMatchObject({ state: 'busy', until: now + 2 * hour });
    expect(viewDesk(desk(), context({ bookings: [booking(me, now, now + hour)] })).state).toBe('mine');
  });

  it('counts as taken when its booking begins within a minute', () => {
    expect(viewDesk(desk(), context({ bookings: [booking(her, now + 30_000, now + hour)] })).state).toBe('busy');
  });

  it('is booked without a name where the name may not be known', () => {
    expect(viewDesk(desk({ is_booked: true }), context())).toMatchObject({ state: 'busy', who: null });
  });

  it('shows a hold now, but not at another moment', () => {
    const held = desk({ is_locked: true, locked_by: her });
    expect(viewDesk(held, context()).state).toBe('held');
    expect(viewDesk(held, context({ isNow: false })).state).toBe('free');
    expect(viewDesk(desk({ is_locked: true, locked_by: me }), context()).heldByMe).toBe(true);
  });

  it('is bookable as a permanent desk by its own person alone', () => {
    const hers = desk({ is_permanent: true, permanent_assignee: her });
    expect(viewDesk(hers, context())).toMatchObject({ state: 'permanent', bookable: false });
    expect(viewDesk(hers, context({ userId: 'her' }))).toMatchObject({ state: 'mine', bookable: true });
  });

  it('is off under maintenance, whatever else', () => {
    const view = viewDesk(desk({ is_booked: true, booked_by: me }), context({ maintenance: true }));
    expect(view).toMatchObject({ state: 'off', bookable: false });
  });
});
