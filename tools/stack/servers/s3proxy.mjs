import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cached } from '../artifacts/cache.mjs';
import { verifyChecksum } from '../artifacts/checksum.mjs';
import { canRun, lastLines, runCommand } from '../artifacts/run-command.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { StackError } from '../stack-error.mjs';
import { findJava } from './java.mjs';

const RELEASE = '3.0.0';
const CLASSIFIER = 'jar-with-dependencies';
const JAR = `s3proxy-${RELEASE}-${CLASSIFIER}.jar`;
const PINNED = {
  sha256: ['f5931bd2a7706e75bd15713224c98ddda22ac022a48d4f9937ce884acef9ce25'],
  sha1: 'f644b9623d91fc462e98a697816981e152222823',
};
const BUCKET = 'flexspace';
const REMEDY = `Look at the network and at Maven's settings.xml; or set S3PROXY_JAR_URL to the address of ${JAR}; or give a bucket of any S3-compatible server as FLEXSPACE_S3_URL=http://key:secret@host:port/bucket.`;

/**
 * A real server of S3's protocol with a folder behind it, for the tests of the driver that keeps maps in a bucket. It checks every
 * signature, as a server that is only played would not.
 * @param {import('./server-context.mjs').ServerContext} context
 * @param {{ key: string, secret: string }} credentials
 * @returns {Promise<import('./server-context.mjs').StartedServer>} the URL carries key, secret and bucket
 */
export async function startS3({ home, logs, ports, record, signal }, { key, secret }) {
  const java = await findJava();
  const jar = path.join(await cached(`s3proxy-${RELEASE}`, (folder) => fetchInto(folder, java)), JAR);
  const data = path.join(home, 's3');
  mkdirSync(path.join(data, BUCKET), { recursive: true });
  const port = await ports.take('s3');
  const settings = {
    's3proxy.endpoint': `http://127.0.0.1:${port}`,
    's3proxy.authorization': 'aws-v4',
    's3proxy.identity': key,
    's3proxy.credential': secret,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': data,
  };
  const properties = path.join(home, 's3proxy.properties');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(properties, lines.join(''), { mode: 0o600 });
  const args = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar, '--properties', properties];
  const process = new ManagedProcess({ name: 'S3', command: java, args, log: path.join(logs, 's3.log') }, record);
  await process.start();
  const whenReady = () => process.waitReady(() => speaksS3(port), { timeoutMs: 60_000, signal });
  await whenReady();
  return { url: `http://${key}:${secret}@127.0.0.1:${port}/${BUCKET}`, process, whenReady };
}

/**
 * Whatever it says to somebody who signs nothing, it is there.
 * @param {number} port
 */
async function speaksS3(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/${BUCKET}`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @param {string} java
 */
async function fetchInto(folder, java) {
  const file = path.join(folder, JAR);
  const { S3PROXY_JAR_URL } = process.env;
  if (S3PROXY_JAR_URL) await download(S3PROXY_JAR_URL, file);
  else if (canRun('mvn', ['--version'])) await fetchByMaven(folder, java);
  else throw new StackError('S3Proxy is fetched with Maven, and there is no mvn on the PATH.', REMEDY);
  await verifyChecksum(file, PINNED);
}

/**
 * Maven follows the machine's own settings, so that a company's mirror is used.
 * @param {string} folder
 * @param {string} java
 */
async function fetchByMaven(folder, java) {
  const env = path.isAbsolute(java) ? { JAVA_HOME: path.resolve(java, '../..'), ...process.env } : process.env;
  const artifact = `-Dartifact=org.gaul:s3proxy:${RELEASE}:jar:${CLASSIFIER}`;
  const result = await runCommand('mvn', ['-B', '-q', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`], {
    cwd: folder,
    env,
  });
  if (result.code === 0 && existsSync(path.join(folder, JAR))) return;
  throw new StackError(`Maven could not fetch S3Proxy:\n${lastLines(result.output, 4)}`, REMEDY);
}

/**
 * @param {string} url
 * @param {string} file
 */
async function download(url, file) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10 * 60_000) });
    if (!response.ok || response.body === null) throw new StackError(`${url} answered ${response.status}.`, REMEDY);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError(`${url} could not be fetched.`, REMEDY, { cause: error });
  }
}
