import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expirePilot } from '../../functions/operations/expire-pilot.ts';
import type { Application, Payment } from '../../lib/domain/application.ts';
import { newNumber } from '../../lib/domain/application-number.ts';
import { close, conclude, giveAnswer, open, suspend, waitFor } from '../../lib/domain/lifecycle.ts';
import type { WAITS } from '../../lib/domain/waits.ts';
import { executions } from '../../lib/registration/executions.ts';
import { type Applications, toItem } from '../../lib/store/applications.ts';
import { type Registration, StepFailed } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { EFFECTS_OF_A_REGISTRATION, effectsOf, eventually, LONG, Service } from './service.ts';

/** Promise 5 of docs/reliability.md: the pilot ends with applications in every state of life (order, item 5). */

/** How many are written into the table, beside those that have really been started. */
const SEEDED = LONG ? 5_000 : 100;
const DAY_MS = 86_400_000;

let service: Service;
let endsAt: Date;
beforeAll(async () => {
  endsAt = new Date(Date.now() + 5 * DAY_MS);
  service = await Service.start({ pilotEndsAt: endsAt });
});
afterAll(() => service.close());

const now = () => new Date(service.cloud.clock.now());

/** An application of whose execution nothing is known here: only whether it is closed is looked at. */
function opened(): Application {
  const id = ulid(service.cloud.clock.now());
  return { ...open({ id, number: newNumber(now()), sellerBin: '500140000018', prepared: {}, now: now() }), ...WRITTEN };
}
const WRITTEN: Pick<Application, 'journal'> = {
  journal: [
    {
      item: '4.1',
      system: 'business-register',
      outcome: 'sells-vehicles',
      requestId: '0',
      sha256: '0'.repeat(64),
      at: '2026-01-01T00:00:00Z',
    },
  ],
};

const until = () => new Date(service.cloud.clock.now() + 30 * DAY_MS);
const waiting = (action: keyof typeof WAITS) => waitFor(opened(), { action, since: now(), until: until() });
const sha256 = '0'.repeat(64);
const SIGNATURE = { at: '2026-01-01T00:00:00Z', documentSha256: sha256, cmsSha256: sha256, certificateSha256: sha256 };
const PAYMENT: Payment = { id: 'x', status: 'paid', items: [], total: 1, requestedAt: '2026-01-01T00:00:00Z' };
const signed = (application: Application): Application => ({ ...application, signatures: { buyer: SIGNATURE } });

/** Every state of life that an application can be in: how it comes to be, and whether the pilot's end closes it. */
const STATES: readonly [name: string, make: () => Application, closed: boolean][] = [
  ['being checked', opened, true],
  ['waiting for the seller', () => waiting('seller-signature'), true],
  ['waiting for the buyer', () => waiting('consent'), true],
  ['waiting for the payment', () => ({ ...waiting('payment'), payment: { ...PAYMENT, status: 'due' } }), true],
  ['paid, not signed', () => ({ ...waiting('buyer-signature'), payment: PAYMENT }), true],
  [
    'answered, not delivered',
    () => giveAnswer(waiting('consent'), { action: 'consent', content: {}, output: { outcome: 'agree' }, now: now() }),
    true,
  ],
  ['suspended', () => suspend(opened(), 'SystemUnavailable', now()), true],
  ['being withdrawn', () => close(opened(), 'withdrawn', now()), false],
  ['signed, with the police', () => signed({ ...waiting('decision'), pickup: PICKUP, payment: PAYMENT }), false],
  ['signed, with the printers', () => signed({ ...waiting('printed'), pickup: PICKUP, payment: PAYMENT }), false],
  ['signed, ready', () => signed({ ...waiting('queue-ticket'), pickup: PICKUP, payment: PAYMENT }), false],
  ['signed, suspended', () => suspend(signed(opened()), 'SystemUnavailable', now()), false],
  ['refused', () => conclude(opened(), { kind: 'refused', code: 'no-sale-contract', item: '4.8' }, now()), false],
];
const PICKUP = { centre: '0201', region: '02', plateKind: 'rectangular' };

async function seed(): Promise<Map<string, { name: string; closed: boolean; before: Application }>> {
  const seeded = new Map<string, { name: string; closed: boolean; before: Application }>();
  const items: Record<string, unknown>[] = [];
  for (let n = 0; n < SEEDED; n++) {
    const [name, make, closed] = STATES[n % STATES.length] ?? ['', opened, true];
    const before = make();
    seeded.set(before.id, { name, closed, before });
    items.push(toItem(before));
  }
  for (let n = 0; n < items.length; n += 25) {
    const requests = items.slice(n, n + 25).map((Item) => ({ PutRequest: { Item } }));
    await service.table.client.send(new BatchWriteCommand({ RequestItems: { [service.table.name]: requests } }));
  }
  return seeded;
}

