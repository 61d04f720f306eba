import { afterAll, afterEach, beforeAll, describe, it } from '@jest/globals';
import { findFreeDesk, findQuietRoom } from './free-desk.js';
import { dateIn, inUtc } from './in-utc.js';
import { Product } from './product.js';

let product: Product;

describe('a manager at the map', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('gives a desk to one person after hearing whose bookings go, and opens it again', async () => {
    const olivia = await product.visitAs(product.account('superuser'));
    const alice = await product.visitAs(product.account('user', 0));
    await inUtc(product, olivia);
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice, olivia);
    await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${dateIn(3)}T09:00:00Z`,
      end_time: `${dateIn(3)}T10:00:00Z`,
    });
    const { page } = olivia;
    await alice.page.goto(`/rooms/${desk.roomId}?view=list`);
    await alice.page.getByRole('row', { name: new RegExp(`^${desk.deskName} Free`) }).waitFor();

    await page.goto(`/rooms/${desk.roomId}?desk=${desk.deskId}`);
    const map = page.getByRole('application');
    await page.locator('#map-active', { hasText: `Desk ${desk.deskName}: Free` }).waitFor({ state: 'attached' });
    await map.focus();
    await map.press('Enter');
    await page.getByRole('button', { name: 'Manage', exact: true }).click();
    await page.getByRole('button', { name: /^Give it to one person/ }).click();
    await page.getByRole('combobox', { name: 'Person' }).fill('bob');
    await page.getByRole('option').filter({ hasText: 'Bob' }).first().waitFor();
    await page.keyboard.press('Enter');
    olivia.console.expect(409);
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByText('1 booking of somebody else is in the way and would be cancelled.').waitFor();
    await page.getByRole('button', { name: 'Assign and cancel them' }).click();
    await page.getByText(new RegExp(`^Desk ${desk.deskName} is now permanently for Bob`)).waitFor();
    await alice.page.getByRole('row', { name: new RegExp(`^${desk.deskName} Permanent`) }).waitFor();

    await page.getByRole('radio', { name: 'List' }).click();
    await page.getByRole('button', { name: `Manage, Desk ${desk.deskName}`, exact: true }).click();
    await page.getByRole('button', { name: 'Open it to everybody again' }).click();
    await page.getByText(`Desk ${desk.deskName} can be booked by everybody again.`).waitFor();
    await alice.page.getByRole('row', { name: new RegExp(`^${desk.deskName} Free`) }).waitFor();
  });

  it('closes a room and opens it again before everybody’s eyes', async () => {
    const olivia = await product.visitAs(product.account('superuser'));
    const alice = await product.visitAs(product.account('user', 0));
    await inUtc(product, olivia);
    await inUtc(product, alice);
    const { roomId, roomName } = await findQuietRoom(product, alice);
    await alice.page.goto(`/rooms/${roomId}?view=list`);
    await olivia.page.goto(`/rooms/${roomId}?view=list`);
    const manage = olivia.page.getByRole('button', { name: /^Manage, Desk / }).first();
    await manage.click();
    await olivia.page.getByRole('button', { name: `Put ${roomName} under maintenance` }).click();
    await alice.page.getByText(/^Under maintenance \(.+\): no desk here can be booked\.$/).waitFor();
    await manage.click();
    await olivia.page.getByRole('button', { name: `End the maintenance of ${roomName}` }).click();
    await alice.page.getByText(/no desk here can be booked/).waitFor({ state: 'detached' });
  });
});
