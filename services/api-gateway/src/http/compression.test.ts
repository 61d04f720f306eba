import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { chooseEncoding, compressAnswers } from './compression.js';
import { sendTagged, tagged } from './etag.js';

const long = { names: Array.from({ length: 200 }, (_, index) => `Desk ${index}`) };
const text = JSON.stringify(long);
const tree = tagged({ body: long, version: 7 });

const app = (): FastifyInstance => {
  const made = fastify();
  compressAnswers(made);
  made.get('/long', () => long);
  made.get('/short', () => ({ names: [] }));
  made.get('/tree', (request, reply) => sendTagged(request, reply, tree));
  made.get('/picture', (_request, reply) => reply.type('image/webp').send(Buffer.alloc(5000)));
  return made;
};
const get = (url: string, headers: Record<string, string>) => app().inject({ url, headers });

describe('chooseEncoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, identity', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.0, gzip;q=0', undefined],
    ['identity', undefined],
    ['brave', undefined],
    [undefined, undefined],
  ])('of %s is %s', (accepted, encoding) => {
    expect(chooseEncoding(accepted)).toBe(encoding);
  });
});

describe('answers', () => {
  it('come in the encoding that the client takes', async () => {
    const brotli = await get('/long', { 'accept-encoding': 'br' });
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(text);
    expect(brotli.headers['content-length']).toBe(String(brotli.rawPayload.length));
    const gzipped = await get('/long', { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzipped.rawPayload).toString()).toBe(text);
  });

  it('stay as they are for a client that takes none, and say that others get another form', async () => {
    const plain = await get('/long', {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('accept-encoding');
    expect(plain.payload).toBe(text);
  });

  it.each(['/short', '/picture'])('stay as they are where nothing is gained: %s', async (url) => {
    expect((await get(url, { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });

  it('have a tag of their own in each encoding, and none of them is sent again', async () => {
    const tags = await Promise.all(
      ['identity', 'br', 'gzip'].map(async (encoding) => {
        const answer = await get('/tree', { 'accept-encoding': encoding });
        expect(answer.statusCode).toBe(200);
        return String(answer.headers.etag);
      }),
    );
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) {
      const again = await get('/tree', { 'accept-encoding': 'br', 'if-none-match': tag });
      expect(again.statusCode).toBe(304);
      expect(again.payload).toBe('');
    }
    expect((await get('/tree', { 'accept-encoding': 'br', 'if-none-match': '"7-other-br"' })).statusCode).toBe(200);
  });
});
