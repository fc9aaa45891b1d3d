import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../lib/api/caller.ts';
import { REQUEST_EXAMPLES } from '../../lib/api/examples.ts';
import { problem } from '../../lib/api/responses.ts';
import type { Route } from '../../lib/api/route.ts';
import { OPERATIONS, type Operation } from '../../lib/api/routes.ts';
import { preferredLanguage } from '../../lib/domain/messages.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { differences } from './client/client.ts';
import { carryTo, listIn, useApi } from './cloud.ts';
import { operationOf } from './watch.ts';

/**
 * What a client must never be able to do: to have an answer of 500 and above, to have none, or to change something by
 * what is not right. Failures print their seed; `HOSTILE_SEED` and `HOSTILE_RUNS` repeat and lengthen a run.
 */

const api = useApi();
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.HOSTILE_RUNS ?? 40);
const settings = { seed, numRuns, endOnFailure: true } as const;

const operations = Object.keys(OPERATIONS) as Operation[];
const routeOf = (operation: Operation): Route => OPERATIONS[operation];
const withBody = operations.filter((operation) => routeOf(operation).body);

const tokens = new Map<Role, string>();
let registration: Registration;
let revision: number;

beforeAll(async () => {
  registration = api().registration();
  // Here no body is right but a signature that nobody here can make.
  ({ revision } = await carryTo('awaiting-buyer-signature', registration));
  const { seller: bin, buyer: iin, centre } = registration.cast;
  const { cloud } = api();
  tokens.set('seller', await cloud.token({ role: 'seller', bin }));
  tokens.set('buyer', await cloud.token({ role: 'buyer', iin }));
  tokens.set('centre', await cloud.token({ role: 'centre', centre }));
  tokens.set('police', await cloud.token({ role: 'police', region: '02' }));
  tokens.set('printing', await cloud.token({ role: 'printing' }));
});

interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** Sends a request as it is, with no tidying up on the way. @throws Error when the contract does not describe the answer */
async function exchange({ method, path, headers = {}, body }: Sent) {
  const { hostname, port } = new URL(api().url);
  const request = httpRequest({ hostname, port, method, path, headers, timeout: 25_000 });
  request.on('timeout', () => request.destroy(new Error(`No answer: ${method} ${path}`)));
  request.end(body);
  const answer: IncomingMessage = (await once(request, 'response'))[0];
  const content = await text(answer);
  const { statusCode: status = 0 } = answer;
  const response = new Response(content === '' ? null : content, { status, headers: new Headers(sentBack(answer)) });
  const faults = await faultsOf(method, path, headers['accept-language'], response);
  if (faults.length > 0) throw new Error(`${method} ${path}: ${status} otherwise than described: ${faults.join('; ')}`);
  return { status, content };
}

const sentBack = ({ headers }: IncomingMessage) =>
  Object.entries(headers).map(([name, value = '']): [string, string] => [name, String(value)]);

/** What an answer has that the contract does not know of: of its operation, or of any problem where there is none. */
async function faultsOf(method: string, path: string, language: string | string[] = [], response: Response) {
  const operation = operationOf(method, path);
  if (operation) return differences(operation, response, preferredLanguage([language].flat().join(', ')));
  if (response.status < 400 || method === 'HEAD') return [];
  return problem.safeParse(await response.json()).error?.issues.map(({ message }) => message) ?? [];
}

/** Sends a request and gives the status of its answer. */
const send = async (sent: Sent): Promise<number> => (await exchange(sent)).status;

const signedIn = (role: Role | undefined) => (role ? { authorization: `Bearer ${tokens.get(role)}` } : {});

/** The path of a route with our own application in it. */
const pathOf = (operation: Operation) =>
  routeOf(operation).path.replace('{id}', registration.id).replace('{number}', registration.number);

/** Values that programs stumble over. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -0, -1, 1e308, Number.MAX_SAFE_INTEGER + 1, 0.1, '', ' ', '\u0000', '\ud800', '\u202e', '﷽'],
    ...['__proto__', 'constructor', 'toString', "' OR 1=1 --", '{{7*7}}', '../../etc/passwd', '%00', '<script>'],
    ...['ı', 'ﬁ', '１２３', '٩٠٠١٠١', 'e\u0301', '👩‍👩‍👧', 'x'.repeat(10_000), [], {}, [[]], [null], { length: 1e9 }],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 4 }),
);

const examplesOf = (operation: Operation): unknown[] =>
  Object.values(REQUEST_EXAMPLES[operation] ?? {}).map(({ value }) => value);

/** Every place in a value, as the names that lead there. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner).map((place) => [name, ...place]))];
}

const valueAt = (value: unknown, place: readonly string[]): unknown =>
  place.reduce((inner, name) => Object.entries(inner ?? {}).find(([own]) => own === name)?.[1], value);

/** The value with another one in a place. */
function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [name]: replaced(Object.entries(value).find(([own]) => own === name)?.[1], rest, by) };
}

