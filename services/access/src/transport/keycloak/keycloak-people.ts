import { Unavailable, userId, type UserId } from '@flexspace/kernel';
import type { ServiceToken } from '@flexspace/service-kit';
import { z } from 'zod';
import type { IdentityProvider } from '../../application/ports/access-ports.js';
import type { DirectoryPerson } from '../../domain/directory-person.js';
import { isRealmRole, type RealmRole } from '../../domain/standing.js';

const user = z.object({
  id: z.uuid(),
  username: z.string(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  enabled: z.boolean().default(true),
  serviceAccountClientId: z.string().nullish(),
});
const users = z.array(user);
const roles = z.array(z.object({ name: z.string() }));

const TIMEOUT_MS = 5_000;
const PAGE = 200;
/** A company of ten million is not synced over this interface; a server that repeats its pages must not keep us busy for ever. */
const PAGES_MAX = 50_000;

/**
 * Keycloak's admin REST interface, read with the service's own account (realm-management: view-users, query-users, and
 * view-realm for the members of roles). Plain fetch: three reads need no client library, and each has its own time limit.
 */
export const createKeycloakPeople = (realmUrl: string, token: ServiceToken): IdentityProvider => {
  const adminUrl = adminUrlOf(realmUrl);

  /** Undefined where Keycloak says 404, or 403 when the caller can do without. */
  const read = async <T>(path: string, schema: z.ZodType<T>, ask: Ask): Promise<T | undefined> => {
    const headers = { authorization: `Bearer ${await token.get()}`, accept: 'application/json' };
    try {
      const signal = AbortSignal.any([ask.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(`${adminUrl}${path}`, { headers, signal });
      if (response.ok) return schema.parse(await response.json());
      await response.body?.cancel();
      if (response.status === 404 || (response.status === 403 && ask.optional === true)) return undefined;
      throw new Error(`Keycloak answered ${response.status}`);
    } catch (error) {
      throw new Unavailable('The sign-in service', error);
    }
  };

  async function* pages(path: string, ask: Ask): AsyncIterable<z.output<typeof users>> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const separator = path.includes('?') ? '&' : '?';
      const found = await read(`${path}${separator}first=${page * PAGE}&max=${PAGE}`, users, ask);
      if (found === undefined) throw new NotReadable();
      yield found;
      if (found.length < PAGE) return;
    }
  }

  const rolesOf = async (id: UserId, signal: AbortSignal): Promise<ReadonlySet<RealmRole> | undefined> => {
    const found = await read(`/users/${id}/role-mappings/realm/composite`, roles, { signal, optional: true });
    return found === undefined ? undefined : new Set(found.map((role) => role.name).filter(isRealmRole));
  };

  return {
    async findPerson(id, signal) {
      const found = await read(`/users/${id}`, user, { signal });
      if (found === undefined || isMachine(found)) return undefined;
      return { ...toPerson(found), roles: await rolesOf(id, signal) };
    },

    async *listPeople(signal) {
      for await (const page of pages('/users?briefRepresentation=true', { signal })) {
        yield page.filter((found) => !isMachine(found)).map(toPerson);
      }
    },

    async listRoleMembers(role, signal) {
      const members = new Set<UserId>();
      try {
        for await (const page of pages(`/roles/${role}/users`, { signal, optional: true })) {
          for (const found of page) members.add(userId(found.id));
        }
      } catch (error) {
        if (error instanceof NotReadable) return undefined;
        throw error;
      }
      return members;
    },
  };
};

interface Ask {
  readonly signal: AbortSignal;
  /** Without the right to read this, things go on with less. */
  readonly optional?: boolean;
}

class NotReadable extends Error {}

const SERVICE_ACCOUNT = 'service-account-';

const isMachine = (found: z.output<typeof user>): boolean =>
  typeof found.serviceAccountClientId === 'string' || found.username.startsWith(SERVICE_ACCOUNT);

const toPerson = (found: z.output<typeof user>): DirectoryPerson => ({
  id: userId(found.id),
  username: found.username,
  firstName: found.firstName ?? '',
  lastName: found.lastName ?? '',
  email: found.email ?? '',
  enabled: found.enabled,
  roles: undefined,
});

/** …/realms/flexspace → …/admin/realms/flexspace */
const adminUrlOf = (realmUrl: string): string => {
  const at = realmUrl.lastIndexOf('/realms/');
  if (at < 0) throw new Error('OIDC_URL must end in /realms/<realm>');
  return `${realmUrl.slice(0, at)}/admin${realmUrl.slice(at)}`;
};
