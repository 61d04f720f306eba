import { Server } from '@grpc/grpc-js';
import pg from 'pg';

/** What the services did for a request: statements by service, and calls by method. */
export interface Traffic {
  readonly statements: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
}

export interface Recorder {
  /** What is done while `work` runs. One at a time. */
  during(work: () => Promise<unknown>): Promise<Traffic>;
  restore(): void;
}

/** What the services do on their own, all the time: the relay, consumers, the record of who was seen, leases, listening. */
const ON_ITS_OWN = /outbox|inbox|turns|\blisten\b|insert into "?access"?\."?people|idempotency|housekeeping/i;

const textOf = (query: unknown): string => {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
};

type Method = (this: unknown, ...args: unknown[]) => unknown;

const replace = (prototype: object, name: string, by: (original: Method) => Method): (() => void) => {
  const original = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, by(original));
  return () => Reflect.set(prototype, name, original);
};

const add = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** Sees every statement that goes to PostgreSQL and every gRPC call to the services that start in this process after this. */
export const recordTraffic = (): Recorder => {
  let statements = new Map<string, number>();
  let calls = new Map<string, number>();
  const restore = [
    replace(
      pg.Client.prototype,
      'query',
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const { connectionParameters } = this as { connectionParameters: { application_name?: string } };
          if (!ON_ITS_OWN.test(textOf(args[0]))) add(statements, connectionParameters.application_name ?? 'unknown');
          return original.apply(this, args);
        },
    ),
    replace(
      Server.prototype,
      'register',
      (original) =>
        function (this: unknown, ...[path, handler, ...rest]: unknown[]) {
          const counted: Method = function (this: unknown, ...args: unknown[]) {
            add(calls, String(path).replace(/^.*\//, ''));
            return (handler as Method).apply(this, args);
          };
          return original.apply(this, [path, counted, ...rest]);
        },
    ),
  ];
  return {
    async during(work) {
      statements = new Map();
      calls = new Map();
      await work();
      return { statements: Object.fromEntries(statements), calls: Object.fromEntries(calls) };
    },
    restore() {
      for (const undo of restore) undo();
    },
  };
};
