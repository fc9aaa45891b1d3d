import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ACCOUNT, REGION } from '../arns.ts';
import { THREAD_OPTIONS } from '../thread-options.ts';

/** DynamoDB on this machine. */
export interface DynamoDb {
  /** The port that it listens on, on loopback. */
  readonly port: number;
  /** The endpoint for the SDK's client. */
  readonly url: string;
  /** Resolves when the table can be used; rejects when it cannot be made. */
  readonly tableReady: Promise<void>;
  /**
   * Makes a way to the database for another thread of the process (`DirectHandler`): hands a port to `use`, and another
   * one whenever the database's thread was replaced.
   *
   * @returns what ends that
   */
  connect(use: (port: MessagePort) => void): () => void;
  /** Finishes what is under way and closes the database. */
  close(): Promise<void>;
}

/** How the machine's DynamoDB is set up. */
export interface DynamoDbOptions {
  /** Any free port when 0. */
  readonly port: number;
  /** Where the data is kept. */
  readonly folder: string;
  /** The table of applications; made if it does not exist. */
  readonly tableName?: string;
  /** Called when the database broke down and could not be started again. Without it the process ends. */
  readonly onLost?: (error: Error) => void;
}

/** What the thread is started with. */
export type WorkerSettings = Omit<DynamoDbOptions, 'onLost'>;

/** To the thread: a port by which requests come as well; or to close the database. */
export type ToDatabase = { readonly connect: MessagePort } | { readonly close: true };

/** What the thread reports: that it serves, that its table is ready, or why not. */
export type WorkerAnswer =
  | { port: number }
  | { table: string }
  | { error: { message: string; code: string | undefined } };

/** How long the database may take to close, in milliseconds, before its thread is ended. It loses nothing by that. */
const CLOSING_MS = 2_000;

/** Without the database nothing can be done: says so, and ends the process, so that it can be started again. */
function endProcess(error: Error): void {
  console.error(error.message);
  process.exit(1);
}

/**
 * Starts dynalite in a thread of its own, with its data on disk. A thread that breaks down is replaced, on the same
 * port.
 *
 * @throws Error with the code `EADDRINUSE` or `EACCES` when it cannot listen on the port, or another one when the data
 * cannot be opened
 */
export async function startDynamoDb({ onLost = endProcess, ...settings }: DynamoDbOptions): Promise<DynamoDb> {
  let closing = false;
  let thread = startThread(settings);
  const port = await thread.port;
  const { tableReady } = thread;
  const connected = new Set<(port: MessagePort) => void>();
  const handPort = (use: (port: MessagePort) => void) => {
    const { port1, port2 } = new MessageChannel();
    thread.worker.postMessage({ connect: port1 } satisfies ToDatabase, [port1]);
    use(port2);
  };
  const replace = () => {
    if (closing) return;
    thread = startThread({ ...settings, port });
    for (const use of connected) handPort(use);
    thread.ended.then((failure) => {
      if (!failure) replace();
      else if (!closing) {
        onLost(new Error(`The database broke down and could not be started again on port ${port}: ${failure.message}`));
      }
    });
  };
  thread.ended.then((failure) => {
    // When the first one fails, those who wait for the port or the table are told why.
    if (!failure) replace();
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    tableReady,
    connect(use) {
      connected.add(use);
      handPort(use);
      return () => connected.delete(use);
    },
    async close() {
      closing = true;
      const { worker, ended } = thread;
      worker.postMessage({ close: true } satisfies ToDatabase);
      const late = setTimeout(() => void worker.terminate(), CLOSING_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

/** A thread that serves the database; it ends when it cannot. */
interface Thread {
  readonly worker: Worker;
  readonly port: Promise<number>;
  readonly tableReady: Promise<void>;
  /** Resolves when the thread has ended, with what stopped it from ever serving; with undefined when it did serve. */
  readonly ended: Promise<Error | undefined>;
}

function startThread(settings: WorkerSettings): Thread {
  const port = Promise.withResolvers<number>();
  const table = Promise.withResolvers<void>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'dynamodb',
    workerData: settings,
    env: { AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT },
    execArgv: [...THREAD_OPTIONS],
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  let served = false;
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    port.reject(error);
    table.reject(error);
    void worker.terminate();
  };
  // A failure reaches those who wait for these; nobody waits for those of a thread that replaces another.
  for (const { promise } of [port, table]) promise.catch(() => {});
  worker.on('error', fail);
  worker.on('message', (answer: WorkerAnswer) => {
    if ('error' in answer) return fail(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
    if ('port' in answer) port.resolve(answer.port);
    if ('table' in answer) table.resolve();
    served = 'table' in answer || settings.tableName === undefined;
  });
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.once('exit', () => {
      fail(new Error('The thread of the database has ended.'));
      resolve(served ? undefined : failure);
    });
  });
  return { worker, port: port.promise, tableReady: table.promise, ended };
}
