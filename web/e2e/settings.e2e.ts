import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreeDesk } from './free-desk.js';
import { dateIn, inUtc } from './in-utc.js';
import { Product } from './product.js';

let product: Product;

describe('profile and settings', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('a change shows at once, also in another tab and in other words', async () => {
    const sam = await product.visitAs(product.account('staff'));
    await inUtc(product, sam);
    const other = await sam.context.newPage();
    await Promise.all([sam.page.goto('/settings'), other.goto('/bookings?view=list')]);
    await other.getByRole('heading', { name: 'My bookings' }).waitFor();
    await sam.page.getByRole('combobox', { name: 'Language' }).press('ArrowDown');
    await sam.page.getByRole('option', { name: 'Deutsch' }).click();
    await sam.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await other.getByRole('heading', { name: 'Meine Buchungen' }).waitFor();
    await inUtc(product, sam);
  });

  it('dates are written as they were chosen', async () => {
    const sam = await product.visitAs(product.account('staff'));
    await inUtc(product, sam, { date_format: 'YYYY-MM-DD', time_format: '12h' });
    const desk = await findFreeDesk(product, sam);
    const date = dateIn(3);
    const made = (await product.call(sam, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${date}T13:00:00Z`,
      end_time: `${date}T14:30:00Z`,
    })) as { id: number };
    await sam.page.goto('/bookings?view=list');
    await sam.page.getByRole('rowheader', { name: new RegExp(`${date}, 1:00 PM – 2:30 PM`) }).waitFor();
    await product.call(sam, 'DELETE', `/api/bookings/${made.id}/`);
    await inUtc(product, sam);
  });

  it('a password is changed by who knows the present one', async () => {
    const { username, password } = product.account('staff');
    const sam = await product.visitAs({ username, password });
    await inUtc(product, sam);
    const { page } = sam;
    await page.goto('/settings');
    const change = page.getByRole('form', { name: 'Change the password' });
    await change.getByRole('button', { name: 'Change the password' }).click();
    await change.getByText('Enter your password.').waitFor();
    await change.getByText('Enter a new password.').waitFor();

    const next = `Next-${password}`;
    sam.console.expect(400);
    await change.getByLabel('Current password').fill('surely wrong');
    await change.getByLabel('New password').fill(next);
    await change.getByRole('button', { name: 'Change the password' }).click();
    await change.getByText('That is not your current password.').waitFor();

    await change.getByLabel('Current password').fill(password);
    await change.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    const again = await product.visitAs({ username, password: next });
    await product.call(again, 'POST', '/api/auth/set-password/', { password, current_password: next });
  });

  it('a calendar address is told once, works, and ends', async () => {
    const sam = await product.visitAs(product.account('staff'));
    await inUtc(product, sam);
    const { page } = sam;
    await page.goto('/settings');
    const feed = page.getByRole('region', { name: 'Your bookings in your calendar' });
    await feed.getByRole('button', { name: /^Make a/ }).click();
    const address = new URL(await feed.getByText(/\.ics$/).innerText());
    const calendar = await page.request.get(product.app + address.pathname);
    expect(await calendar.text()).toContain('BEGIN:VCALENDAR');
    await feed.getByRole('button', { name: 'End the subscription' }).click();
    await page.getByText('The subscription has ended.').waitFor();
    expect((await page.request.get(product.app + address.pathname)).status()).toBe(404);
  });
});
