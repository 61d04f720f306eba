import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findFreeDesk } from './free-desk.js';
import { Product } from './product.js';

let product: Product;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe('on a phone', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('opens places and today as sheets, a room, and books a desk', async () => {
    const alice = await product.visitAs(product.account('user'), phone);
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.goto('/');
    await page.getByRole('button', { name: 'Places', exact: true }).tap();
    await page.getByRole('treeitem', { name: new RegExp(`^${desk.countryName}\\b`) }).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);

    await page.goto(`/rooms/${desk.roomId}?view=list`);
    await page.getByRole('button', { name: `Choose times, Desk ${desk.deskName}`, exact: true }).tap();
    await page.getByText(/Held for you/).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Type times' }).tap();
    await page.getByRole('button', { name: 'Add this time' }).tap();
    await page
      .getByRole('button', { name: /^Book / })
      .last()
      .tap();
    await page.getByText(`Desk ${desk.deskName} is yours`).waitFor();
  });

  it.each(['/', '/bookings', '/bookings?view=list', '/settings'])(
    'fits %s without scrolling sideways',
    async (path) => {
      const alice = await product.visitAs(product.account('user'), phone);
      await alice.page.goto(path);
      await alice.page.getByRole('navigation', { name: 'Sections' }).waitFor();
      await alice.page.waitForLoadState('networkidle');
      expect(await overflow(alice.page)).toBeLessThanOrEqual(0);
    },
  );
});
