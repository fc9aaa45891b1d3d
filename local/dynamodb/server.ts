import { Worker } from 'node:worker_threads';
import { ACCOUNT, REGION } from '../arns.ts';
import { THREAD_OPTIONS } from '../thread-options.ts';

/** DynamoDB on this machine. */
export interface DynamoDb {
  /** The port that it listens on, on loopback. */
  readonly port: number;
  /** Where the SDK's client is pointed to. */
  readonly url: string;
  /** Resolves when the table can be used; rejects when it cannot be had. */
  readonly tableReady: Promise<void>;
  /** Finishes what is under way and closes the database. */
  close(): Promise<void>;
}

/** How the machine's DynamoDB is set up. */
export interface DynamoDbOptions {
  /** Any free port when 0. */
  readonly port: number;
  /** Where the data is kept. */
  readonly folder: string;
  /** The table of applications, made unless it is there. */
  readonly tableName?: string;
}

/** What the thread is started with. */
export type WorkerSettings = DynamoDbOptions;

/** What the thread says: it serves, its table is ready, or why not. */
export type WorkerAnswer =
  | { port: number }
  | { table: string }
  | { error: { message: string; code: string | undefined } };

/** How long the database may take to close before it is ended as it is; it loses nothing by that. */
const CLOSING_MS = 2_000;

/**
 * Starts dynalite in a thread of its own, its data on disk. A thread that breaks down is replaced, on the same port.
 *
 * @throws an error with the code `EADDRINUSE` or `EACCES` when the port cannot be had, another one when the data cannot be
 *   opened.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  let closing = false;
  let thread = startThread(options);
  const port = await thread.port;
  const { tableReady } = thread;
  const replace = (failed: boolean) => {
    if (closing || failed) return;
    thread = startThread({ ...options, port });
    thread.ended.then(replace);
  };
  thread.ended.then(replace);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    tableReady,
    async close() {
      closing = true;
      const { worker, ended } = thread;
      worker.postMessage('close');
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
  /** Resolves when the thread has ended, with whether it could not do its work from the start. */
  readonly ended: Promise<boolean>;
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
  const fail = (error: unknown) => {
    port.reject(error);
    table.reject(error);
    void worker.terminate();
  };
  table.promise.catch(() => {}); // Whoever waits for the port alone is told by that.
  worker.on('error', fail);
  worker.on('message', (answer: WorkerAnswer) => {
    if ('error' in answer) return fail(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
    if ('port' in answer) port.resolve(answer.port);
    if ('table' in answer) table.resolve();
    served = 'table' in answer || settings.tableName === undefined;
  });
  const ended = new Promise<boolean>((resolve) => {
    worker.once('exit', () => {
      fail(new Error('The thread of the database has ended.'));
      resolve(!served);
    });
  });
  return { worker, port: port.promise, tableReady: table.promise, ended };
}
