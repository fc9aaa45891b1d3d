import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { CannotStart } from '../../local/cannot-start.ts';
import { type LocalCloud, pilotEnd, startLocalCloud } from '../../local/cloud.ts';
import { CASES } from '../../local/systems/cases.ts';

const [straight] = CASES;
if (!straight) throw new Error('There are no cases.');
const DAY_SECONDS = 86_400;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what came back, to look into by the name of what is expected
  body: any;
}

async function send(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    headers: { 'accept-language': 'en', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Starts an application as the dealer of the straight way, and gives its identifier. */
async function startApplication(url: string, key: string): Promise<Reply & { id: string; token: string }> {
  const { body } = await send(url, 'POST', '/dev/token', { role: 'seller', bin: straight?.seller });
  const token = `Bearer ${body.access_token}`;
  const started = await send(url, 'POST', '/seller/applications', {}, { authorization: token, 'idempotency-key': key });
  return { ...started, id: started.body.id, token };
}

describe('the service on one machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  let cloud: LocalCloud;
  const dev = (method: string, path: string, body?: unknown) => send(cloud.url, method, `/dev${path}`, body);

  beforeAll(async () => {
    cloud = await startLocalCloud({ folder });
  });
  afterAll(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true });
  });

  test('is ready when it has started', async () => {
    expect(await send(cloud.url, 'GET', '/health')).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await send(cloud.url, 'GET', '/pilot')).toMatchObject({ body: { open: true, extended: true } });
  });

  test('an application that a dealer starts is an execution that checks the dealer and then waits', async () => {
    const { status, id, token } = await startApplication(cloud.url, 'first');
    expect(status).toBe(202);
    let etag = '"1"';
    let application = '';
    while (application !== 'awaiting-vehicle') {
      const response = await fetch(`${cloud.url}/seller/applications/${id}`, {
        headers: { authorization: token, prefer: 'wait=5', 'if-none-match': etag },
      });
      if (response.status === 304) continue;
      etag = response.headers.get('etag') ?? '';
      application = z.object({ status: z.string() }).parse(await response.json()).status;
    }
    const { body } = await dev('GET', `/executions/${id}`);
    expect(body).toMatchObject({
      executionArn: cloud.executionArn(id),
      status: 'RUNNING',
      startDate: expect.any(String),
    });
    expect(body.history[0]).toMatchObject({ id: 1, type: 'ExecutionStarted', timestamp: expect.stringMatching(/Z$/) });
    const tokens = [...JSON.stringify(body.history).matchAll(/token[\\":]+([^"\\]+)/g)].map(([, token]) => token);
    expect(tokens).toEqual(['(left out)']);
    expect(readFileSync(cloud.logFile, 'utf8')).not.toContain(straight.seller);
  });

  test('a token for whoever it is asked for, and none for what is not a person or an entity', async () => {
    expect(await dev('POST', '/token', { role: 'seller', bin: '123' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', detail: expect.stringContaining('is not a BIN'), errors: [{ pointer: '/bin' }] },
    });
    expect(await dev('GET', '/.well-known/openid-configuration')).toMatchObject({
      body: { jwks_uri: `${cloud.url}/dev/jwks` },
    });
    expect(await dev('GET', '/jwks')).toMatchObject({ body: { keys: [{ kty: 'RSA' }] } });
    const without = await send(cloud.url, 'GET', '/seller/applications');
    expect(without).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const forged = await send(cloud.url, 'GET', '/seller/applications', undefined, { authorization: 'Bearer a.b.c' });
    expect(forged.status).toBe(401);
    const buyer = await dev('POST', '/token', { role: 'buyer', iin: straight.buyer });
    const asSeller = await send(cloud.url, 'GET', '/seller/applications', undefined, {
      authorization: `Bearer ${buyer.body.access_token}`,
    });
    expect(asSeller).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('signing stands in for NCALayer', async () => {
    const document = Buffer.from('{}').toString('base64');
    const signed = await dev('POST', '/eds/sign', { document, as: { iin: straight.buyer } });
    expect(signed).toMatchObject({ status: 200, body: { cms: expect.stringMatching(/^MI[\w+/]+=*$/) } });
    expect(
      await dev('POST', '/eds/sign', { document, as: { iin: straight.buyer }, certificate: 'employee' }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/as/bin' }] },
    });
    expect(await dev('POST', '/eds/sign', { document: '!', as: { iin: '1' } })).toMatchObject({ status: 400 });
  });

  test('the clock is moved forward only', async () => {
    const before = cloud.clock.now();
    const moved = await dev('POST', '/clock', { advanceSeconds: DAY_SECONDS });
    expect(Date.parse(moved.body.now)).toBeGreaterThanOrEqual(before + DAY_SECONDS * 1_000);
    expect(cloud.clock.now()).toBeGreaterThanOrEqual(before + DAY_SECONDS * 1_000);
    const tooFar = await dev('POST', '/clock', { now: '9999-12-31T00:00:00+05:00' });
    expect(tooFar).toMatchObject({ status: 400, body: { detail: expect.stringContaining('9000') } });
    const back = await dev('POST', '/clock', { now: '2020-01-01T00:00:00+05:00' });
    expect(back).toMatchObject({ status: 400, body: { detail: expect.stringContaining('only moved forward') } });
    for (const wrong of [{}, { advanceSeconds: -1 }, { now: 'tomorrow' }, { advanceSeconds: 1, now: moved.body.now }]) {
      expect(await dev('POST', '/clock', wrong)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    }
  });

  test('what a state system holds can be looked at and changed', async () => {
    const path = `/systems/business-register/records/${straight.seller}`;
    const original = await dev('GET', path);
    expect(original).toMatchObject({ status: 200, body: { bin: straight.seller } });
    const changed = { ...original.body, name: 'Another name' };
    expect(await dev('PUT', path, changed)).toEqual({ status: 200, body: changed });
    expect(await dev('GET', path)).toEqual({ status: 200, body: changed });
    expect(await dev('DELETE', path)).toEqual({ status: 204, body: undefined });
    expect(await dev('GET', path)).toMatchObject({ status: 404 });
    expect(await dev('GET', '/systems/no-such-system/records/1')).toMatchObject({ status: 404 });
    await dev('PUT', path, original.body);
  });

  test('faults and settings of state systems are checked', async () => {
    expect(await dev('PUT', '/systems/customs/fault', { mode: 'down', times: 1 })).toMatchObject({ status: 200 });
    expect(await dev('PUT', '/systems/customs/fault', { mode: 'none' })).toMatchObject({ status: 200 });
    expect(await dev('PUT', '/systems/customs/fault', { mode: 'lazy' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/mode' }] },
    });
    expect(await dev('PUT', '/systems/vehicle-register/settings', { automatic: false })).toMatchObject({ status: 200 });
    expect(cloud.systems.automatic('vehicle-register')).toBe(false);
    expect(await dev('PUT', '/systems/customs/settings', { automatic: false })).toMatchObject({ status: 404 });
  });

  test('payments and executions that there are not are not found', async () => {
    expect(await dev('GET', '/payments/none')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await dev('POST', '/payments/none/pay', {})).toMatchObject({ status: 404 });
    expect(await dev('GET', '/executions/none')).toMatchObject({ status: 404 });
    expect(await dev('GET', '/executions/a%20%3C%3E')).toMatchObject({ status: 404 });
  });

  test('the made-up cases are listed, with numbers of their own for every series', async () => {
    const { body } = await dev('GET', '/cases');
    expect(body.items).toHaveLength(CASES.length);
    const other = await dev('GET', '/cases?serial=77');
    expect(other.body.items[0].vin).not.toBe(body.items[0].vin);
    expect(await dev('GET', '/cases?serial=0')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: 'query/serial' }] },
    });
  });

  test('bodies that are no JSON, or do not say that they are, are told so', async () => {
    expect(await dev('POST', '/clock', '{')).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    const text = await fetch(`${cloud.url}/dev/clock`, { method: 'POST', body: '{"advanceSeconds":1}' });
    expect(text.status).toBe(415);
  });

  test('a second one on the same data, or on a port that is taken, is told what to do', async () => {
    await expect(startLocalCloud({ folder })).rejects.toThrow(CannotStart);
    await expect(startLocalCloud({ folder })).rejects.toThrow('set LOCAL_DIR');
    const ports = [
      ['port', 'PORT'],
      ['dynamodbPort', 'DYNAMODB_PORT'],
    ];
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    for (const [option = '', setting = ''] of ports) {
      const other = newFolder();
      await expect(startLocalCloud({ folder: other, [option]: port })).rejects.toThrow(
        `Port ${port} (${setting}) is taken`,
      );
    }
    taken.close();
  });
});

