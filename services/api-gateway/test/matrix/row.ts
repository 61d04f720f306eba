import { ROLE_NAMES, ROLES, type Answers, type Role } from './roles.js';
import type { Answer, Ask } from '../http-client.js';
import { mapForm } from './map-form.js';
import type { Target, World } from './world.js';

/** One operation of the gateway and what each role is answered. */
export interface Row {
  /** As the routes name it: `PATCH /api/rooms/{id}`. */
  readonly operation: string;
  /** What is special about this row, where an operation has several. */
  readonly what?: string;
  readonly answers: Answers;
  /** The status behind `yes`. */
  readonly success?: number;
  /** What stands for the parameter of the path: an id of the target, or the word itself. */
  readonly id?: (target: Target) => number | string;
  readonly query?: (target: Target) => string;
  readonly json?: (target: Target) => object;
  /** A form as Keycloak sends it. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The bytes of a map, sent as a page sends them. */
  readonly form?: string;
  /** An object of its own for a row that changes something. */
  readonly on?: (world: World) => Promise<Partial<Target>>;
  /** What the role has to do first, where it is to succeed. */
  readonly first?: { readonly operation: string; readonly json: (target: Target) => object };
  /** Somebody else's token for the role: one that may be spoilt. */
  readonly token?: (role: Role) => Promise<string | undefined>;
  /** Reads the answer's word from a body of a success. */
  readonly says?: (answer: Answer, target: Target) => string;
}

export const titleOf = ({ operation, what }: Row): string =>
  what === undefined ? operation : `${operation} (${what})`;

const WORDS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: '401',
  INVALID_REQUEST: '400',
  FORBIDDEN: '403',
  NOT_FOUND: '404',
  LOCATION_GATE: 'location',
  ROOM_GATE: 'room',
  NOT_OWNER: 'owner',
};
const STATUS: Readonly<Record<string, number>> = { location: 403, room: 403, owner: 403 };

const wordOf = (row: Row, answer: Answer, target: Target): string => {
  if (answer.status >= 400) {
    const reason = String(answer.body['reason']);
    const word = WORDS[reason] ?? reason;
    const status = STATUS[word] ?? Number(word);
    return Number.isNaN(status) || status === answer.status ? word : `${answer.status} ${reason}`;
  }
  const wanted = row.success ?? 200;
  if (answer.status !== wanted) return `${answer.status} in place of ${wanted}`;
  return row.says?.(answer, target) ?? 'yes';
};

const isRefusal = (word: string): boolean => word !== 'yes';

const send = async (world: World, row: Row, { role, target }: { role: Role; target: Target }): Promise<Answer> => {
  const [method = '', pattern = ''] = row.operation.split(' ');
  const path = pattern.replace(/\{.*\}|\*/, () => String(row.id?.(target) ?? ''));
  const token = await row.token?.(role);
  const options: Ask = {
    method,
    ...(row.json !== undefined && { json: row.json(target) }),
    ...(row.form !== undefined && mapForm(row.form)),
    ...(row.fields !== undefined && {
      body: new URLSearchParams(row.fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    ...(token !== undefined && { token }),
  };
  return world.as(ROLES[role], `${path}${row.query === undefined ? '' : `?${row.query(target)}`}`, options);
};

/**
 * Asks as every role, and gives what each was answered. Those who are to be refused share one object, since it must come out as it
 * went in; who is to succeed has one alone.
 */
export const answersOf = async (world: World, row: Row): Promise<Answers> => {
  const freshTarget = async (): Promise<Target> => ({ ...world.target, ...(await row.on?.(world)) });
  const [refused, allowed] = [true, false].map((wanted) =>
    ROLE_NAMES.filter((role) => isRefusal(row.answers[role]) === wanted),
  );
  const words = new Map<Role, string>();
  const askAs = async (role: Role, target: Target): Promise<void> => {
    words.set(role, wordOf(row, await send(world, row, { role, target }), target));
  };
  if (refused !== undefined && refused.length > 0) {
    const target = await freshTarget();
    await Promise.all(refused.map((role) => askAs(role, target)));
  }
  await Promise.all(
    (allowed ?? []).map(async (role) => {
      const target = await freshTarget();
      if (row.first !== undefined) {
        await send(world, { answers: row.answers, ...row.first }, { role, target });
      }
      await askAs(role, target);
    }),
  );
  return Object.fromEntries(ROLE_NAMES.map((role) => [role, words.get(role)])) as Answers;
};

/** Whether a list has the object. */
export const lists =
  (id: (target: Target) => number) =>
  (answer: Answer, target: Target): string =>
    answer.list.some((item) => item['id'] === id(target)) ? 'has' : 'not';
