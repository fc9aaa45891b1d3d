import { buyerAnswer, type GivenAnswer, paymentAnswer, vehicleAnswer } from './answers.ts';
import type { Application, Notice } from './application.ts';
import { isAsOldAs } from './collection.ts';
import { answerAgain, close, giveAnswer, isEnded, lapse, movedOn, waitFor } from './lifecycle.ts';
import { type Action, isBeforeBuyerSigned, WAITS } from './waits.ts';

/**
 * How a wait begins. The state machine comes to it more than once: at first, after its time-out, after a call that failed,
 * after a redrive, and in another execution. The application is the judge of the wait, not the timer (decision 0002): what
 * has been answered already is told, what is over is closed, and only otherwise is anything awaited.
 */

/** The state of the state machine in which an answer is waited for. */
export interface WaitingState {
  readonly action: Action;
  /** By which the state machine is told the answer. A secret. */
  readonly token: string;
  /** When it was entered, ISO 8601. */
  readonly enteredAt: string;
  /** How often the execution has been redriven. */
  readonly redriveCount: number;
  /** How often this state has been tried again since. */
  readonly retryCount: number;
  /** How long the state machine waits. */
  readonly timeoutSeconds: number;
}

/** What else decides how a wait begins. */
export interface Circumstances {
  readonly now: Date;
  readonly pilotOpen: boolean;
  /** Whether the IIN that came with the start is not to be used, since its seller tries out IINs (4.6). */
  readonly putOff: boolean;
  /** The digest of the document that is to be signed, when it has just been made (4.9, 4.18). */
  readonly document: Application['documents'];
  /** How long the call that begins the wait may have taken. */
  readonly longestCallMs: number;
}

/** What becomes of the application when its wait begins, or is taken up again. The same application when nothing does. */
export function beginWait(application: Application, state: WaitingState, circumstances: Circumstances): Application {
  // A call that was given up may still be under way when the next one has begun the wait.
  if (isEnded(application) || isOutdated(state, application.lastTry)) return application;
  const begun = begin(application, state, circumstances);
  if (begun === application) return application;
  const { document } = circumstances;
  const { enteredAt, redriveCount, retryCount } = state;
  return {
    ...begun,
    lastTry: { enteredAt, redriveCount, retryCount },
    ...(document && { documents: { ...application.documents, ...document } }),
  };
}

/** Whether a later try of the same state has begun the wait, or a later state its own. */
function isOutdated({ enteredAt, redriveCount, retryCount }: WaitingState, last: Application['lastTry']): boolean {
  if (!last) return false;
  if (last.enteredAt !== enteredAt) return Date.parse(last.enteredAt) > Date.parse(enteredAt);
  return last.redriveCount === redriveCount ? last.retryCount > retryCount : last.redriveCount > redriveCount;
}

function begin(
  application: Application,
  state: WaitingState,
  { now, pilotOpen, putOff, longestCallMs }: Circumstances,
): Application {
  const { action, token, timeoutSeconds } = state;
  const { closing, answer, awaiting, ticket } = application;
  const { item, whenOver } = WAITS[action];
  if (closing) return application.token === token ? application : { ...application, token };
  if (answer?.action === action) return { ...movedOn(application, item, action), token };
  // After the pilot's end nothing is awaited from those who have not signed (order, item 5).
  if (!pilotOpen && isBeforeBuyerSigned(action)) return { ...close(application, 'pilot-ended', now), token };
  const early = putOff ? undefined : answerBeforeWait(application, action);
  if (early) {
    const change = { ...early.answer.change?.(application), ...(early.left && { prepared: early.left }) };
    return { ...giveAnswer(movedOn(application, item), { ...early.answer, now }, change), token };
  }
  const output = answerToAnotherExecution(application, action);
  if (output) return { ...answerAgain(application, { action, output, now }), token };
  const begun = awaiting?.action === action && application.token !== undefined ? awaiting : undefined;
  // The ticket has lapsed already, and the word of that write, or of its delivery, was lost; or its time passed while the
  // application stood still.
  if (action === 'hand-over' && (!ticket || (!begun && isAsOldAs(ticket, timeoutSeconds, now)))) {
    return lapse(application, token, now);
  }
  const over = begun !== undefined && now.getTime() >= Date.parse(begun.until);
  if (over && whenOver === 'close') return { ...close(application, 'expired', now), token };
  if (over && whenOver === 'lapse') return lapse(application, token, now);
  // Up to a call's time before now: each try, and each redrive, has the whole time of the state machine's timer again.
  const timerBegan = Math.max(Date.parse(state.enteredAt), now.getTime() - longestCallMs);
  const timerEnds = timerBegan + timeoutSeconds * 1000;
  return waitFor(putOff ? withoutIinOfStart(application) : application, {
    action,
    token,
    since: new Date(awaiting?.action === action ? awaiting.since : state.enteredAt),
    // A desk that is late is waited for again; the time that it had remains visible. Nobody else's time is over before the
    // state machine is there to say so, and none that was told is shortened.
    until: new Date(over ? begun.until : Math.max(timerEnds, begun ? Date.parse(begun.until) : 0)),
    notice: noticeBeside(application, action),
  });
}

