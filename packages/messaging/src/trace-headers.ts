import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type TextMapGetter,
} from '@opentelemetry/api';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

const tracer = trace.getTracer('@flexspace/messaging');
const TRACEPARENT = 'traceparent';

const getter: TextMapGetter<MsgHdrs> = {
  get: (carrier, key) => (carrier.has(key) ? carrier.get(key) : undefined),
  keys: (carrier) => carrier.keys(),
};

/** The W3C traceparent of this moment; undefined when nothing is traced. */
export const currentTraceparent = (): string | undefined => {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier[TRACEPARENT];
};

const parentOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? context.active() : propagation.extract(context.active(), { [TRACEPARENT]: traceparent });

const inSpan = async <Result>(
  name: string,
  kind: SpanKind,
  parent: Context,
  work: () => Promise<Result>,
): Promise<Result> =>
  tracer.startActiveSpan(name, { kind }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });

/**
 * Publishes as a child of whoever wrote the event, however long ago that was; hands the headers that say so to the work.
 */
export const publishSpan = <Result>(
  subject: string,
  traceparent: string | undefined,
  publish: (carrier: MsgHdrs) => Promise<Result>,
): Promise<Result> =>
  inSpan(`${subject} publish`, SpanKind.PRODUCER, parentOf(traceparent), () => {
    const carrier = headers();
    propagation.inject(context.active(), carrier, {
      set: (target, key, value) => {
        target.set(key, value);
      },
    });
    return publish(carrier);
  });

/** Handles a message as a child of its publisher. */
export const processSpan = <Result>(
  subject: string,
  carrier: MsgHdrs | undefined,
  handle: () => Promise<Result>,
): Promise<Result> => {
  const parent = carrier === undefined ? context.active() : propagation.extract(context.active(), carrier, getter);
  return inSpan(`${subject} process`, SpanKind.CONSUMER, parent, handle);
};
