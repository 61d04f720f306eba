import { Type as T, type Static } from 'typebox';
import type { FastifyRequest } from 'fastify';
import { reading, writing } from '../../http/authentication.js';
import { ifVersion, sendLive } from '../../http/etag.js';
import type { Routes } from '../route-context.js';
import { Empty, IdParams, Nothing, ref } from '../wire-types.js';
import { toCountry } from './mapper.js';
import { Country, CountryChange, CountryReplacement, NewCountry } from './schemas.js';

const tags = ['countries'];
const One = ref(Country);

export const countryRoutes: Routes = (api, context) => {
  const { clients } = context;
  const change = async (request: FastifyRequest, id: number, body: Static<typeof CountryChange>): Promise<Country> =>
    toCountry(
      await clients.catalog.updateCountry(
        {
          countryId: id,
          name: body.name,
          countryCode: body.country_code,
          lat: body.lat,
          lng: body.lng,
          ifVersion: ifVersion(request),
        },
        writing(request),
      ),
    );

  api.get(
    '/countries',
    {
      schema: {
        operationId: 'listCountries',
        summary: 'All countries',
        tags,
        querystring: Nothing,
        response: { 200: T.Array(One) },
      },
    },
    async (request) => {
      const { countries } = await clients.catalog.listCountries({}, reading(request));
      return countries.map(toCountry);
    },
  );

  api.get(
    '/countries/:id',
    {
      schema: {
        operationId: 'getCountry',
        summary: 'One country',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const body = toCountry(await clients.catalog.getCountry({ countryId: request.params.id }, reading(request)));
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.post(
    '/countries',
    {
      schema: {
        operationId: 'createCountry',
        summary: 'Add a country',
        tags,
        body: NewCountry,
        response: { 201: One },
      },
      config: { problems: ['FORBIDDEN', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { name, country_code: countryCode, lat, lng } = request.body;
        const body = toCountry(await clients.catalog.createCountry({ name, countryCode, lat, lng }, writing(request)));
        return { location: `/api/countries/${body.id}/`, body };
      }),
  );

  api.patch(
    '/countries/:id',
    {
      schema: {
        operationId: 'changeCountry',
        summary: 'Change a country',
        tags,
        params: IdParams,
        body: CountryChange,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.put(
    '/countries/:id',
    {
      schema: {
        operationId: 'replaceCountry',
        summary: 'Replace a country',
        tags,
        params: IdParams,
        body: CountryReplacement,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.delete(
    '/countries/:id',
    {
      schema: {
        operationId: 'deleteCountry',
        summary: 'Delete a country without locations',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 204: Empty },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      await clients.catalog.deleteCountry(
        { countryId: request.params.id, ifVersion: ifVersion(request) },
        writing(request),
      );
      return reply.code(204).send(undefined);
    },
  );
};
