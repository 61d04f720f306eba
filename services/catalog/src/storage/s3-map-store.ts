import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Unavailable, type RoomId } from '@flexspace/kernel';
import type { MapStore } from '../application/ports.js';
import { assertMapKey } from './map-key.js';

export interface S3Settings {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `https://host/bucket/key` in place of `https://bucket.host/key`: what most servers that are not AWS want. */
  readonly forcePathStyle: boolean;
}

const ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 15_000;

const isAbsent = (error: unknown): boolean =>
  error instanceof NoSuchKey || (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404);

/** Maps as objects `maps/<room>/<key>` of one bucket. An object is there whole or not at all by S3's own promise. */
export const createS3MapStore = (settings: S3Settings): MapStore & { close(): void } => {
  const client = new S3Client({
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    // Servers that are not AWS often know no checksum trailers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
  });
  const at = (room: RoomId, key: string) => ({
    Bucket: settings.bucket,
    Key: `maps/${String(room)}/${assertMapKey(key)}`,
  });
  const attempt = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      throw new Unavailable('The store of maps', error);
    }
  };

  return {
    put: (room, key, bytes) =>
      attempt(async () => {
        await client.send(
          new PutObjectCommand({
            ...at(room, key),
            Body: bytes,
            ContentType: 'image/webp',
            ContentLength: bytes.length,
          }),
        );
      }),
    open: (room, key) =>
      attempt(async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand(at(room, key)));
          return Body?.transformToWebStream();
        } catch (error) {
          if (isAbsent(error)) return undefined;
          throw error;
        }
      }),
    remove: (room, key) =>
      attempt(async () => {
        await client.send(new DeleteObjectCommand(at(room, key)));
      }),
    close: () => {
      client.destroy();
    },
  };
};
