import type { Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import { awaitAction } from '../../../functions/tasks/await-action.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { giveAnswer, waitFor } from '../../../lib/domain/lifecycle.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import type { Attachments } from '../../../lib/store/attachments.ts';
import { opened } from '../../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const UNTIL = new Date('2026-03-15T00:00:00Z');

/** What the wait for the payment (4.17) makes of an application whose payment was requested a moment ago. */
async function awaitingPayment(change: (requested: Application) => Application): Promise<Application> {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  let stored = change(waitFor(opened(NOW), { action: 'payment', since: NOW, until: UNTIL }));
  const store: Pick<Applications, 'get' | 'change'> = {
    get: async () => stored,
    change: async (_known, next) => {
      stored = next(stored);
      return stored;
    },
  };
  const run = awaitAction({
    store: () => store as Applications,
    documents: () => ({}) as Attachments,
    machine: () => ({ succeed: async () => 'delivered' }) as Partial<Executions> as Executions,
    wrongIins: () => ({ add: async () => {}, thisHour: async () => ({ count: 0, secondsLeft: 3_600 }) }),
    pilotEndsAt: () => new Date('2026-09-01T00:00:00+05:00'),
    clock: () => NOW,
  });
  const { id: applicationId } = stored;
  const event = { applicationId, item: '4.17', action: 'payment', token: 't', timeoutSeconds: 1_209_600 };
  await run({ ...event, enteredAt: NOW.toISOString() }, {} as Context);
  return stored;
}

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
