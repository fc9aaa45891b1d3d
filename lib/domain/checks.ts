import { ITEMS, type Item, isItem } from './algorithm.ts';

/** What a check can find: the words that the state machine's Choice after it decides by. */
interface Outcomes {
  /** Those that let the application go on to the next item. */
  readonly passed: readonly string[];
  readonly notPassed: readonly string[];
}

/** The items of the Algorithm under which a state system is asked, and its answer decides: each with what can be found. */
export const CHECKS = {
  '4.1': { passed: ['sells-vehicles'], notPassed: ['no-data', 'other-activity'] },
  '4.3': { passed: ['on-record'], notPassed: ['no-data', 'out-of-scope', 'already-in-application'] },
  '4.4': { passed: ['paid', 'not-subject'], notPassed: ['no-data'] },
  '4.5': { passed: ['paid'], notPassed: ['no-data'] },
  '4.7': { passed: ['on-record'], notPassed: ['no-data'] },
  '4.8': { passed: ['on-record'], notPassed: ['no-data'] },
  '4.11': { passed: ['on-record'], notPassed: ['no-data'] },
  // The VIN has been this application's own since 4.3.
  '4.12': { passed: ['on-record'], notPassed: ['no-data', 'out-of-scope'] },
  '4.13': { passed: ['on-record'], notPassed: ['no-data'] },
  '4.14': { passed: ['none-unpaid'], notPassed: ['unpaid'] },
  '4.16': { passed: ['registered'], notPassed: ['no-data'] },
} as const satisfies Partial<Record<Item, Outcomes>>;

/** An item under which a state system is asked, and its answer decides. */
export type CheckItem = keyof typeof CHECKS;

/** What the check of an item can find. */
export type OutcomeOf<I extends CheckItem> = (typeof CHECKS)[I][keyof Outcomes][number];

type NotPassed = (typeof CHECKS)[CheckItem]['notPassed'][number];

/** What any check can find instead of passing, each once, in the order of the Algorithm. */
export const NOT_PASSED: readonly NotPassed[] = [
  ...new Set(Object.values(CHECKS).flatMap<NotPassed>(({ notPassed }) => notPassed)),
];

/**
 * What the journal says of a line that is no check: the buyer was told, a payment requested, something ordered, a
 * document found valid (8, 9), a queue ticket issued.
 */
const DONE = ['told', 'requested', 'ordered', 'valid', 'issued'] as const;

/** What a line of the journal can say: what a check found, or what was done. */
export type JournalOutcome = OutcomeOf<CheckItem> | (typeof DONE)[number];

/**
 * Whether a line of the journal is a check: one in which the item's own system was asked. The line at 4.14 that the
 * buyer was told is not one.
 */
export function isCheck({ item, system }: { readonly item: string; readonly system: string }): boolean {
  if (!isItem(item) || !Object.hasOwn(CHECKS, item)) return false;
  const systems: readonly string[] = ITEMS[item];
  return systems.includes(system);
}

const PASSED: ReadonlySet<string> = new Set(Object.values(CHECKS).flatMap<string>(({ passed }) => passed));

/** Whether an outcome of a check lets the application go on. */
export function isPassed(outcome: string): boolean {
  return PASSED.has(outcome);
}

/** Whether a line of the journal says that something was done. */
export function isDone(outcome: string): boolean {
  const done: readonly string[] = DONE;
  return done.includes(outcome);
}
