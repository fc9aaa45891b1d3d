import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Application } from '../../lib/domain/application.ts';
import { close, conclude, movedOn, record, suspend } from '../../lib/domain/lifecycle.ts';
import { check, entryOf } from '../../lib/middleware/check.ts';
import { applicationOf, changeAsTask, storedApplication, task } from '../../lib/middleware/task.ts';
import { StoreUnavailable } from '../../lib/store/table.ts';
import { opened } from '../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const asked = (application?: Application) => applicationOf({ applicationId: 'a' }, { get: async () => application });

test('a task works on an application that lives', async () => {
  expect(await asked(opened(NOW))).toEqual(opened(NOW));
  await expect(asked(undefined)).rejects.toMatchObject({ name: 'ApplicationMissing' });
});

test('one that is to be closed is left to its end, and so is one that has ended, whatever execution asks', async () => {
  const closing = close(opened(NOW), 'withdrawn', NOW);
  await expect(asked(closing)).rejects.toMatchObject({ name: 'ApplicationClosing' });
  const ended = conclude(closing, { kind: 'withdrawn' }, NOW);
  await expect(asked(ended)).rejects.toMatchObject({ name: 'ApplicationClosing' });
});

test('an application that was suspended while the call was under way stays so, and is taken up by the next try', async () => {
  const known = opened(NOW);
  const suspended = suspend(known, 'Error', NOW);
  const change = (before: Application, now: Application) =>
    changeAsTask({ change: async (_, next) => next(now) }, before, (current) => movedOn(current, '4.3'));
  await expect(change(known, suspended)).rejects.toBeInstanceOf(StoreUnavailable);
  expect((await change(suspended, suspended)).suspended).toBeUndefined();
  const again = suspend(suspended, 'Error', new Date(NOW.getTime() + 1));
  expect(again.suspended?.since).toBe(suspended.suspended?.since);
  await expect(change(suspended, again)).rejects.toBeInstanceOf(StoreUnavailable);
  expect((await change(known, known)).item).toBe('4.3');
});

test('a call that reads its application only after it was suspended does not take itself for a redrive', async () => {
  const suspended = suspend(opened(NOW), 'Error', NOW);
  const reading = (begun: Date) =>
    storedApplication({ applicationId: 'a' }, { get: async () => suspended }, () => begun);
  await expect(reading(new Date(NOW.getTime() - 1))).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(reading(NOW)).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await reading(new Date(NOW.getTime() + 1))).toBe(suspended);
});

test('a check of which another call wrote the answer first goes on by that one', async () => {
  const event = { applicationId: 'a', item: '4.11', enteredAt: NOW.toISOString() } as const;
  const at = NOW.toISOString();
  const evidence = {
    system: 'individuals',
    requestId: '1',
    sha256: '0'.repeat(64),
    askedAt: at,
    answeredAt: at,
  } as const;
  const first = record(opened(NOW), entryOf(event, evidence, 'no-data'));
  const checked = check<unknown, '4.11'>(
    () => ({ get: async () => opened(NOW), change: async (_, next) => next(first) }),
    async () => ({ answer: { kind: 'data', data: {}, evidence }, finding: { outcome: 'on-record' } }),
  );
  expect(await checked(event, { getRemainingTimeInMillis: () => 1000 } as Context)).toEqual({ outcome: 'no-data' });
});

test('a call that takes too long is ended by Lambda alone, whose error is one that is tried again', async () => {
  // Timers fire in their order: one of middy's, at the end of the call's time, would come first.
  const late = task(z.unknown(), () => pause(20, 'done'));
  expect(await late({}, { getRemainingTimeInMillis: () => 5 } as Context)).toBe('done');
});
