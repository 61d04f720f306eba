import { InvalidRequest, NotFound, type DeskId } from '@flexspace/kernel';
import type { DeskPlace } from '../domain/place.js';
import type { PlaceReader } from './ports.js';

const PAGE_MAX = 1_000;

export const getDeskPlace = async (
  places: PlaceReader,
  id: DeskId,
  how: { readonly settled: boolean },
): Promise<DeskPlace> => {
  const place = await places.deskPlace(id, how);
  if (place === undefined) throw new NotFound('desk');
  return place;
};

/** All desks by id, a page at a time: a desk that stays is met exactly once, whatever changes meanwhile. */
export const listDeskPlaces = async (
  places: PlaceReader,
  request: { readonly pageSize: number; readonly pageToken: string },
): Promise<{ places: DeskPlace[]; nextPageToken: string }> => {
  const size = request.pageSize <= 0 ? PAGE_MAX : Math.min(request.pageSize, PAGE_MAX);
  const page = await places.deskPlacesAfter(decode(request.pageToken), size);
  const last = page.at(-1);
  return { places: page, nextPageToken: page.length < size || last === undefined ? '' : encode(last.deskId) };
};

const encode = (id: number): string => Buffer.from(`desk:${String(id)}`).toString('base64url');

const decode = (token: string): number => {
  if (token === '') return 0;
  const match = /^desk:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw InvalidRequest.field('page_token', 'is not from an earlier answer');
  return Number(match[1]);
};
