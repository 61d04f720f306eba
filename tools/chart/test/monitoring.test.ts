import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { documentedTelemetry } from '../../lint/src/documented-telemetry.js';
import { findHelm } from '../find-helm.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const chart = path.join(root, 'deploy/helm/flexspace');
const { metrics } = documentedTelemetry(root);

const manifest = z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const rules = z.object({
  spec: z.object({
    groups: z.tuple([
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['critical', 'warning']) }),
            annotations: z.object({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ]),
  }),
});
const dashboard = z.object({ data: z.object({ 'flexspace.json': z.string() }) });
const panels = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })).min(10),
});

let helm = '';
beforeAll(async () => {
  helm = await findHelm();
}, 120_000);

const render = (...values: string[]): unknown[] => {
  const args = values.flatMap((value) => ['--set', value]);
  const text = execFileSync(helm, ['template', 'r', chart, ...args], { encoding: 'utf8', stdio: 'pipe' });
  return parseAllDocuments(text).map((document) => document.toJS() as unknown);
};
const kinds = (documents: unknown[]): string[] =>
  documents.filter((one) => one !== null).map((one) => manifest.parse(one).kind);
const ofKind = (documents: unknown[], kind: string): unknown =>
  documents.find((one) => manifest.safeParse(one).data?.kind === kind);

/** Metrics and labels that an expression speaks of. */
const used = (expr: string): { names: string[]; labels: string[] } => ({
  names: [...expr.matchAll(/\bflexspace_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')),
  labels: [...expr.matchAll(/by \(([\w, ]+)\)|\{(\w+)(?:=|!=)/g)]
    .flatMap(([, by = '', matcher = '']) => [...by.split(/, */), matcher])
    .filter((label) => label !== '' && label !== 'le'),
});

const expectKnown = (where: string, expr: string): void => {
  const { names, labels } = used(expr);
  expect([where, names.length > 0]).toEqual([where, true]);
  for (const name of names) {
    const metric = metrics.find((one) => one.name === name);
    expect([where, name, metric !== undefined]).toEqual([where, name, true]);
    expect([where, labels.filter((label) => metric?.labels.includes(label) !== true)]).toEqual([where, []]);
  }
};

describe('monitoring', () => {
  it('needs nothing of a cluster until it is asked for', () => {
    expect(kinds(render())).not.toEqual(expect.arrayContaining(['PodMonitor']));
    expect(kinds(render())).not.toEqual(expect.arrayContaining(['PrometheusRule']));
    expect(kinds(render('monitoring.scrape=true'))).toContain('PodMonitor');
  });

  it('alerts on every metric that docs/telemetry.yaml gives an alert, and on metrics and labels that there are', () => {
    const found = rules.parse(ofKind(render('monitoring.alerts=true'), 'PrometheusRule')).spec.groups[0].rules;
    for (const { alert, expr } of found) expectKnown(alert, expr);
    const alerted = new Set(found.flatMap(({ expr }) => used(expr).names));
    const wanted = metrics.filter(({ alert }) => alert !== undefined).map(({ name }) => name);
    expect([...alerted].toSorted()).toEqual(wanted.toSorted());
  });

  it('sends whoever is woken to a page that there is', () => {
    const found = rules.parse(ofKind(render('monitoring.alerts=true'), 'PrometheusRule')).spec.groups[0].rules;
    expect(new Set(found.map(({ annotations }) => annotations.runbook.split('#')[0]))).toEqual(
      new Set(['docs/operations.md']),
    );
  });

  it('shows a dashboard of metrics and labels that there are', () => {
    const map = dashboard.parse(ofKind(render('monitoring.dashboard=true'), 'ConfigMap'));
    const board = panels.parse(JSON.parse(map.data['flexspace.json']));
    for (const { title, targets } of board.panels) for (const { expr } of targets) expectKnown(title, expr);
  });
});
