import { InvalidRequest, type Person, type UserId } from '@flexspace/kernel';
import { mayAskAboutAnybody } from '../domain/authority.js';
import { QUERY_MAX, QUERY_MIN, readQuery } from '../domain/directory-person.js';
import { locationsInCharge } from './list-places.js';
import type { AccessPorts } from './ports/access-ports.js';
import { personOf, type CallingParty, type Request } from './ports/request.js';
import { observe } from './record-seen.js';
import type { GroupSummary, PersonHit } from './ports/views.js';

const MAX_HITS = 20;

export interface Me {
  readonly caller: CallingParty;
  readonly person: Person;
  readonly groups: readonly GroupSummary[];
  readonly managedLocations: readonly number[];
  readonly managedRooms: readonly number[];
}

/** The signed-in person with groups and offices; also remembers that they were here. */
export const getMe = async (
  ports: Pick<AccessPorts, 'standings' | 'views' | 'people' | 'clock'>,
  { caller }: Request,
): Promise<Me> => {
  if (!caller.isService) await ports.people.record([observe(caller)]);
  const [standing, groups] = await Promise.all([
    ports.standings.load(caller.userId, 'everywhere'),
    ports.views.groupsOf(caller.userId),
  ]);
  return {
    caller,
    person: personOf(caller),
    groups,
    managedLocations: ascending(standing.managedLocations),
    managedRooms: ascending(standing.managedRooms.map((room) => room.roomId)),
  };
};

/** Names for ids; unknown ones are absent. */
export const getPeople = async (
  ports: Pick<AccessPorts, 'people'>,
  userIds: readonly UserId[],
): Promise<readonly Person[]> => (userIds.length === 0 ? [] : ports.people.find([...new Set(userIds)]));

/** People by the beginnings of their names. Managers, staff and superusers also search by e-mail, and see it. */
export const searchPeople = async (
  ports: Pick<AccessPorts, 'people' | 'standings'>,
  { caller }: Request,
  { query, limit }: { readonly query: string; readonly limit: number },
): Promise<readonly PersonHit[]> => {
  if (query.length > QUERY_MAX) throw InvalidRequest.field('query', `must have at most ${QUERY_MAX} characters`);
  if (query.trim().length < QUERY_MIN)
    throw InvalidRequest.field('query', `must have at least ${QUERY_MIN} characters`);
  const words = readQuery(query);
  // Only punctuation, or one letter with some: nobody is called that.
  if (words === undefined) return [];
  const emails = mayAskAboutAnybody(caller) || (await managesAnything(ports, caller));
  return ports.people.search(words, { limit: limit === 0 ? MAX_HITS : Math.min(limit, MAX_HITS), emails });
};

const managesAnything = async (ports: Pick<AccessPorts, 'standings'>, caller: CallingParty): Promise<boolean> =>
  locationsInCharge(await ports.standings.load(caller.userId, 'everywhere')).size > 0;

const ascending = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b);
