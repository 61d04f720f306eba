import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { findHelm } from '../find-helm.mjs';

const chart = path.resolve(import.meta.dirname, '../../../deploy/helm/flexspace');
const COMPONENTS = ['access', 'api-gateway', 'booking', 'catalog', 'realtime-gateway', 'scheduler'];

interface Container {
  readonly command: string[];
  readonly env: { name: string; value?: string }[];
  readonly ports: { name: string }[];
  readonly securityContext: Record<string, unknown>;
  readonly [probe: string]: unknown;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: { readonly template: { readonly spec: { readonly containers: Container[] } } };
}

let helm = '';
const run = (...args: string[]): string => execFileSync(helm, args, { encoding: 'utf8', stdio: 'pipe' });
const render = (...args: string[]): Manifest[] =>
  parseAllDocuments(run('template', 'r', chart, ...args))
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
const containersOf = (manifests: Manifest[], kind: string): Map<string, Container> =>
  new Map(
    manifests
      .filter((m) => m.kind === kind)
      .map((m) => [m.metadata.labels['app.kubernetes.io/component'] ?? '', m.spec.template.spec.containers[0]!]),
  );

beforeAll(async () => {
  helm = await findHelm();
}, 120_000);

describe('the chart', () => {
  it('passes helm lint', () => {
    expect(run('lint', '--strict', chart)).toContain('0 chart(s) failed');
  });

  it('runs six components, each with three probes, a pause before it stops, and no rights it does not need', () => {
    const containers = containersOf(render(), 'Deployment');
    expect([...containers.keys()].toSorted()).toEqual(COMPONENTS);
    for (const [name, container] of containers) {
      expect(container.command).toEqual(['node', `services/${name}/dist/main.js`]);
      expect(Object.keys(container)).toEqual(
        expect.arrayContaining(['startupProbe', 'livenessProbe', 'readinessProbe', 'lifecycle']),
      );
      expect(container.ports.map((port) => port.name)).toContain('admin');
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      });
    }
  });

  it('migrates, before the pods, those that own a database', () => {
    expect([...containersOf(render(), 'Job').keys()].toSorted()).toEqual(['access', 'booking', 'catalog']);
  });

  it('lets migrations alone work as the owner of a database', () => {
    const manifests = render('--set', 'databases.ownerSecret=owners');
    const owner = 'FLEXSPACE_DATABASE_OWNER_URL';
    const withOwner = (kind: string): number =>
      [...containersOf(manifests, kind).values()].filter(({ env }) => env.some(({ name }) => name === owner)).length;
    expect([withOwner('Job'), withOwner('Deployment')]).toEqual([3, 0]);
    expect(JSON.stringify(render())).not.toContain(owner);
  });

  it('loads no tracing unless an endpoint is given', () => {
    const names = (...args: string[]): string[] =>
      [...containersOf(render(...args), 'Deployment').values()].flatMap(({ env }) => env.map(({ name }) => name));
    expect(names()).not.toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
    const traced = names('--set', 'telemetry.otlpEndpoint=http://collector:4318');
    expect(traced.filter((name) => name === 'OTEL_EXPORTER_OTLP_ENDPOINT')).toHaveLength(COMPONENTS.length);
  });

  it('refuses a value that it does not know', () => {
    expect(() => run('template', 'r', chart, '--set', 'components.booking.replica.min=3')).toThrow(
      /additional properties/i,
    );
    expect(() => run('template', 'r', chart, '--set', 'publicUrl=flexspace.example.com')).toThrow(/publicUrl/);
  });

  it('renders for a laptop too', () => {
    const manifests = render('--values', path.join(chart, 'values-small.yaml'));
    expect(manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
    expect(containersOf(manifests, 'Deployment').size).toBe(COMPONENTS.length);
  });
});
