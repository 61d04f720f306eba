import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readApiDocument, type ApiDocument, type Operation } from '../support/api-document.js';
import { signIn, type SignedIn } from '@flexspace/testkit';
import { ask, type Answer, type Ask } from '../http-client.js';
import { MAP, mapForm } from './map-form.js';
import { startProduct, type Product } from './product.js';

/** The id in the examples: every kind of object gets it here. */
const EXAMPLE_ID = 42;
const EXAMPLE_PERSON = '5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11';
const EXAMPLE_DAY = Date.UTC(2026, 10, 23);
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What an example cannot know: somebody's password, a token of Keycloak's, a secret address, the name of a file. */
const REFUSED: Readonly<Record<string, number>> = {
  login: 401,
  refreshSession: 401,
  setPassword: 400,
  backchannelLogout: 400,
  startGoogle: 404,
  linkAccount: 404,
  unlinkAccount: 404,
  readCalendarFeed: 404,
  readMap: 404,
  // Another example made a location in it.
  deleteCountry: 409,
  // There are two ways to make, to bare and to end a room, and the examples go both.
  deleteRoom: 404,
  createManagedRoom: 409,
  removeMap: 404,
};

const KINDS = [
  'bookings',
  'desk locks',
  'desks',
  'admin: rooms',
  'rooms',
  'user groups',
  'floors',
  'locations',
  'countries',
];
const LATER: Readonly<Record<string, number>> = {
  cancelBooking: 2,
  clearPermanentDesk: 4,
  deleteMap: 5,
  removeMap: 5,
  logout: 99,
};

/** Reading first, then what people do, then what managers do, and what ends something last: the inner before the outer. */
const rankOf = ({ method, tags, operationId }: Operation): number => {
  const kind = KINDS.indexOf(tags?.[0] ?? '');
  const usual = method === 'GET' ? 0 : method === 'DELETE' ? 10 + kind : kind === 0 ? 1 : kind === 1 ? 2 : 3;
  return LATER[operationId] ?? usual;
};

let product: Product;
let document: ApiDocument;
let me: SignedIn;
let origin: string;

/** One tomorrow for the whole file: midnight may come between two requests. */
const BEGUN = Date.now();

/** Moves the days of the examples to tomorrow and later; a booking of yesterday would be refused. */
const fromTomorrow = (text: string): string =>
  text.replaceAll(/2026-11-2\d(?=T)/g, (day) => {
    const days = (Date.parse(day) - EXAMPLE_DAY) / DAY_MS;
    return new Date(BEGUN + (1 + days) * DAY_MS).toISOString().slice(0, 10);
  });

const as = (path: string, options: Ask = {}): Promise<Answer> => ask(origin + path, { token: me.token, ...options });

const make = async (path: string, json: object): Promise<void> => {
  const { status, body, text } = await as(`/api${path}`, { method: 'POST', json });
  if (status !== 201 || body['id'] !== EXAMPLE_ID) throw new Error(`the example was not made: ${status} ${text}`);
};

/** One object of each kind with the id of the examples, and the person whom they name. */
const makeExampleWorld = async (): Promise<void> => {
  for (const database of Object.values(product.databases)) {
    const { rows } = await database.knex.raw<{ rows: { name: string }[] }>(
      "select format('%I.%I', schemaname, sequencename) as name from pg_sequences",
    );
    for (const { name } of rows) await database.knex.raw(`alter sequence ${name} restart with ${EXAMPLE_ID}`);
  }
  await product.databases.access.knex.raw(
    `insert into access.people (id, username, first_name, last_name, email, enabled, name_words, email_words, observed_at)
     values (?, 'ada', 'Ada', 'Lovelace', 'ada@example.com', true, ' ada ada lovelace', ' ada@example.com', now())`,
    [EXAMPLE_PERSON],
  );
  await make('/countries', { name: 'Norway', country_code: 'NO', lat: 60, lng: 8 });
  await make('/locations', { name: 'Oslo', country_id: EXAMPLE_ID, lat: 60, lng: 10, timezone: 'Europe/Oslo' });
  await make('/floors', { location: EXAMPLE_ID, name: 'First', level: 1 });
  await make('/rooms', { floor_id: EXAMPLE_ID, name: 'Fjord' });
  await make('/desks', { room: EXAMPLE_ID, name: 'F1', pos_x: 1, pos_y: 1, orientation: 'top' });
  await make('/usergroups', { location: EXAMPLE_ID, name: 'Hikers' });
  const times = { start_time: '2026-11-23T15:00:00Z', end_time: '2026-11-23T16:00:00Z' };
  await make('/bookings', JSON.parse(fromTomorrow(JSON.stringify({ desk_id: EXAMPLE_ID, ...times }))) as object);
};

