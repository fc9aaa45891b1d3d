import { expect, test } from 'vitest';
import { isCheck, isPassed } from '../../lib/domain/checks.ts';

test('a question to the item’s own system is a check (4.14), and telling the buyer of it is none', () => {
  expect(isCheck({ item: '4.14', system: 'administrative-proceedings' })).toBe(true);
  expect(isCheck({ item: '4.14', system: 'portal' })).toBe(false);
});

test('an order placed with a system is no check (4.17, 6)', () => {
  expect(isCheck({ item: '4.17', system: 'payment-gateway' })).toBe(false);
  expect(isCheck({ item: '6', system: 'printing' })).toBe(false);
});

test('only the words that let the application go on are passed', () => {
  expect(['paid', 'not-subject', 'registered', 'no-data', 'unpaid', 'told'].filter(isPassed)).toEqual([
    'paid',
    'not-subject',
    'registered',
  ]);
});
