import {
  DescribeExecutionCommand,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM_NAMES, type SystemName } from '../../lib/domain/systems.ts';
import { type Registration, type Seen, StepFailed } from '../../local/actors/registration.ts';
import { carryOn, hasEnded, turnOf } from '../../local/actors/turns.ts';
import type { Fault } from '../../local/systems/faults.ts';
import {
  EFFECTS_OF_A_REGISTRATION,
  effectsOf,
  eventually,
  LONG,
  LONGEST_PAUSE_SECONDS,
  randomOf,
  SEED,
  Service,
} from './service.ts';

/** Promise 1 of docs/reliability.md: no answer never refuses. */

/** Within which a system has to answer in these tests. */
const TIMEOUT_MS = 400;

const FAULTS = {
  down: { mode: 'down' },
  'answering late': { mode: 'slow', delayMs: TIMEOUT_MS + 300 },
  failing: { mode: 'error' },
  'answering garbage': { mode: 'garbage' },
  'at a wrong URL': { mode: 'wrong-url' },
  'answering about another': { mode: 'wrong-key' },
  flapping: { mode: 'error', times: 2 },
} as const satisfies Record<string, Fault>;
const FAULT_NAMES = Object.keys(FAULTS) as (keyof typeof FAULTS)[];

/** They answer the employee's call, not the state machine's: the employee is told to try again. */
const ASKED_BY_CALLS: ReadonlySet<SystemName> = new Set(['e-queue', 'digital-documents']);

/** Where the Algorithm asks which system, on the straight way, in its order. */
const ASKED = [
  '4.1 business-register',
  '4.3 vehicle-passports',
  '4.4 customs',
  '4.5 recycling',
  '4.7 individuals',
  '4.8 sale-contracts',
  '4.10 portal',
  '4.11 individuals',
  '4.12 vehicle-passports',
  '4.13 sale-contracts',
  '4.14 administrative-proceedings',
  '4.16 mobile-citizens',
  '4.17 payment-gateway',
  '5 vehicle-register',
  '4.19 portal',
  '6 printing',
  '7 portal',
] as const;
/** What the journal holds of a straight registration: the reception's ticket as well, which nothing waits for. */
const JOURNAL: readonly string[] = [...ASKED, '8 e-queue'];

let service: Service;
beforeAll(async () => {
  service = await Service.start({
    environment: (variables) => ({ ...variables, SYSTEMS_TIMEOUT_MS: String(TIMEOUT_MS) }),
  });
});
afterAll(() => service.close());
afterEach(() => {
  for (const system of SYSTEM_NAMES) service.cloud.systems.setFault(system, { mode: 'none' });
  for (const system of ['vehicle-register', 'printing'] as const) service.cloud.systems.setAutomatic(system, true);
});

const systemOf = (place: string): SystemName => {
  const system = SYSTEM_NAMES.find((name) => place.endsWith(` ${name}`));
  if (!system) throw new Error(place);
  return system;
};

/** What the application says it waits for, as item and system. */
const heldUpAt = ({ notice }: Seen) =>
  notice?.code === 'waiting-for-system' ? `${notice.item} ${notice.system}` : undefined;