const textOf = (value: unknown): string => encodeURIComponent(String(value));

/** The request that the document shows, with these optional parameters of its query. */
const send = (operation: Operation, optional: readonly string[] = []): Promise<Answer> => {
  const { method, parameters, requestBody } = operation;
  const query = new URLSearchParams();
  let { path } = operation;
  for (const { name, in: place, required, schema, example } of parameters) {
    const value =
      example ?? Reflect.get(schema, 'default') ?? (Reflect.get(schema, 'enum') as unknown[] | undefined)?.[0] ?? true;
    if (place === 'path') path = path.replace(`{${name}}`, textOf(value));
    if (place === 'query' && (required === true || optional.includes(name)))
      query.set(name, fromTomorrow(String(value)));
  }
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body: Ask =
    type === undefined
      ? {}
      : type === 'multipart/form-data'
        ? mapForm(MAP)
        : type === 'application/json'
          ? { json: JSON.parse(fromTomorrow(JSON.stringify(media?.example))) as unknown }
          : {
              body: new URLSearchParams(media?.example as Record<string, string>).toString(),
              headers: { 'content-type': type },
            };
  return as(`${path}${query.size === 0 ? '' : `?${query.toString()}`}`, { method, ...body });
};

const faultsOf = (operation: Operation, answer: Answer): string[] => {
  const type = (answer.headers.get('content-type') ?? '').replace(/;.*$/, '');
  const value: unknown =
    answer.text === '' ? undefined : type.endsWith('json') ? (JSON.parse(answer.text) as unknown) : answer.text;
  const unsaid = answer.headers.has('cache-control') ? [] : ['nobody is told whether this may be kept'];
  return [...unsaid, ...document.faultsOf(operation, { status: answer.status, type, value })];
};

beforeAll(async () => {
  product = await startProduct();
  origin = product.replicas[0]?.origin ?? '';
  me = await signIn('superuser', { fresh: true });
  document = readApiDocument((await ask(`${origin}/api/openapi.json`)).text);
  await makeExampleWorld();
}, 120_000);

afterAll(async () => {
  await product.stop();
});

describe('the examples of the API document', () => {
  it('fit the schemas that they are shown with', () => {
    expect(document.wrongExamples()).toEqual([]);
  });

  it('are answered as it says when they are sent, each optional parameter alone', async () => {
    const queries = document.operations.filter(({ method }) => method === 'GET');
    for (const operation of queries) {
      for (const { name } of operation.parameters.filter((one) => one.in === 'query' && one.required !== true)) {
        const answer = await send(operation, [name]);
        expect({ of: operation.operationId, name, faults: faultsOf(operation, answer) }).toEqual({
          of: operation.operationId,
          name,
          faults: [],
        });
      }
    }
  });

  it('succeed when they are sent where they speak of what is there, and every answer is as it says', async () => {
    const inOrder = document.operations.toSorted((a, b) => rankOf(a) - rankOf(b));
    const refused: Record<string, number> = {};
    for (const operation of inOrder) {
      const { operationId } = operation;
      const needed = operationId === 'listBookings' ? ['room'] : operation.method === 'DELETE' ? ['force'] : [];
      const answer = await send(operation, needed);
      expect({ operationId, answer: answer.text, faults: faultsOf(operation, answer) }).toMatchObject({
        operationId,
        faults: [],
      });
      if (answer.status >= 400) refused[operationId] = answer.status;
    }
    expect(refused).toEqual(REFUSED);
  });
});
