import { expect, test } from 'vitest';
import { buyerAnswer, type GivenAnswer, paymentAnswer, vehicleAnswer } from '../../lib/domain/answers.ts';
import type { Payment } from '../../lib/domain/application.ts';
import { giveAnswer, wasGiven } from '../../lib/domain/lifecycle.ts';
import { opened } from './samples.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const PAYMENT: Payment = {
  id: 'payment-1',
  status: 'paid',
  items: [{ code: 'plates', amount: 1 }],
  total: 1,
  requestedAt: '2026-03-02T09:00:00Z',
};

test.each<[string, GivenAnswer, GivenAnswer, object]>([
  [
    'the VIN (4.2)',
    vehicleAnswer('TESTKZHAPPY000001'),
    vehicleAnswer('TESTKZHAPPY000002'),
    { vehicle: { vin: 'TESTKZHAPPY000001' } },
  ],
  ['the IIN (4.6)', buyerAnswer('900101100018'), buyerAnswer('900101100019'), { buyer: { iin: '900101100018' } }],
  ['a payment (4.17)', paymentAnswer(PAYMENT), paymentAnswer({ ...PAYMENT, id: 'payment-2' }), { payment: PAYMENT }],
])('%s is known again, told from another one, and stands in the application', (_what, answer, other, change) => {
  const application = opened(NOW);
  const after = giveAnswer(application, { ...answer, now: NOW }, answer.change?.(application));
  expect(after).toMatchObject({ ...change, answer: { action: answer.action, output: answer.output } });
  expect(wasGiven(after, answer.action, answer.content)).toBe(true);
  expect(wasGiven(after, other.action, other.content)).toBe(false);
});

test('what the state machine is told of them is nothing personal', () => {
  const told = [vehicleAnswer('V'), buyerAnswer('I'), paymentAnswer(PAYMENT)].map(({ output }) => output.outcome);
  expect(told).toEqual(['entered', 'entered', 'paid']);
});
