import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { Problem } from '../../lib/api/problem.ts';
import { PAYMENT_GATEWAY } from '../../lib/api/routes/payment-gateway.ts';
import { pilotEndsAt, theApplications, theCabinet } from '../../lib/dependencies.ts';
import type { Application } from '../../lib/domain/application.ts';
import { isEnded } from '../../lib/domain/lifecycle.ts';
import { textFor } from '../../lib/domain/messages.ts';
import { paid, paymentFailed } from '../../lib/domain/payment.ts';
import type { FieldFault } from '../../lib/domain/texts/faults.ts';
import { PROBLEM_TEXTS } from '../../lib/domain/texts/problems.ts';
import { once } from '../../lib/environment.ts';
import { api, endpoint, type Guard } from '../../lib/middleware/api.ts';
import { count, report } from '../../lib/middleware/reporting.ts';
import { tellInCabinet } from '../../lib/registration/announcements.ts';
import type { Answering } from '../../lib/registration/answers.ts';
import { deliverOrLeave, theExecutions } from '../../lib/registration/executions.ts';
import { requiredSecretFrom, type Secret } from '../../lib/secrets.ts';
import type { Cabinet } from '../../lib/store/cabinet.ts';

/** How far the gateway's clock may be ahead of ours, in milliseconds. */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;

/** What is wrong with the moment of a payment (milliseconds since the epoch). */
function timeFault(paidAt: number, now: Date): FieldFault | undefined {
  if (paidAt < 0) return 'not-a-time';
  return paidAt > now.getTime() + CLOCKS_DIFFER_MS ? 'in-the-future' : undefined;
}

/** Whether `X-Signature` is the gateway's own over exactly these bytes; compared in constant time. */
export function isSignedBy(secret: string, rawBody: string, header: string | undefined): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  if (!given) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}

/**
 * The e-government payment gateway's notification that a payment was made or failed (4.17). It carries no token: its
 * signature is checked.
 */
export function paymentGateway(dependencies: Answering & { readonly cabinet: () => Cabinet; readonly secret: Secret }) {
  const { store, machine, cabinet, pilotEndsAt, secret } = dependencies;
  const guard: Guard = async ({ rawBody, header }) => {
    if (!isSignedBy(await secret(), rawBody, header('x-signature'))) {
      throw new Problem('unauthenticated', {
        detail: (language) => textFor(PROBLEM_TEXTS['problem.unauthenticated.signature'], language),
      });
    }
  };

  const takePayment = async (known: Application, word: { paidAt: string; now: Date }): Promise<void> => {
    if (known.outcome) {
      // First, so that it is not lost in between: the gateway repeats its notification until it is answered. It has the
      // time of the notice of the end, so that there is one of it, however often and however late the gateway repeats.
      await tellInCabinet(known, 'refund-due', { item: known.item, at: known.outcome.at }, cabinet());
    }
    const after = await store().change(known, (current) =>
      isEnded(current) && !isEnded(known) ? current : paid(current, { ...word, pilotEndsAt: pilotEndsAt() }),
    );
    if (after.answer?.action === 'payment') return deliverOrLeave(after, machine());
    // It ended at this very moment: start again, as with any application that has ended.
    if (after.payment?.status === 'due') return takePayment(after, word);
    report('warn', 'A payment came when none was awaited.', { applicationId: known.id, item: '4.17' });
    if (after.payment?.status === 'refund-due') count('RefundsDue', {});
  };

  const notified = endpoint(
    PAYMENT_GATEWAY.notifyPayment,
    async ({ body: { paymentId, applicationId, amount, status, paidAt }, now }) => {
      const known = await store().get(applicationId);
      if (known?.payment?.id !== paymentId) throw new Problem('not-found');
      const { total } = known.payment;
      if (amount !== total) {
        const faults = [{ pointer: '/amount', fault: 'not-allowed', values: { allowed: String(total) } }] as const;
        throw new Problem('invalid-request', { item: '4.17', faults });
      }
      const fault = timeFault(Date.parse(paidAt), now);
      if (fault) throw new Problem('invalid-request', { item: '4.17', faults: [{ pointer: '/paidAt', fault }] });
      const reply = { body: { applicationId, paymentId, status } };
      if (known.payment.status !== 'due') return reply;
      if (status === 'failed') await store().change(known, paymentFailed);
      else await takePayment(known, { paidAt, now });
      return reply;
    },
    guard,
  );
  return api([notified]);
}

const secret = once(() =>
  requiredSecretFrom('PAYMENT_GATEWAY_SECRET', z.string().check(z.minLength(16, 'must be at least 16 characters'))),
);

export const handler = paymentGateway({
  store: theApplications,
  machine: theExecutions,
  cabinet: theCabinet,
  secret: () => secret()(),
  pilotEndsAt,
});
