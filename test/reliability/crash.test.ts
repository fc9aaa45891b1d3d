import { rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { anybody } from '../../local/actors/client.ts';
import { Registration } from '../../local/actors/registration.ts';
import { hasEnded, turnOf } from '../../local/actors/turns.ts';
import { stateMachineArn } from '../../local/arns.ts';
import type { LocalOptions } from '../../local/cloud.ts';
import { type OwnProcess, startInOwnProcess } from '../../local/own-process.ts';
import { caseOf } from '../../local/systems/cases.ts';
import { anyMishap, badRoad, type Mishap } from './bad-road.ts';
import {
  AWS,
  carriedOutIn,
  EFFECTS_OF_A_REGISTRATION,
  effectsOf,
  givingUpAfter,
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

/** The registrations that people are about. */
const live = new Set<Registration>();

/** How far the clock is moved at a time: two of them are less than a task may take, so that one under way is not timed out. */
const TICK_SECONDS = 25;
const TICK_EVERY_MS = 500;
/** The last events of executions that only wait: between two tries, or for somebody. */
const STANDING = new Set<string | undefined>(['TaskFailed', 'TaskTimedOut', 'TaskSubmitted']);

/** Where a service can be reached while it runs. */
interface Running {
  readonly url: string;
  readonly sfn: SFNClient;
}

/**
 * Lets time pass, so that what is swept or tried again comes sooner, and does as the operator does: what is suspended is
 * redriven. The clock stands still while a task is under way that was so when it was last moved.
 *
 * @returns what ends it
 */
function letTimePass(running: () => Running | undefined): () => Promise<void> {
  let over = false;
  let underWay = new Set<string>();
  const tick = async ({ url, sfn }: Running) => {
    const now = new Set<string>();
    for (const { id } of live) {
      const executionArn = `${stateMachineArn('registration').replace(':stateMachine:', ':execution:')}:${id}`;
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn })).catch(notStarted);
      if (status === 'FAILED') await sfn.send(new RedriveExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') continue;
      const newest = { executionArn, reverseOrder: true, maxResults: 1 };
      const { events: [last] = [] } = await sfn.send(new GetExecutionHistoryCommand(newest));
      if (!STANDING.has(last?.type)) now.add(`${id} ${last?.id}`);
    }
    if ([...now].some((one) => underWay.has(one))) return;
    await anybody(url).call('POST', '/dev/clock', { body: { advanceSeconds: TICK_SECONDS } });
    underWay = now;
  };
  const passing = (async () => {
    while (!over) {
      const there = running();
      // Whoever cannot be reached is being killed or started: the next time.
      if (there) await tick(there).catch(() => {});
      await pause(TICK_EVERY_MS);
    }
  })();
  return () => {
    over = true;
    return passing;
  };
}

/** An execution whose start has not been delivered yet. */
function notStarted(error: unknown): { status?: undefined } {
  if (error instanceof ExecutionDoesNotExist) return {};
  throw error;
}

/**
 * People who do not give up: whatever they meet, they look again where the application stands, and do what is asked of
 * them then.
 */
async function persist(registration: Registration): Promise<string> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  let stands = 'not started';
  while (performance.now() < giveUpAt) {
    try {
      if (registration.id === '') await registration.start();
      live.add(registration);
      const seen = await registration.look();
      stands = `${seen.status} at ${seen.item}`;
      if (hasEnded(seen)) {
        live.delete(registration);
        return seen.status;
      }
      await turnOf(seen)?.(registration);
    } catch (error) {
      // The service is down, or has not taken it: people try again.
      stands = `${stands.split(';')[0]}; the last try: ${error}`;
    }
    await pause(40);
  }
  throw new Error(`The application ${registration.id} does not come to its end: ${stands}.`);
}

/** How long people go on with one application, in milliseconds of real time. */
const PATIENCE_MS = LONG ? 600_000 : 200_000;

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
    let killed = 0;
    let serial = 0;
    let over = false;
    const ended: Registration[] = [];
    let running: Running | undefined;
    const start = async () => {
      machine = await startInOwnProcess({ folder, port });
      running = {
        url: machine.url,
        sfn: new SFNClient({ ...AWS, endpoint: machine.stepFunctionsUrl, maxAttempts: 1 }),
      };
    };
    const kill = async () => {
      running?.sfn.destroy();
      running = undefined;
      await machine?.kill();
    };
    const timePasses = letTimePass(() => running);
    endings.push(
      () => rmSync(folder, { recursive: true, force: true }),
      () => kill(),
      timePasses,
    );
    const killer = async () => {
      while (killed < kills) {
        await start();
        await pause(200 + random() * 2_500);
        await kill();
        killed += 1;
      }
      await start();
      over = true;
    };
    const people = async () => {
      while (!over) {
        serial += 1;
        const plot = caseOf('registered', serial);
        const registration = new Registration(`http://127.0.0.1:${port}`, { ...plot, kind: 'rsa' });
        expect(await persist(registration)).toBe('registered');
        ended.push(registration);
      }
    };
    await Promise.all([killer(), ...Array.from({ length: atOnce }, people)]);
    expect(ended.length).toBeGreaterThanOrEqual(atOnce);
    expectOnce(folder, ended);
  });
});

