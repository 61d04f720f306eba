import { testServers } from '@flexspace/testkit';
import type { S3Settings } from '../../src/storage/s3-map-store.js';

/** The bucket of the tests, through another address where one is given. */
export const s3Settings = (through?: string): S3Settings => {
  const url = new URL(testServers().s3Url);
  return {
    endpoint: through ?? url.origin,
    region: 'us-east-1',
    bucket: url.pathname.slice(1),
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    forcePathStyle: true,
  };
};

/** The same as the environment of a service. */
export const s3Environment = (): Record<string, string> => {
  const settings = s3Settings();
  return {
    FLEXSPACE_MEDIA_DRIVER: 's3',
    FLEXSPACE_S3_ENDPOINT: settings.endpoint ?? '',
    FLEXSPACE_S3_BUCKET: settings.bucket,
    FLEXSPACE_S3_ACCESS_KEY_ID: settings.accessKeyId,
    FLEXSPACE_S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
  };
};