/** Carries a registration to its end through outages, each of which is over once it has been seen. */
async function throughOutages(registration: Registration, befall: (system: SystemName) => void) {
  const seenHeldUp: string[] = [];
  const { systems } = service.cloud;
  for (const system of SYSTEM_NAMES) befall(system);
  await registration.start();
  for (;;) {
    const seen = await registration.untilIt(
      (now) => hasEnded(now) || heldUpAt(now) !== undefined || turnOf(now) !== undefined,
      'an outage or somebody’s turn',
    );
    if (hasEnded(seen)) return { seen, seenHeldUp };
    const place = heldUpAt(seen);
    if (place !== undefined) {
      seenHeldUp.push(place);
      expect(seen.notice).toMatchObject({ message: expect.any(String), since: expect.stringContaining('T') });
      expect(seen.outcome).toBeUndefined();
      systems.setFault(systemOf(place), { mode: 'none' });
      service.advance(LONGEST_PAUSE_SECONDS);
      await registration.untilIt((now) => heldUpAt(now) !== place, `what follows the outage at ${place}`);
      befall(systemOf(place));
    } else {
      await turnOf(seen)?.(registration).catch((error: unknown) => {
        // The reception's own systems: told to try again, and nothing has happened.
        expect(error).toBeInstanceOf(StepFailed);
        if (!(error instanceof StepFailed)) throw error;
        expect(error.answer.status).toBe(503);
        expect(Number(error.answer.headers.get('retry-after'))).toBeGreaterThan(0);
        for (const system of ASKED_BY_CALLS) systems.setFault(system, { mode: 'none' });
      });
    }
  }
}

describe('every system fails in every way at every question: the application waits, says for whom, and goes on', () => {
  // Each round gives every system another fault; all rounds together give each system each fault.
  const first = Math.floor(randomOf(SEED)() * FAULT_NAMES.length);
  const rounds = Array.from({ length: LONG ? FAULT_NAMES.length : 2 }, (_, n) => (first + n * 3) % FAULT_NAMES.length);

  test.each(rounds)('round %i', { timeout: 240_000 }, async (round) => {
    const befall = (system: SystemName) => {
      const name = FAULT_NAMES[(SYSTEM_NAMES.indexOf(system) + round) % FAULT_NAMES.length] ?? 'down';
      service.cloud.systems.setFault(system, FAULTS[name]);
    };
    const registration = service.registration();
    const { seen, seenHeldUp } = await throughOutages(registration, befall);
    expect(seen.status).toBe('registered');
    // An order has no other key to be answered by, so that its system is asked as ever.
    const withoutFault = ASKED.filter((place) => {
      const system = systemOf(place);
      const fault = FAULT_NAMES[(SYSTEM_NAMES.indexOf(system) + round) % FAULT_NAMES.length];
      return fault === 'answering about another' && TAKES_ORDERS.has(system);
    });
    expect(seenHeldUp).toEqual(ASKED.filter((place) => !withoutFault.includes(place)));
    const application = await service.stored(registration.id);
    expect(effectsOf(service.carriedOut(application))).toEqual(EFFECTS_OF_A_REGISTRATION);
    expect(application.journal.map(({ item, system }) => `${item} ${system}`)).toEqual(JOURNAL);
  });
});

const TAKES_ORDERS: ReadonlySet<SystemName> = new Set(['payment-gateway', 'vehicle-register', 'printing', 'portal']);

