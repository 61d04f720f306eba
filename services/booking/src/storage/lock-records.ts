import { deskId, instantFromMillis, locationId, roomId, userId, type DeskId } from '@flexspace/kernel';
import { z } from 'zod';
import type { DeskLock, LockNews } from '../domain/desk-lock.js';

const holderSchema = z.object({
  value: z.string(),
  userId: z.string(),
  username: z.string(),
  fullName: z.string(),
  roomId: z.number(),
  locationId: z.number(),
  /** Milliseconds on Redis's clock, like the two below. */
  since: z.number(),
  expiresAt: z.number(),
  maxExpiresAt: z.number(),
});

/** What is stored beside a lock: who holds it, since when, until when. */
export type Holder = z.output<typeof holderSchema>;

const newsSchema = z.object({
  deskId: z.number(),
  fact: z.enum(['acquired', 'released', 'expired']),
  roomId: z.number(),
  locationId: z.number(),
  sequence: z.number(),
  lock: holderSchema.optional(),
});

const parseJson = (value: unknown): unknown => {
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined;
  return JSON.parse(value);
};

/** Undefined for what is not there; throws for what this program did not write. */
export const parseHolder = (value: unknown): Holder | undefined => {
  const json = parseJson(value);
  return json === undefined ? undefined : holderSchema.parse(json);
};

export const toLock = (desk: DeskId, holder: Holder): DeskLock => ({
  deskId: desk,
  by: { id: userId(holder.userId), username: holder.username, fullName: holder.fullName },
  since: instantFromMillis(holder.since),
  expiresAt: instantFromMillis(holder.expiresAt),
  maxExpiresAt: instantFromMillis(holder.maxExpiresAt),
});

/** News as the scripts return them; undefined when they refused with a word. */
export const parseNews = (value: unknown): LockNews | undefined => {
  const json = parseJson(value);
  if (json === undefined) return undefined;
  const news = newsSchema.parse(json);
  const desk = deskId(news.deskId);
  return {
    deskId: desk,
    roomId: roomId(news.roomId),
    locationId: locationId(news.locationId),
    fact: news.fact,
    sequence: news.sequence,
    lock: news.lock && toLock(desk, news.lock),
  };
};
