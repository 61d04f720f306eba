import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CalendarHand } from './calendar-hand.js';
import { findFreeDesk } from './free-desk.js';
import { dateIn, inUtc } from './in-utc.js';
import { Product } from './product.js';

let product: Product;

describe('finding a desk', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('the whole way by keyboard: search, room, map, menu, times, booking', async () => {
    const alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.goto('/');
    await page.getByRole('treeitem').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(desk.roomName);
    await page
      .getByRole('option', { name: new RegExp(desk.roomName) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('application').waitFor();

    // The room is open now, so its desks can be found, too.
    await page.keyboard.press('/');
    await page.keyboard.type(desk.deskName);
    await page
      .getByRole('option', { name: new RegExp(`Desk ${desk.deskName}\\b`) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#map-active', { hasText: `Desk ${desk.deskName}: Free` }).waitFor({ state: 'attached' });
    await page.getByRole('application').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Desk ${desk.deskName}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 interval/).waitFor();
    await page.getByRole('button', { name: /^Book \d/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
  });

  it('listens to a location while it is open in the tree, and no longer', async () => {
    const alice = await product.visitAs(product.account('user', 0));
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    const opened = page.waitForEvent('websocket');
    await page.goto('/');
    const socket = await opened;
    const said = (type: string): Promise<unknown> =>
      socket.waitForEvent('framesent', {
        predicate: ({ payload }) => new RegExp(`"type":"${type}".*"location_\\d+"`).test(String(payload)),
      });
    await page.getByRole('treeitem', { name: new RegExp(`^${desk.countryName}\\b`) }).click();
    const place = page.getByRole('treeitem', { level: 2 }).filter({ hasText: desk.locationName });
    const joined = said('subscribe');
    await place.click();
    await joined;
    const left = said('unsubscribe');
    await place.click();
    await left;
  });

  it('another moment shows another room', async () => {
    const alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice);
    const date = dateIn(5);
    await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${date}T09:00:00Z`,
      end_time: `${date}T12:00:00Z`,
    });
    const { page } = alice;
    await page.goto(`/rooms/${desk.roomId}?view=list`);
    await page.getByRole('row', { name: new RegExp(`^${desk.deskName} Free`) }).waitFor();
    await page.getByRole('button', { name: 'Another time' }).click();
    await page.getByLabel('Date', { exact: true }).fill(date.split('-').reverse().join('/'));
    await page.getByLabel('Time', { exact: true }).fill('10');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: new RegExp(`^${desk.deskName} Yours`) }).waitFor();
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(`^${desk.deskName} Free`) }).waitFor();
  });

  it('the list says of every desk what the map says', async () => {
    const alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    // Until when a desk is free is known with the room's bookings, which may come after its desks.
    const bookings = page.waitForResponse((answer) => answer.url().includes(`/api/bookings/?room=${desk.roomId}`));
    await page.goto(`/rooms/${desk.roomId}?view=list`);
    await (await bookings).finished();
    await page.getByRole('row').nth(1).waitFor();
    const listed = await page.getByRole('rowheader').allInnerTexts();
    const { desks } = (await product.call(alice, 'GET', `/api/rooms/${desk.roomId}/desks/`)) as {
      desks: { id: number; name: string }[];
    };
    expect([...listed].sort()).toEqual(desks.map(({ name }) => name).sort());
    const map = await alice.context.newPage();
    for (const name of listed.slice(0, 5)) {
      const id = desks.find((other) => other.name === name)!.id;
      await map.goto(`/rooms/${desk.roomId}?desk=${id}`);
      const said = map.locator('#map-active', { hasText: `Desk ${name}: ` });
      await said.waitFor({ state: 'attached' });
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
      const words = async (): Promise<string> => `Desk ${name}: ${await row.getByRole('cell').nth(1).innerText()}`;
      // Both are live: what begins or ends meanwhile changes first the one, then the other.
      while ((await said.innerText()) !== (await words()))
        await map.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  });

  it('moves a booking by hand, and back with one click', async () => {
    const alice = await product.visitAs(product.account('user', 0), { timezoneId: 'UTC' });
    await inUtc(product, alice);
    const desk = await findFreeDesk(product, alice);
    // So far ahead that no other test has a block there to take hold of by mistake.
    const date = dateIn(23);
    const made = (await product.call(alice, 'POST', '/api/bookings/', {
      desk_id: desk.deskId,
      start_time: `${date}T09:00:00Z`,
      end_time: `${date}T10:00:00Z`,
    })) as { id: number };
    const times = async (): Promise<string> =>
      ((await product.call(alice, 'GET', `/api/bookings/${made.id}/`)) as { start_time: string }).start_time;
    const before = await times();
    const { page } = alice;
    await page.goto('/bookings');
    await page.locator('[data-time]').first().waitFor();
    const hand = new CalendarHand(page);
    await hand.turnTo(date);
    await page.getByText(`Desk ${desk.deskName}, ${desk.roomName}`).first().waitFor();
    await hand.drag(date, '09:00:00', '11:00:00');
    await page.getByText(/^Your booking is now/).waitFor();
    expect(await times()).not.toBe(before);
    const back = page.waitForResponse(
      (answer) => answer.request().method() === 'PATCH' && answer.url().includes(`/bookings/${made.id}/`),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await back).status()).toBe(200);
    expect(await times()).toBe(before);
    await product.call(alice, 'DELETE', `/api/bookings/${made.id}/`);
  });
});