describe('after the retry budget it is suspended, and goes on after a redrive from exactly there', () => {
  const some = ['4.3 vehicle-passports', '5 vehicle-register'];
  test.each(LONG ? ASKED : some)('%s', { timeout: 240_000 }, async (place) => {
    const { systems, clock, executionArn } = service.cloud;
    const system = systemOf(place);
    const registration = service.registration();
    // The outage begins when the question before has been answered: a system may be asked at several items.
    const before = ASKED[ASKED.indexOf(place as (typeof ASKED)[number]) - 1];
    if (before === undefined || systemOf(before) === system) systems.setFault(system, { mode: 'down' });
    await registration.start();
    for (let seen = await registration.look(); heldUpAt(seen) !== place; seen = await registration.look()) {
      const held = heldUpAt(seen);
      if (held !== undefined) {
        // The same system at an earlier item: it answers there.
        systems.setFault(system, { mode: 'none' });
        service.advance(LONGEST_PAUSE_SECONDS);
        await registration.untilIt((now) => heldUpAt(now) !== held, 'the earlier item to be over');
      }
      systems.setFault(system, { mode: 'down' });
      await turnOf(seen)?.(registration);
    }
    const since = (await service.stored(registration.id)).waitingFor?.since;

    const { total } = systems.calls(system);
    await service.waitOutRetries(registration.id);
    const tries = systems.calls(system).total - total;
    const parked = await registration.look();
    expect(parked).toMatchObject({ status: 'suspended', notice: { code: 'suspended', system } });
    expect(parked.outcome).toBeUndefined();
    // For about six hours at the least, since pauses are drawn between nothing and their longest.
    expect(tries).toBeGreaterThan(50);
    expect(tries).toBeLessThan(100);
    expect((await service.stored(registration.id)).waitingFor?.since).toBe(since);

    systems.setFault(system, { mode: 'none' });
    const asked = new Map(SYSTEM_NAMES.map((name) => [name, systems.calls(name).total]));
    const executionArnOfIt = executionArn(registration.id);
    await service.sfn.send(new RedriveExecutionCommand({ executionArn: executionArnOfIt }));
    await registration.untilIt((now) => now.status !== 'suspended', 'the redrive');
    await eventually(
      async () =>
        (await service.stored(registration.id)).journal.find((line) => `${line.item} ${line.system}` === place),
      'the answer to the same question',
    );
    for (const earlier of ASKED.slice(0, ASKED.indexOf(place as (typeof ASKED)[number]))) {
      const name = systemOf(earlier);
      if (name !== system && !LATER.has(name)) expect(systems.calls(name).total).toBe(asked.get(name));
    }
    expect((await carryOn(registration)).status).toBe('registered');
    const application = await service.stored(registration.id);
    expect(effectsOf(service.carriedOut(application))).toEqual(EFFECTS_OF_A_REGISTRATION);
    expect(application.journal.map((line) => `${line.item} ${line.system}`)).toEqual(JOURNAL);
    expect(clock.now()).toBeGreaterThan(Date.parse(since ?? ''));
  });
});

/** Asked at several items, so that a call more says nothing. */
const LATER: ReadonlySet<SystemName> = new Set(['portal', 'individuals', 'vehicle-passports', 'sale-contracts']);

test('the portal is down at 4.10: the buyer is invited when the application can be agreed to, and not before', async () => {
  const registration = service.registration();
  const buyer = await registration.as('buyer');
  const invited = async () =>
    JSON.stringify((await buyer.call('GET', '/buyer/notices')).body).includes(registration.id);
  const canLook = async () => (await buyer.call('GET', `/buyer/applications/${registration.id}`)).status === 200;
  service.cloud.systems.setFault('portal', { mode: 'down' });
  await registration.start();
  await carryOn(registration, 'awaiting-seller-signature');
  await registration.signAsSeller();
  await registration.untilIt((seen) => heldUpAt(seen) === '4.10 portal', 'the outage');
  expect([await invited(), await canLook()]).toEqual([false, false]);

  service.cloud.systems.setFault('portal', { mode: 'none' });
  service.advance(LONGEST_PAUSE_SECONDS);
  await registration.until('awaiting-consent');
  expect([await invited(), await canLook()]).toEqual([true, true]);
});

test('the portal takes the invitation of 4.10, word of it is lost, and the seller withdraws: the buyer is told so', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-seller-signature');
  service.cloud.systems.setFault('portal', FAULTS['answering late']);
  await registration.signAsSeller();
  await registration.untilIt((seen) => heldUpAt(seen) === '4.10 portal', 'the outage');
  await registration.withdraw();
  service.cloud.systems.setFault('portal', { mode: 'none' });
  service.advance(LONGEST_PAUSE_SECONDS);
  await registration.until('withdrawn');

  const told = ['portal application-received', 'portal withdrawn'];
  await eventually(async () => {
    service.moveOn(registration.id);
    const effects = effectsOf(service.carriedOut(await service.stored(registration.id)));
    return effects.length === told.length && effects;
  }, 'the notices');
  expect(effectsOf(service.carriedOut(await service.stored(registration.id)))).toEqual(told);
  // What a notice speaks of can be looked at.
  expect((await registration.look('buyer')).outcome).toMatchObject({ kind: 'withdrawn' });
});