/** Names that programs stumble over. */
const oddNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  '/',
  '~',
  '\u0000',
  'pk',
  'token',
  'revision',
);

/** The text of a body that was right once: something in it is another, more, less, twice, or cut off. */
const mutated = (operation: Operation): fc.Arbitrary<string> => {
  const examples = examplesOf(operation);
  const right = fc.constantFrom(...examples);
  const place = right.chain((value) => fc.tuple(fc.constant(value), fc.constantFrom(...placesIn(value))));
  const otherwise = fc.tuple(place, odd).map(([[value, where], by]) => JSON.stringify(replaced(value, where, by)));
  const more = fc.tuple(right, oddNames, odd).map(([value, name, by]) =>
    JSON.stringify(value)
      .replace(/^\{/, `{${JSON.stringify(name)}:${JSON.stringify(by)},`)
      .replace(',}', '}'),
  );
  const less = place.map(([value, where]) => JSON.stringify(replaced(value, where, undefined)) ?? '');
  const twice = right.map((value) =>
    JSON.stringify(value)
      .replace(/^\{(.*)\}$/s, '{$1,$1}')
      .replace('{,}', '{}'),
  );
  const cut = fc.tuple(right, fc.nat(200)).map(([value, at]) => JSON.stringify(value).slice(0, at));
  const any = odd.map((value) => JSON.stringify(value) ?? '');
  const noise = fc.string({ unit: 'binary', maxLength: 200 });
  return fc.oneof(otherwise, more, less, twice, cut, any, noise);
};

/** Bodies that are made to take time or memory. */
const HEAVY: Record<string, string> = {
  'a list in a list, 50,000 deep': '['.repeat(50_000) + ']'.repeat(50_000),
  'an object in an object, 40,000 deep': `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
  'a number of 100,000 digits': `{"amount":${'9'.repeat(100_000)}}`,
  'an exponent beyond all numbers': '{"amount":1e999999999}',
  '20,000 unknown fields': `{${Array.from({ length: 20_000 }, (_, i) => `"f${i}":1`).join(',')}}`,
  'the same field 20,000 times': `{${Array(20_000).fill('"vin":"X"').join(',')}}`,
  'a text of 250,000 characters': JSON.stringify({ cms: 'A'.repeat(250_000), phone: '7'.repeat(5_000) }),
  'a text of 60,000 of the widest characters': JSON.stringify({ vin: '\u{1F697}'.repeat(60_000) }),
};

/** A request of an operation by whoever may make it. The start is tried with one key alone: it makes one application at the most. */
function requestOf(operation: Operation, body: string): Sent {
  const { method, role, idempotent } = routeOf(operation);
  const secret = api().cloud.environment.PAYMENT_GATEWAY_SECRET ?? '';
  const headers = {
    'content-type': 'application/json',
    ...signedIn(role),
    ...(idempotent && { 'idempotency-key': 'hostile' }),
    ...(operation === 'notifyPayment' && {
      'x-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }),
  };
  return { method, path: pathOf(operation), headers, body };
}

/** A mutation may leave a body right, and the answer then is success; what it may never be is broken. */
const neverBroken = (status: number) => status >= 200 && status < 500;

describe(`bodies (seed ${seed})`, () => {
  test.each(withBody)(
    '%s: whatever is sent, the answer is one of the contract’s',
    async (operation) => {
      await fc.assert(
        fc.asyncProperty(fc.array(mutated(operation), { minLength: 3, maxLength: 3 }), async (bodies) => {
          const statuses = await Promise.all(bodies.map((body) => send(requestOf(operation, body))));
          for (const [index, status] of statuses.entries()) {
            if (!neverBroken(status) || status === 401) throw new Error(`${status} for ${bodies[index]}`);
          }
        }),
        settings,
      );
    },
    60_000,
  );

  test.each(withBody)('%s: half of a surrogate pair is told, wherever a text can stand', async (operation) => {
    const texts = examplesOf(operation).flatMap((example) =>
      placesIn(example)
        .filter((place) => typeof valueAt(example, place) === 'string')
        .map((place): [string, unknown] => [`/${place.join('/')}`, replaced(example, place, 'a\ud800')]),
    );
    for (const [pointer, body] of texts) {
      const { status, content } = await exchange(requestOf(operation, JSON.stringify(body)));
      expect([pointer, status], content).toEqual([pointer, 400]);
      expect(content).toContain(`"pointer":"${pointer}"`);
    }
  });

  test('a compressed body is told to be that, and not to be no JSON', async () => {
    const { method, path, headers } = requestOf('startApplication', '');
    const body = gzipSync('{}');
    const gzip = { ...headers, 'content-encoding': 'gzip', 'accept-language': 'en' };
    const { status, content } = await exchange({ method, path, headers: gzip, body });
    expect([status, content]).toEqual([415, expect.stringContaining('Content-Encoding')]);
    expect(await send({ method, path, headers: { ...headers, 'content-encoding': 'Identity' }, body: '{"x":1}' })).toBe(
      400,
    );
  });

  test.each(Object.keys(HEAVY))('%s does not hold anybody up', async (name) => {
    for (const operation of ['startApplication', 'choosePickup', 'issueQueueTicket', 'signAsBuyer'] as const) {
      const { method, role } = routeOf(operation);
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'heavy', ...signedIn(role) };
      const status = await send({ method, path: pathOf(operation), headers, body: HEAVY[name] ?? '' });
      expect(status, operation).toBeGreaterThanOrEqual(400);
      expect(status, operation).toBeLessThan(500);
    }
  });

  test('a body can add nothing to what all objects have', async () => {
    expect(Object.prototype).not.toHaveProperty('centre');
    const headers = { 'content-type': 'application/json', ...signedIn('buyer') };
    const body = '{"__proto__":{"centre":"0201","plateKind":"rectangular"}}';
    expect(await send({ method: 'PUT', path: pathOf('choosePickup'), headers, body })).toBe(400);
    expect({}).not.toHaveProperty('centre');
  });
});

const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});

describe(`headers, paths and queries (seed ${seed})`, () => {
  test('several lines of a header are one list', async () => {
    const answer = async (path: string, lines: string[]) =>
      (await exchange({ method: 'GET', path, headers: { 'accept-language': lines } })).content;
    for (const path of ['/plate-kinds', '/none']) {
      expect(await answer(path, ['ru', 'en;q=0.5'])).toMatch(/[а-я]{3}/);
      expect(await answer(path, ['fr', 'en'])).toMatch(/[Pp]late|Not found/);
    }
  });

  test('odd headers change nothing but the answer', async () => {
    const values = fc.oneof(
      fc.constantFrom(
        '',
        '*',
        '"',
        '""',
        'W/',
        'W/""',
        '"1", "2',
        ',,,,',
        'wait',
        'wait=',
        'wait=-1',
        'wait=1e9x',
        'wait=999999999999',
      ),
      fc.constantFrom(
        'wait="5',
        'wait=0',
        'q=1',
        'kk;q=2',
        '*;q=0',
        ';;;',
        'kk-KZ-'.repeat(500),
        'null',
        '__proto__',
        'toString',
      ),
      printable,
    );
    const names = fc.constantFrom(
      'if-none-match',
      'prefer',
      'accept-language',
      'accept',
      'content-type',
      'x-request-id',
      'forwarded',
      'cookie',
      'range',
      'x-http-method-override',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, values, { maxKeys: 4 }), async (headers) => {
        // Whoever waits for a change is to be answered after the time asked for; not in this test.
        const prefer = /wait\s*=\s*"?[1-9]/.test(headers.prefer ?? '') ? {} : { prefer: headers.prefer ?? '' };
        const path = `/buyer/applications/${registration.id}`;
        const status = await send({ method: 'GET', path, headers: { ...headers, ...prefer, ...signedIn('buyer') } });
        if (status !== 200 && status !== 304) throw new Error(`${status} for ${JSON.stringify(headers)}`);
      }),
      { ...settings, examples: [[Object.fromEntries([['__proto__', 'x']])]] },
    );
  });

  const parts = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E%2e%2F',
      '%00',
      '%0d%0a',
      '%',
      '%zz',
      '%c0%af',
      '%ff',
      '%F0%9F%9A%97',
      '%2F',
      '%252e',
      '*',
    ),
    fc.constantFrom(
      '{id}',
      '{number}',
      '__proto__',
      'constructor',
      'a'.repeat(65),
      'a'.repeat(3_000),
      '260302-0000-00',
      '-1',
      '0',
      "'",
      ';',
      '%20',
    ),
    printable.map(encodeURIComponent),
  );

  test('odd paths lead nowhere', async () => {
    const paths = fc.oneof(
      fc.array(parts, { maxLength: 5 }).map((list) => `/${list.join('/')}`),
      fc
        .tuple(fc.constantFrom(...operations), parts)
        .map(([operation, part]) => routeOf(operation).path.replace(/\{\w+\}/, () => part)),
    );
    await fc.assert(
      fc.asyncProperty(
        paths,
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
        fc.constantFrom(...ROLES),
        async (path, method, role) => {
          const headers = { ...signedIn(role), 'content-type': 'application/json', 'idempotency-key': 'hostile' };
          const status = await send({
            method,
            path,
            headers,
            ...(method !== 'GET' && method !== 'HEAD' && { body: '{"x":1}' }),
          });
          if (!neverBroken(status)) throw new Error(`${status} for ${method} ${path}`);
        },
      ),
      { ...settings, numRuns: numRuns * 3 },
    );
  });

  test('an identifier that is too long for any application is not there', async () => {
    for (const length of [65, 1_000, 2_100, 6_000]) {
      const path = `/seller/applications/${'0'.repeat(length)}`;
      expect(await send({ method: 'GET', path, headers: signedIn('seller') })).toBe(404);
    }
  });

  test('odd queries are told, or do nothing', async () => {
    const names = fc.oneof(
      fc.constantFrom('limit', 'status', 'cursor', 'on', 'category', '__proto__', 'constructor', ''),
      parts,
    );
    const query = fc
      .array(
        fc.tuple(
          names,
          fc.oneof(parts, fc.constantFrom('', '1', '999999999999999999999', '1e3', 'NaN', '0x10', '1,2')),
        ),
        { maxLength: 4 },
      )
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
    const lists = fc.constantFrom(
      '/seller/applications',
      '/buyer/notices',
      '/centre/applications',
      '/police/applications',
      '/printing/orders',
      '/fees',
    );
    await fc.assert(
      fc.asyncProperty(lists, query, async (path, text) => {
        const role = ROLES.find((one) => path.startsWith(`/${one}/`));
        const status = await send({ method: 'GET', path: `${path}?${text}`, headers: signedIn(role) });
        if (status >= 500) throw new Error(`${status} for ${path}?${text}`);
      }),
      { ...settings, numRuns: numRuns * 3 },
    );
  });

  test('a cursor of any form is taken, or told to be none of ours', async () => {
    const cursors = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text).toString('base64url')),
      fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(`NOTICE#${text}`).toString('base64url')),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,600}$/),
    );
    const lists = fc.constantFrom<readonly [Role, string]>(
      ['seller', '/seller/applications'],
      ['buyer', '/buyer/notices'],
      ['centre', '/centre/applications?status=registered'],
    );
    await fc.assert(
      fc.asyncProperty(lists, cursors, async ([role, path], cursor) => {
        const to = `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
        const status = await send({ method: 'GET', path: to, headers: signedIn(role) });
        if (status !== 200 && status !== 400) throw new Error(`${status} for ${to}`);
      }),
      settings,
    );
  });

  /** What is answered to bytes that no client would send; the connection may as well be closed. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(api().url);
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString();
        socket.end();
      });
      socket.on('error', () => resolve(answer));
      socket.on('close', () => resolve(answer));
      socket.end(bytes);
    });

  test.each([
    ['no request', 'nonsense\r\n\r\n'],
    ['no version', 'GET /health\r\n\r\n'],
    [
      'two lengths',
      'POST /seller/applications HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    ],
    [
      'a length and chunks',
      'POST /seller/applications HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST /seller/applications HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['a header with a zero byte', 'GET /health HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n'],
    ['a header in two lines', 'GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n'],
    ['headers beyond all measure', `GET /health HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['another host', 'GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n'],
    ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n'],
  ])('%s is turned away', async (_, bytes) => {
    expect(await raw(bytes)).not.toMatch(/^HTTP\/1\.1 (2|5)/);
  });
});

test('after all of which the service is well, the application as it was, and nothing was started but once', async () => {
  expect(await send({ method: 'GET', path: '/health' })).toBe(200);
  expect(await registration.look()).toMatchObject({ status: 'awaiting-buyer-signature', revision });
  const seller = await registration.as('seller');
  const { items } = listIn(await seller.call('GET', '/seller/applications'));
  expect(items.filter(({ id }) => id !== registration.id).length).toBeLessThanOrEqual(1);
});
