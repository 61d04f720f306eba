import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findQuietRoom } from './free-desk.js';
import { inUtc } from './in-utc.js';
import { Product } from './product.js';

let product: Product;

describe('the change log', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('shows a superuser what has just been changed, by whom, and what it was before', async () => {
    const olivia = await product.visitAs(product.account('superuser'));
    await inUtc(product, olivia);
    const { roomId, roomName } = await findQuietRoom(product, olivia);
    const rewrite = (description: string): Promise<unknown> =>
      product.call(olivia, 'PATCH', `/api/rooms/${roomId}/`, { description });
    const first = `By the window ${Date.now()}`;
    await rewrite(first);
    await rewrite('By the door');
    const { page } = olivia;
    await page.goto('/manage');
    await page.getByRole('link', { name: 'Change log' }).click();
    const latest = page.getByRole('row').nth(1);
    await latest.getByRole('rowheader', { name: 'Room changed' }).waitFor();
    await latest.getByText(roomName, { exact: true }).waitFor();
    await latest.getByText(`Description: ${first} → By the door`).first().waitFor();

    await page.getByRole('combobox', { name: 'What' }).fill('Desk added');
    await page.getByRole('option', { name: 'Desk added' }).click();
    await page.getByRole('rowheader', { name: 'Room changed' }).first().waitFor({ state: 'detached' });
    const rows = page.getByRole('rowheader', { name: 'Desk added' });
    await rows.first().waitFor();
    const shown = await rows.count();
    await page.getByRole('button', { name: 'Show older changes' }).click();
    await rows.nth(shown).waitFor();

    const file = await olivia.context.request.get(
      String(await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href')),
    );
    const [head = '', line = ''] = (await file.text()).split('\r\n');
    expect(head).toMatch(/^service,id,at/);
    expect(line).toContain('desk.created');
  });

  it('says so when nothing matches', async () => {
    const { page } = await product.visitAs(product.account('superuser'));
    await page.goto('/manage/audit');
    await page.getByRole('rowheader').first().waitFor();
    await page.getByLabel('Until', { exact: true }).fill('01/02/2001');
    await page.getByLabel('Until', { exact: true }).press('Tab');
    await page.getByText('No change matches').waitFor();
  });

  it('is nothing for a manager of one place', async () => {
    const manager = await product.visitAs(product.account('location_manager'));
    await manager.page.goto('/manage/audit');
    await manager.page.getByRole('navigation', { name: 'Manage' }).getByRole('link').first().waitFor();
    expect(await manager.page.getByRole('link', { name: 'Change log' }).count()).toBe(0);
    expect(await manager.page.getByRole('table').count()).toBe(0);
  });
});
