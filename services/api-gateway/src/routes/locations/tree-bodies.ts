import { createHash } from 'node:crypto';
import type { ListAccessibleResponse } from '@flexspace/contracts/flexspace/access/v1/access';
import type { GetTreeResponse, Room } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { createSharedReads } from '@flexspace/kernel';
import { toReach } from '@flexspace/service-kit';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Clients } from '../../clients.js';
import { callerOf, reading } from '../../http/authentication.js';
import { tagged, type TaggedBody } from '../../http/etag.js';
import { agreeOn, toRoomCounts, type RoomCounts } from '../rooms/room-counts.js';
import { createNamedAnswers } from '../named-answers.js';
import { toTree } from './mapper.js';

/** Trees and counts that are kept: one for each set of locations that is hidden from somebody, and a few older ones. */
const NAMED_ANSWERS = 24;
const BODIES_BYTES = 64 * 1024 * 1024;

/**
 * The tree of a large company is megabytes that are the same for nearly everybody and change every few seconds, while it is asked
 * for all the time. Each request asks the three owners what the caller's parts are called now, which is short; only parts of a
 * new name are fetched, and only a new combination is put together and written as JSON.
 */
export const createTreeBodies = (clients: Clients) => {
  const { catalog, booking, access } = clients;
  const trees = createNamedAnswers<GetTreeResponse>(NAMED_ANSWERS);
  const counts = createNamedAnswers<RoomCounts>(NAMED_ANSWERS);
  const bodies = new LRUCache<string, TaggedBody>({
    maxSize: BODIES_BYTES,
    sizeCalculation: ({ bytes }) => bytes.byteLength,
  });

  const treeOf = async (request: FastifyRequest) => {
    const { view } = await catalog.getTreeView({}, reading(request));
    return trees(view, async () => {
      const tree = await catalog.getTree({}, reading(request));
      return { name: tree.view, value: tree };
    });
  };
  const countsOf = async (request: FastifyRequest) => {
    const { view } = await booking.getRoomCountsView({}, reading(request));
    return counts(view, async () => {
      const answer = await booking.countRooms({ roomIds: [], locationId: 0 }, reading(request));
      return { name: answer.view, value: toRoomCounts(answer) };
    });
  };

  const bodyFor = async (request: FastifyRequest): Promise<TaggedBody> => {
    const [tree, counted, rules] = await Promise.all([
      treeOf(request),
      countsOf(request),
      access.listAccessible({ subjectId: '' }, reading(request)),
    ]);
    const name = [tree.name, counted.name, rulesKey(rules)].join(' ');
    const known = bodies.get(name);
    if (known !== undefined) return known;
    const rooms = roomsOf(tree.value);
    const agreed = await agreeOn(clients, request, { rooms, counts: counted.value });
    const reach = toReach(rules, callerOf(request).userId);
    const body = tagged({ body: toTree(tree.value, agreed, reach), version: tree.value.treeVersion });
    // What was counted desk by desk is true of this moment, and has no name.
    if (agreed === counted.value) bodies.set(name, body);
    return body;
  };
  const share = createSharedReads<TaggedBody>();

  // Under one token all are shown the same, so those who ask while others wait are answered together.
  return (request: FastifyRequest): Promise<TaggedBody> => share(callerOf(request).token, () => bodyFor(request));
};

const roomsOf = (tree: GetTreeResponse): readonly Room[] =>
  tree.countries.flatMap((country) => country.locations.flatMap(({ floors }) => floors.flatMap(({ rooms }) => rooms)));

/** Two people with the same rules are shown the same tree: who they are stands nowhere in it. */
const rulesKey = (rules: ListAccessibleResponse): string =>
  createHash('sha1').update(JSON.stringify(rules)).digest('base64url');
