import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { Problem, problemResponse, RETRY_AFTER_SECONDS } from '../../lib/api/problem.ts';
import { DEFAULT_LANGUAGE, preferredLanguage } from '../../lib/domain/messages.ts';
import { ACCOUNT, methodArn } from '../arns.ts';
import type { LocalClock } from '../clock.ts';
import type { LambdaRuntime } from '../lambda/runtime.ts';
import { type Caller, tokenAuthorizer } from './authorizer.ts';
import {
  announcesTooMuch,
  type GatewayRequest,
  type GatewayResponse,
  parseQuery,
  rawAnswer,
  readRequest,
  respond,
} from './http.ts';
import { type GatewayRoute, type Match, router } from './routes.ts';

/** A request that has been answered. */
export interface Answered {
  readonly method: string;
  /** The route's template, which names nobody; `-` when there is none. */
  readonly route: string;
  readonly statusCode: number;
  /** How long the answer took. */
  readonly milliseconds: number;
  /** What broke in the gateway itself, if anything did. */
  readonly fault?: unknown;
}

/** How the machine's API Gateway is set up. */
export interface GatewayOptions {
  /** Any free port when 0. */
  readonly port: number;
  readonly routes: readonly GatewayRoute[];
  readonly invoke: LambdaRuntime['invoke'];
  readonly clock: Pick<LocalClock, 'now'>;
  /**
   * How long a function may take to answer, in milliseconds; 29 seconds, as on API Gateway, unless a test sets it
   * otherwise.
   */
  readonly integrationLimitMs?: number;
  /** Answers requests that are not for the API; undefined when it has no answer either. */
  readonly beside?: (request: GatewayRequest) => Promise<GatewayResponse | undefined>;
  readonly onAnswered?: (answered: Answered) => void;
}

/** API Gateway on this machine. */
export interface Gateway {
  /** The port that it listens on, on loopback. */
  readonly port: number;
  readonly url: string;
  /** Accepts no more requests, finishes those under way if that takes little time, and ends. */
  close(): Promise<void>;
}

/** As in API Gateway: how long a function may take to answer. */
const INTEGRATION_LIMIT_MS = 29_000;
/** As in API Gateway: the size of all headers of a request together. */
const LARGEST_HEADERS_BYTES = 10_240;
const HEADERS_LIMIT_MS = 10_000;
const REQUEST_LIMIT_MS = 30_000;
const IDLE_LIMIT_MS = 60_000;
/** How long requests under way may take when the gateway closes. */
const CLOSING_MS = 1_000;

