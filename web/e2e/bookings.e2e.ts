import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreeDesk } from './free-desk.js';
import { Product } from './product.js';

let product: Product;
const inHours = (hours: number): string =>
  new Date(Math.ceil(Date.now() / 3_600_000 + hours) * 3_600_000).toISOString();

describe('my bookings', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('cancels a booking after asking', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const made = (await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: inHours(30),
      end_time: inHours(32),
    })) as { id: number };

    await alice.page.goto('/bookings?view=list');
    await alice.page
      .getByRole('button', { name: new RegExp(`^Cancel, Desk ${desk.deskName}, ${desk.roomName}`) })
      .click();
    const question = alice.page.getByRole('dialog');
    await question.getByText('Cancel this booking?').waitFor();
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'hidden' });

    await alice.page
      .getByRole('button', { name: new RegExp(`^Cancel, Desk ${desk.deskName}, ${desk.roomName}`) })
      .click();
    await alice.page.getByRole('button', { name: 'Cancel booking' }).click();
    await alice.page.getByText('Your booking is cancelled.').waitFor();
    const now = (await product.call(alice, 'GET', `/api/bookings/${made.id}/`)) as { status: string };
    expect(now.status).toBe('cancelled');
  });

  it('says why when a booking is gone already', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const made = (await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: inHours(40),
      end_time: inHours(41),
    })) as { id: number };
    await alice.page.route(`**/api/bookings/${made.id}/`, (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 422, reason: 'BOOKING_ELAPSED', detail: '', instance: 'req-of-the-test' }),
      }),
    );
    alice.console.expect(422);
    await alice.page.goto('/bookings?view=list');
    await alice.page
      .getByRole('button', { name: new RegExp(`^Cancel, Desk ${desk.deskName}, ${desk.roomName}`) })
      .click();
    await alice.page.getByRole('button', { name: 'Cancel booking' }).click();
    const told = alice.page.getByRole('alert');
    await told.getByText('That booking is over').waitFor();
    await told.getByText('Request req-of-the-test').waitFor();
    await alice.page.unroute(`**/api/bookings/${made.id}/`);
    await product.call(alice, 'DELETE', `/api/bookings/${made.id}/`);
  });

  it('books with the keyboard alone, through the list', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.goto(`/rooms/${desk.roomId}?view=list`);
    const open = page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true });
    await open.waitFor();
    await open.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Held for you/).waitFor();
    await page.getByRole('button', { name: 'Type times' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Date', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add this time' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 interval/).waitFor();
    await page
      .getByRole('button', { name: /^Book / })
      .last()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
  });

  it('walks the tree of places and the map with arrow keys', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.goto('/');
    const country = page.getByRole('treeitem', { name: new RegExp(`^${desk.countryName}\\b`) });
    await country.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-level'))).toBe('2');

    await page.goto(`/rooms/${desk.roomId}`);
    const map = page.getByRole('application');
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('#map-active', { hasText: /^Desk / }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Desk / }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: /^Desk / }).waitFor({ state: 'detached' });
  });
});
