import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roomId, type Clock, plus, systemClock, HOUR_US } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MapStore } from '../../src/application/ports.js';
import { catalogMigrations } from '../../src/index.js';
import { createDiskMapStore } from '../../src/storage/disk-map-store.js';
import { createMapFileLedger } from '../../src/storage/map-file-store.js';
import { createMapSweeper } from '../../src/storage/map-sweeper.js';
import { createS3MapStore } from '../../src/storage/s3-map-store.js';

const ROOM = roomId(7);
const keyOf = (digit: string): string => `${digit.repeat(32)}.webp`;

/** As much of S3's protocol as the driver speaks: signed PUT, GET and DELETE of objects by path. */
const startObjectServer = async (): Promise<{
  url: string;
  objects: Map<string, Buffer>;
  stop(): void;
  fail: { next: boolean };
}> => {
  const objects = new Map<string, Buffer>();
  const fail = { next: false };
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=key/') === true;
      if (!signed || fail.next) {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
      } else if (request.method === 'PUT') {
        objects.set(path, Buffer.concat(chunks));
        response.writeHead(200, { etag: '"1"' }).end();
      } else if (request.method === 'DELETE') {
        objects.delete(path);
        response.writeHead(204).end();
      } else if (objects.has(path)) {
        response.writeHead(200, { 'content-type': 'image/webp', 'content-length': objects.get(path)?.length });
        response.end(objects.get(path));
      } else {
        response.writeHead(404, { 'content-type': 'application/xml' });
        response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${String(port)}`, objects, stop, fail };
};

const readAll = async (store: MapStore, key: string): Promise<string | undefined> => {
  const stream = await store.open(ROOM, key);
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe('map stores', () => {
  let folder: string;
  let peer: Awaited<ReturnType<typeof startObjectServer>>;
  let s3: ReturnType<typeof createS3MapStore>;
  const stores = new Map<string, MapStore>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flexspace-store-'));
    peer = await startObjectServer();
    s3 = createS3MapStore({
      endpoint: peer.url,
      region: 'eu-central-1',
      bucket: 'flexspace',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      forcePathStyle: true,
    });
    stores.set('disk', createDiskMapStore(folder)).set('S3', s3);
  });
  afterAll(async () => {
    s3.close();
    peer.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['disk', 'S3'])('%s keeps what it was given, whole, until it is removed', async (name) => {
    const store = stores.get(name)!;
    const bytes = Buffer.from('map '.repeat(50_000));
    expect(await readAll(store, keyOf('a'))).toBeUndefined();
    await store.put(ROOM, keyOf('a'), bytes);
    expect(await readAll(store, keyOf('a'))).toBe(bytes.toString());
    await store.remove(ROOM, keyOf('a'));
    await store.remove(ROOM, keyOf('a'));
    expect(await readAll(store, keyOf('a'))).toBeUndefined();
  });

  it.each(['disk', 'S3'])('%s takes no key that could lead elsewhere', async (name) => {
    const store = stores.get(name)!;
    await expect(store.put(ROOM, '../../x', Buffer.from('x'))).rejects.toThrow();
    await expect(store.open(ROOM, '../../x')).rejects.toThrow();
  });

  it('S3 says when it cannot be had', async () => {
    peer.fail.next = true;
    try {
      await expect(s3.put(ROOM, keyOf('b'), Buffer.from('x'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    } finally {
      peer.fail.next = false;
    }
  });

  describe('the sweeper', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase({ schema: 'catalog', migrations: catalogMigrations });
    });
    afterAll(() => database.close());

    it('deletes files that nobody used for a while, and those alone', async () => {
      const store = createDiskMapStore(folder);
      const ledger = createMapFileLedger(database, systemClock);
      const keys: string[] = [];
      for (const picture of ['same', 'same']) {
        const key = await ledger.expect(ROOM, Buffer.from(picture));
        await store.put(ROOM, key, Buffer.from(picture));
        keys.push(key);
      }
      const [unused, used] = keys;
      expect(unused).not.toBe(used);
      await database.knex.raw('UPDATE catalog.map_files SET unused_since = NULL WHERE key = ?', [used ?? '']);
      const sweepAt = (clock: Clock) => createMapSweeper({ files: ledger, maps: store, clock }).sweep();
      expect(await sweepAt(systemClock)).toBe(0);
      expect(await sweepAt({ now: () => plus(systemClock.now(), HOUR_US) })).toBe(1);
      expect(await readdir(join(folder, 'maps', String(ROOM)))).toEqual([used]);
    });
  });
});
