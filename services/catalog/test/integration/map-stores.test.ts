import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roomId, type Clock, plus, systemClock, HOUR_US } from '@flexspace/kernel';
import { createTcpProxy, createTestDatabase, type TcpProxy, type TestDatabase } from '@flexspace/testkit';
import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MapStore } from '../../src/application/ports.js';
import { catalogMigrations } from '../../src/index.js';
import { createDiskMapStore } from '../../src/storage/disk-map-store.js';
import { createMapFileLedger } from '../../src/storage/map-file-store.js';
import { createMapSweeper } from '../../src/storage/map-sweeper.js';
import { createS3MapStore } from '../../src/storage/s3-map-store.js';
import { s3Settings } from './s3-bucket.js';

// Of this run alone: a bucket may be anybody's.
const ROOM = roomId(randomInt(1, 2 ** 47));
const keyOf = (digit: string): string => `${digit.repeat(32)}.webp`;

const readAll = async (store: MapStore, key: string): Promise<string | undefined> => {
  const stream = await store.open(ROOM, key);
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe('map stores', () => {
  let folder: string;
  let wire: TcpProxy;
  let s3: ReturnType<typeof createS3MapStore>;
  const stores = new Map<string, MapStore>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flexspace-store-'));
    wire = await createTcpProxy(s3Settings().endpoint ?? '');
    s3 = createS3MapStore(s3Settings(wire.url));
    stores.set('disk', createDiskMapStore(folder)).set('S3', s3);
  });
  afterAll(async () => {
    s3.close();
    await wire.close();
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

  it('S3 takes nothing that is signed with another secret', async () => {
    const stranger = createS3MapStore({ ...s3Settings(), secretAccessKey: 'somebody else’s' });
    try {
      await expect(stranger.put(ROOM, keyOf('b'), Buffer.from('x'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
      await s3.put(ROOM, keyOf('b'), Buffer.from('ours'));
      await expect(stranger.open(ROOM, keyOf('b'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
      await expect(stranger.remove(ROOM, keyOf('b'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
      expect(await readAll(s3, keyOf('b'))).toBe('ours');
    } finally {
      stranger.close();
      await s3.remove(ROOM, keyOf('b'));
    }
  });

  it('S3 says when it cannot be had, keeps nothing of it, and comes back', async () => {
    wire.cut();
    await expect(s3.put(ROOM, keyOf('c'), Buffer.alloc(500_000, 'x'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await expect(s3.open(ROOM, keyOf('c'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    wire.restore();
    expect(await readAll(s3, keyOf('c'))).toBeUndefined();
    await s3.put(ROOM, keyOf('c'), Buffer.from('again'));
    expect(await readAll(s3, keyOf('c'))).toBe('again');
    await s3.remove(ROOM, keyOf('c'));
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
