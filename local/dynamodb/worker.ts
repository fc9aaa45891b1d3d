/** The thread in which dynalite runs, so that nothing else takes time from the database. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { serveDirectly } from './direct.ts';
import type { ToDatabase, WorkerAnswer, WorkerSettings } from './server.ts';
import { replaceStorage } from './storage.ts';

const settings: WorkerSettings = workerData;
const answer = (message: WorkerAnswer) => parentPort?.postMessage(message);

// Dynalite throws when a client goes away in the middle of a request, as a function that is ended does.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNRESET') return;
  console.error(error);
  process.exit(1);
});

const opened = replaceStorage();
const server = dynalite({ path: settings.folder, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
// Functions sign by the machine's clock: if the answer had a date, the SDK would think theirs wrong, and try again.
server.prependListener('request', (_request, response) => {
  response.sendDate = false;
});
// Connections stay open for as long as their clients like, so that none is closed just as it is used again.
server.keepAliveTimeout = 0;
server.on('error', (error: NodeJS.ErrnoException) => answer({ error: { message: error.message, code: error.code } }));

try {
  await opened();
  server.listen(settings.port, '127.0.0.1', serve);
} catch (error) {
  answer({
    error: { message: `${settings.folder} does not open: ${reasonOf(error)}`, code: 'LEVEL_DATABASE_NOT_OPEN' },
  });
}

/** What LevelDB itself said; the error around it only says that it did not open. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}

async function serve(): Promise<void> {
  const address = server.address();
  if (!address || typeof address !== 'object') return;
  answer({ port: address.port });
  const { tableName } = settings;
  if (!tableName) return;
  try {
    // Imported here, so that the SDK is loaded while the other threads do their part of the start.
    enableCompileCache();
    const [{ ensureTable, localClient }, { tableDefinition }] = await Promise.all([
      import('./table.ts'),
      import('../../lib/store/table.ts'),
    ]);
    const client = localClient(`http://127.0.0.1:${address.port}`);
    await ensureTable(client, tableDefinition(tableName));
    client.destroy();
    answer({ table: tableName });
    flushCompileCache();
  } catch (error) {
    answer({ error: { message: error instanceof Error ? error.message : String(error), code: undefined } });
  }
}

const ends: (() => Promise<void>)[] = [];

parentPort?.on('message', async (message: ToDatabase) => {
  if ('connect' in message) {
    ends.push(serveDirectly(server, message.connect));
    return;
  }
  // The server closes the database as soon as nobody is connected over the network.
  await Promise.all(ends.map((end) => end()));
  server.close(() => process.exit(0));
});
