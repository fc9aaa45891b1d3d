import type { Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import { awaitAction } from '../../../functions/tasks/await-action.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { giveAnswer, waitFor } from '../../../lib/domain/lifecycle.ts';
import { type Action, WAITS } from '../../../lib/domain/waits.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import type { Attachments } from '../../../lib/store/attachments.ts';
import { opened } from '../../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const UNTIL = new Date('2026-03-15T00:00:00Z');

/** Calls of the function about an application in memory. */
function callsAbout(action: Action, application: Application, now = NOW) {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  let stored = application;
  const run = (token: string, retryCount: number, beforeWriting = Promise.resolve()) => {
    const store: Pick<Applications, 'get' | 'change'> = {
      get: async () => stored,
      change: async (_known, next) => {
        await beforeWriting;
        stored = next(stored);
        return stored;
      },
    };
    const handler = awaitAction({
      store: () => store as Applications,
      attachments: () => ({}) as Attachments,
      machine: () => ({ succeed: async () => 'delivered' }) as Partial<Executions> as Executions,
      wrongIins: () => ({ add: async () => {}, thisHour: async () => ({ count: 0, secondsLeft: 3_600 }) }),
      pilotEndsAt: () => new Date('2026-09-01T00:00:00+05:00'),
      clock: () => now,
    });
    const { id: applicationId } = stored;
    const event = { applicationId, item: WAITS[action].item, action, token, timeoutSeconds: 1_209_600 };
    return handler({ ...event, enteredAt: NOW.toISOString(), redriveCount: 0, retryCount }, {} as Context);
  };
  return { run, stored: () => stored };
}

/** What the wait for this action makes of an application then. */
async function afterWaiting(action: Action, application: Application, now = NOW): Promise<Application> {
  const { run, stored } = callsAbout(action, application, now);
  await run('t', 0);
  return stored();
}

test('a call that was given up, and writes after the next try, does not take the wait over', async () => {
  const { run, stored } = callsAbout('pickup', opened(NOW));
  const { promise: isLate, resolve: goesOn } = Promise.withResolvers<void>();
  const givenUp = run('first', 0, isLate);
  await run('second', 1);
  goesOn();
  await givenUp;
  expect([stored().token, stored().awaiting?.action]).toEqual(['second', 'pickup']);
});

/** What the wait for the payment (4.17) makes of an application whose payment was requested a moment ago. */
const awaitingPayment = (change: (requested: Application) => Application) =>
  afterWaiting('payment', change(waitFor(opened(NOW), { action: 'payment', since: NOW, until: UNTIL })));

const FAILED = { code: 'payment-failed', item: '4.17' } as const;

test('4.17: a payment that failed before the wait began is still told of', async () => {
  const { awaiting, notice, token } = await awaitingPayment((requested) => ({ ...requested, notice: FAILED }));
  expect([awaiting?.action, token, notice]).toEqual(['payment', 't', FAILED]);
});

test('4.17: when it was made before the wait began, nothing is told and the payment is the answer', async () => {
  const answer = { action: 'payment', content: {}, output: { outcome: 'paid' }, now: NOW } as const;
  const { awaiting, notice, token } = await awaitingPayment((requested) =>
    giveAnswer({ ...requested, notice: FAILED }, answer),
  );
  expect([awaiting, token, notice]).toEqual([undefined, 't', undefined]);
});

test('4.19: a desk that is late is waited for again, and the time that it had stays for everybody to see', async () => {
  const waiting = waitFor(opened(NOW), { action: 'decision', since: NOW, until: UNTIL, token: 'first' });
  const tenDaysLate = new Date(UNTIL.getTime() + 10 * 86_400_000);
  const { awaiting, token, status } = await afterWaiting('decision', waiting, tenDaysLate);
  expect([status, token]).toEqual(['in-registration', 't']);
  expect(awaiting).toEqual({ action: 'decision', since: NOW.toISOString(), until: UNTIL.toISOString() });
});
