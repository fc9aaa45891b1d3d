import { Problem } from '../api/problem.ts';
import { awaitingOf } from '../api/views.ts';
import type { GivenAnswer } from '../domain/answers.ts';
import type { Application } from '../domain/application.ts';
import { giveAnswer, isAwaited, isEnded, wasGiven, wasGivenTooOften } from '../domain/lifecycle.ts';
import { notAwaitedDetail } from '../domain/messages.ts';
import { pilotIsOpen } from '../domain/pilot.ts';
import { isBeforeBuyerSigned, WAITS } from '../domain/waits.ts';
import type { Applications } from '../store/applications.ts';
import { deliverOrLeave, type Executions } from './executions.ts';

/**
 * What is needed to take an answer in: the applications, the state machine to tell, and the moment of the pilot's end.
 */
export interface Answering {
  readonly store: () => Applications;
  /** The executions, one of which waits for the answer. */
  readonly machine: () => Executions;
  /** The first moment after the pilot (order, item 5). */
  readonly pilotEndsAt: () => Date;
}

/**
 * An answer, and the moment at which it is given. Its `change` may throw a Problem: the content is judged only when its
 * action is awaited.
 */
export interface Answer extends GivenAnswer {
  readonly now: Date;
}

/**
 * Whether this answer is to be taken in (`awaited`) or was already (`given`).
 *
 * @throws Problem `not-awaited` otherwise
 */
export function standing(application: Application, answer: Pick<Answer, 'action' | 'content' | 'now'>, endsAt: Date) {
  if (isAwaited(application, answer.action, answer.now, endsAt)) return 'awaited';
  if (wasGiven(application, answer.action, answer.content)) return 'given';
  throw notAwaited(application, answer.now, endsAt);
}

/** The problem for an action that is not awaited now: it says what is awaited, and from whom, or why nothing is. */
export function notAwaited(application: Application, now: Date, endsAt: Date): Problem {
  const nothing = whyNothing(application, now, endsAt);
  const awaiting = nothing ? undefined : awaitingOf(application, endsAt);
  return new Problem('not-awaited', {
    detail: (language) => notAwaitedDetail(language, nothing ?? awaiting ?? 'checking'),
    ...(awaiting ? { awaiting, item: WAITS[awaiting.action].item } : { item: application.item }),
  });
}

/**
 * Why nothing is awaited of anyone, although the application may still name an action; undefined when that action is
 * awaited.
 */
function whyNothing(application: Application, now: Date, endsAt: Date) {
  const { awaiting, closing, status } = application;
  if (isEnded(application)) return 'ended';
  if (closing) return closing.kind === 'pilot-ended' ? 'pilot-ended' : 'closing';
  // What is expected from outside before its wait begins can be given also while the application is suspended.
  if (status === 'suspended' && !awaiting) return 'suspended';
  if (!awaiting || isAwaited(application, awaiting.action, now, endsAt)) return undefined;
  if (wasGivenTooOften(application, awaiting.action)) return 'too-often';
  return pilotIsOpen(now, endsAt) || !isBeforeBuyerSigned(awaiting.action) ? 'over' : 'pilot-ended';
}

/**
 * Takes an answer in: first it is written, then the state machine is told. When telling it fails, the sweeper does so
 * later. The same answer again changes nothing.
 *
 * @throws Problem `not-awaited`
 */
export async function takeIn(
  application: Application,
  answer: Answer,
  { store, machine, pilotEndsAt }: Answering,
): Promise<Application> {
  const { action, content, output, now } = answer;
  const after = await store().change(application, (current) =>
    standing(current, answer, pilotEndsAt()) === 'awaited'
      ? giveAnswer(current, { action, content, output, now }, answer.change?.(current))
      : current,
  );
  // Also one that was written before and waits to be delivered: telling twice has no effect.
  if (after.answer?.action === action) await deliverOrLeave(after, machine());
  return after;
}
