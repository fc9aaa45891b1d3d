import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GatewayRoute } from '../../../local/gateway/routes.ts';
import { type Answered, type Gateway, startGateway } from '../../../local/gateway/server.ts';
import type { InvocationResult } from '../../../local/lambda/runtime.ts';

const ROUTES: readonly GatewayRoute[] = [
  { method: 'GET', path: '/health', function: 'public' },
  { method: 'GET', path: '/things', function: 'seller', role: 'seller' },
  { method: 'POST', path: '/things', function: 'seller', role: 'seller' },
  { method: 'GET', path: '/things/{id}', function: 'seller', role: 'seller' },
  { method: 'GET', path: '/things/special', function: 'public' },
  { method: 'PUT', path: '/things/{id}/parts/{part}', function: 'public' },
];

let now = 0;
let gateway: Gateway;
let calls: { name: string; event: APIGatewayProxyEvent & { authorizationToken: string; methodArn: string } }[] = [];
let answers: Record<
  string,
  (event: APIGatewayProxyEvent, signal?: AbortSignal) => InvocationResult | Promise<InvocationResult>
> = {};
const answered: Answered[] = [];

const policy = (Effect: string, Resource: string | string[]) => ({
  payload: {
    principalId: 'somebody',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
    context: { role: 'seller', bin: '123456789012', level: 3, checked: true },
  },
});
const failed = (errorMessage: string): InvocationResult => ({
  functionError: 'Unhandled',
  payload: { errorType: 'Error', errorMessage, trace: [] },
});

