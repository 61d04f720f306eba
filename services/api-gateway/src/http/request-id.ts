import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { trace } from '@opentelemetry/api';

const SANE = /^[\w.:-]{1,128}$/;

/** The client's own id where it is sane, else the trace's, so that a log line, a trace and an answer share one name. */
export const requestIdOf = (request: Pick<IncomingMessage, 'headers'>): string => {
  const sent = request.headers['x-request-id'];
  if (typeof sent === 'string' && SANE.test(sent)) return sent;
  return trace.getActiveSpan()?.spanContext().traceId ?? randomUUID();
};
