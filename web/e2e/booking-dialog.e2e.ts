import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CalendarHand } from './calendar-hand.js';
import { findFreeDesk, type FreeDesk } from './free-desk.js';
import { dateIn, inUtc, written } from './in-utc.js';
import { Product, type Visitor } from './product.js';

interface Made {
  id: number;
  start_time: string;
  end_time: string;
}
let product: Product;
const choose = (page: Page, desk: FreeDesk): Promise<void> =>
  page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).click();

async function openDialog(visitor: Visitor, desk: FreeDesk): Promise<void> {
  await visitor.page.goto(`/rooms/${desk.roomId}?view=list`);
  await choose(visitor.page, desk);
  await visitor.page.getByText(/^Held for you/).waitFor();
}
async function typeTime(page: Page, time: { from: [string, string]; to: [string, string] }): Promise<void> {
  await page.getByLabel('Date', { exact: true }).fill(written(time.from[0]));
  await page.getByLabel('From', { exact: true }).fill(time.from[1]);
  await page.getByLabel('End date', { exact: true }).fill(written(time.to[0]));
  await page.getByLabel('To', { exact: true }).fill(time.to[1]);
  await page.getByRole('button', { name: 'Add this time' }).click();
}
const bookingsOf = async (visitor: Visitor, desk: FreeDesk): Promise<Made[]> =>
  (await product.call(visitor, 'GET', `/api/bookings/?user_only=true&desk=${desk.deskId}&status=upcoming`)) as Made[];

