import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { createPerson, testCall, type SignedIn } from '@flexspace/testkit';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld } from './world-model.js';

describe('preferences', () => {
  let world: AccessWorld;
  let person: SignedIn;
  beforeAll(async () => {
    world = await createAccessWorld();
    person = await createPerson({ firstName: 'Pia', lastName: 'Prefers' });
  });
  afterAll(() => world.close());

  const announced = async () => {
    const rows = await world.database
      .knex('access.outbox')
      .where('subject', 'access.v1.preferences.changed.0')
      .select<{ payload: Buffer }[]>('payload');
    return rows.map((row) => Event.decode(row.payload));
  };

  it('are the defaults of the product until somebody chooses', async () => {
    expect(await world.client.getPreferences({}, testCall(person))).toEqual({
      theme: 'auto',
      language: 'en',
      timezone: 'UTC',
      dateFormat: 'MM/DD/YYYY',
      timeFormat: '12h',
      defaultLocationId: 0,
      defaultBookingDuration: 8,
    });
  });

  it('change only where the request says so, and tell the person’s other tabs', async () => {
    await world.client.updatePreferences({ theme: 'dark', timezone: 'Europe/Berlin' }, testCall(person));
    const changed = await world.client.updatePreferences(
      { defaultBookingDuration: 24, language: 'fr' },
      testCall(person),
    );
    expect(changed).toMatchObject({
      theme: 'dark',
      timezone: 'Europe/Berlin',
      language: 'fr',
      defaultBookingDuration: 24,
      timeFormat: '12h',
    });
    // Nothing new: nothing to tell.
    await world.client.updatePreferences({ theme: 'dark' }, testCall(person));
    const events = await announced();
    expect(events.map((event) => event.aggregateVersion)).toEqual([2, 3]);
    expect(events[0]?.fact).toEqual({ $case: 'preferencesChanged', value: { userId: person.userId } });
  });

  it('name every field that is wrong, and change nothing', async () => {
    const before = await world.client.getPreferences({}, testCall(person));
    const wish = {
      theme: 'neon',
      language: '',
      timezone: '+02:00',
      dateFormat: 'D.M.Y',
      timeFormat: '13h',
      defaultBookingDuration: 25,
    };
    await expect(world.client.updatePreferences(wish, testCall(person))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: {
        violations: expect.arrayContaining(
          ['theme', 'language', 'timezone', 'date_format', 'time_format', 'default_booking_duration'].map((path) =>
            expect.objectContaining({ path }),
          ),
        ),
      },
    });
    expect(await world.client.getPreferences({}, testCall(person))).toEqual(before);
  });

  it('take only a location that the person may see', async () => {
    const { locations } = await seedWorld(world.database, {
      people: {},
      locations: { open: {}, closed: { groups: { others: [] }, gate: ['others'] } },
    });
    const choose = (defaultLocationId: number) =>
      world.client.updatePreferences({ defaultLocationId }, testCall(person));
    expect((await choose(locations.get('open')!)).defaultLocationId).toBe(locations.get('open'));
    for (const id of [locations.get('closed')!, 999_999, -1]) {
      await expect(choose(id)).rejects.toMatchObject({ details: { violations: [{ path: 'default_location' }] } });
    }
    expect((await choose(0)).defaultLocationId).toBe(0);
  });

  it('of two tabs at once do not undo each other', async () => {
    await Promise.all([
      world.client.updatePreferences({ theme: 'light' }, testCall(person)),
      world.client.updatePreferences({ language: 'de' }, testCall(person)),
      world.client.updatePreferences({ timeFormat: '24h' }, testCall(person)),
      world.client.updatePreferences({ dateFormat: 'YYYY-MM-DD' }, testCall(person)),
    ]);
    expect(await world.client.getPreferences({}, testCall(person))).toMatchObject({
      theme: 'light',
      language: 'de',
      timeFormat: '24h',
      dateFormat: 'YYYY-MM-DD',
    });
  });
});
