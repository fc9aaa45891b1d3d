import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SystemUnavailable } from '../../lib/systems/answer.ts';
import { digitalDocuments } from '../../lib/systems/digital-documents.ts';
import { saleContracts } from '../../lib/systems/sale-contracts.ts';
import { connect } from '../../lib/systems/transport.ts';
import { vehiclePassports } from '../../lib/systems/vehicle-passports.ts';
import { vehicleRegister } from '../../lib/systems/vehicle-register.ts';
import { VEHICLE } from '../domain/samples.ts';

/** A server that does whatever the test says. */
let respond: http.RequestListener = () => {};
const server = http.createServer((request, response) => respond(request, response));
let baseUrl: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bus`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const VIN: string = VEHICLE.vin;

const reply =
  (status: number, type: string, body: string | Buffer): http.RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

const connection = (settings: { timeoutMs?: number; authorization?: string | (() => Promise<string>) } = {}) =>
  connect('vehicle-passports', { baseUrl, ...settings });
const ask = (settings = {}) => vehiclePassports(connection(settings)).passport(VIN, { item: '4.3' });

/** What came of a question: the kind of answer, or why there is none. */
const outcome = (question: Promise<{ kind: string }>): Promise<string> =>
  question.then(
    (answer) => answer.kind,
    (error) => (error instanceof SystemUnavailable ? error.reason : `fault of ours: ${error}`),
  );

test('each answer says how long it took, and each that is none is counted', async () => {
  const times: number[] = [];
  const none: string[] = [];
  const watch = {
    onAnswered: (milliseconds: number) => times.push(milliseconds),
    onNoAnswer: (reason: string) => none.push(reason),
  };
  const question = (url: string) =>
    outcome(vehiclePassports(connect('vehicle-passports', { baseUrl: url }, watch)).passport(VIN, { item: '4.3' }));
  respond = reply(200, 'application/json', JSON.stringify(VEHICLE));
  await question(baseUrl);
  respond = reply(500, 'text/plain', 'out of order');
  expect(await question(baseUrl)).toBe('status');
  expect(await question('http://127.0.0.1:1')).toBe('connection');
  expect(times).toEqual([expect.any(Number), expect.any(Number)]);
  expect(none).toEqual(['status', 'connection']);
});

describe('three answers', () => {
  test('a fitting 200 is data; further fields are dropped', async () => {
    respond = reply(200, 'application/json', JSON.stringify({ ...VEHICLE, owner: 'somebody' }));
    expect((await ask()).kind === 'data' && (await ask())).toMatchObject({ data: VEHICLE });
    expect(JSON.stringify(await ask())).not.toContain('somebody');
  });

  test.each(['application/json', 'Application/JSON; charset=utf-8'])(
    'the definite 404 is no data (%s)',
    async (type) => {
      respond = reply(404, type, '{ "code": "no-data" }');
      expect(await outcome(ask())).toBe('no-data');
    },
  );

  test.each([
    ['a bare 404', reply(404, 'text/html', '<h1>Not Found</h1>'), 'status'],
    ['a 404 without a body', reply(404, 'application/json', ''), 'status'],
    ['"no data" as text', reply(404, 'text/plain', '{"code":"no-data"}'), 'status'],
    ['"no data" as a problem', reply(404, 'application/problem+json', '{"code":"no-data"}'), 'status'],
    ['"no data" among other words', reply(404, 'application/json', '{"code":"no-data","route":"?"}'), 'status'],
    ['another code', reply(404, 'application/json', '{"code":"no-route"}'), 'status'],
    ['"no data" with status 200', reply(200, 'application/json', '{"code":"no-data"}'), 'malformed'],
    ['"no data" with status 410', reply(410, 'application/json', '{"code":"no-data"}'), 'status'],
    ['a record with status 404', reply(404, 'application/json', JSON.stringify(VEHICLE)), 'status'],
    ['a record with status 203', reply(203, 'application/json', JSON.stringify(VEHICLE)), 'status'],
    ['no content', (_, response) => response.writeHead(204).end(), 'status'],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/bus/passports/x' }).end(), 'status'],
    ['401', reply(401, 'application/json', '{}'), 'status'],
    ['429', reply(429, 'application/json', '{}'), 'status'],
    ['500', reply(500, 'application/json', JSON.stringify(VEHICLE)), 'status'],
    ['an empty body', reply(200, 'application/json', ''), 'malformed'],
    ['HTML', reply(200, 'text/html', '<html>'), 'malformed'],
    ['half a record', reply(200, 'application/json', JSON.stringify(VEHICLE).slice(0, -1)), 'malformed'],
    ['null', reply(200, 'application/json', 'null'), 'malformed'],
    ['a list', reply(200, 'application/json', JSON.stringify([VEHICLE])), 'malformed'],
    ['a field missing', reply(200, 'application/json', JSON.stringify({ ...VEHICLE, year: undefined })), 'malformed'],
    ['a year as text', reply(200, 'application/json', JSON.stringify({ ...VEHICLE, year: '2026' })), 'malformed'],
    ['an unknown origin', reply(200, 'application/json', JSON.stringify({ ...VEHICLE, origin: 'moon' })), 'malformed'],
    [
      'broken UTF-8',
      reply(200, 'application/json', Buffer.from(JSON.stringify({ ...VEHICLE, make: 'É' }), 'latin1')),
      'malformed',
    ],
    ['half a character', reply(200, 'application/json', JSON.stringify({ ...VEHICLE, make: '\ud800' })), 'malformed'],
    [
      'another VIN',
      reply(200, 'application/json', JSON.stringify({ ...VEHICLE, vin: 'TESTKZHAPPY000002' })),
      'wrong-key',
    ],
    [
      'the VIN in small letters',
      reply(200, 'application/json', JSON.stringify({ ...VEHICLE, vin: VIN.toLowerCase() })),
      'wrong-key',
    ],
    [
      'an answer without end',
      (_, response) => void response.writeHead(200).write(Buffer.alloc(300_000, ' ')),
      'too-large',
    ],
    ['a cut connection', (_, response) => void response.destroy(), 'connection'],
    [
      'a connection cut in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-length': 500 }).write('{"vin":', () => response.destroy());
      },
      'connection',
    ],
  ] satisfies [string, http.RequestListener, string][])('%s is no answer', async (_name, listener, reason) => {
    respond = listener;
    expect(await outcome(ask())).toBe(reason);
  });

  test('silence is no answer', async () => {
    respond = () => {};
    expect(await outcome(ask({ timeoutMs: 20 }))).toBe('timeout');
  });

  test('the time-out covers the body', async () => {
    respond = (_, response) => void response.writeHead(200).write('{');
    expect(await outcome(ask({ timeoutMs: 20 }))).toBe('timeout');
  });

  test('nobody at the address is no answer', async () => {
    const nowhere = connect('vehicle-passports', { baseUrl: 'http://127.0.0.1:1' });
    expect(await outcome(vehiclePassports(nowhere).passport(VIN, { item: '4.3' }))).toBe('connection');
  });

  test('whatever comes back, only the definite 404 is no data, and data is only ever what was asked for', async () => {
    const nearly = fc.record(
      {
        vin: fc.constantFrom(VIN, VIN, 'TESTKZHAPPY000002', ''),
        make: fc.constantFrom('ULGI', '', 1),
        model: fc.constant('SAMPLE'),
        year: fc.constantFrom(2026, 2026, '2026', -1),
        category: fc.constantFrom('M1', 'M1', 'X9'),
        engine: fc.constantFrom('petrol', 'steam'),
        origin: fc.constantFrom('other', 'made-in-kazakhstan', null),
        code: fc.constantFrom('no-data', 'no data'),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.constant('{"code":"no-data"}'),
      nearly.map((record) => JSON.stringify(record)),
      fc.json(),
      fc.string(),
    );
    const status = fc.constantFrom(200, 200, 404, 404, 201, 301, 400, 403, 410, 500, 503);
    const type = fc.constantFrom(
      'application/json',
      'application/json',
      'text/html',
      'text/plain',
      'application/jsonx',
    );
    await fc.assert(
      fc.asyncProperty(status, type, body, async (status, type, body) => {
        respond = reply(status, type, body);
        const definite = status === 404 && type === 'application/json' && isNoData(body);
        const answer = await ask().catch((error: unknown) => error);
        if (answer instanceof SystemUnavailable) expect(definite).toBe(false);
        else if (definite) expect(answer).toMatchObject({ kind: 'no-data' });
        else {
          expect(status).toBe(200);
          expect(answer).toMatchObject({ kind: 'data', data: { vin: VIN } });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('each part of a key is compared', async () => {
    const sale = { seller: '500140000017', buyer: '900101100014', vin: VIN };
    const contract = { id: '1', ...sale, signedAt: '2026-01-15T10:00:00+05:00' };
    const client = saleContracts(connect('sale-contracts', { baseUrl }));
    respond = reply(200, 'application/json', JSON.stringify(contract));
    expect(await outcome(client.contract(sale, { item: '4.8' }))).toBe('data');
    for (const part of ['seller', 'buyer', 'vin']) {
      respond = reply(200, 'application/json', JSON.stringify({ ...contract, [part]: 'another' }));
      expect(await outcome(client.contract(sale, { item: '4.8' }))).toBe('wrong-key');
    }
  });
});

test('a path that leads to another one is not asked', async () => {
  let asked = 0;
  respond = (_, response) => {
    asked += 1;
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"no-data"}');
  };
  for (const vin of ['.', '..', '%2E%2E']) {
    const path = `/passports/${vin}`;
    await expect(connection().ask(path, z.object({}), {}, { item: '4.3' }), path).rejects.toThrow(/another/);
  }
  const documents = digitalDocuments(connect('digital-documents', { baseUrl }));
  for (const code of ['.', '..', '']) expect(await documents.document(code, { item: '8' })).toBeUndefined();
  expect(asked).toBe(0);
  for (const code of ['...', 'a/../b', "it's ~*", '%2e', 'Қ?#']) {
    expect((await documents.document(code, { item: '8' }))?.kind, code).toBe('no-data');
  }
});

describe('a request', () => {
  test('asks for its authorization at each question, and asks nothing without it', async () => {
    const seen: (string | undefined)[] = [];
    respond = (request, response) => {
      seen.push(request.headers.authorization);
      reply(200, 'application/json', JSON.stringify(VEHICLE))(request, response);
    };
    const values = ['Bearer before', 'Bearer after'];
    const authorization = async () => values.shift() ?? Promise.reject(new Error('s3cret'));
    expect(await outcome(ask({ authorization }))).toBe('data');
    expect(await outcome(ask({ authorization }))).toBe('data');
    expect(await outcome(ask({ authorization }))).toBe('authorization');
    expect(seen).toEqual(['Bearer before', 'Bearer after']);
  });

  test('carries the purpose, its own id and the authorization, below the base URL', async () => {
    const seen: http.IncomingMessage[] = [];
    respond = (request, response) => {
      seen.push(request);
      reply(404, 'application/json', '{"code":"no-data"}')(request, response);
    };
    const { evidence } = await ask({ authorization: 'Bearer s3cret' });
    await ask();
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: `/bus/passports/${VIN}`,
      headers: { authorization: 'Bearer s3cret', 'x-purpose': '4.3', 'x-request-id': evidence.requestId },
    });
    expect(seen[1]?.headers).not.toHaveProperty('authorization');
    expect(seen[1]?.headers['x-request-id']).not.toBe(evidence.requestId);
  });

  test('keeps a key from reaching beyond its place in the path', async () => {
    let url: string | undefined;
    respond = (request, response) => {
      url = request.url;
      response.end();
    };
    await outcome(vehiclePassports(connection()).passport('../x?y=#z', { item: '4.3' }));
    expect(url).toBe('/bus/passports/..%2Fx%3Fy%3D%23z');
  });

  test('goes over a kept connection, and over a fresh one when the kept one has been closed meanwhile', async () => {
    const sockets = new Set();
    let requests = 0;
    respond = (request, response) => {
      requests++;
      if (sockets.has(request.socket) && requests > 2) return void request.socket.destroy();
      sockets.add(request.socket);
      return reply(404, 'application/json', '{"code":"no-data"}')(request, response);
    };
    server.closeIdleConnections();
    await ask();
    await ask();
    expect([requests, sockets.size]).toEqual([2, 1]);
    expect(await outcome(ask())).toBe('no-data');
    expect([requests, sockets.size]).toEqual([4, 2]);
  });
});

test('evidence: the digest of the very bytes, and the times by the clock', async () => {
  const body = `  ${JSON.stringify(VEHICLE)}\n`;
  respond = reply(200, 'application/json', body);
  const times = ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:01.000Z'];
  const clock = () => new Date(times.shift() ?? Number.NaN);
  const { evidence } = await vehiclePassports(connect('vehicle-passports', { baseUrl }, { clock })).passport(VIN, {
    item: '4.3',
  });
  expect(evidence).toMatchObject({
    system: 'vehicle-passports',
    sha256: createHash('sha256').update(body).digest('hex'),
    askedAt: '2026-03-01T10:00:00.000Z',
    answeredAt: '2026-03-01T10:00:01.000Z',
  });
});

test('the error says which system and why, and nothing of what was asked or answered', async () => {
  respond = reply(200, 'application/json', JSON.stringify({ ...VEHICLE, make: '', origin: 'secret' }));
  const error = await ask().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SystemUnavailable);
  expect(error).toMatchObject({ name: 'SystemUnavailable', system: 'vehicle-passports', reason: 'malformed' });
  expect(String(error)).toMatch(
    /^SystemUnavailable: vehicle-passports did not answer \(malformed\): .* make, origin; request /,
  );
  expect(String(error)).not.toMatch(new RegExp(`${VIN}|secret`));
});

describe('an order', () => {
  const dossier = { applicationId: '01' } as never;
  const submit = () =>
    vehicleRegister(connect('vehicle-register', { baseUrl })).submit(dossier, {
      item: '4.19',
      idempotencyKey: '01-4.19',
    });

  test('is posted as JSON with its idempotency key', async () => {
    const parts: Buffer[] = [];
    let headers: http.IncomingHttpHeaders = {};
    respond = (request, response) => {
      headers = request.headers;
      request.on('data', (part) => parts.push(part));
      request.on('end', () => reply(200, 'application/json', '{"accepted":true}')(request, response));
    };
    expect(await submit()).toMatchObject({ kind: 'data', data: { accepted: true } });
    expect(headers).toMatchObject({ 'idempotency-key': '01-4.19', 'content-type': 'application/json' });
    expect(Buffer.concat(parts).toString()).toBe('{"applicationId":"01"}');
  });

  test.each([
    [reply(404, 'application/json', '{"code":"no-data"}'), 'status'],
    [reply(202, 'application/json', '{"accepted":true}'), 'status'],
    [reply(200, 'application/json', '{"accepted":false}'), 'malformed'],
  ])('that is answered otherwise is not answered (%#)', async (listener, reason) => {
    respond = listener;
    expect(await outcome(submit())).toBe(reason);
  });
});

function isNoData(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return JSON.stringify(value) === '{"code":"no-data"}';
  } catch {
    return false;
  }
}
