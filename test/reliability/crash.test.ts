import { rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeExecutionCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { Registration } from '../../local/actors/registration.ts';
import { hasEnded, turnOf } from '../../local/actors/turns.ts';
import { type OwnProcess, startInOwnProcess } from '../../local/own-process.ts';
import { caseOf } from '../../local/systems/cases.ts';
import {
  carriedOutIn,
  EFFECTS_OF_A_REGISTRATION,
  effectsOf,
  LONG,
  newFolder,
  randomOf,
  SEED,
  Service,
} from './service.ts';

/** Promise 2 of docs/reliability.md: no answer of a person is lost. */

const random = randomOf(SEED);
const endings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** A free port that a machine keeps over its restarts. */
async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** How often people look at an application that does not change before the clock is moved on. */
const PATIENT_LOOKS = 20;
/** Less than a task may take, so that one under way is not timed out; after two the sweeper has looked again. */
const TICK_SECONDS = 50;
/** What a task has left of real time between two of them, in milliseconds. */
const BETWEEN_TICKS_MS = 1_000;

/** Moves a service's clock on, and does as its operator does: what has been suspended is redriven. */
function ticking(service: Service, registrations: readonly Registration[]): () => Promise<void> {
  let last = 0;
  return async () => {
    if (performance.now() < last + BETWEEN_TICKS_MS) return;
    last = performance.now();
    service.advance(TICK_SECONDS);
    for (const { id } of registrations) {
      if (id === '') continue;
      const executionArn = service.cloud.executionArn(id);
      const { status } = await service.sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'FAILED') await service.sfn.send(new RedriveExecutionCommand({ executionArn }));
    }
  };
}

/**
 * People who do not give up: whatever they meet, they look again where the application stands, and do what is asked of
 * them then.
 *
 * @param tick moves the clock on where nothing happens: what is swept or tried again comes sooner
 */
async function persist(registration: Registration, tick: () => Promise<unknown>): Promise<string> {
  const giveUpAt = performance.now() + 150_000;
  let looks = 0;
  let revision = 0;
  for (;;) {
    if (performance.now() > giveUpAt) throw new Error(`The application ${registration.id} does not come to its end.`);
    try {
      if (registration.id === '') await registration.start();
      const seen = await registration.look();
      if (hasEnded(seen)) return seen.status;
      looks = seen.revision === revision ? looks + 1 : 0;
      ({ revision } = seen);
      await turnOf(seen)?.(registration);
      if (looks % PATIENT_LOOKS === PATIENT_LOOKS - 1) await tick();
    } catch {
      // The service is down, or has not taken it: people try again.
    }
    await pause(40);
  }
}

/** Everything about every registration has happened once. */
function expectOnce(folder: string, registrations: readonly Registration[]): void {
  const orders = carriedOutIn(folder);
  for (const { id, number } of registrations) {
    const own = orders.filter(({ request }) => request.applicationId === id || request.applicationNumber === number);
    expect(effectsOf(own)).toEqual(EFFECTS_OF_A_REGISTRATION);
  }
  expect(new Set(registrations.map(({ id }) => id)).size).toBe(registrations.length);
}

describe(`the whole service is killed at any moment (TIRKEU_SEED=${SEED})`, () => {
  const [kills, atOnce] = LONG ? [150, 6] : [3, 3];

  test(`${kills} times, with ${atOnce} registrations under way`, { timeout: LONG ? 3_600_000 : 240_000 }, async () => {
    const folder = newFolder();
    const port = await freePort();
    let machine: OwnProcess | undefined;
    endings.push(
      () => machine?.kill(),
      () => rmSync(folder, { recursive: true, force: true }),
    );
    let killed = 0;
    let serial = 0;
    let over = false;
    const ended: Registration[] = [];
    const killer = async () => {
      while (killed < kills) {
        machine = await startInOwnProcess({ folder, port });
        await pause(200 + random() * 2_500);
        await machine.kill();
        killed += 1;
      }
      machine = await startInOwnProcess({ folder, port });
      over = true;
    };
    const people = async () => {
      while (!over) {
        serial += 1;
        const plot = caseOf('registered', serial);
        const registration = new Registration(`http://127.0.0.1:${port}`, { ...plot, kind: 'rsa' });
        expect(await persist(registration, () => advance(port, TICK_SECONDS))).toBe('registered');
        ended.push(registration);
      }
    };
    await Promise.all([killer(), ...Array.from({ length: atOnce }, people)]);
    expect(ended.length).toBeGreaterThanOrEqual(atOnce);
    expectOnce(folder, ended);
  });
});

