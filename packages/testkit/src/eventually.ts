const WITHIN_MS = 20_000;
const STEP_MS = 20;

/**
 * Tries until it does not throw and not return false; gives what it returned. Fails with the last failure when time is up. A
 * test awaits a fact with this, never a while.
 */
export const eventually = async <Result>(
  attempt: () => Result | Promise<Result>,
  options: { readonly withinMs?: number } = {},
): Promise<Exclude<Result, false>> => {
  const deadline = Date.now() + (options.withinMs ?? WITHIN_MS);
  for (;;) {
    try {
      const result = await attempt();
      if (result !== false) return result as Exclude<Result, false>;
      throw new Error('it is still not so');
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
};
