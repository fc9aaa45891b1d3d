import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { OPERATIONS } from './api.ts';
import { Engine } from './engine.ts';
import { ApiError } from './errors.ts';
import { type JsonObject, parseJson } from './json.ts';
import type { ExecutionStatusChange } from './status-changes.ts';
import { type LambdaInvoker, lambdaRunners } from './tasks.ts';

export { Engine } from './engine.ts';
export { LambdaServiceError } from './errors.ts';
export type { ExecutionStatusChange } from './status-changes.ts';

/** How the embedded Step Functions is set up. */
export interface StepFunctionsOptions {
  /** SQLite file, or ':memory:'. */
  readonly database: string;
  /** The clock of all timers (Wait, time-outs, heartbeats, retries). */
  readonly clock: LocalClock;
  /** Calls a function for a task. */
  readonly invoke: LambdaInvoker;
  /** Any free port when 0; on loopback only. */
  readonly port: number;
  /** Called with every change of status at least once: again after a restart, and again a minute after it rejected. */
  readonly onStatusChange?: (event: ExecutionStatusChange) => void | Promise<void>;
  /** Default eu-central-1. */
  readonly region?: string;
  /** Default 000000000000. */
  readonly account?: string;
}

/** The embedded Step Functions, listening. */
export interface StepFunctions {
  readonly url: string;
  readonly port: number;
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Starts the engine, which resumes all executions that were running, and serves AWS's JSON protocol on loopback. */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const engine = new Engine({ ...options, runners: lambdaRunners(options.invoke) });
  const served = await serve(engine, options.port).catch((error: unknown) => {
    engine.close();
    throw error;
  });
  return {
    ...served,
    engine,
    async close() {
      await served.close();
      engine.close();
    },
  };
}

const TARGET = /^AWSStepFunctions\.(\w+)$/;
const CONTENT_TYPE = 'application/x-amz-json-1.0';
/** More than the longest request that AWS accepts: a definition of 1 MB, escaped. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Serves an engine over AWS's JSON protocol on loopback. */
export async function serve(engine: Engine, port: number): Promise<Omit<StepFunctions, 'engine'>> {
  const server = createServer((request, response) => {
    void answer(engine, request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let status = 200;
  let body: JsonObject;
  try {
    body = await carryOut(engine, request);
  } catch (error) {
    // Whoever went away before the request was whole waits for no answer; nothing has failed.
    if (request.errored) return;
    const known = error instanceof ApiError ? error : internalError(error);
    status = known.status;
    body = { __type: `com.amazonaws.states#${known.code}`, message: known.message };
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': CONTENT_TYPE,
    'Content-Length': Buffer.byteLength(text),
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(text);
}

/** The message of an error that is our own fault stays in the log. */
function internalError(error: unknown): ApiError {
  console.error('Step Functions: a request failed:', error);
  return new ApiError('InternalFailure', 'The request failed for a fault of the engine; its log says how.', 500);
}

async function carryOut(engine: Engine, request: IncomingMessage): Promise<JsonObject> {
  const target = request.headers['x-amz-target'];
  const [, name] = TARGET.exec(typeof target === 'string' ? target : '') ?? [];
  if (request.method !== 'POST' || name === undefined) {
    throw new ApiError(
      'UnknownOperationException',
      'This is Step Functions: POST with an X-Amz-Target of AWSStepFunctions.<operation>.',
      404,
    );
  }
  const run = OPERATIONS.get(name);
  if (!run) throw new ApiError('UnknownOperationException', `The operation ${name} is not taken on.`);
  return run(engine, await readBody(request));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    // A body that is too long is still read to its end: the connection's next request begins there.
    if (length <= BODY_LIMIT_BYTES) chunks.push(bytes);
  }
  if (length > BODY_LIMIT_BYTES)
    throw new ApiError('RequestEntityTooLarge', `A request has at most ${BODY_LIMIT_BYTES} bytes.`, 413);
  try {
    return parseJson(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch {
    throw new ApiError('SerializationException', 'The body of the request is not JSON.');
  }
}
