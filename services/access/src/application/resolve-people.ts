import { InvalidRequest, type FieldViolation, type UserId } from '@flexspace/kernel';
import type { Observation } from '../domain/directory-person.js';
import type { AccessPorts } from './ports/access-ports.js';
import type { Request } from './ports/request.js';

const LOOKUPS_AT_ONCE = 8;

/**
 * Makes sure that everybody named is somebody: whom the directory does not know is looked up in Keycloak and recorded,
 * so that people can be appointed before they first sign in. Throws InvalidRequest that names each unknown one.
 */
export const resolvePeople = async (
  ports: Pick<AccessPorts, 'people' | 'identity' | 'clock'>,
  request: Request,
  userIds: readonly UserId[],
): Promise<readonly UserId[]> => {
  const wanted = [...new Set(userIds)];
  const known = new Set((await ports.people.find(wanted)).map((person) => person.id));
  const missing = wanted.filter((id) => !known.has(id));
  if (missing.length === 0) return wanted;

  const at = ports.clock.now();
  const found: Observation[] = [];
  for (let from = 0; from < missing.length; from += LOOKUPS_AT_ONCE) {
    const batch = missing.slice(from, from + LOOKUPS_AT_ONCE);
    const people = await Promise.all(batch.map((id) => ports.identity.findPerson(id, request.signal)));
    for (const person of people) if (person !== undefined) found.push({ person, at, inPerson: false });
  }
  if (found.length > 0) await ports.people.record(found);

  const unknown = new Set(missing);
  for (const { person } of found) unknown.delete(person.id);
  if (unknown.size === 0) return wanted;
  throw new InvalidRequest(
    userIds.flatMap((id, index): FieldViolation[] =>
      unknown.has(id) ? [{ path: `user_ids[${index}]`, message: 'is nobody we know' }] : [],
    ),
  );
};
