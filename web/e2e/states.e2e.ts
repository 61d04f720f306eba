import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { findFreeDesk, type FreeDesk } from './free-desk.js';
import { inUtc } from './in-utc.js';
import { Product, type Visitor } from './product.js';

let product: Product;
let alice: Visitor;

const refuse =
  (status: number, reason: string, more: Record<string, unknown> = {}) =>
  (route: Route): Promise<void> =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status, reason, detail: '', instance: 'req-of-the-test', ...more }),
    });
const nothing = (route: Route): Promise<void> => route.fulfill({ contentType: 'application/json', body: '[]' });

async function openDialog(page: Page, desk: FreeDesk): Promise<void> {
  await page.goto(`/rooms/${desk.roomId}?view=list`);
  await page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).click();
}

describe('when something is missing or wrong', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());
  beforeEach(async () => {
    alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice);
  });

  it('places and bookings that cannot be had say so, and come with one click', async () => {
    const { page } = alice;
    alice.console.expect(503);
    await page.route('**/api/locations/tree/**', refuse(503, 'UNAVAILABLE'), { times: 1 });
    await page.route('**/api/bookings/?**', refuse(503, 'UNAVAILABLE'), { times: 1 });
    await page.goto('/');
    const places = page.getByRole('region', { name: 'Places' });
    await places.getByText('The places could not be loaded.').waitFor();
    await places.getByText('Request req-of-the-test').waitFor();
    await places.getByRole('button', { name: 'Try again' }).click();
    await places.getByRole('treeitem').first().waitFor();
    await page.getByRole('region', { name: 'Today' }).getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Your bookings could not be loaded.').waitFor({ state: 'detached' });
  });

  it('shows the shape of what is coming while it is on its way', async () => {
    const { page } = alice;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/api\/(locations\/tree|bookings)\//, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/');
    await page.getByRole('region', { name: 'Places' }).getByRole('status', { name: 'Loading' }).waitFor();
    await page.getByRole('region', { name: 'Today' }).getByRole('status', { name: 'Loading' }).waitFor();
    release();
    await page.getByRole('treeitem').first().waitFor();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  });

  it('says what is empty and what to do', async () => {
    const { page } = alice;
    await page.route('**/api/bookings/?**', nothing);
    await page.route('**/api/locations/tree/**', nothing);
    await page.goto('/');
    await page.getByText(/There is no place you may see yet/).waitFor();
    await page.getByText('Nothing booked for today or the next two weeks.').waitFor();
    await page.goto('/bookings?view=list');
    await page.getByText('You have no bookings here.').waitFor();
    await page.getByRole('link', { name: 'Find a desk' }).last().click();
    await page.waitForURL('**/');
  });

  it('a room that is not there offers the way back', async () => {
    const { page } = alice;
    alice.console.expect(404);
    await page.goto('/rooms/999999999');
    await page.getByText('This room is closed to you, or no longer there.').waitFor();
    await page.getByRole('button', { name: 'Back to the globe' }).last().click();
    await page.getByRole('heading', { name: 'Where would you like to work?' }).waitFor();
  });

  it('without the lock service one can still choose, and is told so', async () => {
    const { page } = alice;
    const desk = await findFreeDesk(product, alice);
    alice.console.expect(503);
    await page.route('**/api/bookings/lock/', refuse(503, 'UNAVAILABLE'));
    await openDialog(page, desk);
    await page.getByText(/cannot be held for you right now. You can still book/).waitFor();
    await page.getByRole('button', { name: 'Type times' }).click();
    await page.getByRole('button', { name: 'Add this time' }).click();
    await page.getByText(/^1 interval/).waitFor();
  });

  it.each([
    [403, 'ROOM_GATE', /You cannot book in this room/],
    [409, 'LOCK_LIMIT', /three desks already/],
    [423, 'DESK_LOCKED', /Ravi Menon is booking this desk right now/],
  ])('a desk that is refused with %i (%s) can be looked at and says why', async (status, reason, words) => {
    const { page } = alice;
    const desk = await findFreeDesk(product, alice);
    alice.console.expect(status);
    const holder = { id: 'x', username: 'ravi', full_name: 'Ravi Menon' };
    await page.route('**/api/bookings/lock/', refuse(status, reason, { locked_by: holder }));
    await openDialog(page, desk);
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
    await page.getByText('You are looking at its times').waitFor();
    expect(await page.getByRole('button', { name: 'Book', exact: true }).isDisabled()).toBe(true);
  });

  it('a booking that loses to another says when the desk is taken', async () => {
    const { page } = alice;
    const desk = await findFreeDesk(product, alice);
    alice.console.expect(409);
    const conflicts = [{ start_time: '2031-03-03T09:00:00Z', end_time: '2031-03-03T12:00:00Z' }];
    await page.route('**/api/bookings/', (route) =>
      route.request().method() === 'POST' ? refuse(409, 'SLOT_TAKEN', { conflicts })(route) : route.continue(),
    );
    await openDialog(page, desk);
    await page.getByRole('button', { name: 'Type times' }).click();
    await page.getByRole('button', { name: 'Add this time' }).click();
    await page
      .getByRole('button', { name: /^Book / })
      .last()
      .click();
    await page
      .getByRole('alert')
      .filter({ hasText: /Somebody was faster.*3 Mar, 09:00 – 12:00/ })
      .waitFor();
    await page.getByText(/^1 interval/).waitFor();
  });

  it('a part whose code cannot be had says so in its place', async () => {
    const { page } = alice;
    const desk = await findFreeDesk(product, alice);
    await page.route(/assets\/RoomMap-.*\.js/, (route) => route.abort());
    alice.console.expectText(/RoomMap|net::ERR_FAILED/);
    await page.goto(`/rooms/${desk.roomId}`);
    await page.getByText('This part could not be loaded').waitFor();
    await page.getByRole('radio', { name: 'List' }).click();
    await page.getByRole('row').nth(1).waitFor();
  });

  it('says that it is offline, and comes back by itself', async () => {
    const { page, context } = alice;
    await page.goto('/');
    const state = page.getByRole('contentinfo').getByRole('status');
    await state.filter({ hasText: 'Live' }).waitFor();
    alice.console.expectText(/ERR_INTERNET_DISCONNECTED|WebSocket/);
    await context.setOffline(true);
    await state.filter({ hasText: 'Offline' }).waitFor();
    await page.getByText('What you see may be out of date. It comes back by itself.').waitFor();
    await context.setOffline(false);
    await state.filter({ hasText: 'Live' }).waitFor();
  });
});
