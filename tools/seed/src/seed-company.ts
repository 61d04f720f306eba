import type { CallOptions } from '@flexspace/service-kit';
import { DateTime } from 'luxon';
import { connectServices, type Clients } from './clients.js';
import { planBookings, type Worker } from './company/bookings.js';
import { PEOPLE, type PersonPlan } from './company/people.js';
import { LOCATIONS } from './company/places.js';
import type { RunningStack } from './stack-file.js';
import { bookAhead, importHistory, IMPORT_UNTIL_MINUTES } from './steps/bookings.js';
import { seedGates } from './steps/gates.js';
import { connectKeycloak } from './steps/keycloak.js';
import { assignPermanentDesks, startMaintenance } from './steps/manager-choices.js';
import { seedPlaces, type SeededLocation } from './steps/places.js';

export type Scale = 'full' | 'small';

export interface SeedOptions {
  readonly stack: RunningStack;
  /** The password of every demo account. */
  readonly password: string;
  readonly scale: Scale;
  /** booking's compiled main.js, for its import command. */
  readonly bookingCommand: string;
  readonly say: (line: string) => void;
}

/** An access token lives five minutes. */
const TOKEN_MINUTES = 4;
const SMALL_LOCATIONS = new Set(['berlin', 'adelaide']);
const ADMIN = 'olivia';
/** Sixty people are few for 1,500 desks: each location's people keep to its first rooms, so that those look lived in. */
const LIVELY_DESKS = 44;

/** Makes the demo company through the services' own interfaces. Does nothing where there are countries already. */
export const seedCompany = async (options: SeedOptions): Promise<void> => {
  const { stack, password, scale, say } = options;
  const small = scale === 'small';
  const locations = LOCATIONS.filter(({ key }) => !small || SMALL_LOCATIONS.has(key));
  const people = PEOPLE.filter(({ home, demo }) => !small || demo !== undefined || home === 'adelaide');
  const keycloak = connectKeycloak(stack.keycloak);
  const clients = connectServices(stack);
  try {
    say(`people: ${people.length} accounts in Keycloak`);
    const ids = await keycloak.ensurePeople(people, password);
    const as = signedIn(() => keycloak.signIn(ADMIN, password));
    if ((await clients.catalog.listCountries({}, await as())).countries.length > 0) {
      say('there is a company already: nothing to do');
      return;
    }
    const seeded = await seedPlaces(clients.catalog, locations, as);
    const rooms = seeded.flatMap((location) => location.rooms);
    const deskCount = rooms.reduce((sum, room) => sum + room.desks.length, 0);
    say(`places: ${seeded.length} locations, ${rooms.length} rooms, ${deskCount} desks`);
    await seedGates(clients.access, seeded, { people, ids }, as);
    say('access: groups, gates and managers');
    await seedBookings({
      ...options,
      clients,
      people,
      ids,
      seeded,
      as,
      signIn: (name) => keycloak.signIn(name, password),
    });
    await startMaintenance(clients.catalog, seeded, as);
  } finally {
    clients.close();
  }
};

/** A superuser's call options, with a token that is renewed before it ends. */
const signedIn = (signIn: () => Promise<string>): (() => Promise<CallOptions>) => {
  let token: Promise<string> | undefined;
  let until = 0;
  return async () => {
    if (token === undefined || Date.now() > until) {
      token = signIn();
      until = Date.now() + TOKEN_MINUTES * 60_000;
    }
    return { token: await token, timeoutMs: 20_000 };
  };
};

interface BookingSeed extends SeedOptions {
  readonly clients: Clients;
  readonly people: readonly PersonPlan[];
  readonly ids: ReadonlyMap<string, string>;
  readonly seeded: readonly SeededLocation[];
  readonly as: () => Promise<CallOptions>;
  readonly signIn: (username: string) => Promise<string>;
}

const seedBookings = async (seed: BookingSeed): Promise<void> => {
  const { clients, people, ids, seeded, as, say } = seed;
  const idsAt = (key: string): string[] =>
    people.filter(({ home }) => home === key).flatMap(({ username }) => ids.get(username) ?? []);
  const permanent = await assignPermanentDesks(clients.booking, seeded, idsAt, as);
  const now = DateTime.utc();
  const period = { now, daysBack: seed.scale === 'small' ? 7 : 30, daysAhead: seed.scale === 'small' ? 4 : 14 };
  const planned = planBookings(workers(seed, permanent), period);
  const border = now.plus({ minutes: IMPORT_UNTIL_MINUTES });
  const history = planned.filter(({ start }) => start < border);
  await importHistory(seed.bookingCommand, history);
  const { booked, refused } = await bookAhead(
    clients.booking,
    planned.filter(({ start }) => start >= border),
    seed.signIn,
  );
  say(`bookings: ${history.length} past and present, ${booked} to come (${refused} met a closed gate)`);
};

/** Everybody with the desks near them: their home's rooms, beginning at a place of their own. */
const workers = ({ people, ids, seeded }: BookingSeed, permanent: ReadonlySet<number>): Worker[] =>
  people.flatMap((person, index) => {
    const userId = ids.get(person.username);
    const home = seeded.find(({ key }) => key === person.home) ?? seeded[0];
    if (userId === undefined || home === undefined) return [];
    const desks = home.rooms.flatMap((room) => room.desks.map(({ id }) => id)).filter((id) => !permanent.has(id));
    const offset = (index * 5) % Math.min(desks.length, LIVELY_DESKS);
    return {
      userId,
      username: person.username,
      timezone: home.timezone,
      deskIds: [...desks.slice(offset), ...desks.slice(0, offset)],
      busyNow: person.demo !== undefined || index % 3 === 0,
    };
  });
