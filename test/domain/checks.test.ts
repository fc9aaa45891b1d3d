import { expect, test } from 'vitest';
import { CHECKS, isCheck, isDone, isPassed, NOT_PASSED } from '../../lib/domain/checks.ts';

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

test('no word of one check means the contrary in another', () => {
  for (const { passed, notPassed } of Object.values(CHECKS)) {
    expect(passed.every(isPassed)).toBe(true);
    expect(notPassed.some(isPassed)).toBe(false);
  }
});

test('what any check can find instead of passing is each named once', () =>
  expect(NOT_PASSED).toEqual(['no-data', 'other-activity', 'out-of-scope', 'already-in-application', 'unpaid']));

test('what was done is no check’s finding', () =>
  expect(['told', 'ordered', 'paid', 'no-data'].filter(isDone)).toEqual(['told', 'ordered']));
