import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { signIn } from './api.js';
import { framesInPage, type Gesture } from './frames-in-page.js';
import type { RunningStack } from './stack-file.js';

const DESKS = 300;
const FRAMES = 300;
const COLUMNS = 25;
const SIXTY_FPS_MS = 1_000 / 60;
/** A timer is never exact: a frame is late when the next one is nearer. */
const LATE_MS = SIXTY_FPS_MS * 1.5;
/** The same on every machine: what a card would draw, the processor draws, without the detour over an emulated card. */
const FLAGS = ['--no-sandbox', '--disable-gpu'];

const place = z.array(z.object({ floors: z.array(z.object({ id: z.number() })).min(1) })).min(1);
const created = z.object({ id: z.number() });

interface Frames {
  readonly p50: number;
  readonly p99: number;
  readonly late: number;
}

const watch = async (page: Page, gesture: Gesture['hand']): Promise<Frames> => {
  const took = (await page.evaluate(framesInPage, { frames: FRAMES, hand: gesture })).toSorted((a, b) => a - b);
  const at = (share: number): number => took[Math.floor((took.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), late: took.filter((ms) => ms > LATE_MS).length / took.length };
};
const describe = (name: string, { p50, p99, late }: Frames): string =>
  `${name.padEnd(22)} p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   late ${(late * 100).toFixed(1)} %`;

const grid = (): object[] =>
  Array.from({ length: DESKS }, (_, index) => ({
    name: `M-${String(index + 1).padStart(3, '0')}`,
    pos_x: 3 + (index % COLUMNS) * 3.9,
    pos_y: 6 + Math.floor(index / COLUMNS) * 8,
    orientation: index % 2 === 0 ? 'top' : 'bottom',
  }));

/** Panning and zooming a room of 300 desks in Chromium, beside the frames of an empty page. */
export const benchMap = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', 1);
  const executablePath = process.env['CHROME_PATH'];
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chromium' }),
    args: FLAGS,
  });
  let roomId: number | null = null;
  try {
    const [location] = place.parse((await api.get('/api/admin/locations/')).body);
    const room = { floor_id: location?.floors[0]?.id, name: `Bench map ${Date.now()}` };
    roomId = created.parse((await api.post('/api/admin/rooms/', room)).body).id;
    const placed = await api.put(`/api/admin/rooms/${roomId}/desks/`, { desks: grid() });
    if (placed.status !== 200) throw new Error(`placing ${DESKS} desks answered ${placed.status}`);

    const context = await browser.newContext({ baseURL: stack.app, viewport: { width: 1440, height: 900 } });
    await context.setExtraHTTPHeaders({ origin: stack.app });
    const account = stack.accounts.find(({ role }) => role === 'superuser');
    await context.request.post('/api/auth/login/', {
      data: { username: account?.username, password: account?.password },
    });
    await context.setExtraHTTPHeaders({});
    const page = await context.newPage();
    const empty = await context.newPage();
    await page.goto(`/rooms/${roomId}`);
    await page.getByRole('application').waitFor();
    await page.waitForLoadState('networkidle');

    await empty.bringToFront();
    const before = await watch(empty, 'none');
    await page.bringToFront();
    const drag = await watch(page, 'drag');
    const zoom = await watch(page, 'zoom');
    await empty.bringToFront();
    const after = await watch(empty, 'none');
    say(describe('empty page, before', before));
    say(describe(`drag ${DESKS} desks`, drag));
    say(describe(`zoom ${DESKS} desks`, zoom));
    say(describe('empty page, after', after));
    const base = (before.p50 + after.p50) / 2;
    say(
      `\nratio of frame times to an empty page: drag ${(drag.p50 / base).toFixed(2)}, zoom ${(zoom.p50 / base).toFixed(2)}`,
    );
  } finally {
    await browser.close();
    if (roomId !== null) await api.delete(`/api/admin/rooms/${roomId}/?force=true`);
    await api.close();
  }
};