/** How often the service's clients of AWS try (lib/registration/executions.ts, lib/store/table.ts). */
const SDK_ATTEMPTS = 4;

describe(`the database and the state machine come to grief (TIRKEU_SEED=${SEED})`, () => {
  /** A service whose functions reach DynamoDB or Step Functions by a bad road. */
  async function onBadRoad(
    to: 'DYNAMODB' | 'SFN',
    mishapOf: (operation: string) => Mishap,
    options: Pick<LocalOptions, 'functions'> = {},
  ): Promise<Service> {
    const road = await badRoad(to, mishapOf);
    endings.push(road.close, () => expect(road.requests()).toBeGreaterThan(0));
    const service = await Service.start({ ...options, environment: road.environment });
    endings.push(
      () => service.close(),
      letTimePass(() => ({ url: service.cloud.url, sfn: service.sfn })),
    );
    return service;
  }

  test.each([
    ['DYNAMODB', 'before or after their effect', {}],
    ['SFN', 'before or after their effect', {}],
    ['DYNAMODB', 'and calls that take longer than a second are given up', { functions: givingUpAfter(1) }],
  ] as const)(
    '%s: requests fail one in eight, and all of them for a while, %s',
    { timeout: LONG ? 900_000 : 240_000 },
    async (to, _, options) => {
      // Longer than the SDK tries, so that its callers come to know of it.
      let outage = { from: 0, until: 0 };
      let bad = true;
      const mishapOf = () => {
        const now = performance.now();
        if (now > outage.until) {
          const from = now + 1_500 + random() * 3_000;
          outage = { from, until: from + 300 + random() * 700 };
        }
        return bad && (now > outage.from || random() < 1 / 8) ? anyMishap(random) : 'none';
      };
      const service = await onBadRoad(to, mishapOf, options);
      const registrations = Array.from({ length: LONG ? 60 : 3 }, () => service.registration());
      const ends = await Promise.all(registrations.map(persist));
      bad = false;
      expect(ends).toEqual(registrations.map(() => 'registered'));
      expectOnce(service.folder, registrations);
    },
  );

  test('every single write is taken for lost when it has had its effect: whoever has gone on meanwhile is not undone', {
    timeout: 240_000,
  }, async () => {
    let writes = 0;
    const service = await onBadRoad('DYNAMODB', (operation) => {
      if (operation !== 'PutItem') return 'none';
      writes += 1;
      return writes % 2 === 1 ? 'lost long after' : 'none';
    });
    const registration = service.registration();
    expect(await persist(registration)).toBe('registered');
    expectOnce(service.folder, [registration]);
    const { journal } = await service.stored(registration.id);
    const entries = journal.map(({ item, entered }) => `${item} ${entered}`);
    expect(new Set(entries).size).toBe(entries.length);
  });

  // Each takes the SDK's three seconds.
  test.runIf(LONG)('one request in ten has its effect and is never answered', { timeout: 240_000 }, async () => {
    let requests = 0;
    const service = await onBadRoad('DYNAMODB', () => {
      requests += 1;
      return requests % 10 === 0 ? 'never answered' : 'none';
    });
    const registration = service.registration();
    expect(await persist(registration)).toBe('registered');
    expectOnce(service.folder, [registration]);
  });

  test('every single delivery of an answer fails: the sweeper delivers them all', { timeout: 240_000 }, async () => {
    // All the tries that the SDK makes fail, then the sweeper's come through.
    const tried = new Map<string, number>();
    const service = await onBadRoad('SFN', (operation) => {
      const count = tried.get(operation) ?? 0;
      tried.set(operation, count + 1);
      return Math.floor(count / SDK_ATTEMPTS) % 2 === 0 ? 'failing' : 'none';
    });
    const registration = service.registration();
    expect(await persist(registration)).toBe('registered');
    expectOnce(service.folder, [registration]);
  });
});
