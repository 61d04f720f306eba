import { parseArgs } from 'node:util';
import { StackError } from '../stack-error.mjs';

export const USAGE = `npm start                  start everything, and stop it with Ctrl-C
npm start -- --detach      start everything and return when it is ready; npm stop ends it
npm start -- --reset       begin anew: all data of this checkout's stack is removed first
npm run dev                the same with reload of services and hot modules for the web`;

/**
 * @param {string[]} args
 */
export function parseStartArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        detach: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        // Ours alone: the process that stays behind after --detach.
        supervise: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new StackError(error instanceof Error ? error.message : String(error), `What there is:\n${USAGE}`);
  }
}
