import type { Application } from '../domain/application.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { record, waitFor, wasOrdered } from '../domain/lifecycle.ts';
import type { Action } from '../domain/waits.ts';
import type { Applications } from '../store/applications.ts';
import type { Data, Ordering } from '../systems/answer.ts';
import { entryOf, noting } from './check.ts';
import { applicationOf, changeAsTask, goingOn, task, waitingTaskEvent } from './task.ts';

/** Something ordered from another system, which reports back later over a route of its own. */
export interface Order {
  /**
   * The answer that follows. It may come before the state machine waits for it, so it is announced in the application
   * before the order is placed.
   */
  readonly expecting: Action;
  /** Places the order. The same idempotency key has one effect, however often it is sent. */
  readonly place: (application: Application, ordering: Ordering) => Promise<Data<unknown>>;
}

/** Places an order with another system, as a function: once, however often it is retried. */
export function placeOrder(store: () => Applications, { expecting, place }: Order, clock: Clock = systemClock) {
  return task(waitingTaskEvent, async (event) => {
    const known = await applicationOf(event, store());
    if (wasOrdered(known, event.item)) return { outcome: 'ordered' };
    const application = await changeAsTask(store(), known, (current) => {
      const expected = current.awaiting?.action === expecting || current.answer?.action === expecting;
      if (expected || wasOrdered(current, event.item)) return current;
      const since = clock();
      const until = new Date(since.getTime() + event.timeoutSeconds * 1000);
      return waitFor(goingOn(current), { action: expecting, since, until });
    });
    const ordering = { item: event.item, idempotencyKey: `${application.id}:${expecting}` };
    const order = () => place(application, ordering);
    const { evidence } = await noting(application, event, store(), clock, order, expecting);
    await changeAsTask(store(), application, (current) =>
      record(current, entryOf(event, evidence, 'ordered'), {}, expecting),
    );
    return { outcome: 'ordered' };
  });
}
