import type { Application } from '../domain/application.ts';
import type { CheckItem, JournalOutcome, OutcomeOf } from '../domain/checks.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { heldUp, record, recorded } from '../domain/lifecycle.ts';
import type { Action } from '../domain/waits.ts';
import type { Applications } from '../store/applications.ts';
import { type Answer, type Asking, type Evidence, lineOf, SystemUnavailable } from '../systems/answer.ts';
import { count, report } from './reporting.ts';
import { applicationOf, changeAsTask, goingOn, type TaskEvent, task, taskEvent } from './task.ts';

/** What an answer of a state system means for the application, asked under one of these items. */
export interface Finding<I extends CheckItem> {
  /** The word that the state machine's Choice decides by. */
  readonly outcome: OutcomeOf<I>;
  /** What the answer changes in the application. */
  readonly change?: (application: Application) => Partial<Application>;
}

/** One question to a state system, under the items that ask it: how it is asked, and what its answer means. */
export type Rule<T, I extends CheckItem> = (
  application: Application,
  asking: Asking,
) => Promise<{ answer: Answer<T>; finding: Finding<I> }>;

/**
 * A field that the state machine made sure of before it called.
 *
 * @throws Error when it is missing, which is our own fault
 */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The application has come here without ${name}.`);
  return value;
}

/**
 * A check of the Algorithm as a function: asks, writes down the answer, and hands the state machine the outcome. A
 * retried call neither asks nor writes again what was already written. When the system does not answer, that is noted
 * once in the application, and the error is thrown on.
 */
export function check<T, I extends CheckItem>(
  store: () => Pick<Applications, 'get' | 'change'>,
  rule: Rule<T, I>,
  clock: Clock = systemClock,
) {
  return task(taskEvent, async (event) => {
    const application = await applicationOf(event, store());
    const earlier = recorded(application, event.item, event.enteredAt);
    if (earlier) return { outcome: earlier.outcome };
    const { answer, finding } = await noting(application, event, store(), clock, () =>
      rule(application, { item: event.item }),
    );
    const written = await changeAsTask(store(), application, (current) =>
      record(goingOn(current), entryOf(event, answer.evidence, finding.outcome), finding.change?.(current)),
    );
    // Another call for the same state may have written its answer first: that one counts.
    const { outcome } = recorded(written, event.item, event.enteredAt) ?? finding;
    report('info', 'Checked.', { ...about(event), system: answer.evidence.system, outcome });
    count('Answers', { system: answer.evidence.system, outcome: answer.kind });
    return { outcome };
  });
}

/** The journal's line for an answer to the state machine. */
export function entryOf(event: TaskEvent, evidence: Evidence, outcome: JournalOutcome) {
  return { ...lineOf(event.item, evidence, outcome), entered: event.enteredAt };
}

const about = ({ applicationId, item }: TaskEvent) => ({ applicationId, item });

/**
 * Runs something that asks a state system. When there is no answer, notes (once) in the application which system it
 * waits for, and throws the error on.
 *
 * @param expecting an answer that may come before its wait begins: see `movedOn`
 */
export async function noting<R>(
  application: Application,
  event: TaskEvent,
  store: Pick<Applications, 'change'>,
  clock: Clock,
  ask: () => Promise<R>,
  expecting?: Action,
): Promise<R> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SystemUnavailable) {
      const { system } = error;
      report('warn', 'Waits for a state system.', { ...about(event), system, outcome: error.reason });
      await changeAsTask(store, application, (current) => {
        // Another call for the same state got its answer meanwhile.
        if (recorded(current, event.item, event.enteredAt)) return current;
        const { waitingFor, suspended } = goingOn(current);
        const noted = waitingFor?.system === system && waitingFor.item === event.item && !suspended;
        return noted ? current : heldUp(current, { item: event.item, system, now: clock() }, expecting);
      });
    }
    throw error;
  }
}
