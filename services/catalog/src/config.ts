import { flag, readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';

const S3 = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

const schema = z
  .object({
    ...settings.log,
    ...settings.lifecycle,
    ...settings.admin,
    ...settings.grpc,
    ...settings.oidc,
    ...settings.database,
    ...settings.nats,
    ACCESS_ADDRESS: settings.address,
    BOOKING_ADDRESS: settings.address,
    /** Where maps are: a folder of this machine, or a bucket that all replicas share. */
    MEDIA_DRIVER: z.enum(['disk', 's3']).default('disk'),
    MEDIA_DIR: z.string().min(1).optional(),
    /** Unset means AWS's own for the region. */
    S3_ENDPOINT: z.url().optional(),
    S3_REGION: z.string().min(1).default('us-east-1'),
    S3_BUCKET: z.string().min(1).optional(),
    S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    S3_FORCE_PATH_STYLE: flag.default(true),
  })
  .superRefine((config, context) => {
    const needed = config.MEDIA_DRIVER === 'disk' ? (['MEDIA_DIR'] as const) : S3;
    for (const name of needed) {
      if (config[name] !== undefined) continue;
      const message = `is needed when MEDIA_DRIVER is ${config.MEDIA_DRIVER}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

export type CatalogConfig = Readonly<z.output<typeof schema>>;

/** Throws ConfigError that names everything that is wrong. */
export const readCatalogConfig = (env: Environment): CatalogConfig => readConfig(schema, env);