/**
 * Whether the application has gone on without this call since it began, because a write of ours seemed lost but had
 * succeeded, or the call had been given up: its answer was taken over, or another state waits.
 *
 * @param known the application as it was when the call began
 */
export function hasGoneOn(
  known: Application,
  current: Application,
  { action, enteredAt }: Pick<WaitingState, 'action' | 'enteredAt'>,
): boolean {
  const last = current.lastTry?.enteredAt;
  const isAnotherWait = last !== enteredAt && last !== known.lastTry?.enteredAt;
  if (isAnotherWait) return true;
  const hasAnswer = ({ answer }: Application) => answer?.action === action;
  // One that was closed meanwhile still needs this call's token, by which the state machine is told.
  if (hasAnswer(current) || current.closing) return false;
  return hasAnswer(known) || current.given?.[action]?.at !== known.given?.[action]?.at;
}

/**
 * The answer that is there before it is asked for: what the seller gave with the start (4.1), or a payment already made
 * (4.17). `left` is what then remains of what was given with the start.
 */
function answerBeforeWait(
  { prepared, payment }: Application,
  action: Action,
): { answer: GivenAnswer; left?: Application['prepared'] } | undefined {
  if (action === 'payment' && payment?.status === 'paid') return { answer: paymentAnswer(payment) };
  if (action === 'vehicle' && prepared?.vin) {
    const { vin, ...left } = prepared;
    return { answer: vehicleAnswer(vin), left };
  }
  if (action === 'buyer' && prepared?.iin) {
    const { iin, ...left } = prepared;
    return { answer: buyerAnswer(iin), left };
  }
  return undefined;
}

/**
 * What was answered while another execution waited for it, and is to be told to this one: from 4.18 on nothing is asked
 * for twice, except a queue ticket that has lapsed.
 */
function answerToAnotherExecution(
  { given, awaiting, registration }: Application,
  action: Action,
): { outcome: string } | undefined {
  if (!given?.[action] || awaiting?.action === action) return undefined;
  switch (action) {
    case 'decision':
      return { outcome: registration ? 'register' : 'refuse' };
    case 'printed':
      return { outcome: 'printed' };
    case 'queue-ticket':
      return { outcome: 'issued' };
    case 'hand-over':
      return { outcome: 'handed-over' };
    default:
      return undefined;
  }
}

/** Drops the IIN that came with the start: the seller is asked again who the buyer is. */
function withoutIinOfStart({ prepared, buyer: _, ...rest }: Application): Application {
  return prepared?.vin ? { ...rest, prepared: { vin: prepared.vin } } : rest;
}

/**
 * What is said along with the wait: why the IIN is asked for again (4.7), which fines are to be paid (4.14), or that a
 * payment failed (4.17), which may have happened before the wait began.
 */
function noticeBeside({ journal, fines, notice }: Application, action: Action): Notice | undefined {
  const last = journal.at(-1);
  if (action === 'buyer' && last?.item === '4.7') return { code: 'correct-iin-required', item: '4.7' };
  if (action === 'resubmission' && fines) return { code: 'unpaid-fines', item: '4.14', values: fines };
  if (action === 'payment' && notice?.code === 'payment-failed') return notice;
  return undefined;
}
