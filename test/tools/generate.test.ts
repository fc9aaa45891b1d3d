import { describe, expect, test } from 'vitest';
import { GENERATED, isStale } from '../../tools/generate.ts';
import { dependencies, notAllowed } from '../../tools/licences.ts';
import { orderInCode } from '../../tools/order-in-code.ts';
import { COMMON_END, readStates } from '../../tools/state-machine.ts';

test.each(Object.keys(GENERATED))('%s is as it would be made now: run `npm run generate`', async (path) => {
  expect(await isStale(path)).toBe(false);
});

describe('the order in code', () => {
  test.each(orderInCode().map((each) => [each.item, each] as const))(
    'item %s is carried out by code, and held to it by a test',
    (_item, { code, tests, cases }) => {
      expect(code).not.toEqual([]);
      expect([...tests, ...cases]).not.toEqual([]);
    },
  );

  test('every state but the common end stands under an item', () => {
    const placed = new Set(orderInCode().flatMap(({ states }) => states));
    const rest = readStates().filter(({ name }) => !placed.has(name));
    expect(rest.map(({ name }) => name)).toEqual([COMMON_END]);
  });
});

test('every dependency has a licence that is allowed', () => {
  expect(dependencies().length).toBeGreaterThan(100);
  expect(notAllowed()).toEqual([]);
});
