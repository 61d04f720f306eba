import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSET_TYPES, createCompressedAssets } from './compressed-assets.js';
import type { SendMissing } from './known-methods.js';
import { APP_PAGE_HEADERS } from './security-headers.js';

const ASSETS = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Addresses that are never a page of the app, so that a mistyped one is a 404 instead of the app. */
const NOT_PAGES = ['/api/', '/media/', '/auth/', '/ws', ASSETS];

const isPage = (request: FastifyRequest): boolean => {
  const path = request.url.split('?')[0] ?? '/';
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path === '/api' || NOT_PAGES.some((prefix) => path.startsWith(prefix))) return false;
  // A file has an extension; a route of the app has none.
  return !/\.[\w]+$/.test(path);
};

/** The built app: hashed files for ever, the page itself always asked for again, and every route of the app is that page. */
export const webApp = async (app: FastifyInstance, root: string, sendMissing: SendMissing): Promise<void> => {
  const indexPath = join(root, 'index.html');
  if (!existsSync(indexPath)) throw new Error(`there is no built app in ${root}: index.html is missing`);

  await app.register(fastifyStatic, {
    root,
    wildcard: true,
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const immutable = path.includes(ASSETS);
      response.header('cache-control', immutable ? FOR_EVER : 'no-cache');
    },
  });

  const assets = createCompressedAssets(join(root, ASSETS));
  app.get<{ Params: { file: string } }>(
    `${ASSETS}:file`,
    { schema: { hide: true }, config: { public: true } },
    async (request, reply) => {
      const { file } = request.params;
      const encoding = assets.choose(file, request.headers['accept-encoding']);
      const bytes = encoding && (await assets.read(file, encoding));
      if (encoding === undefined || bytes === undefined) return reply.sendFile(`${ASSETS.slice(1)}${file}`);
      return reply
        .headers({ 'content-encoding': encoding, vary: 'accept-encoding', 'cache-control': FOR_EVER })
        .type(ASSET_TYPES[extname(file)] ?? 'application/octet-stream')
        .send(bytes);
    },
  );

  const page = async (reply: FastifyReply): Promise<FastifyReply> =>
    reply
      .headers({ ...APP_PAGE_HEADERS, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(await readFile(indexPath));

  app.get('/', { schema: { hide: true }, config: { public: true } }, (_request, reply) => page(reply));
  app.get('/index.html', { schema: { hide: true }, config: { public: true } }, (_request, reply) => page(reply));
  app.setNotFoundHandler((request, reply) => (isPage(request) ? page(reply) : sendMissing(request, reply)));
};
