import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionSettings } from '../../lib/functions.ts';
import type { LocalClock } from '../clock.ts';
import type { DynamoDb } from '../dynamodb/server.ts';
import type { JsonValue } from '../step-functions/json.ts';
import { THREAD_OPTIONS } from '../thread-options.ts';
import { openLog } from './log.ts';
import type { FromWorker, Invocation, InvocationError, ToWorker, WorkerSettings } from './messages.ts';

/** How a call of a function ended: with its result, or with its failure in the form that Lambda reports it. */
export type InvocationResult =
  | { readonly payload: JsonValue }
  | { readonly functionError: 'Unhandled'; readonly payload: InvocationError };

/** The Lambda service of the machine. */
export interface LambdaRuntime {
  /**
   * Calls a function with a copy of the event, as JSON carries it, and resolves with its result. When the call throws,
   * takes longer than its function's time-out, names no function, or its thread breaks down, it resolves with a
   * `functionError` and never rejects. It rejects only with what `signal` was aborted with. A call that was given up
   * may still run to its end unseen, as one that has been retried on AWS may.
   */
  invoke(functionName: string, event: unknown, signal?: AbortSignal): Promise<InvocationResult>;
  /** Resolves when every function has been imported. */
  loaded(): Promise<void>;
  /** Ends the thread at once; calls under way are answered with an error. */
  close(): Promise<void>;
}

/** How the machine's Lambda is set up. */
export interface LambdaOptions {
  /** The deployed functions by name. */
  readonly functions: Readonly<Record<string, FunctionSettings>>;
  /** The folder that the functions' entries are relative to; the project's root by default. */
  readonly root?: string;
  /**
   * The functions' environment: they see these variables and no others. It may come later: functions are imported
   * meanwhile, and calls wait for it.
   */
  readonly environment: Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** The database, if the functions are to reach it without the network. It may come later, as the environment may. */
  readonly database?: Promise<Pick<DynamoDb, 'connect'> | undefined>;
  readonly clock: Pick<LocalClock, 'offset'>;
  /** The file that the output of the functions goes to. */
  readonly logFile: string;
  /** Called when a call has ended. */
  readonly onInvocation?: (call: { functionName: string; milliseconds: number; errorType?: string }) => void;
}

/** After a call has timed out, how long its thread may take to give a sign of life before it is replaced. */
const SIGN_OF_LIFE_MS = 1_000;

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What every thread gets before its first call. */
interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly database: Pick<DynamoDb, 'connect'> | undefined;
}

interface Thread {
  readonly loaded: Promise<void>;
  send(message: ToWorker, answered?: (result: InvocationResult) => void): void;
  /** The call's answer is of no interest any more. */
  forget(id: number): void;
  /** Replaces the thread unless it gives a sign of life. */
  check(): void;
  end(): Promise<unknown>;
}

/** Starts the Lambda service; its thread is replaced whenever it breaks down. */
export function startLambda(options: LambdaOptions): LambdaRuntime {
  const log = openLog(options.logFile);
  let surroundings: Surroundings | undefined;
  const ready = Promise.all([options.environment, options.database]).then(([environment, database]) => {
    surroundings = { environment, database };
    return surroundings;
  });
  let lastId = 0;
  let thread: Thread | undefined = startThread();

  function startThread(): Thread {
    const settings: WorkerSettings = {
      functions: options.functions,
      root: options.root ?? PROJECT_ROOT,
      offset: options.clock.offset(),
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'lambda',
      workerData: settings,
      // Any number: it tells the loggers that one process has many calls under way.
      env: { AWS_LAMBDA_MAX_CONCURRENCY: '1000' },
      execArgv: [...THREAD_OPTIONS],
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
      stdout: true,
      stderr: true,
    });
    worker.stdout.on('data', log.write);
    worker.stderr.on('data', log.write);
    const underWay = new Map<number, (result: InvocationResult) => void>();
    const { promise: loaded, resolve: markLoaded } = Promise.withResolvers<void>();
    let livesAt: NodeJS.Timeout | undefined;

    worker.on('message', (message: FromWorker) => {
      clearTimeout(livesAt);
      livesAt = undefined;
      if ('loaded' in message) markLoaded();
      if (!('id' in message)) return;
      const answered = underWay.get(message.id);
      underWay.delete(message.id);
      answered?.('error' in message ? unhandled(message.error) : { payload: JSON.parse(message.result) });
    });
    worker.on('error', (error) => log.write(`${JSON.stringify({ level: 'CRITICAL', message: error.stack })}\n`));
    worker.on('exit', () => {
      clearTimeout(livesAt);
      disconnect?.();
      if (thread === self) thread = undefined;
      markLoaded();
      const broken = failure('Lambda.ServiceException', 'The thread that ran the function broke down.');
      for (const answered of underWay.values()) answered(broken);
      underWay.clear();
    });

    let disconnect: (() => void) | undefined;
    const equip = ({ environment, database }: Surroundings) => {
      worker.postMessage({ environment } satisfies ToWorker);
      disconnect = database?.connect((port) => worker.postMessage({ database: port } satisfies ToWorker, [port]));
    };
    // Calls wait for it as well, and later: it comes before all of them.
    if (surroundings) equip(surroundings);
    else void ready.then(equip);

    const self: Thread = {
      loaded,
      send(message, answered) {
        if (answered && 'id' in message) underWay.set(message.id, answered);
        worker.postMessage(message);
      },
      forget: (id) => underWay.delete(id),
      check() {
        livesAt ??= setTimeout(() => void worker.terminate(), SIGN_OF_LIFE_MS);
        worker.postMessage({ ping: true } satisfies ToWorker);
      },
      end: () => worker.terminate(),
    };
    return self;
  }

  let closed = false;

  return {
    async invoke(functionName, event, signal) {
      const settings = Object.hasOwn(options.functions, functionName) ? options.functions[functionName] : undefined;
      if (!settings) {
        return failure('Lambda.ResourceNotFoundException', `Function not found: ${functionName}`);
      }
      await ready;
      signal?.throwIfAborted();
      if (closed) return failure('Lambda.ServiceException', 'The machine is being shut down.');
      thread ??= startThread();
      const runner = thread;
      const started = Date.now();
      const call: Invocation = {
        id: ++lastId,
        functionName,
        event: JSON.stringify(event) ?? 'null',
        requestId: randomUUID(),
        deadline: started + settings.timeoutSeconds * 1_000,
        offset: options.clock.offset(),
      };
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timeOut);
          signal?.removeEventListener('abort', abort);
          runner.forget(call.id);
        };
        const answer = (result: InvocationResult) => {
          end();
          const errorType = 'functionError' in result ? result.payload.errorType : undefined;
          options.onInvocation?.({
            functionName,
            milliseconds: Date.now() - started,
            ...(errorType !== undefined && { errorType }),
          });
          resolve(result);
        };
        const abort = () => {
          end();
          reject(signal?.reason);
        };
        const timeOut = setTimeout(() => {
          runner.check();
          const message = `${call.requestId} Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds`;
          answer(failure('Sandbox.Timedout', `RequestId: ${message}`));
        }, settings.timeoutSeconds * 1_000);
        signal?.addEventListener('abort', abort, { once: true });
        runner.send(call, answer);
      });
    },
    loaded: () => thread?.loaded ?? Promise.resolve(),
    async close() {
      closed = true;
      await thread?.end();
      log.close();
    },
  };
}

const unhandled = (payload: InvocationError): InvocationResult => ({ functionError: 'Unhandled', payload });

const failure = (errorType: string, errorMessage: string) => unhandled({ errorType, errorMessage, trace: [] });
