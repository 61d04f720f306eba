import { GLOBAL_TOPIC, parseTopic, type Topic } from './topic.js';
import { parsePosition, type Position } from './position.js';

export type ClientFrame =
  | { readonly type: 'ping' }
  | { readonly type: 'subscribe'; readonly topic: Topic; readonly since: Position | 'unknown' | undefined }
  | { readonly type: 'unsubscribe'; readonly topic: Topic };

/** A message that is no frame of ours: what is wrong with it, in words for whoever wrote the client. */
export interface FrameFault {
  readonly detail: string;
  readonly topic?: string;
}

export type ParsedFrame =
  { readonly ok: true; readonly frame: ClientFrame } | { readonly ok: false; readonly fault: FrameFault };

const FIELDS = {
  ping: ['type'],
  subscribe: ['type', 'topic', 'since'],
  unsubscribe: ['type', 'topic'],
} as const satisfies Record<ClientFrame['type'], readonly string[]>;

const isFrameType = (value: unknown): value is ClientFrame['type'] =>
  typeof value === 'string' && Object.hasOwn(FIELDS, value);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const faulty = (detail: string, topic?: unknown): ParsedFrame => ({
  ok: false,
  fault: { detail, ...(typeof topic === 'string' && topic.length <= 64 && { topic }) },
});

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON looks to the caller like JSON that is no frame: the answer is the same.
    return undefined;
  }
};

/** Reads one text message. A position that was never given out is `unknown`: it recovers nothing, and is no fault. */
export const parseClientFrame = (text: string): ParsedFrame => {
  const message = readJson(text);
  if (!isRecord(message)) return faulty('A message is a JSON object.');
  const { type, topic, since } = message;
  if (!isFrameType(type)) return faulty('`type` must be subscribe, unsubscribe or ping.', topic);
  const known: readonly string[] = FIELDS[type];
  const stranger = Object.keys(message).find((key) => !known.includes(key));
  if (stranger !== undefined) return faulty(`\`${stranger.slice(0, 40)}\` is not a field of ${type}.`, topic);
  if (type === 'ping') return { ok: true, frame: { type } };

  const parsed = typeof topic === 'string' ? parseTopic(topic) : undefined;
  if (parsed === undefined) return faulty('`topic` must be global_updates, location_<id> or room_<id>.', topic);
  if (type === 'unsubscribe') {
    if (parsed === GLOBAL_TOPIC) return faulty('global_updates belongs to every socket.', topic);
    return { ok: true, frame: { type, topic: parsed } };
  }
  if (since === undefined || since === null) return { ok: true, frame: { type, topic: parsed, since: undefined } };
  if (typeof since !== 'string') return faulty('`since` must be a position, as frames carry it.', topic);
  return { ok: true, frame: { type, topic: parsed, since: parsePosition(since) ?? 'unknown' } };
};
