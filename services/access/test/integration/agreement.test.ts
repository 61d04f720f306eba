import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userId } from '@flexspace/kernel';
import { toReach } from '@flexspace/service-kit';
import { signInService, testCall, type SignedIn } from '@flexspace/testkit';
import fc from 'fast-check';
import { askMany, askOne, askReach, type Question } from './access-questions.js';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type LocationModel, type SeededWorld, type WorldModel } from './world-model.js';

const WORLDS = 200;
const PEOPLE = ['ann', 'ben', 'cid', 'dot'];

const someOf = (keys: readonly string[]) => fc.subarray([...keys], { minLength: 0 });
const named = <T>(values: fc.Arbitrary<T>, prefix: string, max: number): fc.Arbitrary<Record<string, T>> =>
  fc
    .array(values, { maxLength: max })
    .map((items) => Object.fromEntries(items.map((item, index) => [`${prefix}${index}`, item])));

const locationModel: fc.Arbitrary<LocationModel> = named(someOf(PEOPLE), 'group', 3).chain((groups) => {
  const gate = someOf(Object.keys(groups));
  // Few managers, or every world would be decided by them alone.
  const managers = fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: someOf(PEOPLE) },
  );
  const rooms = named(fc.record({ gate, managers }), 'room', 3);
  return fc.record({ groups: fc.constant(groups), gate, managers, rooms });
});

const worldModel: fc.Arbitrary<WorldModel> = fc
  .record({
    roles: fc.array(fc.constantFrom<string[][]>([], [], [], ['staff'], ['superuser']), { minLength: 4, maxLength: 4 }),
    disabled: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    locations: fc.array(locationModel, { minLength: 1, maxLength: 3 }),
  })
  .map(({ roles, disabled, locations }) => ({
    people: Object.fromEntries(
      PEOPLE.map((key, i) => [key, { roles: roles[i] ?? [], disabled: disabled[i] ?? false }]),
    ),
    // Rooms are named by their location, so that a name means one room.
    locations: Object.fromEntries(
      locations.map((location, index) => [
        `place${index}`,
        {
          ...location,
          rooms: Object.fromEntries(
            Object.entries(location.rooms ?? {}).map(([key, room]) => [`${index}${key}`, room]),
          ),
        },
      ]),
    ),
  }));

/** The rules of the two gates once more, straight from the words and as slowly as they come. */
const byTheBook = (
  model: WorldModel,
  who: string,
  place: { location: string; room?: string },
): { sees: boolean; gate: string } => {
  const location = model.locations[place.location];
  const person = model.people[who];
  if (location === undefined || person === undefined) throw new Error('no such place or person');
  const roles = person.disabled === true ? [] : (person.roles ?? []);
  const inSome = (groups: readonly string[]) =>
    groups.some((group) => location.groups?.[group]?.includes(who) === true);
  const always = roles.includes('staff') || roles.includes('superuser') || location.managers?.includes(who) === true;
  const managesARoom = Object.values(location.rooms ?? {}).some((room) => room.managers?.includes(who) === true);
  const gate = location.gate ?? [];
  const sees = always || managesARoom || gate.length === 0 || inSome(gate);
  if (!sees) return { sees, gate: 'LOCATION_GATE' };
  const room = place.room === undefined ? undefined : location.rooms?.[place.room];
  const books = always || room?.managers?.includes(who) === true || inSome(room?.gate ?? []);
  return { sees, gate: books ? 'allow' : 'ROOM_GATE' };
};

const questionsOf = (model: WorldModel, world: SeededWorld) =>
  [...world.people].flatMap(([who, subjectId]) =>
    Object.entries(model.locations).flatMap(([location, { rooms = {} }]) => {
      const locationId = world.locations.get(location) ?? 0;
      const own = { subjectId, locationId, roomId: 0 };
      const asked: { question: Question; expected: string | undefined }[] = [
        {
          question: { ...own, action: 'see' },
          expected: byTheBook(model, who, { location }).sees ? 'allow' : 'LOCATION_GATE',
        },
        { question: { ...own, action: 'manage_location' }, expected: undefined },
      ];
      for (const room of Object.keys(rooms)) {
        const here = { ...own, roomId: world.rooms.get(room)?.roomId ?? 0 };
        asked.push({ question: { ...here, action: 'book' }, expected: byTheBook(model, who, { location, room }).gate });
        asked.push({ question: { ...here, action: 'manage_room' }, expected: undefined });
        const ownerId = world.people.get('ann') ?? '';
        asked.push({ question: { ...here, action: 'change_booking', ownerId }, expected: undefined });
      }
      return asked;
    }),
  );

describe('the three questions', () => {
  let world: AccessWorld;
  let booking: SignedIn;
  beforeAll(async () => {
    world = await createAccessWorld();
    booking = await signInService('booking');
  });
  afterAll(() => world.close());

  it(`agree for every pair of ${WORLDS} random worlds, and with the rules as written`, async () => {
    let pairs = 0;
    const agree = async (model: WorldModel): Promise<void> => {
      const seeded = await seedWorld(world.database, model);
      const asked = questionsOf(model, seeded);
      const questions = asked.map(({ question }) => question);
      const reaches = new Map(
        await Promise.all(
          [...seeded.people.values()].map(async (id) => {
            const answer = await world.client.listAccessible({ subjectId: id }, testCall(booking));
            return [String(id), toReach(answer, userId(id))] as const;
          }),
        ),
      );
      const [singly, together] = await Promise.all([
        Promise.all(questions.map((question) => askOne(world.client, question, testCall(booking)))),
        askMany(world.client, questions, testCall(booking)),
      ]);
      expect(together).toEqual(singly);
      expect(questions.map((question) => askReach(reaches.get(question.subjectId)!, question))).toEqual(singly);
      for (const [index, { expected }] of asked.entries()) {
        if (expected !== undefined)
          expect({ ...asked[index], word: singly[index] }).toEqual({ ...asked[index], word: expected });
      }
      pairs += questions.length;
    };
    await fc.assert(fc.asyncProperty(worldModel, agree), { numRuns: WORLDS });
    expect(pairs).toBeGreaterThan(WORLDS);
  }, 240_000);
});
