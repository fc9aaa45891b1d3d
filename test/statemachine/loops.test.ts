import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, WAITS } from '../../lib/domain/waits.ts';
import type { Registration, Seen } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { HISTORY_LIMIT } from '../../local/step-functions/history.ts';
import { eventually, Service } from '../reliability/service.ts';

/** What can be done again and again does not fill an execution's history, which would end it for good. */

let service: Service;
beforeAll(async () => {
  service = await Service.start({ pilotEndsAt: new Date('2099-01-01T00:00:00+05:00') });
});
afterAll(() => service.close());

/** How many events the execution of an application has come to. */
const eventsOf = ({ id }: Registration) =>
  service.cloud.stepFunctions.engine.getExecutionHistory({
    executionArn: service.cloud.executionArn(id),
    reverseOrder: true,
    maxResults: 1,
  }).items[0]?.id ?? 0;

/** A step that the Algorithm asks for again and again, and how an application comes to it. */
interface Loop {
  readonly action: Action;
  readonly come: () => Promise<Registration>;
  readonly step: (one: Registration) => Promise<Seen>;
}

const LOOPS: Readonly<Record<string, Loop>> = {
  '4.6 an IIN that leads to nothing': {
    action: 'buyer',
    async come() {
      const one = service.registration('buyer-unknown');
      await one.start({ vin: one.cast.vin });
      await one.until('awaiting-buyer');
      return one;
    },
    step: (one) => one.enterBuyer(),
  },
  '4.14 a resubmission with unpaid fines': {
    action: 'resubmission',
    async come() {
      const one = service.registration('unpaid-fines');
      await one.start();
      await carryOn(one, 'awaiting-resubmission');
      return one;
    },
    step: (one) => one.resubmit(),
  },
};

/** Takes the step, and waits until it is asked for again. */
async function takeAgain(one: Registration, { action, step }: Loop): Promise<void> {
  await step(one);
  await eventually(async () => {
    const { awaiting, token } = await service.stored(one.id);
    return awaiting?.action === action && token !== undefined;
  }, 'the step to be asked for again');
}

describe.each(Object.entries(LOOPS))('%s', (_, loop) => {
  const { action, come, step } = loop;
  const most = WAITS[action].most ?? Number.POSITIVE_INFINITY;

  test('takes no more than three tenths of the history, as often as it can be repeated', async () => {
    const one = await come();
    await takeAgain(one, loop);
    const before = eventsOf(one);
    await takeAgain(one, loop);
    expect(eventsOf(one) - before).toBeGreaterThan(10);
    expect((eventsOf(one) - before) * most).toBeLessThan(HISTORY_LIMIT * 0.3);
  });

  test('is refused when it has been repeated as often as can be: the seller withdraws, and starts anew', async () => {
    const one = await come();
    await takeAgain(one, loop);
    // As if it had been repeated all the times but one.
    await service.store.change(await service.stored(one.id), (current) => {
      const given = current.given?.[action];
      return given ? { ...current, given: { ...current.given, [action]: { ...given, times: most - 1 } } } : current;
    });
    await takeAgain(one, loop);
    const before = await service.stored(one.id);
    await expect(step(one)).rejects.toMatchObject({
      answer: { status: 409, body: { code: 'not-awaited', item: WAITS[action].item, detail: expect.any(String) } },
    });
    expect(await service.stored(one.id)).toEqual(before);

    await one.withdraw();
    await one.until('withdrawn');
    const anew = service.registration();
    anew.cast = one.cast;
    await anew.start();
    await anew.until('awaiting-buyer', 'awaiting-seller-signature');
  });
});
