import * as z from 'zod/mini';
import { pilotEndsAt, theApplications, theAttachments, theTable } from '../../lib/dependencies.ts';
import { buyerAnswer, type GivenAnswer, paymentAnswer, vehicleAnswer } from '../../lib/domain/answers.ts';
import type { Application, Notice, Signatory } from '../../lib/domain/application.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { documentToSign, sha256Of } from '../../lib/domain/documents.ts';
import { answerAgain, close, giveAnswer, isEnded, lapse, movedOn, waitFor } from '../../lib/domain/lifecycle.ts';
import { pilotIsOpen } from '../../lib/domain/pilot.ts';
import { ACTIONS, type Action, isBeforeBuyerSigned, WAITS } from '../../lib/domain/waits.ts';
import { once } from '../../lib/environment.ts';
import { FUNCTIONS } from '../../lib/functions.ts';
import { report } from '../../lib/middleware/reporting.ts';
import { storedApplication, task, waitingTaskEvent } from '../../lib/middleware/task.ts';
import { deliverOrLeave, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import { putOffFor } from '../../lib/registration/probing.ts';
import type { Applications } from '../../lib/store/applications.ts';
import type { Attachments } from '../../lib/store/attachments.ts';
import { type Probes, probes } from '../../lib/store/probes.ts';

const waitEvent = z.extend(waitingTaskEvent, {
  action: z.enum(ACTIONS),
  /** By which the state machine is told the answer. Never logged. */
  token: z.string().check(z.minLength(1)),
});

/** How long a call of this function takes at the most. */
const LONGEST_CALL_MS = FUNCTIONS['await-action'].timeoutSeconds * 1000;

type WaitEvent = z.infer<typeof waitEvent>;

export interface AwaitActionDependencies {
  store: () => Applications;
  attachments: () => Attachments;
  machine: () => Executions;
  wrongIins: () => Probes;
  pilotEndsAt: () => Date;
  clock?: Clock;
}

/**
 * Begins every wait of the Algorithm (4.2, 4.6, 4.9, ... 10): writes down what is awaited, from whom, until when, and by
 * which token the state machine is to be told. The application is the judge of the wait, not the timer: when the
 * machine's time-out comes, it calls again, and here it is decided whether an answer came in time after all.
 */
export function awaitAction({
  store,
  attachments,
  machine,
  wrongIins,
  pilotEndsAt,
  clock = systemClock,
}: AwaitActionDependencies) {
  /** Whether the IIN that came with the start is not to be used, since its seller tries out IINs. The seller is asked for it again. */
  const isPutOff = async ({ prepared, seller }: Application, action: Action) =>
    action === 'buyer' &&
    prepared?.iin !== undefined &&
    (await putOffFor(seller.bin, wrongIins(), clock())) !== undefined;

  return task(waitEvent, async (event) => {
    const known = await storedApplication(event, store());
    const document = await prepareDocument(known, event.action, attachments, clock);
    const putOff = await isPutOff(known, event.action);
    const application = await store().change(known, (current) => {
      if (isOver(known, current, event.action)) return current;
      const now = clock();
      const next = begin(current, event, { now, pilotOpen: pilotIsOpen(now, pilotEndsAt()), putOff });
      return next === current || !document ? next : { ...next, documents: { ...current.documents, ...document } };
    });
    const { applicationId, item, action, token } = event;
    // What is there already is delivered like any answer: from here, or by the sweeper, which finds the token stored.
    if (application.awaiting?.action === action) report('info', 'Waiting.', { applicationId, item, outcome: action });
    else if (isEnded(application) || application.token === token)
      await deliverOrLeave({ ...application, token }, machine());
  });
}

/** What becomes of the application when its wait begins, or is taken up again after a time-out or a retried call. */
function begin(
  current: Application,
  event: WaitEvent,
  at: { now: Date; pilotOpen: boolean; putOff: boolean },
): Application {
  const { action, token, timeoutSeconds } = event;
  const { closing, answer, awaiting } = current;
  const { item, whenOver } = WAITS[action];
  if (isEnded(current)) return current;
  if (closing) return current.token === token ? current : { ...current, token };
  if (answer?.action === action) return { ...movedOn(current, item, action), token };
  // From the pilot's end on nothing is awaited of those who have not signed (order, item 5).
  if (!at.pilotOpen && isBeforeBuyerSigned(action)) return { ...close(current, 'pilot-ended', at.now), token };
  const prepared = at.putOff ? undefined : preparedAnswer(current, action);
  if (prepared) {
    const change = { ...prepared.answer.change?.(current), ...(prepared.left && { prepared: prepared.left }) };
    return { ...giveAnswer(movedOn(current, item), { ...prepared.answer, now: at.now }, change), token };
  }
  const taken = takenOver(current, action);
  if (taken) return { ...answerAgain(current, { action, output: taken, now: at.now }), token };
  const begun = awaiting?.action === action && current.token !== undefined ? awaiting : undefined;
  const over = begun !== undefined && at.now.getTime() >= Date.parse(begun.until);
  if (over && whenOver === 'close') return { ...close(current, 'expired', at.now), token };
  if (over && whenOver === 'lapse') return lapse(current, token, at.now);
  // After a redrive the machine's timer begins anew, up to a call's time before now; otherwise when the state was entered.
  const begins = current.suspended ? at.now.getTime() - LONGEST_CALL_MS : Date.parse(event.enteredAt);
  return waitFor(at.putOff ? withoutPreparedIin(current) : current, {
    action,
    token,
    since: new Date(awaiting?.action === action ? awaiting.since : event.enteredAt),
    // A desk that is late is waited for again, and the time that it had stays for everybody to see.
    until: begun ? new Date(begun.until) : new Date(begins + timeoutSeconds * 1000),
    notice: noticeBeside(current, action),
  });
}

/**
 * Whether the answer was given and taken over by the state machine since this call began: its write was taken for lost
 * when it had had its effect, and everybody has gone on.
 */
function isOver(known: Application, current: Application, action: Action): boolean {
  return current.answer?.action !== action && current.given?.[action]?.at !== known.given?.[action]?.at;
}

/** The answer that is there before it is asked for: what the seller gave with the start (4.1), a payment already made (4.17). */
function preparedAnswer(
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
 * What was answered when another execution waited for it, and is to be told to this one: from 4.18 on nothing is asked
 * for twice, but for a queue ticket that has lapsed.
 */
function takenOver({ given, awaiting, registration }: Application, action: Action): { outcome: string } | undefined {
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

/** The IIN that came with the start is given up: who the buyer is, the seller is asked anew. */
function withoutPreparedIin({ prepared, buyer: _, ...rest }: Application): Application {
  return prepared?.vin ? { ...rest, prepared: { vin: prepared.vin } } : rest;
}

/**
 * What is said beside the wait: why the IIN is asked for again (4.7), which fines are to be paid (4.14), that a payment
 * failed (4.17), which may have come to pass before the wait began.
 */
function noticeBeside({ journal, fines, notice }: Application, action: Action): Notice | undefined {
  const last = journal.at(-1);
  if (action === 'buyer' && last?.item === '4.7') return { code: 'correct-iin-required', item: '4.7' };
  if (action === 'resubmission' && fines) return { code: 'unpaid-fines', item: '4.14', values: fines };
  if (action === 'payment' && notice?.code === 'payment-failed') return notice;
  return undefined;
}

/** Makes the document that is to be signed, unless it has been made before. */
async function prepareDocument(application: Application, action: Action, attachments: () => Attachments, clock: Clock) {
  const of: Signatory | undefined =
    action === 'seller-signature' ? 'seller' : action === 'buyer-signature' ? 'buyer' : undefined;
  if (!of || application.documents?.[of]) return undefined;
  const bytes = await attachments().putDocument(application.id, of, documentToSign(application, of, clock()));
  return { [of]: sha256Of(bytes) };
}

export const handler = awaitAction({
  store: theApplications,
  attachments: theAttachments,
  machine: theExecutions,
  wrongIins: once(() => probes(theTable())),
  pilotEndsAt,
});
