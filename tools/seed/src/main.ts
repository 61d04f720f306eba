import path from 'node:path';
import { seedCompany, type Scale } from './seed-company.js';
import { readStack } from './stack-file.js';

const { FLEXSPACE_STACK: file, FLEXSPACE_DEMO_PASSWORD: password, FLEXSPACE_SEED_SCALE: scale } = process.env;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  if (file === undefined || password === undefined) {
    throw new Error(
      'set FLEXSPACE_STACK to the path of stack.json and FLEXSPACE_DEMO_PASSWORD to the demo accounts’ password',
    );
  }
  const wanted: Scale = scale === 'small' ? 'small' : 'full';
  const bookingCommand = path.resolve(import.meta.dirname, '../../../services/booking/dist/main.js');
  await seedCompany({ stack: await readStack(file), password, scale: wanted, bookingCommand, say });
} catch (error) {
  process.stderr.write(
    `The demo company could not be made: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
}
