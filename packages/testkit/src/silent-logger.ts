import { createLogger, type Logger } from '@flexspace/service-kit';

/** A logger for tests that provoke warnings on purpose; FLEXSPACE_TEST_LOG names a level when somebody wants to see them. */
export const silentLogger = (): Logger =>
  createLogger({ service: 'test', level: process.env['FLEXSPACE_TEST_LOG'] ?? 'silent' });
