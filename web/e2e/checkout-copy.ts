import { cp, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Made anew by who needs it, or a checkout's own and never another's. */
const LEFT_OUT = /^(\.git|\.flexspace.*|coverage)$/;
/** Written to in place, so that a link would let the copy change the original. */
const CACHES = new Set(['.cache', '.vite']);

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (CACHES.has(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}

/** A checkout of its own below another, to be changed at will: files copied with their times, installed packages linked. */
export async function copyCheckout(root: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(root)) {
    if (LEFT_OUT.test(name)) continue;
    if (name === 'node_modules') await linkTree(path.join(root, name), path.join(to, name));
    else await cp(path.join(root, name), path.join(to, name), { recursive: true, preserveTimestamps: true });
  }
}