/** A Lambda proxy integration's answer. */
const answerSchema = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  multiValueHeaders: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/**
 * Starts the gateway: it stands in for API Gateway's REST API with a token authorizer and Lambda proxy integrations.
 *
 * @throws Error with the code `EADDRINUSE` or `EACCES` when it cannot listen on the port
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { invoke, clock, integrationLimitMs = INTEGRATION_LIMIT_MS } = options;
  const find = router(options.routes);
  const authorize = tokenAuthorizer((event) => invoke('authorizer', event), clock);

  async function answerOf(
    request: GatewayRequest,
    match: Match<GatewayRoute> | undefined,
    requestId: string,
  ): Promise<GatewayResponse> {
    const query = parseQuery(request.query);
    if (!match) {
      const answer = await options.beside?.(request);
      if (!answer) throw new Problem('not-found');
      return answer;
    }
    let caller: Caller | undefined;
    if (match.route.role !== undefined) {
      const arn = methodArn(request.method, request.path);
      const verdict = await authorize(request.header('authorization'), arn);
      if (!verdict.allowed) throw problemOf(verdict.code);
      caller = verdict.caller;
    }
    const event = proxyEvent(request, match, query, caller, { requestId, now: clock.now() });
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new DOMException('The function took too long.', 'TimeoutError')),
      integrationLimitMs,
    );
    const result = await invoke(match.route.function, event, limit.signal).finally(() => clearTimeout(timer));
    const answer = 'functionError' in result ? undefined : answerSchema.safeParse(result.payload).data;
    if (!answer) throw problemOf('unavailable');
    return {
      statusCode: answer.statusCode,
      headers: {
        ...mapValues(answer.headers, String),
        ...mapValues(answer.multiValueHeaders, (values) => values.map(String)),
      },
      body: answer.isBase64Encoded ? Buffer.from(answer.body ?? '', 'base64') : (answer.body ?? ''),
    };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const requestId = randomUUID();
    let match: Match<GatewayRoute> | undefined;
    let answer: GatewayResponse;
    let fault: unknown;
    try {
      const read = await readRequest(request);
      match = find(read.method, read.path);
      answer = await answerOf(read, match, requestId);
    } catch (error) {
      if (request.errored) return; // The client has gone.
      if (!(error instanceof Problem)) fault = error;
      const problem = error instanceof Problem ? error : problemOf('unavailable');
      answer = problemResponse(problem, preferredLanguage(request.headers['accept-language']), requestId);
    }
    respond(request, response, answer);
    options.onAnswered?.({
      method: request.method ?? '',
      route: match?.route.path ?? '-',
      statusCode: answer.statusCode,
      milliseconds: performance.now() - started,
      ...(fault !== undefined && { fault }),
    });
  }

  const server = createServer({
    maxHeaderSize: LARGEST_HEADERS_BYTES,
    headersTimeout: HEADERS_LIMIT_MS,
    requestTimeout: REQUEST_LIMIT_MS,
    keepAliveTimeout: IDLE_LIMIT_MS,
    connectionsCheckingInterval: 5_000,
    requireHostHeader: false, // Looked for by readRequest, so that the answer is a problem like every other.
  });
  const take = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);
  server.on('request', take);
  server.on('checkContinue', (request, response) => {
    if (!announcesTooMuch(request)) response.writeContinue();
    take(request, response);
  });
  server.on('checkExpectation', take);
  server.on('clientError', (_error: Error, socket: Socket) => {
    const problem = new Problem('invalid-request', { faults: [{ pointer: '', fault: 'wrong-form' }] });
    if (socket.writable) socket.end(rawAnswer(problemResponse(problem, DEFAULT_LANGUAGE, randomUUID())));
    else socket.destroy();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : options.port;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

const problemOf = (code: 'unauthenticated' | 'forbidden' | 'unavailable') =>
  new Problem(code, code === 'unavailable' ? { retryAfter: RETRY_AFTER_SECONDS } : {});

/** The event of a Lambda proxy integration (payload format 1.0). */
function proxyEvent(
  request: GatewayRequest,
  { route, parameters }: Match<GatewayRoute>,
  query: Record<string, string[]> | undefined,
  caller: Caller | undefined,
  { requestId, now }: { requestId: string; now: number },
): APIGatewayProxyEvent {
  const last = (values: string[]) => values.at(-1) ?? '';
  return {
    resource: route.path,
    path: request.path,
    httpMethod: request.method,
    headers: mapValues(request.headers, last),
    multiValueHeaders: { ...request.headers },
    queryStringParameters: query ? mapValues(query, last) : null,
    multiValueQueryStringParameters: query ?? null,
    pathParameters: Object.keys(parameters).length > 0 ? { ...parameters } : null,
    stageVariables: null,
    body: request.body === '' ? null : request.body,
    isBase64Encoded: false,
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      authorizer: caller ?? null,
      protocol: 'HTTP/1.1',
      httpMethod: request.method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.sourceIp,
        user: null,
        userAgent: request.header('user-agent') ?? null,
        userArn: null,
      },
      path: request.path,
      stage: 'local',
      requestId,
      requestTimeEpoch: now,
      resourceId: `${route.method} ${route.path}`,
      resourcePath: route.path,
    },
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>> | undefined,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, map(value)]));
}
