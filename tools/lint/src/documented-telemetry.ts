import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const level = z.enum(['fatal', 'error', 'warn', 'info', 'debug']);
const means = z.string().min(5);

const telemetry = z.strictObject({
  metrics: z.array(
    z.strictObject({
      name: z.string().startsWith('flexspace_'),
      type: z.enum(['counter', 'gauge', 'histogram']),
      by: z.array(z.string()).min(1),
      labels: z.array(z.string()),
      means,
      alert: means.optional(),
    }),
  ),
  spans: z.array(z.strictObject({ name: z.string(), by: z.string() })),
  log_events: z.record(
    z.string(),
    z.array(
      z.strictObject({
        event: z.string(),
        level: z.union([level.transform((one) => [one]), z.array(level)]),
        means,
      }),
    ),
  ),
});

/** What docs/telemetry.yaml says that the product tells about itself. Throws where the file is not in its own shape. */
export const documentedTelemetry = (root: string): z.output<typeof telemetry> =>
  telemetry.parse(parse(readFileSync(path.join(root, 'docs/telemetry.yaml'), 'utf8')));
