import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Response, Route } from 'playwright-core';
import { findFreeDesk } from './free-desk.js';
import { Product } from './product.js';

let product: Product;
const mostBytes = 250_000;
/** Globe, canvas and calendar come when they are needed; all else is the first load. */
const lazyChunk = /\/(WorldGlobe|RoomMap|BookingCalendar)-[\w-]+\.js$/;

function scriptsOf(page: Page): Response[] {
  const scripts: Response[] = [];
  page.on('response', (answer) => {
    if (answer.request().resourceType() === 'script' && !lazyChunk.test(answer.url())) scripts.push(answer);
  });
  return scripts;
}
async function gzipped(scripts: readonly Response[]): Promise<number> {
  const bodies = await Promise.all(scripts.map((answer) => answer.body()));
  return bodies.reduce((all, body) => all + gzipSync(body).length, 0);
}

/** Answers requests to the API in rounds: a round ends when nothing more is asked without an answer to what was asked. */
class Rounds {
  readonly names: string[][] = [];
  #waiting: Route[] = [];

  async watch(page: Page): Promise<void> {
    await page.route('**/api/**', (route) => {
      this.#waiting.push(route);
    });
  }
  async play(page: Page, isDone: () => Promise<boolean>): Promise<number> {
    const atMost = 10;
    for (let round = 0; round < atMost; round += 1) {
      await page.waitForFunction(
        (frames) =>
          new Promise((resolve) => {
            const step = (left: number): void => {
              if (left === 0) resolve(true);
              else
                requestAnimationFrame(() => {
                  step(left - 1);
                });
            };
            step(frames);
          }),
        40,
      );
      const routes = this.#waiting.splice(0);
      if (routes.length === 0 && (await isDone())) return this.names.length;
      if (routes.length > 0) this.names.push(routes.map((route) => new URL(route.request().url()).pathname));
      await Promise.all(routes.map((route) => route.continue()));
    }
    throw new Error(`still asking after ${atMost} rounds: ${JSON.stringify(this.names)}`);
  }
}

describe('speed', () => {
  beforeAll(async () => {
    product = await Product.open();
  });
  afterEach(() => product.leave());
  afterAll(() => product.close());

  it('the sign-in page loads less than 250 kB of scripts', async () => {
    const { page } = await product.visit();
    const scripts = scriptsOf(page);
    await page.goto('/login');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    const bytes = await gzipped(scripts);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(mostBytes);
  });

  it('the dashboard loads less than 250 kB of scripts before globe, canvas and calendar', async () => {
    const { page } = await product.visitAs(product.account('user'));
    const scripts = scriptsOf(page);
    await page.goto('/');
    await page.getByRole('treeitem').first().waitFor();
    const bytes = await gzipped(scripts);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(mostBytes);
  });

  it('a room is on the screen after at most three rounds of questions', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const rounds = new Rounds();
    await rounds.watch(alice.page);
    await alice.page.goto(`/rooms/${desk.roomId}`);
    const isDone = (): Promise<boolean> => alice.page.getByRole('application').isVisible();
    expect(await rounds.play(alice.page, isDone)).toBeLessThanOrEqual(3);
  });

  it('asks nothing again while nothing happens', async () => {
    const alice = await product.visitAs(product.account('user'));
    const desk = await findFreeDesk(product, alice);
    const { page } = alice;
    await page.clock.install();
    await page.goto(`/rooms/${desk.roomId}`);
    await page.getByRole('application').waitFor();
    await page.getByRole('contentinfo').getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/')) asked.push(new URL(request.url()).pathname);
    });
    // Less at a time than a ping may go unanswered, so that the real server keeps up with the made-up clock.
    for (let passed = 0; passed < 180; passed += 6) {
      await page.clock.runFor(6000);
      await page.evaluate(() => fetch('/favicon.svg').then(() => undefined));
    }
    expect(asked).toEqual([]);
  });

  it('moves nothing for those who asked for less motion', async () => {
    const { page } = await product.visitAs(product.account('user'), { reducedMotion: 'reduce' });
    await page.goto('/');
    await page.getByRole('treeitem').first().waitFor();
    await page.getByRole('contentinfo').getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running')
        .map((animation) => (animation as CSSAnimation).animationName),
    );
    expect(moving).toEqual([]);
  });
});
