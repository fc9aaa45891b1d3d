import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Item } from './algorithm.ts';
import type { Application, JournalEntry, Notice, Outcome, Payment, Signatory, SignatureRecord } from './application.ts';
import type { RefusalCode } from './refusals.ts';
import type { SystemName } from './systems.ts';
import { type Action, ENDINGS, type Ending, isBeforeBuyerSigned, type Party, WAITS } from './waits.ts';

/**
 * The life of an application: the changes that it is made of, each a function from one application to the next, and what
 * they depend on. What is made of several of them stands in files of its own: how a wait begins in beginning.ts, what word
 * of a payment makes of an application in payment.ts, how the documents are collected in collection.ts. None of them
 * writes, asks or waits; `revision` and `updatedAt` are the store's.
 */

/**
 * The error by which a wait or a task ends when the application is to be closed before its end, or has ended. Caught in
 * the state machine.
 */
export const APPLICATION_CLOSING = 'ApplicationClosing';
/** The error by which the wait for the hand-over ends when the queue ticket was not used in time. Caught in the state machine. */
export const QUEUE_TICKET_LAPSED = 'QueueTicketLapsed';

/**
 * The most lines that the journal keeps. A life without loops writes about twenty; 4.7 and 4.11 to 4.14 may be repeated
 * often. Beyond that number, the oldest line that a later one repeats is dropped, so that the newest answer to every
 * question remains.
 */
const JOURNAL_LIMIT = 200;

/** The journal with one more line: what a state system was asked, and what came of it. */
export function withLine(journal: readonly JournalEntry[], line: JournalEntry): JournalEntry[] {
  const lines = [...journal, line];
  if (lines.length <= JOURNAL_LIMIT) return lines;
  const repeated = lines.findIndex(({ item, system }, i) =>
    lines.slice(i + 1).some((later) => later.item === item && later.system === system),
  );
  return lines.toSpliced(repeated, 1);
}

/**
 * A new application (4.1), not yet known to the state machine. The VIN and the IIN that came with the start are visible
 * from now on, although they are checked only at 4.2 and 4.6.
 */
export function open(given: {
  id: string;
  number: string;
  sellerBin: string;
  prepared: { vin?: string; iin?: string };
  now: Date;
}): Application {
  const now = given.now.toISOString();
  const { vin, iin } = given.prepared;
  return {
    id: given.id,
    number: given.number,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    status: 'checking',
    item: '4.1',
    seller: { bin: given.sellerBin },
    ...((vin || iin) && { prepared: { ...(vin && { vin }), ...(iin && { iin }) } }),
    ...(vin && { vehicle: { vin } }),
    ...(iin && { buyer: { iin } }),
    undeliveredSince: now,
    journal: [],
  };
}

/**
 * Whether an application is over, in any of the ways of `ENDINGS`: nothing is awaited any more, and its VIN is free for
 * another one. A suspended application is not over.
 */
export function isEnded(application: Pick<Application, 'status'>): boolean {
  return (ENDINGS as readonly string[]).includes(application.status);
}

/**
 * Whether the buyer has signed (4.18): from then on nobody can step back, and the end of the pilot does not close the
 * application.
 */
export function buyerHasSigned(application: Application): boolean {
  return application.signatures?.buyer !== undefined;
}

/**
 * Whether the application can be closed before its end (withdrawn, or with the pilot): until the buyer has signed, unless
 * it has ended or is to be closed already.
 */
export function canBeClosed(application: Application): boolean {
  return !isEnded(application) && !application.closing && !buyerHasSigned(application);
}

/**
 * Until when the answer that is awaited can be given, in milliseconds since the epoch: the end of the wait or, before
 * the buyer has signed, the end of the pilot (order, item 5) if that comes first.
 */
export function deadline(awaiting: NonNullable<Application['awaiting']>, pilotEndsAt: Date): number {
  const until = Date.parse(awaiting.until);
  return isBeforeBuyerSigned(awaiting.action) ? Math.min(until, pilotEndsAt.getTime()) : until;
}

/** Whether this answer can be given now. */
export function isAwaited(application: Application, action: Action, now: Date, pilotEndsAt: Date): boolean {
  const { awaiting, closing } = application;
  if (awaiting?.action !== action || closing || wasGivenTooOften(application, action)) return false;
  return WAITS[action].whenOver === 'extend' || now.getTime() < deadline(awaiting, pilotEndsAt);
}

/** Whether this answer has been given as often as one application may be given it. */
export function wasGivenTooOften({ given }: Application, action: Action): boolean {
  const { most } = WAITS[action];
  return most !== undefined && (given?.[action]?.times ?? 0) >= most;
}

