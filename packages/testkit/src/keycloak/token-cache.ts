import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';

const FRESH_FOR_SECONDS = 45 * 60;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Keeps long-lived test tokens between test files, which are processes and module worlds of their own: signing in costs Keycloak
 * far more than anything that a test does with the token. Keyed by the realm's key, so a new Keycloak never gets an old token.
 */
export const cachedToken = async (
  key: { readonly realmKey: string; readonly name: string; readonly anyAge?: boolean },
  fetchToken: () => Promise<string>,
): Promise<string> => {
  const folder = join(tmpdir(), `flexspace-test-tokens-${userInfo().uid}`);
  const file = join(folder, createHash('sha256').update(`${key.realmKey}\n${key.name}`).digest('hex'));
  const known = await readFile(file, 'utf8').catch(() => '');
  const isFresh = known !== '' && (decodeJwt(known).exp ?? 0) > Date.now() / 1_000 + FRESH_FOR_SECONDS;
  if (isFresh || (known !== '' && key.anyAge === true)) return known;
  const token = await fetchToken();
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, token, { mode: PRIVATE_FILE });
  await rename(draft, file);
  return token;
};
