import { expect, test } from 'vitest';
import type { Application, Payment } from '../../lib/domain/application.ts';
import { close, conclude, isEnded, suspend, waitFor } from '../../lib/domain/lifecycle.ts';
import { paid, paymentFailed } from '../../lib/domain/payment.ts';
import { opened } from './samples.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const LATER = new Date('2026-03-02T10:00:00Z');
const UNTIL = new Date('2026-03-16T09:00:00Z');
const PILOT_ENDS_AT = new Date('2026-09-01T00:00:00+05:00');
const DUE: Payment = {
  id: 'payment-1',
  status: 'due',
  items: [{ code: 'plates', amount: 1 }],
  total: 1,
  requestedAt: NOW.toISOString(),
};

/** An application whose payment has been requested and is awaited. */
const requested = (): Application => ({
  ...waitFor(opened(NOW), { action: 'payment', since: NOW, until: UNTIL, token: 'token' }),
  payment: DUE,
});
const PAID_AT = '2026-03-02T14:59:00+05:00';
const WORD = { paidAt: PAID_AT, now: LATER, pilotEndsAt: PILOT_ENDS_AT };

test('4.17: a payment that is awaited is the answer', () => {
  const { status, awaiting, answer, payment } = paid(requested(), WORD);
  expect([status, awaiting, answer?.output]).toEqual(['checking', undefined, { outcome: 'paid' }]);
  expect(payment).toEqual({ ...DUE, status: 'paid', paidAt: PAID_AT });
});

test('4.17: a payment for what is to be closed, or whose time is over, is kept and answers nothing', () => {
  for (const [application, now] of [
    [close(requested(), 'withdrawn', NOW), LATER],
    [requested(), UNTIL],
    [requested(), PILOT_ENDS_AT],
  ] as const) {
    const after = paid(application, { ...WORD, now });
    expect([after.payment?.status, after.answer]).toEqual(['paid', undefined]);
    expect({ ...after, payment: DUE }).toEqual(application);
  }
});

test('4.17: money that comes after the end is due back at once', () => {
  const ended = conclude(requested(), { kind: 'expired' }, NOW);
  const after = paid(ended, WORD);
  expect(isEnded(after)).toBe(true);
  expect(after.payment).toEqual({ ...DUE, status: 'refund-due', paidAt: PAID_AT });
});

test('4.17: the same word again changes nothing, nor does one where no payment was requested', () => {
  const once = paid(requested(), WORD);
  expect(paid(once, { ...WORD, now: UNTIL })).toBe(once);
  const without = opened(NOW);
  expect(paid(without, WORD)).toBe(without);
});

test('4.17: a payment that failed is told of beside the wait, once, and may still be made', () => {
  const failed = paymentFailed(requested());
  expect(failed).toEqual({ ...requested(), notice: { code: 'payment-failed', item: '4.17' } });
  expect(paymentFailed(failed)).toBe(failed);
  const after = paid(failed, WORD);
  expect([after.payment?.status, after.notice]).toEqual(['paid', undefined]);
});

test('4.17: that a payment failed is no news once it has been made, or when none is awaited', () => {
  for (const application of [paid(requested(), WORD), suspend(requested(), 'Error', NOW), opened(NOW)]) {
    expect(paymentFailed(application)).toBe(application);
  }
});
