import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isApplicationNumber, newNumber } from '../../lib/domain/application-number.ts';

const moments = fc.date({ min: new Date('2025-10-09'), max: new Date('2099-12-30'), noInvalidDate: true });

test('a number bears the day in Asia/Almaty and is one', () => {
  expect(newNumber(new Date('2026-03-02T18:59:59Z'))).toMatch(/^260302-\d{4}-\d{2}$/);
  expect(newNumber(new Date('2026-03-02T19:00:00Z'))).toMatch(/^260303-\d{4}-\d{2}$/);
  fc.assert(fc.property(moments, (now) => isApplicationNumber(newNumber(now))));
});

test('a slip of the hand in one digit is found', () => {
  fc.assert(
    fc.property(moments, fc.nat(13), fc.integer({ min: 1, max: 9 }), (now, place, by) => {
      const number = newNumber(now);
      const digit = number[place] ?? '';
      fc.pre(digit !== '-');
      const slip = `${number.slice(0, place)}${(Number(digit) + by) % 10}${number.slice(place + 1)}`;
      expect(isApplicationNumber(slip)).toBe(false);
    }),
  );
});

test.each([
  '',
  '260222-4830-1',
  '260222-4830-177',
  '260222 4830 17',
  '２60222-4830-17',
  '260222-4830-17 ',
  '-',
  'abcdef-ghij-kl',
])('%j is none', (text) => expect(isApplicationNumber(text)).toBe(false));

test('numbers are drawn: a day’s do not follow one another', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  const drawn = Array.from({ length: 50 }, () => newNumber(now));
  expect(new Set(drawn).size).toBeGreaterThan(40);
  expect(drawn.toSorted()).not.toEqual(drawn);
});
