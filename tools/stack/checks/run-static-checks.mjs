import { STATIC_CHECKS } from './static-checks.mjs';

/**
 * Runs the checks of the chosen phases, some at a time; each counts as one test.
 * @param {{
 *   root: string,
 *   wanted: (phase: string) => boolean,
 *   lanes: number,
 *   progress: import('../progress.mjs').Progress,
 *   score: import('./scoreboard.mjs').Scoreboard,
 *   signal: AbortSignal,
 * }} options
 */
export async function runStaticChecks({ root, wanted, lanes, progress, score, signal }) {
  const waiting = STATIC_CHECKS.filter(({ phase }) => wanted(phase));
  const lane = async () => {
    for (let check = waiting.shift(); check !== undefined && !signal.aborted; check = waiting.shift()) {
      await runCheck(check);
    }
  };
  const runCheck = async (/** @type {import('./static-checks.mjs').Check} */ check) => {
    try {
      await progress.step(check.title, async () => {
        const { ok, output } = await check.run(root);
        if (!ok) throw new Error(output);
      });
      score.add(check.title, { passed: 1, failed: 0 });
    } catch (error) {
      progress.say(error instanceof Error ? error.message : String(error));
      score.add(check.title, { passed: 0, failed: 1 });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