const unused = () => {};
const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'expire-pilot',
  functionVersion: '1',
  invokedFunctionArn: '',
  memoryLimitInMB: '512',
  awsRequestId: '0',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 0,
  done: unused,
  fail: unused,
  succeed: unused,
};

/** `expire-pilot` as the pilot ends, every write of which fails once it has closed so many: what a kill leaves behind. */
async function dyingAfter(count: number): Promise<unknown> {
  let left = count;
  const store: Applications = {
    ...service.store,
    async change(known, change) {
      left -= 1;
      if (left < 0) throw new Error('Killed.');
      return service.store.change(known, change);
    },
  };
  const { STATE_MACHINE_ARN = '' } = service.cloud.environment;
  const machine = executions(STATE_MACHINE_ARN, service.sfnConfig);
  const run = expirePilot(
    () => store,
    () => machine,
    () => endsAt,
    () => endsAt,
  );
  return run({}, { ...CONTEXT, getRemainingTimeInMillis: () => 900_000 });
}

/** Every application, with a few at a time under way. */
async function all<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let n = 0; n < things.length; n += 20) results.push(...(await Promise.all(things.slice(n, n + 20).map(work))));
  return results;
}

test('the pilot ends: what is not signed is closed, what is signed goes on, nothing new gets in', {
  timeout: LONG ? 600_000 : 120_000,
}, async () => {
  const seeded = await seed();
  // Those with executions of their own, one at each wait; the police and the printers do not act by themselves.
  service.cloud.systems.setAutomatic('vehicle-register', false);
  const at = async (status: Parameters<typeof carryOn>[1]): Promise<Registration> => {
    const registration = service.registration();
    await registration.start(status === 'awaiting-vehicle' ? {} : undefined);
    await carryOn(registration, status);
    return registration;
  };
  const unsigned = await Promise.all(
    (['awaiting-vehicle', 'awaiting-seller-signature', 'awaiting-consent', 'awaiting-payment'] as const).map(at),
  );
  const paid = await at('awaiting-buyer-signature');
  const signedOne = await at('in-registration');
  const cms = await paid.signatureOf('buyer');

  // A moment before the end: everything is open. From the very second: nothing.
  service.cloud.clock.set(endsAt.getTime() - 60_000);
  const last = service.registration();
  await last.start({});
  // The first run of all dies halfway: before the clock strikes, or the schedule's own might leave it nothing to do.
  await expect(dyingAfter(SEEDED / 4)).rejects.toThrow('There is more to close.');
  service.cloud.clock.set(endsAt.getTime());
  await expect(service.registration().start()).rejects.toMatchObject({
    answer: { status: 403, body: { code: 'pilot-ended' } },
  });
  const buyer = await paid.as('buyer');
  const tooLate = await buyer.call('POST', `/buyer/applications/${paid.id}/signature`, { body: { cms } });
  expect(tooLate.status).toBe(409);

  // Called by the schedule meanwhile, and twice more at once.
  await Promise.all([service.cloud.lambda.invoke('expire-pilot', {}), service.cloud.lambda.invoke('expire-pilot', {})]);

  for (const registration of [...unsigned, paid, last]) {
    const end = await registration.until('pilot-ended');
    expect(end.outcome).toMatchObject({ kind: 'pilot-ended', message: expect.stringContaining('item 5') });
  }
  const { payment } = await service.stored(paid.id);
  expect(payment?.status).toBe('refund-due');

  await eventually(async () => {
    const states = await all([...seeded.keys()], (id) => service.stored(id));
    return states.every((now) => !seeded.get(now.id)?.closed || now.closing || now.outcome) || undefined;
  }, 'all of the unsigned to be closed');
  const after = await all([...seeded.keys()], (id) => service.stored(id));
  for (const application of after) {
    const known = seeded.get(application.id);
    const kind = application.closing?.kind ?? application.outcome?.kind;
    if (known?.closed) expect([known.name, kind]).toEqual([known.name, 'pilot-ended']);
    else expect([known?.name, application]).toEqual([known?.name, known?.before]);
  }

  // What the buyer has signed is carried on to the hand-over.
  await signedOne.decide({ decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AA00000001' });
  expect((await carryOn(signedOne)).status).toBe('registered');
  expect(effectsOf(service.carriedOut(await service.stored(signedOne.id)))).toEqual(EFFECTS_OF_A_REGISTRATION);
  await expect(service.registration().start()).rejects.toBeInstanceOf(StepFailed);
});
