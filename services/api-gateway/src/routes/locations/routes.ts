import type { Location as WireLocation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { FastifyRequest } from 'fastify';
import { Type as T, type Static } from 'typebox';
import { reading, removing, writing } from '../../http/authentication.js';
import { ifVersion, sendLive, sendTagged } from '../../http/etag.js';
import { reachOf } from '../reach.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { countLocations } from './location-counts.js';
import { toLocation } from './mapper.js';
import { Location, LocationChange, LocationFilter, LocationReplacement, NewLocation, Tree } from './schemas.js';
import { createTreeBodies } from './tree-bodies.js';

const tags = ['locations'];
const One = ref(Location);

export const locationRoutes: Routes = (api, context) => {
  const { clients } = context;
  const treeBody = createTreeBodies(clients);
  const countIn = (request: FastifyRequest, locationId: number) =>
    clients.booking.countRooms({ roomIds: [], locationId }, reading(request));

  const view = async (request: FastifyRequest, location: Promise<WireLocation>, id: number): Promise<Location> => {
    const [found, counts, reach] = await Promise.all([location, countIn(request, id), reachOf(clients, request)]);
    const countsOf = await countLocations(clients, request, { locations: [found], counts });
    return toLocation(found, countsOf(found), reach);
  };

  const change = async (
    request: FastifyRequest,
    id: number,
    body: Static<typeof LocationChange>,
  ): Promise<Location> => {
    const { name, country_id: countryId, lat, lng, timezone } = body;
    const message = { locationId: id, name, countryId, lat, lng, timezone, ifVersion: ifVersion(request) };
    const changed = await clients.catalog.updateLocation(message, writing(request));
    return view(request, Promise.resolve(changed), id);
  };

  api.get(
    '/locations/tree',
    {
      schema: {
        operationId: 'getLocationTree',
        summary: 'Country, location, floor, room, with free desks at every level',
        tags,
        querystring: Nothing,
        response: { 200: ref(Tree) },
      },
      config: { tagged: true },
    },
    async (request, reply) => sendTagged(request, reply, await treeBody(request)),
  );

  api.get(
    '/locations',
    {
      schema: {
        operationId: 'listLocations',
        summary: 'Locations',
        tags,
        querystring: LocationFilter,
        response: { 200: T.Array(One) },
      },
    },
    async (request) => {
      const [{ locations }, counts, reach] = await Promise.all([
        clients.catalog.listLocations({ countryId: request.query.country ?? 0 }, reading(request)),
        countIn(request, 0),
        reachOf(clients, request),
      ]);
      const countsOf = await countLocations(clients, request, { locations, counts });
      return locations.map((location) => toLocation(location, countsOf(location), reach));
    },
  );

  api.get(
    '/locations/:id',
    {
      schema: {
        operationId: 'getLocation',
        summary: 'One location',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { id } = request.params;
      const body = await view(request, clients.catalog.getLocation({ locationId: id }, reading(request)), id);
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.post(
    '/locations',
    {
      schema: {
        operationId: 'createLocation',
        summary: 'Add a location',
        tags,
        body: NewLocation,
        response: { 201: One },
      },
      config: { problems: ['FORBIDDEN', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { name, country_id: countryId, lat, lng, timezone } = request.body;
        const created = await clients.catalog.createLocation({ name, countryId, lat, lng, timezone }, writing(request));
        const body = await view(request, Promise.resolve(created), created.id);
        return { location: `/api/locations/${body.id}/`, body };
      }),
  );

  api.patch(
    '/locations/:id',
    {
      schema: {
        operationId: 'changeLocation',
        summary: 'Change a location',
        tags,
        params: IdParams,
        body: LocationChange,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.put(
    '/locations/:id',
    {
      schema: {
        operationId: 'replaceLocation',
        summary: 'Replace a location',
        tags,
        params: IdParams,
        body: LocationReplacement,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.delete(
    '/locations/:id',
    {
      schema: {
        operationId: 'deleteLocation',
        summary: 'Delete a location with all it contains',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = {
        locationId: request.params.id,
        force: request.query.force ?? false,
        ifVersion: ifVersion(request),
      };
      await clients.catalog.deleteLocation(message, removing(request));
      return reply.code(204).send(undefined);
    },
  );
};