test.each(['systems.sqlite', 'step-functions.sqlite', 'identity.json', 'dynamodb/CURRENT', 'authority/authority.json'])(
  '%s is damaged: that is told in words, and what to do',
  async (file) => {
    const folder = newFolder();
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), 'garbage'.repeat(100));
    const failure = await startLocalCloud({ folder }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CannotStart);
    expect(String(failure)).toMatch(/set LOCAL_DIR to another folder\.$/);
  },
);

test('a folder that stands where a file of the data should is told, and no port is blamed', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'log/functions.log'), { recursive: true });
  await expect(startLocalCloud({ folder })).rejects.toThrow(/functions\.log.*set LOCAL_DIR to another/);
});

test('clock, pilot, records and applications are there after a restart', async () => {
  const folder = newFolder();
  const first = await startLocalCloud({ folder });
  await send(first.url, 'POST', '/dev/clock', { advanceSeconds: 10 * DAY_SECONDS });
  await send(first.url, 'PUT', '/dev/systems/customs/records/VIN', { any: 'record' });
  const { id } = await startApplication(first.url, 'kept');
  const { pilot, environment } = first;
  await first.close();
  const ended = first.clock.now();

  const second = await startLocalCloud({ folder });
  expect(second.clock.now()).toBeGreaterThanOrEqual(ended);
  expect(second.pilot).toEqual(pilot);
  expect(second.environment.PAYMENT_GATEWAY_SECRET).toBe(environment.PAYMENT_GATEWAY_SECRET);
  expect(second.systems.record('customs', 'VIN')).toEqual({ any: 'record' });
  const again = await startApplication(second.url, 'kept');
  expect(again.id).toBe(id);
  await second.close();
});

