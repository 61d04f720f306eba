import type { CallOptions } from '@flexspace/service-kit';
import type { Clients } from '../clients.js';
import type { PersonPlan } from '../company/people.js';
import type { SeededLocation, SeededRoom } from './places.js';

interface Company {
  readonly people: readonly PersonPlan[];
  /** User name → id. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Only their own people get in: the rest of the company does not even see the place. */
const CLOSED_LOCATION = 'adelaide';
/** Every fourth room is for one team; the others are for whoever works here. */
const TEAM_ROOM_EVERY = 4;
const TEAMS = ['Engineering', 'Design', 'Finance'];

const idsOf = (company: Company, wanted: (person: PersonPlan, index: number) => boolean): string[] =>
  company.people.filter(wanted).flatMap(({ username }) => company.ids.get(username) ?? []);

/** Groups, gates, managers and delegation, so that some places are closed to some people. */
export const seedGates = async (
  access: Clients['access'],
  locations: readonly SeededLocation[],
  company: Company,
  as: () => Promise<CallOptions>,
): Promise<void> => {
  const group = async (locationId: number, name: string, description: string, members: string[]): Promise<number> => {
    const { id } = await access.createGroup({ locationId, name, description }, await as());
    if (members.length > 0) await access.addGroupMembers({ groupId: id, userIds: members }, await as());
    return id;
  };
  const openRoom = async (room: SeededRoom, groupIds: number[]): Promise<void> => {
    await access.setRoomGate({ room: { roomId: room.id, locationId: room.locationId }, groupIds }, await as());
  };

  for (const location of locations) {
    const isHome = (person: PersonPlan): boolean => person.home === location.key;
    const everybody = await group(
      location.id,
      location.key === CLOSED_LOCATION ? 'Lab members' : 'Everyone',
      'May book in most rooms here',
      idsOf(company, location.key === CLOSED_LOCATION ? isHome : () => true),
    );
    const teams: number[] = [];
    for (const [team, name] of TEAMS.entries()) {
      const inTeam = (person: PersonPlan, index: number): boolean => isHome(person) && index % TEAMS.length === team;
      teams.push(
        await group(location.id, name, `The ${name.toLowerCase()} team at this location`, idsOf(company, inTeam)),
      );
    }
    for (const [index, room] of location.rooms.entries()) {
      const team = teams[Math.floor(index / TEAM_ROOM_EVERY) % teams.length];
      const forTeam = index % TEAM_ROOM_EVERY === TEAM_ROOM_EVERY - 1 && team !== undefined;
      await openRoom(room, [forTeam ? team : everybody]);
    }
    if (location.key === CLOSED_LOCATION) {
      await access.setLocationGate({ locationId: location.id, groupIds: [everybody] }, await as());
    }
    await access.setDelegation({ locationId: location.id, allow: location.key === 'berlin' }, await as());
  }
  await seedManagers(access, locations, company, as);
};

const seedManagers = async (
  access: Clients['access'],
  locations: readonly SeededLocation[],
  company: Company,
  as: () => Promise<CallOptions>,
): Promise<void> => {
  const locationManagers = idsOf(company, ({ demo }) => demo === 'location_manager');
  const roomManagers = idsOf(company, ({ demo }) => demo === 'room_manager');
  const home = locations[0];
  if (home === undefined) return;
  await access.addLocationManagers({ locationId: home.id, userIds: locationManagers }, await as());
  for (const room of home.rooms.slice(0, 2)) {
    const ref = { roomId: room.id, locationId: room.locationId };
    await access.addRoomManagers({ room: ref, userIds: roomManagers }, await as());
  }
};
