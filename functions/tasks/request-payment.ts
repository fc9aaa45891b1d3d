import { theApplications, theConnection, theTariff } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { feeQuery } from '../../lib/domain/fee-query.ts';
import { cameTo, isEnded, record, waitFor } from '../../lib/domain/lifecycle.ts';
import { quoteFees, type Tariff } from '../../lib/domain/tariff.ts';
import { once } from '../../lib/environment.ts';
import { entryOf, noting, required } from '../../lib/middleware/check.ts';
import { applicationOf, changeAsTask, goingOn, task, waitingTaskEvent } from '../../lib/middleware/task.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type PaymentGateway, paymentGateway } from '../../lib/systems/payment-gateway.ts';

/**
 * The tariff lacks a row for this vehicle. Nobody is refused because of that: the application is parked until the
 * operator has added the row.
 */
export class TariffIncomplete extends Error {
  override readonly name = 'TariffIncomplete';
}

/**
 * 4.17: quotes the duties and fees by the tariff of the day, and opens a payment at the e-government payment gateway.
 * From then on its notification may come, before or after the state machine waits for it.
 */
export function requestPayment(
  store: () => Applications,
  gateway: () => PaymentGateway,
  tariff: () => Tariff,
  clock: Clock = systemClock,
) {
  return task(waitingTaskEvent, async (event) => {
    const application = await applicationOf(event, store());
    if (application.payment) return { outcome: 'requested' };
    const now = clock();
    const quote = quoteFees({ ...feeQuery(application), on: now }, tariff());
    if (!quote.quoted) {
      // So that anyone who looks sees where it has got to.
      await changeAsTask(store(), application, (current) =>
        current.item === event.item ? current : cameTo(goingOn(current), event.item),
      );
      throw new TariffIncomplete(quote.detail);
    }
    const items = quote.items.map(({ code, amount }) => ({ code, amount }));
    const { total } = quote;
    const payer = required(application.buyer, 'a buyer').iin;
    const { data, evidence } = await noting(application, event, store(), clock, () =>
      gateway().requestPayment(
        { applicationId: application.id, payer, items, total, currency: 'KZT' },
        // With the sum: a tariff that changes between two tries makes it another order.
        { item: event.item, idempotencyKey: `${application.id}:payment:${total}` },
      ),
    );
    const payment = {
      id: data.paymentId,
      url: data.url,
      status: 'due' as const,
      items,
      total,
      requestedAt: now.toISOString(),
    };
    const written = await changeAsTask(store(), application, (current) => {
      // Already written, and perhaps paid since: a write that seemed lost may have succeeded.
      if (current.payment) return current;
      // The gateway has the order, and money that comes on it is to be known of and given back.
      if (current.closing || isEnded(current)) return { ...current, payment };
      const until = new Date(now.getTime() + event.timeoutSeconds * 1000);
      const requested = record(goingOn(current), entryOf(event, evidence, 'requested'), { payment });
      return waitFor(requested, { action: 'payment', since: now, until });
    });
    goingOn(written);
    return { outcome: 'requested' };
  });
}

export const handler = requestPayment(
  theApplications,
  once(() => paymentGateway(theConnection('payment-gateway'))),
  theTariff,
);