test('killed in the middle of its work, npm start goes on where it was', async () => {
  const folder = newFolder();
  const first = await run(folder);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push((await startApplication(first.url, `key-${i}`)).id);
  await first.kill();

  const second = await run(folder);
  for (const [i, id] of ids.entries()) {
    const { token } = await startApplication(second.url, `key-${i}`);
    let application: Reply;
    do {
      application = await send(second.url, 'GET', `/seller/applications/${id}`, undefined, { authorization: token });
    } while (application.body.status === 'checking');
    expect(application).toMatchObject({ status: 200, body: { id, status: 'awaiting-vehicle' } });
  }
  await second.kill();
});

/** Runs `npm start` on free ports, until it is killed. */
async function run(folder: string): Promise<{ url: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/local.ts')], {
    env: {
      ...process.env,
      PORT: '0',
      STEP_FUNCTIONS_PORT: '0',
      DYNAMODB_PORT: '0',
      SYSTEMS_PORT: '0',
      LOCAL_DIR: folder,
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /API\s+(http:\S+)/.exec(line) ?? [];
    if (!url) continue;
    child.stdout.resume();
    return {
      url,
      async kill() {
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
  }
  throw new Error('It did not start.');
}

describe('the pilot’s end', () => {
  const ORDER_END = Date.parse('2026-09-01T00:00:00+05:00');
  const keeping = () => {
    const values = new Map<string, unknown>();
    return {
      kept: <T>(name: string, schema: z.ZodType<T>) => (values.has(name) ? schema.parse(values.get(name)) : undefined),
      keep: (name: string, value: unknown) => void values.set(name, value),
    };
  };

  test('is the order’s own while that is ahead, also later on', () => {
    const folder = keeping();
    expect(pilotEnd(undefined, folder, ORDER_END - 1)).toEqual({ endsAt: new Date(ORDER_END), moved: false });
    expect(pilotEnd(undefined, folder, ORDER_END + 1)).toEqual({ endsAt: new Date(ORDER_END), moved: false });
  });

  test('is 90 days after the first start when the order’s own has passed, and stays that', () => {
    const folder = keeping();
    const moved = { endsAt: new Date(ORDER_END + 90 * DAY_SECONDS * 1_000), moved: true };
    expect(pilotEnd(undefined, folder, ORDER_END)).toEqual(moved);
    expect(pilotEnd(undefined, folder, ORDER_END + 1_000_000)).toEqual(moved);
  });

  test('is what it is set to', () => {
    const endsAt = new Date('2030-01-01T00:00:00+05:00');
    expect(pilotEnd(endsAt, keeping(), ORDER_END)).toEqual({ endsAt, moved: false });
  });
});
