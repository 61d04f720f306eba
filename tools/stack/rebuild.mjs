// Node's built-ins alone up to `enter`: on a fresh machine nothing is installed yet.
import { enter, ROOT } from './bootstrap/enter.mjs';

await enter(import.meta.filename, async () => {
  const { rebuild } = await import('./commands/maintain-command.mjs');
  return { main: (args) => rebuild(ROOT, args) };
});