/** SHA-256 of an answer's canonical JSON (RFC 8785), which tells a repeated answer from a different one. */
export function digestOf(content: unknown): string {
  return createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex');
}

/** Whether this very answer has been given to this action before, and has not been asked for anew since. */
export function wasGiven({ given, awaiting }: Application, action: Action, content: unknown): boolean {
  return awaiting?.action !== action && given?.[action]?.sha256 === digestOf(content);
}

/**
 * Writes down an answer: the application is being processed again, and `output` is to be delivered to the state
 * machine. The caller has made sure that it {@link isAwaited}.
 *
 * @param change what else the answer changes in the application
 */
export function giveAnswer(
  application: Application,
  given: { action: Action; content: unknown; output: Record<string, string>; now: Date },
  change: Partial<Application> = {},
): Application {
  const at = given.now.toISOString();
  const { awaiting: _, notice: __, ...rest } = application;
  const times = (application.given?.[given.action]?.times ?? 0) + 1;
  return {
    ...rest,
    ...change,
    status: application.status === 'suspended' ? 'suspended' : 'checking',
    item: WAITS[given.action].item,
    answer: { action: given.action, at, output: given.output },
    given: { ...application.given, [given.action]: { sha256: digestOf(given.content), at, times } },
    undeliveredSince: at,
  };
}

/**
 * Tells an answer once more that was given and taken over before: to an execution that has taken another one's place.
 */
export function answerAgain(
  application: Application,
  { action, output, now }: { action: Action; output: Record<string, string>; now: Date },
): Application {
  const at = now.toISOString();
  return {
    ...movedOn(application, WAITS[action].item),
    answer: { action, at, output },
    undeliveredSince: at,
  };
}

/**
 * The state machine has moved on: what it waited for, what it was told and what held it up is past.
 *
 * @param expecting an answer that may come before the state machine waits for it, such as the police's decision: its
 * wait stays, or the answer if it has already come
 */
export function movedOn(application: Application, item: Item, expecting?: Action): Application {
  const { awaiting, answer, token, undeliveredSince, waitingFor: _, suspended: __, notice: ___, ...rest } = application;
  const expected = expecting !== undefined && awaiting?.action === expecting;
  const answered = expecting !== undefined && answer?.action === expecting;
  return {
    ...rest,
    status: expected ? WAITS[expecting].status : 'checking',
    item,
    ...(expected && { awaiting, ...(token && { token }) }),
    ...(answered && { answer, ...(token && { token }), ...(undeliveredSince && { undeliveredSince }) }),
  };
}

/** The application has come to this item, though nothing has been done under it yet: whoever looks is told where it stands. */
export function cameTo(application: Application, item: Item): Application {
  return { ...application, item };
}

/**
 * A question to a state system has been answered, or an order has been placed with it: adds one line to the journal,
 * and makes the changes that follow from the answer. Changes nothing when the line is already there: a write that
 * seemed lost may have succeeded, and the application may have gone on since.
 */
export function record(
  application: Application,
  entry: JournalEntry & { item: Item },
  change: Partial<Application> = {},
  expecting?: Action,
): Application {
  if (entry.entered !== undefined && recorded(application, entry.item, entry.entered)) return application;
  return {
    ...movedOn(application, entry.item, expecting),
    ...change,
    journal: withLine(application.journal, entry),
  };
}

/**
 * The journal's line for this one entry into a state, if its question has already been answered: so a retried task asks
 * nothing and writes nothing twice.
 */
export function recorded(application: Application, item: Item, entered: string): JournalEntry | undefined {
  return application.journal.findLast((entry) => entry.item === item && entry.entered === entered);
}

/** Whether something has been ordered under this item: once in an application's life, whichever execution it was. */
export function wasOrdered({ journal }: Application, item: Item): boolean {
  return journal.some((line) => line.item === item && line.outcome === 'ordered');
}

/**
 * Whether the buyer has been told under this item. From 4.18 on each thing is told once, whichever execution it was;
 * before, again whenever the state machine comes to it, as of fines (4.14).
 *
 * @param entered when the state machine came to it
 */
export function wasTold(application: Application, item: Item, entered: string): boolean {
  if (recorded(application, item, entered)) return true;
  const told = application.journal.some((line) => line.item === item && line.outcome === 'told');
  return told && buyerHasSigned(application);
}

/**
 * A state system does not answer. The application keeps being processed; anyone who looks sees which system it waits
 * for and since when.
 */