async function advance(port: number, advanceSeconds: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/dev/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceSeconds }),
    headers: { 'content-type': 'application/json' },
  });
}

/** How often the service's clients of AWS try (lib/registration/executions.ts, lib/store/table.ts). */
const SDK_ATTEMPTS = 4;

/** What can happen to a request on its way. */
type Mishap = 'throttled' | 'failing' | 'lost before' | 'lost after' | 'none';

/** Stands between the functions and a service of AWS, and lets requests come to grief. */
async function badRoad(target: () => string, mishapOf: (operation: string) => Mishap): Promise<string> {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer(async (request, response) => {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const mishap = mishapOf(operation);
    if (mishap === 'lost before') return response.destroy();
    if (mishap === 'throttled' || mishap === 'failing') {
      const [status, type] = mishap === 'throttled' ? [400, 'ThrottlingException'] : [500, 'InternalServerError'];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      return response.end(JSON.stringify({ __type: type, message: 'made up' }));
    }
    const { method, headers } = request;
    const onward = http.request(new URL(request.url ?? '/', target()), { method, headers, agent }, (answer) => {
      if (mishap === 'lost after') {
        answer.resume();
        answer.on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    agent.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe(`the database and the state machine come to grief (TIRKEU_SEED=${SEED})`, () => {
  const MISHAPS: readonly Mishap[] = ['throttled', 'failing', 'lost before', 'lost after'];

  /** A service whose functions reach DynamoDB or Step Functions by a bad road. */
  async function onBadRoad(to: 'DYNAMODB' | 'SFN', mishapOf: (operation: string) => Mishap): Promise<Service> {
    let target = '';
    const road = await badRoad(() => target, mishapOf);
    const name = `AWS_ENDPOINT_URL_${to}`;
    const service = await Service.start({
      environment: (variables) => {
        target = variables[name] ?? '';
        return { ...variables, [name]: road };
      },
    });
    endings.push(() => service.close());
    return service;
  }

  const anyMishap = () => MISHAPS[Math.floor(random() * MISHAPS.length)] ?? 'failing';

  // The road to the database takes minutes where its luck is bad: the long version has the time.
  test.each(LONG ? (['DYNAMODB', 'SFN'] as const) : (['SFN'] as const))(
    '%s: requests fail one in eight, and all of them for a while, before or after their effect',
    { timeout: 240_000 },
    async (to) => {
      // Longer than the SDK tries, so that its callers come to know of it.
      let outage = { from: 0, until: 0 };
      let bad = true;
      const service = await onBadRoad(to, () => {
        const now = performance.now();
        if (now > outage.until) {
          const from = now + 500 + random() * 1_500;
          outage = { from, until: from + 300 + random() * 700 };
        }
        return bad && (now > outage.from || random() < 1 / 8) ? anyMishap() : 'none';
      });
      const registrations = Array.from({ length: LONG ? 60 : 3 }, () => service.registration());
      const tick = ticking(service, registrations);
      const ends = await Promise.all(registrations.map((registration) => persist(registration, tick)));
      bad = false;
      expect(ends).toEqual(registrations.map(() => 'registered'));
      expectOnce(service.folder, registrations);
    },
  );

  test('every single delivery of an answer fails: the sweeper delivers them all', { timeout: 240_000 }, async () => {
    // All the tries that the SDK makes fail, then the sweeper's come through.
    const tried = new Map<string, number>();
    const service = await onBadRoad('SFN', (operation) => {
      const count = tried.get(operation) ?? 0;
      tried.set(operation, count + 1);
      return Math.floor(count / SDK_ATTEMPTS) % 2 === 0 ? 'failing' : 'none';
    });
    const registration = service.registration();
    expect(await persist(registration, ticking(service, [registration]))).toBe('registered');
    expectOnce(service.folder, [registration]);
  });
});
