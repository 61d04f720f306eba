// Node's built-ins alone up to `enter`: on a fresh machine nothing is installed yet.
import { enter } from './bootstrap/enter.mjs';

await enter(import.meta.filename, () => import('./commands/test-command.mjs'));
