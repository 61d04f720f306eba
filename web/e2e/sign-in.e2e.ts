import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from './product.js';

let product: Product;

describe('signing in', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('asks for what is missing, field by field', async () => {
    const { page } = await product.visit();
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter your user name or e-mail.').waitFor();
    await page.getByText('Enter your password.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username');
  });

  it('says that name or password is wrong, with the request to ask about', async () => {
    const { page } = await product.visit();
    await page.goto('/login');
    await page.getByLabel('User name or e-mail').fill('nobody-at-all');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('User name or password is wrong').waitFor();
    await page
      .getByRole('alert')
      .getByText(/^Request \S+/)
      .waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  });

  it('returns to the page that was asked for, and signs out again', async () => {
    const { username, password } = product.account('user');
    const { page } = await product.visit();
    await page.goto('/bookings?view=list');
    await page.waitForURL(/\/login\?next=/);
    await page.getByLabel('User name or e-mail').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/bookings?view=list');
    await page.getByRole('heading', { name: 'My bookings' }).waitFor();

    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/login/);
    await page.goto('/');
    await page.waitForURL(/\/login/);
  });

  it('never sends anybody to another site after signing in', async () => {
    const { username, password } = product.account('user');
    const { page } = await product.visit();
    await page.goto('/login?next=//evil.example/');
    await page.getByLabel('User name or e-mail').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('tree', { name: 'Places' }).waitFor();
    expect(new URL(page.url()).origin).toBe(product.app);
  });
});
