import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';

export type Encoding = 'br' | 'gzip';

/** A body that fits into one packet anyway gains nothing. */
const LEAST_BYTES = 1400;
/** JSON shrinks to a tenth at a fraction of the time that a better quality takes. */
const QUALITY = 4;
const TEXT = /^(?:application\/(?:[\w.]+\+)?json|text\/|image\/svg\+xml)/;
const TAG = /^(?<opening>(?:W\/)?")(?<tag>[^"]*)"$/;

/** The encoding to answer in; undefined for a client that takes none of ours. */
export const chooseEncoding = (accepted = ''): Encoding | undefined => {
  const takes = (name: string): boolean =>
    accepted.split(',').some((part) => {
      const [coding = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
      return coding === name && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
    });
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : undefined;
};

export const compress = (bytes: Buffer, encoding: Encoding, quality = QUALITY): Promise<Buffer> =>
  encoding === 'gzip'
    ? promisify(gzip)(bytes)
    : promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });

/** A strong tag names bytes: those of an encoding have a tag of their own, which `withoutEncoding` takes back. */
const withEncoding = (tag: string, encoding: Encoding): string => tag.replace(TAG, `$<opening>$<tag>-${encoding}"`);
export const withoutEncoding = (tag: string): string => tag.replace(/-(?:br|gzip)"$/, '"');

/** Each body that is sent again and again (a tree, until it changes) is compressed once. */
const known = new WeakMap<Buffer, Map<Encoding, Promise<Buffer>>>();
const compressedOnce = (bytes: Buffer, encoding: Encoding): Promise<Buffer> => {
  const forms = known.get(bytes) ?? new Map<Encoding, Promise<Buffer>>();
  known.set(bytes, forms);
  const compressed = forms.get(encoding) ?? compress(bytes, encoding);
  forms.set(encoding, compressed);
  return compressed;
};

const isText = (reply: FastifyReply): boolean => TEXT.test(String(reply.getHeader('content-type') ?? ''));

/** Sends text in the form that the client takes. What streams, and what is compressed already, is left as it is. */
export const compressAnswers = (app: FastifyInstance): void => {
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    const isWritten = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (
      !isWritten ||
      Buffer.byteLength(payload) < LEAST_BYTES ||
      reply.hasHeader('content-encoding') ||
      !isText(reply)
    ) {
      done(null, payload);
      return;
    }
    reply.header('vary', 'accept-encoding');
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (encoding === undefined || request.method === 'HEAD') {
      done(null, payload);
      return;
    }
    const tag = reply.getHeader('etag');
    if (typeof tag === 'string') reply.header('etag', withEncoding(tag, encoding));
    reply.header('content-encoding', encoding).removeHeader('content-length');
    const compressed = Buffer.isBuffer(payload)
      ? compressedOnce(payload, encoding)
      : compress(Buffer.from(payload), encoding);
    compressed.then(
      (bytes) => {
        done(null, bytes);
      },
      (failure: unknown) => {
        done(failure instanceof Error ? failure : new Error('an answer could not be compressed', { cause: failure }));
      },
    );
  });
};
