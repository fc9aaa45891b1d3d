import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetExecutionHistoryCommand,
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
import { stateMachineArn } from '../../local/arns.ts';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { CASE_NAMES, caseOf } from '../../local/systems/cases.ts';
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

/** Notes the way that a registration's execution has gone, or another one in its place. */
async function note(registration: Registration, name = registration.id): Promise<string[]> {
  const executionArn = cloud.executionArn(name);
  const { events = [] } = await machine.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  const way = wayOf(events);
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
    await machine.send(new StopExecutionCommand({ executionArn: cloud.executionArn(one.id) }));
    await one.until('suspended');
    const another = { name: `${one.id}-2`, input: JSON.stringify({ applicationId: one.id }) };
    await machine.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn('registration'), ...another }));
    await one.until('ready-for-collection');
    await one.takeTicket();
    await one.until('ticket-issued');
    await one.handOver();
    await one.until('registered');
    expect((await note(one, another.name)).slice(0, 3)).toEqual([
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
