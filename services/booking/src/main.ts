import process from 'node:process';
import { runMain } from '@flexspace/service-kit/main';

await runMain('booking', process, async () => {
  const { bookingCommands, createBookingService, parseBookingConfig } = await import('./index.js');
  return { commands: bookingCommands, create: (env) => createBookingService(parseBookingConfig(env)) };
});
