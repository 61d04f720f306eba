import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UploadMapRequest } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import sharp from 'sharp';
import { createCatalogWorld, makePlace, type CatalogWorld } from './catalog-world.js';
import { s3Environment } from './s3-bucket.js';

const CHUNK = 16 * 1024;
/** A program that is killed after ten seconds, on a machine that has other things to do. */
const ENDLESS_WITHIN_MS = 60_000;
const UPLOAD_TIMEOUT_MS = 50_000;

const svg = (inner = ''): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><!-- a plan --><svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">${inner}
     <rect width="200" height="100" fill="#446"/></svg>`,
  );

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#4682b4' } }).withExif({
    IFD0: { Copyright: 'secret owner' },
  });

/** Drawings of a few kilobytes that take a renderer minutes or hours. */
const ENDLESS: Readonly<Record<string, string>> = {
  'references to references': `<defs><g id="a0"><rect width="1" height="1"/></g>${Array.from(
    { length: 12 },
    (_, index) => `<g id="a${String(index + 1)}">${`<use href="#a${String(index)}"/>`.repeat(10)}</g>`,
  ).join('')}</defs><use href="#a12"/>`,
  'blurs over blurs': `<filter id="f">${'<feGaussianBlur stdDeviation="90"/>'.repeat(2_000)}</filter>
    <rect width="200" height="200" filter="url(#f)"/>`,
};

describe.each(['disk', 'S3'])('maps of rooms on %s', (driver) => {
  let world: CatalogWorld;
  beforeAll(async () => {
    world = await createCatalogWorld(driver === 'S3' ? { env: s3Environment() } : {});
  });
  afterAll(() => world.close());

  async function* messages(roomId: number, bytes: Uint8Array): AsyncGenerator<UploadMapRequest> {
    yield await Promise.resolve({ part: { $case: 'header', value: { roomId, ifVersion: 0 } } });
    for (let at = 0; at < bytes.length; at += CHUNK) {
      yield { part: { $case: 'chunk', value: Buffer.from(bytes.subarray(at, at + CHUNK)) } };
    }
  }

  const upload = (roomId: number, bytes: Uint8Array) =>
    world.client.uploadMap(messages(roomId, bytes), { ...world.as('superuser'), timeoutMs: UPLOAD_TIMEOUT_MS });

  const read = async (roomId: number, key: string, name: 'alice' | 'superuser' = 'superuser'): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const { chunk } of world.client.readMap({ roomId, key }, world.as(name))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it.each([
    ['PNG', () => picture(640, 480).png().toBuffer(), { width: 640, height: 480 }],
    [
      'JPEG that lies on its side',
      () => picture(640, 480).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      { width: 480, height: 640 },
    ],
    ['WebP', () => picture(300, 200).webp().toBuffer(), { width: 300, height: 200 }],
    ['drawing', () => Promise.resolve(svg()), { width: 2400, height: 1200 }],
  ])('keeps a %s as WebP without metadata', async (_kind, make, size) => {
    const { room } = await makePlace(world);
    const { map, version } = await upload(room.id, await make());
    expect(map).toMatchObject(size);
    expect(map?.key).toMatch(/^[0-9a-f]{32}\.webp$/);
    expect(version).toBe(room.version + 1);
    const bytes = await read(room.id, map?.key ?? '');
    const kept = await sharp(bytes).metadata();
    expect(kept).toMatchObject({ format: 'webp', ...size });
    expect(kept.exif).toBeUndefined();
    expect(bytes.includes('secret owner')).toBe(false);
  });

  it.each([
    ['text', () => Buffer.from('hello'), 'UNSUPPORTED_MEDIA'],
    ['nothing', () => Buffer.alloc(0), 'UNSUPPORTED_MEDIA'],
    [
      'a PNG that ends early',
      async () => (await picture(800, 800).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 9_000),
      'UNSUPPORTED_MEDIA',
    ],
    ['a GIF', () => Buffer.from('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;'), 'UNSUPPORTED_MEDIA'],
    ['a page', () => Buffer.from('<html><svg></svg></html>'), 'UNSUPPORTED_MEDIA'],
    [
      'entities in a drawing',
      () => Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg width="9" height="9">&a;</svg>'),
      'UNSUPPORTED_MEDIA',
    ],
    ['more than 40 megapixels', () => picture(8_000, 5_001).png().toBuffer(), 'TOO_LARGE'],
    [
      'a drawing of 40 gigapixels',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="200000" height="200000"/>'),
      'TOO_LARGE',
    ],
    [
      'more than 10 MB',
      () => Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), Buffer.alloc(10 * 1024 * 1024)]),
      'TOO_LARGE',
    ],
  ])('refuses %s and leaves the old map', async (_kind, make, reason) => {
    const { room } = await makePlace(world);
    const { map } = await upload(room.id, svg());
    await expect(upload(room.id, await make())).rejects.toMatchObject({ reason });
    expect((await world.client.getRoom({ roomId: room.id }, world.as('alice'))).map).toEqual(map);
    expect((await read(room.id, map?.key ?? '')).length).toBeGreaterThan(0);
  });

  it('loads nothing that a drawing points at', async () => {
    const { room } = await makePlace(world);
    const outside = svg(
      '<image href="file:///etc/hostname" width="9" height="9"/><image href="http://127.0.0.1:1/x.png"/>',
    );
    expect((await upload(room.id, outside)).map).toBeDefined();
  });

  it.each(Object.keys(ENDLESS))(
    'gives up on a drawing of %s, and goes on with the next',
    async (kind) => {
      const { room } = await makePlace(world);
      const { map } = await upload(room.id, svg());
      const endless = upload(room.id, svg(ENDLESS[kind]));
      const next = upload(room.id, await picture(64, 48).png().toBuffer());
      await expect(endless).rejects.toMatchObject({ reason: 'UNSUPPORTED_MEDIA' });
      expect((await next).map).toMatchObject({ width: 64, height: 48 });
      await expect(read(room.id, map?.key ?? '')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    },
    ENDLESS_WITHIN_MS,
  );

  it('leaves the old map when an upload dies half-way', async () => {
    const { room } = await makePlace(world);
    const { map } = await upload(room.id, svg());
    const bytes = await picture(2_000, 1_500).png({ compressionLevel: 0 }).toBuffer();
    async function* dying(): AsyncGenerator<UploadMapRequest> {
      let sent = 0;
      for await (const message of messages(room.id, bytes)) {
        if ((sent += 1) > 20) throw new Error('the connection is gone');
        yield message;
      }
    }
    await expect(world.client.uploadMap(dying(), world.as('superuser'))).rejects.toThrow('the connection is gone');
    expect((await world.client.getRoom({ roomId: room.id }, world.as('alice'))).map).toEqual(map);
    const { rows } = await world.database.knex.raw<{ rows: object[] }>(
      'SELECT key, unused_since FROM catalog.map_files WHERE room_id = ?',
      [room.id],
    );
    expect(rows).toEqual([{ key: map?.key, unused_since: null }]);
  });

  it('shows a map to those alone who may see its room, and only the newest', async () => {
    const { room, location } = await makePlace(world);
    const first = await upload(room.id, svg());
    const second = await upload(room.id, svg());
    expect(second.map?.key).not.toBe(first.map?.key);
    await expect(read(room.id, first.map?.key ?? '')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await expect(read(room.id, '../../etc/passwd')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    expect((await read(room.id, second.map?.key ?? '', 'alice')).length).toBeGreaterThan(0);
    world.neighbours.closedLocations.add(location.id);
    await expect(read(room.id, second.map?.key ?? '', 'alice')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    const refused = world.client.uploadMap(messages(room.id, svg()), world.as('alice'));
    await expect(refused).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('takes a map away', async () => {
    const { room } = await makePlace(world);
    const { map, version } = await upload(room.id, svg());
    const request = { roomId: room.id, ifVersion: version - 1 };
    await expect(world.client.deleteMap(request, world.as('superuser'))).rejects.toMatchObject({ reason: 'STALE' });
    const bare = await world.client.deleteMap({ roomId: room.id, ifVersion: version }, world.as('superuser'));
    expect(bare.map).toBeUndefined();
    await expect(read(room.id, map?.key ?? '')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await expect(
      world.client.deleteMap({ roomId: room.id, ifVersion: 0 }, world.as('superuser')),
    ).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
  });
});
