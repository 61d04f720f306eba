import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import * as named from '../routes/named-schemas.js';
import { documented } from './documented-route.js';
import { finishDocument } from './finish-document.js';

/** The OpenAPI document, made from the schemas of the routes that are registered after this. */
export const openApi = async (app: FastifyInstance, publicUrl: string): Promise<void> => {
  for (const schema of Object.values(named)) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'FlexSpace API',
        version: '1.0.0',
        description:
          'Places, desks and bookings. Refusals are RFC 9457 problems; `reason` is the machine-readable part. ' +
          'A method that an address does not take is 405 `METHOD_NOT_ALLOWED` with `Allow`.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'flexspace_access' },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
      security: [{ cookie: [] }, { bearer: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) => {
        const name: unknown = json['$id'];
        return typeof name === 'string' ? name : `def-${index}`;
      },
    },
    transformObject: (result) =>
      'openapiObject' in result ? finishDocument(result.openapiObject) : result.swaggerObject,
    transform: ({ schema, url, route }) => {
      const config = route.config;
      const isPublic = config?.public === true;
      const methods = [route.method].flat();
      const facts = {
        schema,
        isPublic,
        unsafe: methods.some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method)),
        problems: config?.problems ?? [],
        tagged: config?.tagged === true,
      };
      return { schema: { ...documented(facts), ...(isPublic && { security: [] }) }, url };
    },
  });
};