describe('the portal is down when an application ends: the end is written at once, the notice follows, once', () => {
  const told = async (registration: Registration) =>
    effectsOf(service.carriedOut(await service.stored(registration.id))).filter((effect) =>
      effect.startsWith('portal'),
    );
  const executionStatus = async ({ id }: Registration) => {
    const executionArn = service.cloud.executionArn(id);
    return (await service.sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
  };

  /** A registration that is paid and signed, and lies with the police. */
  async function withPolice(): Promise<Registration> {
    service.cloud.systems.setAutomatic('vehicle-register', false);
    const registration = service.registration();
    await registration.start();
    await carryOn(registration, 'in-registration');
    service.cloud.systems.setAutomatic('vehicle-register', true);
    return registration;
  }

  test('for a while', async () => {
    const registration = await withPolice();
    service.cloud.systems.setFault('portal', { mode: 'down' });
    await registration.decide(REFUSAL);
    const ended = await registration.until('refused');
    expect(ended.outcome).toMatchObject({ kind: 'refused', item: '4.19' });
    expect((await service.stored(registration.id)).payment?.status).toBe('refund-due');
    // The vehicle is free for another application, although the notice is still to come.
    const next = service.registration();
    next.cast = { ...next.cast, vin: registration.cast.vin, buyer: registration.cast.buyer };
    await next.start();
    expect((await carryOn(next, 'awaiting-seller-signature')).status).toBe('awaiting-seller-signature');
    expect(await executionStatus(registration)).toBe('RUNNING');

    service.cloud.systems.setFault('portal', { mode: 'none' });
    await eventually(async () => {
      service.moveOn(registration.id);
      return (await executionStatus(registration)) === 'SUCCEEDED';
    }, 'the notices');
    expect(await told(registration)).toEqual(['portal application-received', 'portal refund-due', 'portal refused']);
    expect(await registration.look()).toMatchObject({ status: 'refused', outcome: ended.outcome });
  });

  test('for longer than is retried: the application stays ended, and a redrive tells the buyer', async () => {
    const registration = await withPolice();
    service.cloud.systems.setFault('portal', { mode: 'down' });
    await registration.decide(REFUSAL);
    await registration.until('refused');
    await eventually(async () => {
      service.moveOn(registration.id);
      return (await executionStatus(registration)) === 'FAILED';
    }, 'the retries to be used up');
    expect((await registration.look()).status).toBe('refused');

    service.cloud.systems.setFault('portal', { mode: 'none' });
    await service.sfn.send(new RedriveExecutionCommand({ executionArn: service.cloud.executionArn(registration.id) }));
    await eventually(async () => (await executionStatus(registration)) === 'SUCCEEDED', 'the notices');
    expect(await told(registration)).toEqual(['portal application-received', 'portal refund-due', 'portal refused']);
    expect((await registration.look()).status).toBe('refused');
    const { journal } = await service.stored(registration.id);
    const lines = journal.filter(({ system, item }) => system === 'portal' && item === '4.19');
    expect(lines.map(({ outcome }) => outcome)).toEqual(['told', 'told']);
  });
});

test('money comes while the end is still to be told: the buyer has one notice of the refund', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-payment');
  service.cloud.systems.setFault('portal', { mode: 'down' });
  await registration.withdraw();
  await registration.until('withdrawn');
  await registration.pay();
  service.cloud.systems.setFault('portal', { mode: 'none' });
  await eventually(async () => {
    service.moveOn(registration.id);
    return effectsOf(service.carriedOut(await service.stored(registration.id))).includes('portal refund-due');
  }, 'the notices');
  const { body } = await (await registration.as('buyer')).call('GET', '/buyer/notices');
  expect(JSON.stringify(body).match(/"code":"refund-due"/g)).toHaveLength(1);
});

