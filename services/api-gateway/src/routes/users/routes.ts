import { InvalidRequest, plainName } from '@flexspace/kernel';
import { Type as T } from 'typebox';
import { reading } from '../../http/authentication.js';
import type { Routes } from '../route-context.js';
import { Person, shape } from '../wire-types.js';

const tags = ['users'];
const MOST_HITS = 20;

const SHORTEST_QUERY = 2;
const SearchQuery = shape({
  q: T.String({ format: 'name', minLength: SHORTEST_QUERY, maxLength: 100, examples: ['ada'] }),
});
/** The e-mail only for those who may see it. */
const UserHit = shape({ ...Person.properties, email: T.Optional(T.String({ examples: ['ada@example.com'] })) });

export const userRoutes: Routes = (api, { clients }) => {
  api.get(
    '/users/search',
    {
      schema: {
        operationId: 'searchUsers',
        summary: 'People by the beginning of a name',
        tags,
        querystring: SearchQuery,
        response: { 200: T.Array(UserHit) },
      },
    },
    async (request) => {
      const { text: query, problem } = plainName(request.query.q);
      if (problem !== undefined) throw InvalidRequest.field('q', problem);
      if (query.length < SHORTEST_QUERY) {
        throw InvalidRequest.field('q', `must have at least ${SHORTEST_QUERY} characters that are not spaces`);
      }
      const { hits } = await clients.access.searchPeople({ query, pageSize: MOST_HITS }, reading(request));
      return hits.flatMap(({ person, email }) =>
        person === undefined
          ? []
          : [{ id: person.id, username: person.username, full_name: person.fullName, ...(email !== '' && { email }) }],
      );
    },
  );
};
