/** The part of service-kit's metrics that this package uses, by shape, so that messaging does not depend on service-kit. */
export interface MessagingMetrics {
  counter<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): { inc(labels: Partial<Record<Label, string | number>>, value?: number): void };
  gauge<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): { set(labels: Partial<Record<Label, string | number>>, value: number): void };
}

/** What the relay and the consumers of one process report. */
export interface Instruments {
  readonly published: { inc(labels: { schema?: string }, value?: number): void };
  readonly publishFailures: { inc(labels: { schema?: string }, value?: number): void };
  readonly outboxAge: { set(labels: { schema?: string }, value: number): void };
  readonly consumed: { inc(labels: { consumer?: string; outcome?: ConsumeOutcome }, value?: number): void };
  readonly consumerPending: { set(labels: { consumer?: string }, value: number): void };
}

export type ConsumeOutcome = 'applied' | 'duplicate' | 'failed' | 'dead';

const known = new WeakMap<MessagingMetrics, Instruments>();
const silent: Instruments = {
  published: { inc: () => undefined },
  publishFailures: { inc: () => undefined },
  outboxAge: { set: () => undefined },
  consumed: { inc: () => undefined },
  consumerPending: { set: () => undefined },
};

/** The instruments of one registry, made once: two consumers in a process share them, and a registry refuses a second of a name. */
export const instrumentsOf = (metrics: MessagingMetrics | undefined): Instruments => {
  if (metrics === undefined) return silent;
  const existing = known.get(metrics);
  if (existing !== undefined) return existing;
  const made: Instruments = {
    published: metrics.counter('flexspace_outbox_published_total', 'Events published from the outbox', ['schema']),
    publishFailures: metrics.counter(
      'flexspace_outbox_publish_failures_total',
      'Publishes that were not acknowledged',
      ['schema'],
    ),
    outboxAge: metrics.gauge('flexspace_outbox_age_seconds', 'Age of the oldest event that still waits in the outbox', [
      'schema',
    ]),
    consumed: metrics.counter(
      'flexspace_consumer_events_total',
      'Events handled, by outcome; dead ones need a person',
      ['consumer', 'outcome'],
    ),
    consumerPending: metrics.gauge(
      'flexspace_consumer_pending',
      'Events that a durable consumer has not been given yet',
      ['consumer'],
    ),
  };
  known.set(metrics, made);
  return made;
};
