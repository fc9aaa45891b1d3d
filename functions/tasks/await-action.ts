import * as z from 'zod/mini';
import { pilotEndsAt, theApplications, theAttachments, theTable } from '../../lib/dependencies.ts';
import type { Application, Signatory } from '../../lib/domain/application.ts';
import { beginWait, hasGoneOn } from '../../lib/domain/beginning.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { documentToSign, sha256Of } from '../../lib/domain/documents.ts';
import { isEnded } from '../../lib/domain/lifecycle.ts';
import { pilotIsOpen } from '../../lib/domain/pilot.ts';
import { ACTIONS, type Action } from '../../lib/domain/waits.ts';
import { once } from '../../lib/environment.ts';
import { FUNCTIONS } from '../../lib/functions.ts';
import { report } from '../../lib/middleware/reporting.ts';
import { changeAsTask, storedApplication, task, waitingTaskEvent } from '../../lib/middleware/task.ts';
import { deliverOrLeave, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import { putOffFor } from '../../lib/registration/probing.ts';
import type { Applications } from '../../lib/store/applications.ts';
import type { Attachments } from '../../lib/store/attachments.ts';
import { type Probes, probes } from '../../lib/store/probes.ts';

const waitEvent = z.extend(waitingTaskEvent, {
  action: z.enum(ACTIONS),
  /** The task token, with which the state machine is told the answer. Never logged. */
  token: z.string().check(z.minLength(1)),
  /** How often the execution has been redriven, and how often this state has been tried again. */
  redriveCount: z.int().check(z.nonnegative()),
  retryCount: z.int().check(z.nonnegative()),
});

/** The longest that a call of this function takes, in milliseconds. */
const LONGEST_CALL_MS = FUNCTIONS['await-action'].timeoutSeconds * 1000;

/** What a wait is begun with. */
export interface AwaitActionDependencies {
  store: () => Applications;
  /** Where the document to sign is stored when a signature is first awaited (4.9, 4.18). */
  attachments: () => Attachments;
  /** By which an answer that came before the wait is delivered at once. */
  machine: () => Executions;
  /** Which sellers try out IINs: one that came with the start is then not used (4.6). */
  wrongIins: () => Probes;
  pilotEndsAt: () => Date;
  clock?: Clock;
}

/**
 * Begins every wait of the Algorithm (4.2, 4.6, 4.9, ... 10): writes down what is awaited, from whom, until when, and
 * the token by which the state machine is to be told. The application decides about the wait, not the timer: when the
 * state machine's wait times out, it calls this function again, and `beginWait` finds whether an answer came in time
 * after all.
 */
export function awaitAction({
  store,
  attachments,
  machine,
  wrongIins,
  pilotEndsAt,
  clock = systemClock,
}: AwaitActionDependencies) {
  /**
   * Whether the IIN that came with the start must not be used, because its seller tries out IINs. The seller is then
   * asked for it again.
   */
  const isPutOff = async ({ prepared, seller }: Application, action: Action) =>
    action === 'buyer' &&
    prepared?.iin !== undefined &&
    (await putOffFor(seller.bin, wrongIins(), clock())) !== undefined;

  return task(waitEvent, async (event) => {
    const known = await storedApplication(event, store());
    const document = await prepareDocument(known, event.action, attachments, clock);
    const putOff = await isPutOff(known, event.action);
    const application = await changeAsTask(store(), known, (current) => {
      if (hasGoneOn(known, current, event)) return current;
      const now = clock();
      const pilotOpen = pilotIsOpen(now, pilotEndsAt());
      return beginWait(current, event, { now, pilotOpen, putOff, document, longestCallMs: LONGEST_CALL_MS });
    });
    const { applicationId, item, action, token } = event;
    // What is there already is delivered like any answer: from here, or by the sweeper, which finds the token stored.
    if (application.awaiting?.action === action) report('info', 'Waiting.', { applicationId, item, outcome: action });
    else if (isEnded(application) || application.token === token)
      await deliverOrLeave({ ...application, token }, machine());
  });
}

/** Makes the document to sign, unless it has already been made. */
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