describe('the booking dialog', () => {
  let alice: Visitor;
  let desk: FreeDesk;
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());
  async function begin(other: Record<string, unknown> = {}): Promise<void> {
    alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice, other);
    desk = await findFreeDesk(product, alice);
  }

  it('books several times in one go, and tells day by day what others have already', async () => {
    await begin();
    const bob = await product.visitAs(product.account('user', 1));
    const { page } = alice;
    await openDialog(alice, desk);
    await page.getByRole('button', { name: 'Type times' }).click();
    await typeTime(page, { from: [dateIn(2), '9'], to: [dateIn(2), '11:30'] });
    await typeTime(page, { from: [dateIn(3), '9'], to: [dateIn(5), '12'] });
    await page.getByText(/^2 intervals/).waitFor();
    // Whoever books by a script while Alice's hold is gone is faster than she.
    await product.call(alice, 'POST', '/api/bookings/unlock/', { desk_id: desk.deskId });
    await page.route('**/api/bookings/?**', (route) => route.abort());
    await product.call(bob, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${dateIn(4)}T08:00:00Z`,
      end_time: `${dateIn(4)}T09:00:00Z`,
    });
    await page.getByRole('button', { name: 'Book 2 intervals' }).click();
    await page.getByText('1 of 2 times are booked. These could not be:').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /already booked \(\w{3}/ })
      .waitFor();
    expect(await bookingsOf(alice, desk)).toHaveLength(1);
  });

  it('takes whole days in the month', async () => {
    await begin();
    const { page } = alice;
    await openDialog(alice, desk);
    await page.getByRole('radio', { name: 'Month' }).click();
    // A week has no more than seven.
    await page.locator('[data-date]').nth(20).waitFor();
    const date = dateIn(2);
    await new CalendarHand(page).turnTo(date);
    await page.locator(`[data-date="${date}"]`).first().click();
    await page.getByText('1 interval, 24 h').waitFor();
    await page.getByRole('button', { name: /^Book 00:00/ }).click();
    await page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
    const [made] = await bookingsOf(alice, desk);
    expect(new Date(made!.start_time).toISOString()).toBe(`${date}T00:00:00.000Z`);
    expect(new Date(made!.end_time).toISOString()).toBe(`${dateIn(3)}T00:00:00.000Z`);
  });

  it('lets a drag begin right where a booking of five minutes ends', async () => {
    await begin();
    const bob = await product.visitAs(product.account('user', 1));
    const date = dateIn(1);
    await product.call(bob, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${date}T09:25:00Z`,
      end_time: `${date}T09:30:00Z`,
    });
    const { page } = alice;
    await openDialog(alice, desk);
    const hand = new CalendarHand(page);
    await hand.turnTo(date);
    await page.getByTitle(/09:25 – 09:30/).waitFor();
    await hand.drag(date, '09:30:00', '11:00:00');
    await page.getByText('1 interval, 1 h 45 min').waitFor();
    await page.getByRole('button', { name: /^Book 09:30/ }).click();
    await page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
    const [made] = await bookingsOf(alice, desk);
    expect(new Date(made!.start_time).toISOString()).toBe(`${date}T09:30:00.000Z`);
  });

  it('is left by Escape, and whoever opened it by keyboard stands where they were', async () => {
    await begin();
    const { page } = alice;
    await page.goto(`/rooms/${desk.roomId}?view=list`);
    const opener = page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true });
    await opener.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Book desk ${desk.deskName}` });
    await dialog.getByText(/^Held for you/).waitFor();
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);

    await page.goto(`/rooms/${desk.roomId}?desk=${desk.deskId}`);
    await page.locator('#map-active', { hasText: /^Desk / }).waitFor({ state: 'attached' });
    const map = page.getByRole('application');
    await map.press('Enter');
    await page.getByRole('button', { name: 'Choose times', exact: true }).press('Enter');
    await dialog.getByText(/^Held for you/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await map.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('draws a booking of several days across all its columns', async () => {
    await begin();
    const { page } = alice;
    await openDialog(alice, desk);
    await page.getByRole('button', { name: 'Type times' }).click();
    await typeTime(page, { from: [dateIn(8), '9:00'], to: [dateIn(10), '17:00'] });
    await page.getByText(/^1 interval/).waitFor();
    await page.getByRole('radio', { name: 'Day' }).click();
    // The day in the middle is covered from midnight to midnight.
    await new CalendarHand(page).turnTo(dateIn(9));
    const title = page.getByTitle(/your change|new · 2 d/);
    await title.first().waitFor();
  });

  it('splits a booking by a second block, and cancels it from where it is changed', async () => {
    await begin();
    const date = dateIn(1);
    await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${date}T09:00:00Z`,
      end_time: `${date}T11:00:00Z`,
    });
    const { page } = alice;
    const act = (verb: string): Promise<void> =>
      page
        .getByRole('button', { name: new RegExp(`^${verb}, Desk ${desk.deskName}, ${desk.roomName}`) })
        .first()
        .click();
    await page.goto('/bookings?view=list');
    await act('Edit');
    await page.getByRole('heading', { name: `Change desk ${desk.deskName}` }).waitFor();
    await page.getByText(/^Held for you/).waitFor();
    await page.getByRole('button', { name: 'Nothing changed yet' }).waitFor();
    await new CalendarHand(page).drag(date, '13:00:00', '14:30:00');
    await page.getByRole('button', { name: 'Save 2 times' }).click();
    await page.getByText(`Desk ${desk.deskName} is yours at 2 times.`).waitFor();
    expect(await bookingsOf(alice, desk)).toHaveLength(2);

    await act('Edit');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('Cancel this booking?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).last().click();
    await page.getByText('Your booking is cancelled.').waitFor();
    expect(await bookingsOf(alice, desk)).toHaveLength(1);
  });

  it('extends a booking that has begun and keeps its start', async () => {
    await begin();
    const end = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000);
    const made = (await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: new Date(Date.now() + 1500).toISOString(),
      end_time: end.toISOString(),
    })) as Made;
    const { page } = alice;
    await page.goto('/');
    const card = page.getByRole('article').filter({ hasText: `Desk ${desk.deskName}, ${desk.roomName}` });
    await card.getByRole('button', { name: 'Extend' }).click();
    await page.getByText(/^Held for you/).waitFor();
    await page.getByRole('button', { name: 'Type times' }).click();
    expect(await page.getByLabel('From', { exact: true }).isDisabled()).toBe(true);
    const later = new Date(end.getTime() + 3_600_000).toISOString();
    await page.getByLabel('End date', { exact: true }).fill(written(later.slice(0, 10)));
    await page.getByLabel('To', { exact: true }).fill(later.slice(11, 16));
    await page.getByRole('button', { name: 'Use this time' }).click();
    await page.getByRole('button', { name: 'Save change' }).click();
    await page.getByText(/^Your booking is now/).waitFor();
    const now = (await product.call(alice, 'GET', `/api/bookings/${made.id}/`)) as Made;
    expect(Date.parse(now.start_time)).toBe(Date.parse(made.start_time));
    expect(Date.parse(now.end_time)).toBe(Date.parse(later));
    await product.call(alice, 'PATCH', `/api/bookings/${made.id}/`, {
      end_time: new Date(Date.now() + 2000).toISOString(),
    });
  });

  it('shows the clock of the place beside one’s own where they differ', async () => {
    await begin({ timezone: 'Asia/Tokyo' });
    const { page } = alice;
    await openDialog(alice, desk);
    await page.getByText(/Times in Asia\/Tokyo, the desk is in /).waitFor();
    await page.getByRole('button', { name: 'Type times' }).click();
    await typeTime(page, { from: [dateIn(2), '10:00'], to: [dateIn(2), '12:00'] });
    await page.getByText(/10:00 – 12:00 \(.*there\)/).waitFor();
    await inUtc(product, alice);
  });

  it('lets the desk go when the page is left without a word, and whoever waits for it has it', async () => {
    await begin();
    const bob = await product.visitAs(product.account('user', 1), { timezoneId: 'UTC' });
    await inUtc(product, bob);
    await openDialog(alice, desk);
    await bob.page.goto(`/rooms/${desk.roomId}?view=list`);
    await bob.page.getByRole('row', { name: new RegExp(`^${desk.deskName} Being booked`) }).waitFor();
    bob.console.expect(423);
    await choose(bob.page, desk);
    await bob.page.getByText(/is booking this desk right now/).waitFor();
    await bob.page.getByText('You are looking at its times').waitFor();

    await alice.page.goto('about:blank');
    await bob.page.getByText(/^Held for you/).waitFor();
  });
});
