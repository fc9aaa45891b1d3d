import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SystemName } from '../../lib/domain/systems.ts';
import type { Status } from '../../lib/domain/waits.ts';
import { anybody } from '../../local/actors/client.ts';
import { play } from '../../local/actors/play.ts';
import { Registration } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { stateMachineArn } from '../../local/arns.ts';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { CASE_NAMES, caseOf } from '../../local/systems/cases.ts';
import { plateNumber } from '../../local/systems/orders.ts';
import { statesAndTransitions, transition, wayOf } from './coverage.ts';

/**
 * Every way through the Algorithm, on the embedded engine, with the real functions, over HTTP. What the ways went
 * through is counted: a state or a transition that none of them takes fails the last test.
 */

let cloud: LocalCloud;
let machine: SFNClient;
const folder = mkdtempSync(join(tmpdir(), 'tirkeu-paths-'));
const ways: string[][] = [];
let serial = 100;

beforeAll(async () => {
  cloud = await startLocalCloud({ folder });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  machine = new SFNClient({ region: 'eu-central-1', endpoint: cloud.stepFunctions.url, credentials });
});

afterAll(async () => {
  machine.destroy();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The way that an execution has gone so far. */
async function wayBy(name: string): Promise<string[]> {
  const executionArn = cloud.executionArn(name);
  const { events = [] } = await machine.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return wayOf(events);
}

/** Notes the way that a registration's execution has gone, or another one in its place. */
async function note(registration: Registration, name = registration.id): Promise<string[]> {
  const way = await wayBy(name);
  ways.push(way);
  return way;
}

const someone = () => {
  const { seller, vin, buyer } = caseOf('registered', serial++);
  return new Registration(cloud.url, { seller, vin, buyer, kind: 'rsa' });
};

const dev = async (method: string, path: string, body?: unknown) => {
  const answer = await anybody(cloud.url).call(method, `/dev${path}`, body === undefined ? {} : { body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
};

const setFault = (system: SystemName, mode: 'down' | 'none') => dev('PUT', `/systems/${system}/fault`, { mode });

/** The steps of the straight way, each with the status that asks for it. */
const STEPS: readonly (readonly [Status, (one: Registration) => Promise<unknown>])[] = [
  ['awaiting-vehicle', (one) => one.enterVehicle()],
  ['awaiting-buyer', (one) => one.enterBuyer()],
  ['awaiting-seller-signature', (one) => one.signAsSeller()],
  ['awaiting-consent', (one) => one.consent()],
  ['awaiting-pickup', (one) => one.choosePickup()],
  ['awaiting-payment', (one) => one.pay()],
  ['awaiting-buyer-signature', (one) => one.signAsBuyer()],
  ['ready-for-collection', (one) => one.takeTicket()],
];

/** Brings a registration to a status of the straight way. */
async function bring(one: Registration, to: Status): Promise<void> {
  await one.start({});
  for (const [status, step] of STEPS) {
    if ((await one.until(status, to)).status === to) return;
    await step(one);
  }
}

describe('what the made-up cases tell', () => {
  // These move the clock or the pilot's end, and come after all that runs beside each other.
  const alone = ['expired', 'pilot-ended', 'outage'];

  test.concurrent.for(CASE_NAMES.filter((name) => !alone.includes(name)))('%s', async (name, { expect }) => {
    const plot = caseOf(name, serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    const { status, outcome } = await play(one, plot);
    const wanted = plot.thenTo ?? plot.leadsTo;
    expect({ status, code: outcome?.code }).toEqual({ status: wanted.status, code: wanted.code });
    if (status === 'refused')
      expect(outcome).toMatchObject({
        item: wanted.item,
        message: expect.stringMatching(/\S/),
        nextStep: expect.stringMatching(/\S/),
      });
    await note(one);
  });
});

describe('the seller withdraws while something is awaited', () => {
  test.concurrent.for(STEPS.map(([status]) => status).filter((status) => status !== 'ready-for-collection'))(
    '%s',
    async (status, { expect }) => {
      const one = someone();
      await bring(one, status);
      await one.withdraw();
      expect((await one.until('withdrawn')).outcome).toMatchObject({ kind: 'withdrawn' });
      await note(one);
    },
  );

  test.concurrent('4.14 and the buyer is to pay the fines', async ({ expect }) => {
    const plot = caseOf('unpaid-fines', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    await bring(one, 'awaiting-consent');
    await one.consent();
    await one.until('awaiting-resubmission');
    await one.withdraw();
    await one.until('withdrawn');
    expect(await note(one)).toContain('4.14 Wait for the buyer to submit again');
  });

  test.concurrent('4.16 and the buyer is to enter a phone number', async ({ expect }) => {
    const plot = caseOf('phone-not-registered', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    await bring(one, 'awaiting-pickup');
    await one.choosePickup();
    await one.until('awaiting-phone');
    await one.withdraw();
    await one.until('withdrawn');
    expect(await note(one)).toContain('4.16 Wait for the buyer to enter a phone number');
  });
});

describe('a state system is down', () => {
  /** Where the straight way asks each system, and from which status it comes there. */
  const questions: readonly (readonly [state: string, system: SystemName, from: Status | undefined])[] = [
    ["4.1 Check the seller's activity by OKED", 'business-register', undefined],
    ['4.3 Check the vehicle passport', 'vehicle-passports', 'awaiting-vehicle'],
    ['4.4 Check the customs payments', 'customs', 'awaiting-vehicle'],
    ['4.5 Check the recycling payment', 'recycling', 'awaiting-vehicle'],
    ['4.7 Check the buyer in the State Database', 'individuals', 'awaiting-buyer'],
    ['4.8 Check the sale contract', 'sale-contracts', 'awaiting-buyer'],
    ['4.10 Tell the buyer of the application', 'portal', 'awaiting-seller-signature'],
    ['4.11 Check the buyer in the State Database again', 'individuals', 'awaiting-consent'],
    ['4.12 Check the vehicle passport again', 'vehicle-passports', 'awaiting-consent'],
    ['4.13 Check the sale contract again', 'sale-contracts', 'awaiting-consent'],
    ['4.14 Check for unpaid fines', 'administrative-proceedings', 'awaiting-consent'],
    ['4.16 Look up the registered phone number', 'mobile-citizens', 'awaiting-pickup'],
    ['4.17 Request the payment of duties and fees', 'payment-gateway', 'awaiting-pickup'],
  ];

  test.for(questions)('%s: nobody is refused, and the seller can withdraw meanwhile', async ([state, system, from]) => {
    const one = someone();
    if (from) await bring(one, from);
    await setFault(system, 'down');
    if (from) await STEPS.find(([status]) => status === from)?.[1](one);
    else await one.start({});
    const held = await one.untilIt(({ notice }) => notice?.code === 'waiting-for-system', `${system} to be waited for`);
    expect(held).toMatchObject({ status: 'checking', notice: { system } });
    await one.withdraw();
    await setFault(system, 'none');
    await dev('POST', '/clock', { advanceSeconds: 120 });
    await one.until('withdrawn');
    expect((await note(one)).at(-2)).toBe(state);
  });

  test('4.14 the portal is down while the buyer is to be told of fines: the seller withdraws', async () => {
    const plot = caseOf('unpaid-fines', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    await bring(one, 'awaiting-consent');
    await setFault('portal', 'down');
    await one.consent();
    await one.untilIt(({ notice }) => notice?.code === 'waiting-for-system', 'the portal to be waited for');
    await one.withdraw();
    await setFault('portal', 'none');
    await dev('POST', '/clock', { advanceSeconds: 120 });
    await one.until('withdrawn');
    expect(await note(one)).toContain('4.14 Tell the buyer to pay the fines');
  });

  test('4.12 the vehicle turns out to be outside the pilot', async () => {
    const one = someone();
    await bring(one, 'awaiting-consent');
    const { vin } = one.cast;
    const record = {
      vin,
      make: 'SAMPLE',
      model: 'SAMPLE',
      year: 2026,
      category: 'M1',
      engine: 'petrol',
      origin: 'other',
    };
    await dev('PUT', `/systems/vehicle-passports/records/${vin}`, record);
    await one.consent();
    expect((await one.until('refused')).outcome).toMatchObject({ code: 'vehicle-out-of-scope', item: '1' });
    await note(one);
  });
});

/** Ends an application's execution by hand, wherever it stands. */
async function stop({ id }: Registration): Promise<void> {
  await machine.send(new StopExecutionCommand({ executionArn: cloud.executionArn(id) }));
}

/** Starts another execution for an application, and gives its name. */
async function startAnother({ id }: Registration): Promise<string> {
  const name = `${id}-2`;
  const input = JSON.stringify({ applicationId: id });
  await machine.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn('registration'), name, input }));
  return name;
}

describe('another execution has carried a signed application to its end: its own, redriven, ends without a fault', () => {
  /** How each state after 4.18 is come to, and held until the execution is stopped there. */
  const STATES: readonly (readonly [state: string, hold: (one: Registration) => Promise<unknown>])[] = [
    ['5 Submit to the administrative police', (one) => heldUp(one, 'vehicle-register', () => one.signAsBuyer())],
    ['4.19 Wait for the decision of the police', (one) => one.signAsBuyer().then(() => one.until('in-registration'))],
    [
      '4.19 Tell the buyer that the service was given',
      async (one) => {
        await one.signAsBuyer();
        await one.until('in-registration');
        await heldUp(one, 'portal', () => decide(one));
      },
    ],
    [
      '6 Order the printing of the certificate',
      async (one) => {
        await one.signAsBuyer();
        await one.until('in-registration');
        await heldUp(one, 'printing', () => decide(one));
      },
    ],
    ['6 Wait for the certificate to be printed', (one) => carryThrough(one, 'in-printing')],
    [
      '7 Tell the buyer to collect the documents',
      async (one) => {
        await carryThrough(one, 'in-printing');
        await heldUp(one, 'portal', () => one.completePrinting());
      },
    ],
    ['8 Wait for the queue ticket', (one) => carryThrough(one, 'ready-for-collection')],
    ['9, 10 Wait for the hand-over', (one) => carryThrough(one, 'ticket-issued')],
  ];

  const decide = (one: Registration) =>
    one.decide({ decision: 'register', plateNumber: plateNumber(serial, '02'), certificateNumber: `AB-${serial}` });

  /** Does something while a system is down that is asked next. */
  async function heldUp(one: Registration, system: SystemName, act: () => Promise<unknown>) {
    await setFault(system, 'down');
    await act();
    await one.untilIt(({ notice }) => notice?.code === 'waiting-for-system', `${system} to be waited for`);
  }

  /** Everybody does the ordinary thing, desks included, until the application has that status. */
  async function carryThrough(one: Registration, wanted: Status) {
    for (;;) {
      const { status } = await carryOn(one, wanted, 'in-registration', 'in-printing');
      if (status === wanted || status === 'registered') return;
      await (status === 'in-registration' ? decide(one) : one.completePrinting());
      await one.untilIt((seen) => seen.status !== status, 'what follows');
    }
  }

  test.for(STATES)('%s', async ([state, hold]) => {
    for (const system of ['vehicle-register', 'printing'] as const)
      await dev('PUT', `/systems/${system}/settings`, { automatic: false });
    const one = someone();
    await bring(one, 'awaiting-buyer-signature');
    await hold(one);
    // A decision and a completed printing are awaited before the state machine waits for them.
    await expect.poll(async () => (await wayBy(one.id)).at(-1)).toBe(state);
    await stop(one);
    await one.until('suspended');
    for (const system of ['vehicle-register', 'printing', 'portal'] as const) await setFault(system, 'none');
    await startAnother(one);
    await one.untilIt(({ status }) => status !== 'suspended', 'the other execution');
    await carryThrough(one, 'registered');
    for (const system of ['vehicle-register', 'printing'] as const)
      await dev('PUT', `/systems/${system}/settings`, { automatic: true });

    const executionArn = cloud.executionArn(one.id);
    await machine.send(new RedriveExecutionCommand({ executionArn }));
    const status = async () => (await machine.send(new DescribeExecutionCommand({ executionArn }))).status;
    await expect.poll(status, { timeout: 10_000 }).not.toBe('RUNNING');
    expect(await status()).toBe('SUCCEEDED');
    expect((await note(one)).slice(-2)).toEqual([state, 'Close the application']);
    expect((await one.look()).outcome).toMatchObject({ kind: 'registered' });
  });
});

describe('time goes by', () => {
  test('an outage: the check is tried again until the system answers', async () => {
    const plot = caseOf('outage', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    expect((await play(one, plot)).status).toBe('registered');
    await note(one);
  });

  test('8 the queue ticket is not used for a day: it lapses, and another one is issued', async () => {
    const one = someone();
    await bring(one, 'ready-for-collection');
    const lapsed = await one.takeTicket();
    await one.until('ticket-issued');
    await dev('POST', '/clock', { advanceSeconds: 24 * 60 * 60 + 1 });
    await one.until('ready-for-collection');
    expect(await one.takeTicket()).not.toBe(lapsed);
    await one.until('ticket-issued');
    await one.handOver();
    await one.until('registered');
    await note(one);
  });

  test('4.19 the police are late: the decision is waited for again', async () => {
    await dev('PUT', '/systems/vehicle-register/settings', { automatic: false });
    const one = someone();
    await bring(one, 'in-registration').catch(() => undefined);
    await one.until('in-registration');
    await dev('POST', '/clock', { advanceSeconds: 20 * 24 * 60 * 60 });
    const late = await one.untilIt(
      ({ revision, status }) => status === 'in-registration' && revision > 0,
      'the wait to go on',
    );
    expect(late.status).toBe('in-registration');
    await one.decide({ decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AA00000099' });
    await one.until('ready-for-collection');
    await dev('PUT', '/systems/vehicle-register/settings', { automatic: true });
    await note(one);
  });

  test('4.18 signed, and its execution can go on no more: another one goes on from where the application stands', async () => {
    const one = someone();
    await bring(one, 'ready-for-collection');
    await one.until('ready-for-collection');
    await stop(one);
    await one.until('suspended');
    const another = await startAnother(one);
    await one.until('ready-for-collection');
    await one.takeTicket();
    await one.until('ticket-issued');
    await one.handOver();
    await one.until('registered');
    expect((await note(one, another)).slice(0, 3)).toEqual([
      "4.1 Check the seller's activity by OKED",
      '5 Submit to the administrative police',
      '4.19 Wait for the decision of the police',
    ]);
  });

  test('the buyer never answers: the application expires', async () => {
    const plot = caseOf('expired', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    expect((await play(one, plot)).status).toBe('expired');
    await note(one);
  });

  test('the pilot ends: what the buyer has not signed is closed, and nothing new starts', async () => {
    const plot = caseOf('pilot-ended', serial++);
    const one = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    expect((await play(one, plot)).status).toBe('pilot-ended');
    await note(one);
    await expect(someone().start()).rejects.toThrow('pilot-ended');
  });
});

test('every state and every transition of the state machine is taken by one of these ways', () => {
  const { states, transitions } = statesAndTransitions();
  const entered = new Set(ways.flat());
  const taken = new Set(ways.flatMap((way) => way.slice(1).map((to, index) => transition(way[index] ?? '', to))));
  expect(states.filter((state) => !entered.has(state))).toEqual([]);
  expect(transitions.filter((one) => !taken.has(one))).toEqual([]);
});
