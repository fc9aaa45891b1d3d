/**
 * The thread that runs the functions: one for all of them, so that they have a core to themselves, apart from the
 * gateway and the engine. It imports a function when it is first called, or beforehand when there is nothing else to do, and may have
 * many calls under way at once, as a Lambda Managed Instance does.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { Context } from 'aws-lambda';
import { reachDatabaseBy } from '../../lib/store/table.ts';
import { functionArn } from '../arns.ts';
import { DirectHandler } from '../dynamodb/direct.ts';
import type { FromWorker, Invocation, InvocationError, ToWorker, WorkerSettings } from './messages.ts';
import { shiftDate } from './shifted-date.ts';

type Handler = (event: unknown, context: Context) => unknown;

const settings: WorkerSettings = workerData;
const realNow = Date.now;
const handlers = new Map<string, Promise<Handler>>();
let offset = settings.offset;
shiftDate(() => offset);

// Loggers keep what belongs to one call apart from what belongs to another by this store.
const calls = await InvokeStore.getInstanceAsync(true);

const answer = (message: FromWorker) => parentPort?.postMessage(message);

/** The way to the machine's own database; without one the SDK goes over the network, as on AWS. */
const database = new DirectHandler();

parentPort?.on('message', (message: ToWorker) => {
  if ('database' in message) {
    database.use(message.database);
    reachDatabaseBy(database.way);
  } else if ('environment' in message) Object.assign(process.env, message.environment);
  else if ('ping' in message) answer({ pong: true });
  else void invoke(message);
});

// What was compiled at one start need not be compiled at the next, which is quicker by a third.
enableCompileCache();
for (const name of Object.keys(settings.functions)) {
  await handlerOf(name).catch(() => {}); // Reported when it is called.
}
answer({ loaded: true });
flushCompileCache();

async function invoke(call: Invocation): Promise<void> {
  offset = call.offset;
  try {
    const handler = await handlerOf(call.functionName);
    const scope = { [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: call.requestId };
    const result = await calls.run(scope, async () => handler(JSON.parse(call.event), contextOf(call)));
    answer({ id: call.id, result: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    const error = describe(thrown);
    console.error(
      JSON.stringify({ level: 'ERROR', functionName: call.functionName, requestId: call.requestId, error }),
    );
    answer({ id: call.id, error });
  }
}

function handlerOf(name: string): Promise<Handler> {
  const known = handlers.get(name);
  if (known) return known;
  const loading = load(name);
  handlers.set(name, loading);
  return loading;
}

async function load(name: string): Promise<Handler> {
  const entry = settings.functions[name]?.entry;
  if (!entry) throw named('Lambda.ResourceNotFoundException', `Function not found: ${name}`);
  const module: { handler?: unknown } = await import(pathToFileURL(join(settings.root, entry)).href).catch((error) => {
    throw named(
      'Runtime.ImportModuleError',
      `${entry}: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  });
  const { handler } = module;
  if (!isHandler(handler)) throw named('Runtime.HandlerNotFound', `${entry} exports no function named handler`);
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function named(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

function describe(thrown: unknown): InvocationError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}

function contextOf({ functionName, requestId, deadline }: Invocation): Context {
  const gone = () => {
    throw new Error('Callbacks went with Node 24: return a promise.');
  };
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(functionName),
    memoryLimitInMB: String(settings.functions[functionName]?.memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(deadline - realNow(), 0),
    done: gone,
    fail: gone,
    succeed: gone,
  };
}
