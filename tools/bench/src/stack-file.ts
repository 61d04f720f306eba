import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const stack = z.object({
  app: z.url(),
  postgres: z.object({ booking: z.string(), catalog: z.string(), access: z.string() }),
  accounts: z.array(z.object({ username: z.string(), password: z.string(), role: z.string() })).min(1),
});

export type RunningStack = z.output<typeof stack>;

/** Reads the running product's `stack.json`. */
export const readStack = async (file: string): Promise<RunningStack> => {
  try {
    return stack.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(`no usable ${file}: start the product first with \`npm start -- --detach\``, { cause: error });
  }
};
