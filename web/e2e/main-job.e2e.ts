import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CalendarHand, slotOf } from './calendar-hand.js';
import { findFreeDesk } from './free-desk.js';
import { dateIn, inUtc } from './in-utc.js';
import { noonZone } from './noon-zone.js';
import { Product } from './product.js';

const utc = { timezoneId: 'UTC' };
let product: Product;

describe('the main job, with two people', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('shows the desk as taken to the second person as soon as the first has booked it', async () => {
    const alice = await product.visitAs(product.account('user', 0), utc);
    const bob = await product.visitAs(product.account('user', 1), utc);
    const now = new Date();
    const noon = noonZone(now);
    await inUtc(product, alice, { timezone: noon.timezone });
    await inUtc(product, bob);
    const desk = await findFreeDesk(product, alice, bob);
    const address = `/rooms/${desk.roomId}?desk=${desk.deskId}`;

    await Promise.all([alice.page.goto(address), bob.page.goto(address)]);
    await bob.page.getByText(`Desk ${desk.deskName}: Free`).waitFor({ state: 'attached' });
    await bob.page.getByText('Live', { exact: true }).waitFor();

    const map = alice.page.getByRole('application');
    await map.focus();
    await map.press('Enter');
    await alice.page.getByRole('button', { name: 'Choose times' }).click();
    await alice.page.getByText(/Held for you/).waitFor();
    await bob.page.locator('#map-active', { hasText: 'is booking it right now' }).waitFor({ state: 'attached' });

    const hand = new CalendarHand(alice.page);
    const start = slotOf(noon.wallClock(now));
    const end = slotOf(noon.wallClock(new Date(now.getTime() + 90 * 60_000)));
    await hand.drag(start.date, start.time, end.time);
    await alice.page.getByText(/^1 interval/).waitFor();

    const bobHears = bob.page
      .locator('#map-active', { hasText: /(Booked|, until)/ })
      .waitFor({ state: 'attached', timeout: 10_000 });
    const answered = alice.page.waitForResponse(
      (answer) => answer.url().endsWith('/api/bookings/') && answer.request().method() === 'POST',
    );
    await alice.page.getByRole('button', { name: /^Book \d/ }).click();
    expect((await answered).status()).toBe(201);
    const bookedAt = performance.now();
    await bobHears;
    expect(performance.now() - bookedAt).toBeLessThan(1000);

    await alice.page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
    await alice.page.locator('#map-active', { hasText: 'Yours until' }).waitFor({ state: 'attached' });
    // The list is equal to the map.
    await bob.page.getByRole('radio', { name: 'List' }).click();
    await bob.page.getByRole('row', { name: new RegExp(`^${desk.deskName} Booked`) }).waitFor();
  });

  it('refuses the second of two people the same time and says what would work', async () => {
    const alice = await product.visitAs(product.account('user', 0), utc);
    const bob = await product.visitAs(product.account('user', 1), utc);
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice, bob);
    const tomorrow = dateIn(1);

    await alice.page.goto(`/rooms/${desk.roomId}?view=list`);
    await alice.page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).click();
    await alice.page.getByText(/Held for you/).waitFor();
    const hand = new CalendarHand(alice.page);
    await hand.turnTo(tomorrow);
    await hand.click(tomorrow, '09:00:00');
    await alice.page.getByText('Now click the end').waitFor();
    await hand.hover(tomorrow, '10:30:00');
    await hand.click(tomorrow, '10:30:00');
    await alice.page.getByRole('button', { name: 'Book 09:00 – 11:00' }).waitFor();

    await product
      .call(bob, 'POST', '/api/bookings/', {
        desk_id: desk.deskId,
        start_time: `${tomorrow}T10:00:00Z`,
        end_time: `${tomorrow}T12:00:00Z`,
      })
      .catch((refused: unknown) => {
        // Alice holds the desk, so Bob's script is refused: that is the other good answer to this race.
        expect(String(refused)).toContain('DESK_LOCKED');
      });
    alice.console.expect(409);
    await alice.page.getByRole('button', { name: 'Book 09:00 – 11:00' }).click();
    await alice.page
      .getByText(/(is yours|Somebody was faster)/)
      .first()
      .waitFor();
  });

  it('lets the desk go when the dialog is closed', async () => {
    const alice = await product.visitAs(product.account('user', 0), utc);
    const desk = await findFreeDesk(product, alice);
    await alice.page.goto(`/rooms/${desk.roomId}?view=list`);
    await alice.page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).click();
    await alice.page.getByText(/Held for you/).waitFor();
    const locked = (await product.call(alice, 'GET', `/api/desks/${desk.deskId}/lock_state/`)) as { locked: boolean };
    expect(locked.locked).toBe(true);
    const released = alice.page.waitForResponse((answer) => answer.url().includes('/bookings/unlock/'));
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
    expect((await released).status()).toBe(200);
    const after = (await product.call(alice, 'GET', `/api/desks/${desk.deskId}/lock_state/`)) as { locked: boolean };
    expect(after.locked).toBe(false);
  });
});
