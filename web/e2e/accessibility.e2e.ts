import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { findFreeDesk } from './free-desk.js';
import { Product } from './product.js';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let product: Product;

/** What axe finds serious on the page as it stands, in words that lead to the place. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeFile });
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes
          .map((node) => node.target.join(' '))
          .slice(0, 3)
          .join(' | ')})`,
    );
}

describe.each(['light', 'dark'] as const)('everybody can use it, in %s', (colorScheme) => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());
  // axe is injected as a script, which the product's own policy rightly forbids.
  const look = { colorScheme, bypassCSP: true } as const;

  it('sign-in', async () => {
    const { page } = await product.visit(look);
    await page.goto('/login');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter your password.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('dashboard, room, list and dialog', async () => {
    const alice = await product.visitAs(product.account('user'), look);
    await product.call(alice, 'PATCH', '/api/preferences/me/', { theme: 'auto' });
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.goto('/');
    await page.getByRole('treeitem').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.goto(`/rooms/${desk.roomId}`);
    await page.getByRole('application').waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('radio', { name: 'List' }).click();
    await page.getByRole('row').nth(1).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).click();
    await page.locator('[data-time]').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Type times' }).click();
    await page.getByLabel('Date', { exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add this time' }).click();
    await page.getByText(/^1 interval/).waitFor();
    await page.getByRole('radio', { name: 'Month' }).click();
    await page.locator('[data-date]').nth(20).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('the menu of a desk, what managers do there, and a page that is not there', async () => {
    const olivia = await product.visitAs(product.account('superuser'), look);
    await product.call(olivia, 'PATCH', '/api/preferences/me/', { theme: 'auto' });
    const desk = await findFreeDesk(product, olivia);
    const { page } = olivia;
    await page.goto(`/rooms/${desk.roomId}?desk=${desk.deskId}`);
    await page.locator('#map-active', { hasText: /^Desk / }).waitFor({ state: 'attached' });
    await page.getByRole('application').press('Enter');
    await page.getByRole('button', { name: 'Manage', exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Manage', exact: true }).click();
    await page.getByRole('button', { name: /^Give it to one person/ }).click();
    await page.getByRole('combobox', { name: 'Person' }).fill('al');
    await page.getByRole('option').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const managed = (await product.call(olivia, 'GET', '/api/admin/rooms/')) as { id: number; location_id: number }[];
    const one = managed[0]!;
    await page.goto(`/manage/locations/${one.location_id}`);
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`/manage/rooms/${one.id}`);
    await page.getByRole('button', { name: 'Arrange desks' }).click();
    await page.getByRole('application').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto('/manage/audit');
    await page.getByRole('rowheader').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto('/nowhere');
    await page.getByRole('link', { name: 'Find a desk' }).last().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('my bookings and settings', async () => {
    const { page } = await product.visitAs(product.account('user'), look);
    await page.goto('/bookings');
    await page.locator('[data-time]').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('radio', { name: 'Month' }).click();
    await page.locator('[data-date]').nth(20).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('radio', { name: 'List' }).click();
    await page
      .getByRole('columnheader', { name: 'When' })
      .or(page.getByText('You have no bookings here.'))
      .first()
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    await page.getByRole('button', { name: 'Change the password' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});
