import { Worker } from 'node:worker_threads';
import { ACCOUNT, REGION } from '../arns.ts';

/** DynamoDB on this machine. */
export interface DynamoDb {
  /** The port that it listens on, on loopback. */
  readonly port: number;
  /** Where the SDK's client is pointed to. */
  readonly url: string;
  /** Finishes what is under way and closes the database. */
  close(): Promise<void>;
}

/** How the machine's DynamoDB is set up. */
export interface DynamoDbOptions {
  /** Any free port when 0. */
  readonly port: number;
  /** Where the data is kept. */
  readonly folder: string;
}

/** What the thread is started with. */
export type WorkerSettings = DynamoDbOptions;

/** What the thread answers: it serves, or why it does not. */
export type WorkerAnswer = { port: number } | { error: { message: string; code: string | undefined } };

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
  let { worker, port } = await startThread(options);
  const watch = () =>
    worker.once('exit', async () => {
      if (closing) return;
      ({ worker } = await startThread({ ...options, port }));
      watch();
    });
  watch();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      closing = true;
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.postMessage('close');
      const late = setTimeout(() => void worker.terminate(), CLOSING_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function startThread(settings: WorkerSettings): Promise<{ worker: Worker; port: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'dynamodb',
      workerData: settings,
      env: { AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT },
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.once('error', reject);
    worker.once('message', (answer: WorkerAnswer) => {
      if ('port' in answer) resolve({ worker, port: answer.port });
      else {
        void worker.terminate();
        reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
      }
    });
  });
}
