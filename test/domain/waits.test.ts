import { expect, test } from 'vitest';
import { isItem } from '../../lib/domain/algorithm.ts';
import { ACTIONS, ENDINGS, isBeforeBuyerSigned, LIVE_STATUSES, STATUSES, WAITS } from '../../lib/domain/waits.ts';

test.each(ACTIONS)('%s is awaited under an item of the order, in a status of its own, for some time', (action) => {
  const { item, status, seconds } = WAITS[action];
  expect(isItem(item)).toBe(true);
  expect(LIVE_STATUSES).toContain(status);
  expect(ACTIONS.filter((other) => WAITS[other].status === status)).toEqual([action]);
  expect(Number.isInteger(seconds) && seconds >= 24 * 60 * 60).toBe(true);
});

test('they come in the order of the Algorithm', () => {
  expect(ACTIONS.map((action) => WAITS[action].item)).toEqual([
    ...['4.2', '4.6', '4.9', '4.10', '4.14', '4.15', '4.16', '4.17', '4.18', '4.19', '6', '8', '10'],
  ]);
});

test('every status but checking and suspended is one that waits', () => {
  const waiting = ACTIONS.map((action) => WAITS[action].status);
  expect(LIVE_STATUSES.filter((status) => !waiting.includes(status))).toEqual(['checking', 'suspended']);
  expect(new Set(STATUSES).size).toBe(LIVE_STATUSES.length + ENDINGS.length);
});

test('until the buyer has signed silence closes; after that a desk is waited for, and a ticket lapses', () => {
  const afterwards = ACTIONS.filter((action) => !isBeforeBuyerSigned(action));
  expect(afterwards).toEqual(['decision', 'printed', 'queue-ticket', 'hand-over']);
  expect(afterwards.map((action) => WAITS[action].whenOver)).toEqual(['extend', 'extend', 'extend', 'lapse']);
  for (const action of afterwards) expect(['police', 'printing', 'centre']).toContain(WAITS[action].from);
});
