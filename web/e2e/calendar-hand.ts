import type { Page } from 'playwright-core';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Days in a month: no test looks further ahead, whether it turns days, weeks or months. */
const MOST_TURNS = 31;

/** A hand on the calendar: finds slots by the dates and times they carry, scrolls to them, drags across them. */
export class CalendarHand {
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }

  async #show(time: string): Promise<void> {
    const slot = this.#page.locator(`[data-time="${time}"]`).last();
    await slot.waitFor();
    // The calendar scrolls to its own first hour once it is laid out: only a place that stays is a place to click.
    await slot.evaluate(async (element) => {
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const calm = 20;
      for (let still = 0, before = Number.NaN; still < calm;) {
        element.scrollIntoView({ block: 'center' });
        await frame();
        const { y } = element.getBoundingClientRect();
        still = y === before ? still + 1 : 0;
        before = y;
      }
    });
  }

  /** Turns the pages onward until a date is on one: a Sunday's tomorrow lies in the next week. */
  async turnTo(date: string): Promise<void> {
    const dates = this.#page.locator('[data-date]');
    await dates.first().waitFor();
    for (
      let turn = 0;
      turn < MOST_TURNS && (await this.#page.locator(`[data-date="${date}"]`).count()) === 0;
      turn += 1
    ) {
      const first = await dates.first().getAttribute('data-date');
      await this.#page.getByRole('button', { name: 'Later' }).click();
      await this.#page.locator(`[data-date="${first}"]`).first().waitFor({ state: 'detached' });
      await dates.first().waitFor();
    }
  }

  /** The first quarter of a slot: in its middle begins what snaps to the next quarter of an hour. Times are `HH:MM:SS` on the half hour, dates `YYYY-MM-DD`. */
  async slot(date: string, time: string): Promise<Point> {
    const x = await this.#page.locator(`[data-date="${date}"]`).evaluateAll((elements) => {
      const lane = elements.map((element) => element.getBoundingClientRect()).find((box) => box.height > 200);
      return lane ? lane.x + lane.width / 2 : Number.NaN;
    });
    const y = await this.#page
      .locator(`[data-time="${time}"]`)
      .last()
      .evaluate((element) => {
        const box = element.getBoundingClientRect();
        return box.y + box.height / 4;
      });
    if (Number.isNaN(x)) throw new Error(`the calendar does not show ${date}`);
    return { x, y };
  }

  async drag(date: string, from: string, to: string): Promise<void> {
    await this.#show(from);
    const start = await this.slot(date, from);
    const end = await this.slot(date, to);
    await this.#page.mouse.move(start.x, start.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(start.x, start.y + 8, { steps: 4 });
    await this.#page.mouse.move(end.x, end.y, { steps: 10 });
    await this.#page.mouse.up();
  }

  async click(date: string, time: string): Promise<void> {
    await this.#show(time);
    const at = await this.slot(date, time);
    await this.#page.mouse.click(at.x, at.y);
  }

  async hover(date: string, time: string): Promise<void> {
    const at = await this.slot(date, time);
    await this.#page.mouse.move(at.x, at.y, { steps: 5 });
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The half-hour slot that holds an instant, in UTC: the tests' browsers live there. */
export function slotOf(at: Date): { date: string; time: string } {
  return {
    date: at.toISOString().slice(0, 10),
    time: `${two(at.getUTCHours())}:${at.getUTCMinutes() < 30 ? '00' : '30'}:00`,
  };
}
