import { ITEMS, isItem } from './algorithm.ts';

/** The items of the Algorithm under which a state system is asked and its answer decides. */
const CHECK_ITEMS: ReadonlySet<string> = new Set([
  '4.1',
  '4.3',
  '4.4',
  '4.5',
  '4.7',
  '4.8',
  '4.11',
  '4.12',
  '4.13',
  '4.14',
  '4.16',
]);

/**
 * Whether a line of the journal is a check: one in which the item's own system was asked. The line at 4.14 that the
 * buyer was told is not one.
 */
export function isCheck({ item, system }: { readonly item: string; readonly system: string }): boolean {
  if (!isItem(item) || !CHECK_ITEMS.has(item)) return false;
  const systems: readonly string[] = ITEMS[item];
  return systems.includes(system);
}

/** The outcomes by which a check lets the application go on: the words that the state machine's Choices know. */
const PASSED: ReadonlySet<string> = new Set([
  'sells-vehicles',
  'on-record',
  'paid',
  'not-subject',
  'none-unpaid',
  'registered',
]);

/** Whether an outcome of a check lets the application go on. */
export function isPassed(outcome: string): boolean {
  return PASSED.has(outcome);
}
