import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClock, type LocalClock } from '../../../local/clock.ts';
import type { InvocationResult } from '../../../local/lambda/runtime.ts';
import { type Schedule, startScheduler } from '../../../local/scheduler/scheduler.ts';

const START = Date.parse('2026-08-01T00:00:00+05:00');
const END = Date.parse('2026-09-01T00:00:00+05:00');
const HOUR_MS = 3_600_000;
const FAILURE: InvocationResult = {
  functionError: 'Unhandled',
  payload: { errorType: 'NotFinished', errorMessage: 'There is more.', trace: [] },
};
const SUCCESS: InvocationResult = { payload: null };

let clock: LocalClock;
let calls: string[];
let completed: Set<string>;
let result: InvocationResult;
let givenUp: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  clock = createClock();
  calls = [];
  completed = new Set();
  givenUp = [];
  result = SUCCESS;
});
afterEach(() => vi.useRealTimers());

const start = (...schedules: Schedule[]) =>
  startScheduler({
    schedules,
    clock,
    completed,
    invoke: async (functionName) => {
      calls.push(`${functionName} ${new Date(clock.now()).toISOString()}`);
      return result;
    },
    onGivenUp: (functionName) => givenUp.push(functionName),
  });

const settle = () => vi.advanceTimersByTimeAsync(0);
const moveTo = async (moment: number) => {
  clock.set(moment);
  await settle();
};

test('a one-time schedule calls its function at its moment, once', async () => {
  start({ functionName: 'expire-pilot', at: END });
  await moveTo(END - 1);
  expect(calls).toEqual([]);
  await moveTo(END);
  expect(calls).toEqual(['expire-pilot 2026-08-31T19:00:00.000Z']);
  await moveTo(END + 48 * HOUR_MS);
  expect(calls).toHaveLength(1);
});

test('started after its moment, it is carried out at once; carried out, never again', async () => {
  clock.set(END + HOUR_MS);
  start({ functionName: 'expire-pilot', at: END });
  await settle();
  expect(calls).toEqual(['expire-pilot 2026-08-31T20:00:00.000Z']);
  start({ functionName: 'expire-pilot', at: END });
  await settle();
  expect(calls).toHaveLength(1);
});

test('another moment is another schedule', async () => {
  clock.set(END + HOUR_MS);
  start({ functionName: 'expire-pilot', at: END });
  await settle();
  start({ functionName: 'expire-pilot', at: END + 2 * HOUR_MS });
  await moveTo(END + 2 * HOUR_MS);
  expect(calls).toHaveLength(2);
});

test('a call that fails is made again after a minute, then two, until it succeeds', async () => {
  result = FAILURE;
  start({ functionName: 'expire-pilot', at: END });
  await moveTo(END);
  await moveTo(END + 60_000);
  await moveTo(END + 179_999);
  expect(calls).toHaveLength(2);
  result = SUCCESS;
  await moveTo(END + 180_000);
  expect(calls).toHaveLength(3);
  await moveTo(END + 20 * HOUR_MS);
  expect(calls).toHaveLength(3);
  expect(completed.size).toBe(1);
});

test('after a day of failures it is given up, and not called completed', async () => {
  result = FAILURE;
  start({ functionName: 'expire-pilot', at: END });
  for (let hour = 0; hour < 60; hour++) await moveTo(END + hour * HOUR_MS);
  expect(givenUp).toEqual(['expire-pilot']);
  expect(completed.size).toBe(0);
  const made = calls.length;
  expect(made).toBeGreaterThan(20);
  await moveTo(END + 100 * HOUR_MS);
  expect(calls).toHaveLength(made);
});

test('a repeated schedule calls its function at once and then each time', async () => {
  start({ functionName: 'redeliver-answers', everySeconds: 60 });
  await settle();
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(calls).toHaveLength(4);
});

test('when the clock is moved over many times, it is called once', async () => {
  start({ functionName: 'redeliver-answers', everySeconds: 60 });
  await settle();
  await moveTo(START + 24 * HOUR_MS);
  expect(calls).toHaveLength(2);
});

test('a failed call of a repeated schedule waits for the next time', async () => {
  result = FAILURE;
  start({ functionName: 'redeliver-answers', everySeconds: 60 });
  await settle();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toHaveLength(2);
  expect(givenUp).toEqual([]);
});

test('stopped, it calls nothing any more, not even again', async () => {
  result = FAILURE;
  const scheduler = start(
    { functionName: 'expire-pilot', at: START },
    { functionName: 'redeliver-answers', everySeconds: 60 },
  );
  await settle();
  scheduler.stop();
  await moveTo(END);
  expect(calls).toHaveLength(2);
});
