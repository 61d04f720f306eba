import type { MapStore } from '../application/ports.js';
import { createDiskMapStore } from './disk-map-store.js';
import { createS3MapStore } from './s3-map-store.js';

interface MediaSettings {
  readonly MEDIA_DRIVER: 'disk' | 's3';
  readonly MEDIA_DIR?: string | undefined;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
  readonly S3_FORCE_PATH_STYLE: boolean;
}

/** The store that the settings name; the configuration has made sure that what it needs is there. */
export const openMapStore = (settings: MediaSettings): { readonly maps: MapStore; close(): void } => {
  if (settings.MEDIA_DRIVER === 'disk') {
    return { maps: createDiskMapStore(settings.MEDIA_DIR ?? 'media'), close: () => undefined };
  }
  const maps = createS3MapStore({
    endpoint: settings.S3_ENDPOINT,
    region: settings.S3_REGION,
    bucket: settings.S3_BUCKET ?? '',
    accessKeyId: settings.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY ?? '',
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
  });
  return {
    maps,
    close: () => {
      maps.close();
    },
  };
};