const DECISION = { decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AA00000001' };
const REFUSAL = { decision: 'refuse', reason: 'Мемлекеттік тізілімде бар', legalBasis: 'No 862' };

test.each([
  ['4.19', 'vehicle-register', 'in-registration', (one: Registration) => one.decide(DECISION)],
  ['6', 'printing', 'in-printing', (one: Registration) => one.completePrinting()],
] as const)(
  '%s: what %s answers while the application is suspended is kept for the redrive',
  async (_, system, status, answer) => {
    service.cloud.systems.setAutomatic(system, false);
    const registration = service.registration();
    await registration.start();
    await carryOn(registration, status);
    await eventually(async () => (await service.stored(registration.id)).token !== undefined, 'the wait to begin');
    const executionArn = service.cloud.executionArn(registration.id);
    await service.sfn.send(new StopExecutionCommand({ executionArn }));
    await registration.until('suspended');

    await answer(registration);
    expect((await registration.look()).status).toBe('suspended');
    service.cloud.systems.setAutomatic('printing', true);
    await service.sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect((await carryOn(registration)).status).toBe('registered');
    expect(effectsOf(service.carriedOut(await service.stored(registration.id)))).toEqual(EFFECTS_OF_A_REGISTRATION);
  },
);

test('suspended and left alone for a week: redriven by itself, before Step Functions would redrive it no more', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-pickup');
  service.cloud.systems.setFault('mobile-citizens', { mode: 'down' });
  await registration.choosePickup();
  await eventually(async () => {
    service.moveOn(registration.id);
    return (await registration.look()).status === 'suspended';
  }, 'the retries to be used up');
  service.cloud.systems.setFault('mobile-citizens', { mode: 'none' });

  service.advance(6 * DAY_SECONDS);
  expect(await service.cloud.lambda.invoke('redrive-suspended', {})).toMatchObject({ payload: { redriven: 0 } });
  expect((await registration.look()).status).toBe('suspended');

  service.advance(2 * DAY_SECONDS);
  await registration.until('awaiting-payment');
});

describe('suspended for longer than Step Functions redrives: it can still be closed, by another execution', () => {
  test.each([
    ['the seller withdraws', (registration: Registration) => registration.withdraw(), 'withdrawn'],
    [
      'the pilot ends',
      (registration: Registration) => {
        service.cloud.clock.set(service.cloud.pilot.endsAt.getTime());
        return service.cloud.lambda.invoke('expire-pilot', {}).then(() => registration.look());
      },
      'pilot-ended',
    ],
  ] as const)('%s', async (_, close, status) => {
    const { executionArn } = service.cloud;
    const registration = service.registration();
    await registration.start();
    await carryOn(registration, 'awaiting-buyer-signature');
    const failed = { executionArn: executionArn(registration.id) };
    await service.sfn.send(new StopExecutionCommand(failed));
    await registration.until('suspended');
    service.advance(15 * DAY_SECONDS);
    await expect(service.sfn.send(new RedriveExecutionCommand(failed))).rejects.toBeInstanceOf(ExecutionNotRedrivable);

    await close(registration);
    expect((await registration.until(status)).outcome).toMatchObject({ kind: status });
    const another = { executionArn: executionArn(`${registration.id}-closing`) };
    await eventually(
      async () => (await service.sfn.send(new DescribeExecutionCommand(another))).status === 'SUCCEEDED',
      'the notices',
    );
    const application = await service.stored(registration.id);
    expect([application.payment?.status, application.undeliveredSince]).toEqual(['refund-due', undefined]);
    expect(effectsOf(service.carriedOut(application))).toEqual(
      ['payment-gateway', 'portal application-received', `portal refund-due`, `portal ${status}`].toSorted(),
    );
  });
});

const DAY_SECONDS = 86_400;
