import { ulid } from 'ulid';
import { Problem } from '../api/problem.ts';
import type { Application } from '../domain/application.ts';
import { newNumber } from '../domain/application-number.ts';
import { digestOf, open } from '../domain/lifecycle.ts';
import { pilotIsOpen } from '../domain/pilot.ts';
import { count } from '../middleware/reporting.ts';
import type { IdempotencyKeys, StartRecord } from '../store/idempotency.ts';
import type { Probes } from '../store/probes.ts';
import type { Answering } from './answers.ts';
import { deliverOrLeave } from './executions.ts';
import { tooManyWrongIins } from './probing.ts';

/**
 * The start of an application (4.1). A seller who got no answer repeats the request with its idempotency key, so that
 * every start is one of these:
 *
 * 1. The key is new: it is claimed, then the application is created under it, then the state machine is told.
 * 2. The key has started an application: that one is answered as it stands now, and nothing is done.
 * 3. The key has been claimed and there is no application, since the call that claimed it was cut off: it goes on as a
 *    new one, with the identifier and the number that the key stands for. Two such calls at once create one application.
 * 4. The key was used for another request: `idempotency-key-reused`.
 *
 * Where nothing may be started now (the pilot has ended, or the seller tries out IINs), no key is claimed and nothing is
 * created: 1 and 3 are told why not, while 2 and 4 are answered as ever.
 */

/** What is needed to start an application. */
export interface Starting extends Answering {
  /** What was started under which `Idempotency-Key`. */
  readonly keys: () => IdempotencyKeys;
  /** How many IINs of no person a seller has entered lately (4.6), to slow down those who try IINs out. */
  readonly wrongIins: () => Probes;
}

/** A seller's request to start an application. */
export interface StartRequest {
  readonly bin: string;
  readonly idempotencyKey: string;
  /** The VIN and the IIN may come with the start, or be entered when their turn has come (4.2, 4.6). */
  readonly body: { readonly vin?: string | undefined; readonly buyerIin?: string | undefined };
  readonly now: Date;
}

/** How often a new number is drawn when one is already taken. */
const NUMBER_ATTEMPTS = 20;

/**
 * Starts an application, or finds what the same request has started before.
 *
 * @throws Problem `pilot-ended`, `too-many-requests`, `idempotency-key-reused`, `unavailable`
 */
export async function startApplication(request: StartRequest, starting: Starting): Promise<Application> {
  const { bin, idempotencyKey, body, now } = request;
  const { store, machine, keys } = starting;
  const digest = digestOf(body);
  const refusal = await whyNotNow(request, starting);
  if (refusal) {
    const underKey = sameRequest(await keys().find(bin, idempotencyKey), digest);
    const started = underKey && (await store().get(underKey.applicationId));
    if (!started) throw refusal;
    return started;
  }
  const drawn: StartRecord = { applicationId: ulid(now.getTime()), number: newNumber(now), digest };
  const underKey = sameRequest(await keys().claim(bin, idempotencyKey, drawn, now), digest);
  const started = underKey === drawn ? undefined : await store().get(underKey.applicationId);
  if (started) return started;
  const application = await create(underKey, request, starting);
  count('Started', {});
  await deliverOrLeave(application, machine());
  return application;
}

/** Why this seller can start nothing now. */
async function whyNotNow({ bin, body, now }: StartRequest, { pilotEndsAt, wrongIins }: Starting) {
  if (!pilotIsOpen(now, pilotEndsAt())) return new Problem('pilot-ended', { item: '5' });
  return body.buyerIin ? tooManyWrongIins(bin, wrongIins(), now) : undefined;
}

/** What stands under the key, made sure to be by this very request. @throws Problem `idempotency-key-reused` */
function sameRequest<R extends StartRecord | undefined>(underKey: R, digest: string): R {
  if (underKey && underKey.digest !== digest) throw new Problem('idempotency-key-reused');
  return underKey;
}

/**
 * Creates the application that stands under the key, by another number if the first is taken; the same when another call
 * has created it in this moment.
 *
 * @throws Problem `unavailable`
 */
async function create(
  { applicationId: id, number: first }: StartRecord,
  { bin: sellerBin, body: { vin, buyerIin: iin }, now }: StartRequest,
  { store }: Starting,
): Promise<Application> {
  const prepared = { ...(vin && { vin }), ...(iin && { iin }) };
  let number = first;
  for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt++) {
    const application = open({ id, number, sellerBin, prepared, now });
    const created = await store().create(application);
    if (created === 'created') return application;
    if (created === 'exists') {
      const existing = await store().get(id);
      if (existing) return existing;
      break;
    }
    number = newNumber(now);
  }
  throw new Problem('unavailable', { retryAfter: 1 });
}