beforeAll(async () => {
  gateway = await startGateway({
    port: 0,
    routes: ROUTES,
    clock: { now: () => now },
    integrationLimitMs: 100,
    async invoke(name, event, signal) {
      calls.push({ name, event: JSON.parse(JSON.stringify(event)) });
      const answer = answers[name];
      if (!answer) throw new Error(`no answer for ${name}`);
      return answer(calls.at(-1)?.event as unknown as APIGatewayProxyEvent, signal);
    },
    beside: async (request) => (request.path === '/dev/echo' ? { statusCode: 200, body: request.body } : undefined),
    onAnswered: (one) => answered.push(one),
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  calls = [];
  now += 3_600_000;
  answers = {
    authorizer: () => policy('Allow', '*'),
    seller: () => ({
      payload: { statusCode: 200, body: '{"seller":true}', headers: { 'Content-Type': 'application/json' } },
    }),
    public: () => ({ payload: { statusCode: 200, body: '{}' } }),
  };
});

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

async function send(
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: string | Buffer,
): Promise<Reply> {
  const request = httpRequest(gateway.url, { method, path, headers, agent });
  request.end(body);
  const [response] = await once(request, 'response');
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

/** Sends bytes as they are and gives all that comes back until the connection closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

const event = (name: string) => calls.find((call) => call.name === name)?.event;

describe('events', () => {
  test('a function gets the event of a Lambda proxy integration', async () => {
    await send(
      'PUT',
      '/things/a%20b/parts/%D2%9B?x=1&x=2&y=%D2%9B+%2B&z',
      { 'X-Thing': ['1', '2'], 'Accept-Language': 'ru' },
      'Қ',
    );
    expect(event('public')).toMatchObject({
      resource: '/things/{id}/parts/{part}',
      path: '/things/a%20b/parts/%D2%9B',
      httpMethod: 'PUT',
      headers: { 'X-Thing': '2', 'Accept-Language': 'ru' },
      multiValueHeaders: { 'X-Thing': ['1', '2'] },
      queryStringParameters: { x: '2', y: 'қ +', z: '' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['қ +'], z: [''] },
      pathParameters: { id: 'a b', part: 'қ' },
      stageVariables: null,
      body: 'Қ',
      isBase64Encoded: false,
      requestContext: {
        authorizer: null,
        httpMethod: 'PUT',
        resourcePath: '/things/{id}/parts/{part}',
        stage: 'local',
        requestId: expect.any(String),
        requestTimeEpoch: now,
        identity: { sourceIp: '127.0.0.1' },
      },
    });
  });

  test('what is not there is null', async () => {
    await send('GET', '/health');
    expect(event('public')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
  });

  test('headers of the connection are not handed on, and `Connection` cannot take others away', async () => {
    await raw('GET /health HTTP/1.1\r\nHost: a\r\nX-Kept: 1\r\nTE: trailers\r\nConnection: close, X-Kept\r\n\r\n');
    expect(event('public')?.headers).toEqual({ Host: 'a', 'X-Kept': '1' });
  });

  test('a literal segment goes before a parameter', async () => {
    await send('GET', '/things/special');
    expect(event('public')?.resource).toBe('/things/special');
  });

  test('an address with its host, as a proxy is sent it, is the same', async () => {
    expect(await raw('GET http://a.kz/health?x=1 HTTP/1.1\r\nHost: a.kz\r\nConnection: close\r\n\r\n')).toContain(
      '200 OK',
    );
    expect(event('public')).toMatchObject({ path: '/health', queryStringParameters: { x: '1' } });
  });
});

describe('answers', () => {
  test('status, headers and body are the function’s; nothing is to be stored or guessed', async () => {
    answers.public = () => ({
      payload: {
        statusCode: 202,
        headers: { Location: '/x', 'Content-Length': '999', Connection: 'close', 'Retry-After': 3 },
        multiValueHeaders: { 'X-Many': ['1', '2'] },
        body: '{"a":1}',
      },
    });
    const { status, headers, text } = await send('GET', '/health');
    expect(status).toBe(202);
    expect(text).toBe('{"a":1}');
    expect(headers).toMatchObject({
      location: '/x',
      'retry-after': '3',
      'x-many': '1, 2',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'keep-alive',
    });
  });

  test('a function may set the standard headers otherwise, answer in bytes, or say nothing', async () => {
    answers.public = () => ({
      payload: {
        statusCode: 200,
        headers: { 'Cache-Control': 'max-age=60' },
        body: Buffer.from([0xff, 0xfe]).toString('base64'),
        isBase64Encoded: true,
      },
    });
    const bytes = await send('GET', '/health');
    expect(bytes.headers).toMatchObject({ 'cache-control': 'max-age=60', 'content-length': '2' });
    answers.public = () => ({ payload: { statusCode: 304, headers: { ETag: '"1"' } } });
    const nothing = await send('GET', '/health');
    expect(nothing).toMatchObject({ status: 304, text: '', headers: { etag: '"1"' } });
  });

  test.each<[string, InvocationResult]>([
    ['an error', failed('it broke')],
    ['no answer at all', { payload: null }],
    ['something else', { payload: { statusCode: 'ok' } }],
  ])('a function that gives %s makes the service unavailable, and tells nothing', async (_, result) => {
    answers.public = () => result;
    const { status, headers, text } = await send('GET', '/health');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      type: 'https://tirkeu.kz/problems/unavailable',
      title: expect.any(String),
      status: 503,
      detail: expect.any(String),
      code: 'unavailable',
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    expect(headers['retry-after']).toBe('5');
  });

  test('a function that takes longer than the gateway waits makes the service unavailable', async () => {
    answers.public = (_event, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    expect((await send('GET', '/health')).status).toBe(503);
    expect(answered.at(-1)?.fault).toMatchObject({ name: 'TimeoutError' });
  });

  test('each answer is reported by the route’s template, which names nobody', async () => {
    await send('GET', '/things/secret?iin=1', { authorization: 'Bearer t' });
    expect(answered.at(-1)).toMatchObject({ method: 'GET', route: '/things/{id}', statusCode: 200 });
  });
});

describe('the authorizer', () => {
  const withToken = { authorization: 'Bearer token' };

  test('is asked about the token and the method; what it says goes to the function as text', async () => {
    await send('GET', '/things', withToken);
    expect(event('authorizer')).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Bearer token',
      methodArn: 'arn:aws:execute-api:eu-central-1:000000000000:local/local/GET/things',
    });
    expect(event('seller')?.requestContext.authorizer).toEqual({
      principalId: 'somebody',
      role: 'seller',
      bin: '123456789012',
      level: '3',
      checked: 'true',
    });
  });

  test('is not asked about public routes, nor without a token', async () => {
    await send('GET', '/health', withToken);
    const { status, headers, text } = await send('GET', '/things', { 'accept-language': 'en' });
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      'content-language': 'en',
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(JSON.parse(text)).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(event('authorizer')).toBeUndefined();
    expect(event('seller')).toBeUndefined();
  });

  test('its word is kept for a minute of the machine’s clock', async () => {
    await send('GET', '/things', withToken);
    now += 59_999;
    await send('POST', '/things', withToken, '{}');
    expect(calls.map((call) => call.name)).toEqual(['authorizer', 'seller', 'seller']);
    now += 1;
    await send('GET', '/things', withToken);
    expect(calls.filter((call) => call.name === 'authorizer')).toHaveLength(2);
  });

  test('one token’s word is not another’s', async () => {
    await send('GET', '/things', withToken);
    await send('GET', '/things', { authorization: 'Bearer other' });
    expect(calls.filter((call) => call.name === 'authorizer')).toHaveLength(2);
  });

  test.each<[string, InvocationResult, number]>([
    ['Unauthorized', failed('Unauthorized'), 401],
    ['a fault', failed('the keys are out of reach'), 503],
    ['no policy', { payload: { principalId: 'x' } }, 503],
    ['Deny', policy('Deny', '*'), 403],
    ['another method', policy('Allow', 'arn:aws:execute-api:*/POST/things'), 403],
    ['this method by pattern', policy('Allow', ['arn:other', 'arn:aws:execute-api:*/G?T/thing*']), 200],
  ])('%s → %i', async (_, result, expected) => {
    answers.authorizer = () => result;
    expect((await send('GET', '/things', withToken)).status).toBe(expected);
    expect(event('seller') !== undefined).toBe(expected === 200);
  });

  test('a fault is not kept', async () => {
    answers.authorizer = () => failed('out of reach');
    await send('GET', '/things', withToken);
    answers.authorizer = () => policy('Allow', '*');
    expect((await send('GET', '/things', withToken)).status).toBe(200);
  });
});

