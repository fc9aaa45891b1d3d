import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import { requestPayment } from '../../../functions/tasks/request-payment.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { close, conclude, giveAnswer, open } from '../../../lib/domain/lifecycle.ts';
import { TARIFF } from '../../../lib/domain/tariff.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import { VEHICLE } from '../../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const EVENT = { applicationId: 'application', item: '4.17', enteredAt: NOW.toISOString(), timeoutSeconds: 3_600 };
const evidence = {
  system: 'payment-gateway',
  requestId: '1',
  sha256: '0'.repeat(64),
  askedAt: EVENT.enteredAt,
  answeredAt: EVENT.enteredAt,
} as const;

/** An application that has come to 4.17. */
const READY: Application = {
  ...open({ id: 'application', number: '260301-0000-01', sellerBin: '500140000018', prepared: {}, now: NOW }),
  vehicle: VEHICLE,
  buyer: { iin: '000000000000' },
  pickup: { centre: '0201', region: '02', plateKind: 'rectangular' },
};

/** The store of one application, which another call may have changed since it was read. */
function storeOf(read: Application, stored = read) {
  const kept = { application: stored };
  const store: Pick<Applications, 'get' | 'change'> = {
    get: async () => read,
    change: async (_known, change) => {
      kept.application = change(kept.application);
      return kept.application;
    },
  };
  return { store: store as Applications, kept };
}

const GATEWAY = {
  requestPayment: async () => ({ kind: 'data' as const, data: { paymentId: '1', url: 'https://x' }, evidence }),
};

test('4.17: a payment that was made while the write of its request was taken for lost stays made', async () => {
  let stored = READY;
  let untilWhen: string | undefined;
  const pay = (application: Application): Application => {
    if (!application.payment) throw new Error('There is nothing to pay.');
    const payment = { ...application.payment, status: 'paid' as const };
    const content = { paymentId: payment.id, status: payment.status };
    return giveAnswer(application, { action: 'payment', content, output: { outcome: 'paid' }, now: NOW }, { payment });
  };
  const store = {
    get: async () => stored,
    // The write has its effect, the buyer pays, and the writer, who has had no word, is asked again with what is there.
    async change(_known: Application, change: (current: Application) => Application) {
      stored = change(stored);
      untilWhen = stored.awaiting?.until;
      stored = pay(stored);
      stored = change(stored);
      return stored;
    },
  } as Partial<Applications> as Applications;
  const run = requestPayment(
    () => store,
    () => GATEWAY,
    () => TARIFF,
    () => NOW,
  );
  expect(await run(EVENT, {} as Context)).toEqual({ outcome: 'requested' });
  expect(untilWhen).toBe('2026-03-01T01:00:00.000Z');
  expect(stored).toMatchObject({ payment: { status: 'paid' }, answer: { action: 'payment' } });
  expect(stored.awaiting).toBeUndefined();
  expect(stored.journal).toHaveLength(1);
});

test.each([
  ['is being closed', (application: Application) => close(application, 'withdrawn', NOW)],
  [
    'has ended',
    (application: Application) => conclude(close(application, 'withdrawn', NOW), { kind: 'withdrawn' }, NOW),
  ],
])('4.17: the gateway’s order is known also to an application that %s meanwhile', async (_, meanwhile) => {
  const closed = meanwhile(READY);
  const { store, kept } = storeOf(READY, closed);
  const run = requestPayment(
    () => store,
    () => GATEWAY,
    () => TARIFF,
    () => NOW,
  );
  await expect(run(EVENT, {} as Context)).rejects.toMatchObject({ name: 'ApplicationClosing' });
  const { payment, status } = kept.application;
  expect([payment?.id, payment?.status, status]).toEqual(['1', 'due', closed.status]);
});

test('4.17: without a row in the tariff the application stands at 4.17, for whoever looks', async () => {
  const { store, kept } = storeOf({ ...READY, item: '4.16' });
  const run = requestPayment(
    () => store,
    () => ({ requestPayment: () => Promise.reject(new Error('It is not asked.')) }),
    () => ({ ...TARIFF, mci: [] }),
    () => NOW,
  );
  await expect(run(EVENT, {} as Context)).rejects.toMatchObject({ name: 'TariffIncomplete' });
  expect(kept.application.item).toBe('4.17');
});
