import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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

  it('shows the plan of a room as dark on its page as on the map', async () => {
    const olivia = await product.visitAs(product.account('superuser'), { colorScheme: 'dark' });
    await product.call(olivia, 'PATCH', '/api/preferences/me/', { theme: 'auto' });
    const rooms = (await product.call(olivia, 'GET', '/api/admin/rooms/')) as { id: number; map_image: unknown }[];
    const withPlan = rooms.find(({ map_image: plan }) => plan !== null)!;
    await olivia.page.goto(`/manage/rooms/${withPlan.id}`);
    const picture = olivia.page.getByRole('img', { name: /^Plan of / }).locator(':scope > *');
    await picture.waitFor();
    const ground = await picture.evaluate((element) => {
      const probe = Object.assign(document.createElement('canvas'), { width: 8, height: 8 }).getContext('2d')!;
      probe.drawImage(element as HTMLCanvasElement | HTMLImageElement, 0, 0, 8, 8);
      return Math.max(...probe.getImageData(2, 2, 1, 1).data.slice(0, 3));
    });
    expect(ground).toBeLessThan(80);
  });

  it('makes a place from the country to its desks, and takes it away again', async () => {
    const olivia = await product.visitAs(product.account('superuser'));
    const { page } = olivia;
    const name = `Testland ${Date.now()}`;
    const add = async (label: string, value: string): Promise<void> => {
      await page.getByLabel(label).fill(value);
      await page.getByLabel(label).press('Enter');
      await page.getByText(`${value} has been added.`).waitFor();
    };
    await page.goto('/');
    await page.getByRole('link', { name: 'Manage' }).click();
    await page.getByRole('link', { name: 'Add a country' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Country code').fill('IS');
    await page.getByRole('spinbutton', { name: 'Latitude' }).fill('64.1');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Add a location' }).click();
    const location = page.getByRole('region', { name: 'Locations' });
    await location.getByLabel('Name', { exact: true }).fill(`${name} Harbour`);
    await location.getByRole('button', { name: 'Add', exact: true }).click();
    await add('Name of a new floor', 'Ground');
    await add('New room on Ground', 'Geysir');
    await add('Name of a new group', 'Skippers');
    await page.getByRole('region', { name: 'Floors and rooms' }).getByRole('link', { name: 'Geysir' }).click();
    await page.getByRole('button', { name: 'Arrange desks' }).waitFor();
    await page.getByRole('combobox', { name: 'Groups' }).press('Enter');
    await page.getByRole('option', { name: 'Skippers' }).click();
    await page.getByText('Who may book here has been changed.').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Arrange desks' }).click();
    await page.getByText('No desks yet. Add the first one.').waitFor();
    for (let desk = 0; desk < 3; desk += 1) await page.getByRole('button', { name: 'Add a desk' }).click();
    const second = page.getByRole('textbox', { name: 'Name of desk 2' });
    await second.fill('1');
    await second.press('Tab');
    await page.getByText('2 desks have no name of their own.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'All or none' }).click();
    await page.getByRole('application').press('ArrowDown');
    await page.getByRole('button', { name: 'Save the desks' }).click();
    await page.getByText('The desks of Geysir have been saved.').waitFor();
    await page.getByRole('textbox', { name: 'Name of desk 3' }).waitFor();

    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('3 desks').first().waitFor();
    await page
      .getByRole('navigation', { name: 'Manage' })
      .getByRole('link', { name: `${name} Harbour` })
      .click();
    await page.getByRole('button', { name: `Delete ${name} Harbour` }).click();
    const asking = page.getByRole('dialog');
    await asking.getByText('All its floors, 1 room and 3 desks go with it.').waitFor();
    await asking.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText(`${name} Harbour has been deleted.`).waitFor();
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await asking.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText(`${name} has been deleted.`).waitFor();
  });
});
