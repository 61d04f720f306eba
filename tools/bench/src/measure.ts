export interface Measurement {
  readonly operations: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How often each outcome was seen. */
  readonly outcomes: ReadonlyMap<string, number>;
}

export interface Load {
  readonly clients: number;
  /** Stops after so many operations, or when the time is up, whichever comes first. */
  readonly operations: number;
  readonly seconds: number;
  /** Does one thing and says how it ended. */
  readonly operation: (index: number) => Promise<string>;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Keeps `clients` operations going, each client starting its next when its last is done. */
export const measure = async ({ clients, operations, seconds, operation }: Load): Promise<Measurement> => {
  const latencies: number[] = [];
  const outcomes = new Map<string, number>();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let next = 0;

  const client = async (): Promise<void> => {
    while (next < operations && performance.now() < endsAt) {
      const index = next;
      next += 1;
      const before = performance.now();
      const outcome = await operation(index);
      latencies.push(performance.now() - before);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));

  const elapsed = (performance.now() - startedAt) / 1_000;
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    operations: latencies.length,
    seconds: elapsed,
    perSecond: latencies.length / elapsed,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    maxMs: sorted.at(-1) ?? 0,
    outcomes,
  };
};

export const describe = (name: string, result: Measurement): string => {
  const seen = [...result.outcomes].map(([outcome, count]) => `${outcome} × ${count}`).join(', ');
  return (
    `${name.padEnd(22)} ${result.perSecond.toFixed(0).padStart(7)}/s   p50 ${result.p50Ms.toFixed(1)} ms   ` +
    `p99 ${result.p99Ms.toFixed(1)} ms   max ${result.maxMs.toFixed(0)} ms   (${result.operations} in ${result.seconds.toFixed(1)} s: ${seen})`
  );
};