describe('bad requests', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/nothing'],
    ['GET', '/things/'],
    ['GET', '//health'],
    ['GET', '/health/'],
    ['GET', '/a/../health'],
    ['DELETE', '/things'],
    ['HEAD', '/health'],
    ['OPTIONS', '/health'],
    ['PATCH', '/health'],
    ['GET', '/dev/nothing'],
  ])('%s %s is not found', async (method, path) => {
    const { status, text } = await send(method, path);
    expect(status).toBe(404);
    if (method !== 'HEAD') expect(JSON.parse(text)).toMatchObject({ code: 'not-found' });
    expect(calls).toEqual([]);
  });

  test.each(['/things/%', '/things/%zz', '/health?x=%', '/health?%ff=1', '/things/%C0%80'])(
    '%s: malformed encoding',
    async (path) => {
      const { status, text } = await send('GET', path, { authorization: 'Bearer t' });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({
        code: 'invalid-request',
        errors: [{ pointer: expect.stringMatching(/^(path|query)$/) }],
      });
      expect(calls).toEqual([]);
    },
  );

  test('names like those of objects’ own properties are names like others', async () => {
    expect((await send('GET', '/health?__proto__=1&constructor=2', { constructor: 'a' })).status).toBe(200);
    expect(event('public')?.queryStringParameters).toMatchObject({ constructor: '2' });
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a control character in a header', 'GET /health HTTP/1.1\r\nHost: a\r\nX: \u0001\r\n\r\n'],
    [
      'two lengths',
      'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['headers over 10 KB', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(11_000)}\r\n\r\n`],
    ['no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('%s is answered with a problem, and the gateway goes on', async (_, bytes) => {
    const text = await raw(bytes);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text.toLowerCase()).toContain('content-type: application/problem+json');
    expect(text).toContain('"code":"invalid-request"');
    expect((await send('GET', '/health')).status).toBe(200);
  });

  test('a client that goes away is none of anybody’s trouble', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /things HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\nContent-Length: 100\r\n\r\n{');
    await once(socket, 'ready');
    socket.resetAndDestroy();
    expect((await send('GET', '/health')).status).toBe(200);
    expect(event('seller')).toBeUndefined();
  });
});

describe('large bodies', () => {
  const LIMIT = 10 * 1024 * 1024;

  test('as much as 10 MB is taken', async () => {
    expect((await send('PUT', '/things/1/parts/2', {}, Buffer.alloc(LIMIT, 'x'))).status).toBe(200);
    expect(event('public')?.body).toHaveLength(LIMIT);
  });

  test('more is told so at once when the length is announced', async () => {
    const text = await raw(`PUT /things/1/parts/2 HTTP/1.1\r\nHost: a\r\nContent-Length: ${LIMIT + 1}\r\n\r\n{`);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('"code":"too-large"');
    expect(calls).toEqual([]);
  });

  test('also to a client that sends all of it before it looks for the answer', async () => {
    for (let i = 0; i < 5; i++) {
      const { status } = await send('PUT', '/things/1/parts/2', {}, Buffer.alloc(LIMIT + 1024 * 1024, 'x'));
      expect(status).toBe(413);
    }
  });

  test('and before it is asked for, when the client waits to be asked', async () => {
    const text = await raw(
      `PUT /things/1/parts/2 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toMatch(/^connection: close\r$/im);
  });

  test('a client that waits to be asked is', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.write(
      'PUT /things/1/parts/2 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n',
    );
    const [asked] = await once(socket, 'data');
    expect(asked).toMatch(/^HTTP\/1\.1 100 /);
    socket.write('{}');
    const [text] = await once(socket, 'data');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('and when it comes in chunks, as soon as it is too much', async () => {
    const request = httpRequest(gateway.url, { method: 'PUT', path: '/things/1/parts/2' });
    const response = once(request, 'response');
    request.on('error', () => {});
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 11; i++) request.write(chunk);
    const [{ statusCode }] = await response;
    expect(statusCode).toBe(413);
    expect(calls).toEqual([]);
    request.destroy();
  });
});

test('what is not the API’s may be answered beside it', async () => {
  expect(await send('POST', '/dev/echo', {}, 'hello')).toMatchObject({ status: 200, text: 'hello' });
});
