import { benchAvailability } from './availability.js';
import { benchBookings } from './bookings.js';
import { benchBulk } from './bulk.js';
import { benchContention } from './contention.js';
import { benchGrid } from './grid.js';
import { benchMap } from './map.js';
import { benchPeople } from './people.js';
import { benchTree } from './tree.js';
import { readStack, type RunningStack } from './stack-file.js';

type Bench = (stack: RunningStack, say: (line: string) => void) => Promise<void>;

const BENCHES: Readonly<Record<string, Bench>> = {
  bookings: benchBookings,
  contention: benchContention,
  bulk: benchBulk,
  grid: benchGrid,
  tree: benchTree,
  availability: benchAvailability,
  people: benchPeople,
  map: benchMap,
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [, , name = ''] = process.argv;
const bench = BENCHES[name];
try {
  if (bench === undefined) throw new Error(`choose one of: ${Object.keys(BENCHES).join(', ')}`);
  await bench(await readStack(process.env['FLEXSPACE_STACK'] ?? '.flexspace/stack.json'), say);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