export function heldUp(
  application: Application,
  by: { item: Item; system: SystemName; now: Date },
  expecting?: Action,
): Application {
  const { item, system, now } = by;
  const since = application.waitingFor?.system === system ? application.waitingFor.since : now.toISOString();
  return { ...movedOn(application, item, expecting), waitingFor: { item, system, since } };
}

/** A wait begins: the answer can be given from now on. The token comes with the state machine's own wait. */
export function waitFor(
  application: Application,
  wait: { action: Action; since: Date; until: Date; token?: string; notice?: Notice | undefined },
): Application {
  const { item, status } = WAITS[wait.action];
  return {
    ...movedOn(application, item),
    status,
    awaiting: { action: wait.action, since: wait.since.toISOString(), until: wait.until.toISOString() },
    ...(wait.token && { token: wait.token }),
    ...(wait.notice && { notice: wait.notice }),
  };
}

/** The application is to be closed before its end. The state machine carries it out at its next step. */
export function close(
  application: Application,
  kind: NonNullable<Application['closing']>['kind'],
  now: Date,
): Application {
  const { awaiting: _, answer: __, notice: ___, waitingFor, ...rest } = application;
  const at = now.toISOString();
  const suspended = application.status === 'suspended';
  return {
    ...rest,
    // A closed application waits for no system any more; a suspended one still says which system held it up.
    ...(suspended && waitingFor && { waitingFor }),
    status: suspended ? 'suspended' : 'checking',
    closing: { kind, at },
    undeliveredSince: at,
  };
}

/** The desks outside this service that answer on their own, and cannot be asked to answer again. */
const DESKS_FAR_AWAY: readonly Party[] = ['police', 'printing'];

/**
 * The execution has failed for a technical reason: the application is parked for the operator, who redrives it. What
 * comes from outside can still come and is kept: what is expected before the state machine waits for it (a payment),
 * and the answers of the desks outside (a decision, a completed printing), whether the state machine already waits for
 * them or not.
 */
export function suspend(application: Application, error: string, now: Date): Application {
  const { token, awaiting, ...rest } = application;
  const canCome = awaiting && (!token || DESKS_FAR_AWAY.includes(WAITS[awaiting.action].from));
  return {
    ...rest,
    ...(canCome && { awaiting }),
    status: 'suspended',
    suspended: { since: application.suspended?.since ?? now.toISOString(), last: now.toISOString(), error },
  };
}

/**
 * The queue ticket was not used in time and is no longer valid. The state machine is to be told so, by the token of its
 * wait for the hand-over.
 */
export function lapse(application: Application, token: string, now: Date): Application {
  const { ticket: _, given: before, ...rest } = movedOn(application, WAITS['hand-over'].item);
  const { 'queue-ticket': __, ...given } = before ?? {};
  return { ...rest, given, token, undeliveredSince: now.toISOString() };
}

/**
 * Ends the application. A payment that was made is marked for refund unless the vehicle was registered (decision 0001,
 * 10). From the seller's signature on, the buyer may have been invited (4.10) although the confirmation got lost: such
 * a buyer too is told of the end and finds the application in the cabinet.
 */
export function conclude(
  application: Application,
  ending: { kind: Ending; code?: RefusalCode; item?: Item },
  now: Date,
): Application {
  const { refusal, closing: _closing, prepared: _prepared, ...rest } = movedOn(application, application.item);
  const refund = ending.kind !== 'registered' && application.payment?.status === 'paid';
  const outcome: Outcome = {
    kind: ending.kind,
    ...(ending.code && { code: ending.code }),
    ...(ending.item && { item: ending.item }),
    ...refusal,
    at: now.toISOString(),
  };
  return {
    ...rest,
    ...(application.payment && refund && { payment: refundDue(application.payment) }),
    ...(application.signatures?.seller && { inCabinet: true }),
    status: ending.kind,
    item: ending.item ?? application.item,
    outcome,
  };
}

/**
 * The buyer has been told of the end: the journal of the ended application takes these lines, unless an earlier try of
 * the same telling wrote them.
 */
export function recordAfterEnd(application: Application, lines: readonly JournalEntry[]): Application {
  const written = application.journal.some(({ system, entered }) =>
    lines.some((line) => line.system === system && line.entered === entered),
  );
  return written ? application : { ...application, journal: lines.reduce(withLine, application.journal) };
}

/** The same payment, marked to be given back. */
export function refundDue(payment: Payment): Payment {
  return { ...payment, status: 'refund-due' };
}

/** The change that adds an accepted signature to an application, to be handed to {@link giveAnswer}. */
export function signed(
  application: Application,
  signatory: Signatory,
  signature: SignatureRecord,
): Partial<Application> {
  return { signatures: { ...application.signatures, [signatory]: signature } };
}
