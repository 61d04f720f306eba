// Stopping needs nothing installed.
import { ROOT } from './bootstrap/enter.mjs';
import { requireNode } from './bootstrap/require-node.mjs';
import { main } from './commands/stop-command.mjs';
import { describeFailure } from './stack-error.mjs';

requireNode();
try {
  process.exitCode = await main(ROOT);
} catch (error) {
  process.stderr.write(`✗ ${describeFailure(error)}\n`);
  process.exitCode = 1;
}
