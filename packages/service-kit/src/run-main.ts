import { pino } from 'pino';
import { ConfigError, type Environment } from './config.js';

/** What runs in a process: a service started and stopped once. */
export interface Service {
  start(): Promise<void>;
  /** Unready, stop intake, finish what runs, flush. */
  stop(): Promise<void>;
}

export interface Entry {
  /** The service itself, for `node main.js`. */
  readonly create: (env: Environment) => Service | Promise<Service>;
  /** Other things this program does, for `node main.js <command> …`; each ends by itself. */
  readonly commands?: Readonly<Record<string, (env: Environment, args: readonly string[]) => Promise<void>>>;
}

/** The one piece of the operating system that main.ts hands in. */
export interface Process {
  readonly env: Environment;
  readonly argv: readonly string[];
  exitCode?: number | string | null | undefined;
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  exit(code?: number): void;
}

/**
 * Runs a service, or one of its commands. Imported as `@flexspace/service-kit/main`, apart from the rest of the kit, because that
 * loads gRPC. `load` is called after telemetry is in place, because instrumentation can only patch
 * what is imported after it. Exit codes: 0 done, 1 failed, 2 wrong configuration.
 */
export const runMain = async (name: string, process: Process, load: () => Promise<Entry>): Promise<void> => {
  const logger = pino({ base: { service: name }, formatters: { level: (label) => ({ level: label }) } });
  const fail = (error: unknown, code: number): void => {
    if (error instanceof ConfigError) logger.fatal({ problems: error.problems }, 'configuration is not usable');
    else logger.fatal({ err: error }, 'cannot go on');
    process.exit(error instanceof ConfigError ? 2 : code);
  };
  process.on('uncaughtException', (error) => {
    fail(error, 1);
  });
  process.on('unhandledRejection', (error) => {
    fail(error, 1);
  });

  try {
    const endpoint = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    const telemetry = endpoint === undefined || endpoint === '' ? undefined : await import('./otel.js');
    telemetry?.startTelemetry(name);
    const entry = await load();

    const [, , command, ...args] = process.argv;
    if (command !== undefined) {
      const run = entry.commands?.[command];
      if (run === undefined) throw new ConfigError([`unknown command ${command}`]);
      await run(process.env, args);
      await telemetry?.stopTelemetry();
      process.exit(0);
      return;
    }

    const service = await entry.create(process.env);
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      service
        .stop()
        .then(() => telemetry?.stopTelemetry())
        .then(
          () => {
            process.exit(0);
          },
          (error: unknown) => {
            fail(error, 1);
          },
        );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    await service.start();
  } catch (error) {
    fail(error, 1);
  }
};
