import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { redriveSuspended } from '../../../functions/operations/redrive-suspended.ts';
import type { Status } from '../../../lib/domain/waits.ts';
import { logger } from '../../../lib/middleware/reporting.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import { opened } from '../../domain/samples.ts';

const NOW = new Date('2026-03-15T00:00:00Z');
const DAY_MS = 86_400_000;

let warned: unknown[];
let counted: string[];
beforeEach(() => {
  warned = [];
  counted = [];
  vi.spyOn(logger, 'warn').mockImplementation((...said) => void warned.push(said));
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    counted.push(String(line));
    return true;
  });
});

/** What is redriven of executions that failed so many days ago, on the pages given, when redriving these throws. */
async function redrivenOf(
  pages: Record<string, number>[],
  options: {
    broken?: string;
    remainingMs?: number;
    byHand?: Record<string, number>;
    statuses?: Record<string, Status>;
  } = {},
) {
  const redriven: string[] = [];
  const { byHand = {}, statuses = {} } = options;
  const daysAgo = (days = 0) => NOW.getTime() - days * DAY_MS;
  const machine: Pick<Executions, 'failedBefore' | 'stoppedByHand' | 'redrive'> = {
    async *stoppedByHand({ after, before }) {
      const isBetween = (at: number) => at >= after.getTime() && at < before.getTime();
      yield Object.keys(byHand).filter((name) => isBetween(daysAgo(byHand[name])));
    },
    async *failedBefore(before) {
      for (const page of pages) {
        yield Object.keys(page).filter((name) => daysAgo(page[name]) < before.getTime());
      }
    },
    redrive: async (name) => {
      if (name === options.broken) throw new Error('throttled');
      redriven.push(name);
      return name.startsWith('gone') ? 'gone' : 'delivered';
    },
  };
  const store = {
    get: async (id: string) => ({ ...opened(NOW), status: statuses[id] ?? ('registered' as const) }),
  };
  const handler = redriveSuspended(
    () => store,
    () => machine as Executions,
    () => NOW,
  );
  const context = { getRemainingTimeInMillis: () => options.remainingMs ?? 900_000 } as Context;
  return { redriven, said: await handler({}, context) };
}

test('what failed more than a week ago is redriven, on every page; what failed later is left to the operator', async () => {
  const { redriven, said } = await redrivenOf([{ yesterday: 1, week: 7, eight: 8 }, { thirteen: 13 }]);
  expect(redriven).toEqual(['eight', 'thirteen']);
  expect(said).toEqual({ redriven: 2, failed: 0, stopped: 0, gone: 0 });
});

test('one that cannot be redriven now, or not any more, holds up no other', async () => {
  const { redriven, said } = await redrivenOf([{ 'one-closing': 8, two: 9, gone: 20 }], { broken: 'one-closing' });
  expect(redriven).toEqual(['two', 'gone']);
  expect(said).toEqual({ redriven: 1, failed: 1, stopped: 0, gone: 0 });
  expect(warned).toEqual([
    ['Not redriven; tried again tomorrow.', expect.objectContaining({ applicationId: 'one', error: 'Error' })],
  ]);
  expect(counted.filter((line) => line.includes('"Redriven":1') && line.includes('"some-failed"'))).toHaveLength(1);
});

test('what can be redriven no more raises the alarm each day, for as long as its application stands still', async () => {
  const pages = [{ 'gone-2': 20, goneEnded: 20, goneOn: 20 }];
  const statuses = { gone: 'suspended', goneEnded: 'withdrawn', goneOn: 'in-printing' } as const;
  const { said } = await redrivenOf(pages, { statuses });
  expect(said).toEqual({ redriven: 0, failed: 0, stopped: 0, gone: 1 });
  expect(warned).toEqual([
    ['Suspended, and its execution can be redriven no more.', expect.objectContaining({ applicationId: 'gone' })],
  ]);
  expect(counted.filter((line) => line.includes('"Redriven":1') && line.includes('"some-failed"'))).toHaveLength(1);
});

test('what can be redriven no more and has been carried on otherwise is nobody’s concern', async () => {
  const { said } = await redrivenOf([{ gone: 20 }]);
  expect(said).toEqual({ redriven: 0, failed: 0, stopped: 0, gone: 0 });
  expect([warned, counted]).toEqual([[], []]);
});

test('short of time, it leaves the next pages to tomorrow', async () => {
  const { redriven } = await redrivenOf([{ one: 8 }, { two: 8 }], { remainingMs: 59_000 });
  expect(redriven).toEqual(['one']);
});

test('what an operator stopped a week ago stays stopped, and raises the alarm each day while it can still go on', async () => {
  const byHand = { yesterday: 1, eight: 8, 'thirteen-closing': 13, 'too late': 15 };
  const { redriven, said } = await redrivenOf([], { byHand });
  expect(redriven).toEqual([]);
  expect(said).toEqual({ redriven: 0, failed: 0, stopped: 2, gone: 0 });
  expect(warned).toEqual(
    ['eight', 'thirteen'].map((applicationId) => [
      'Stopped by hand a week ago or longer: it can be redriven for 14 days.',
      expect.objectContaining({ applicationId }),
    ]),
  );
  expect(counted.filter((line) => line.includes('"Redriven":1') && line.includes('"some-failed"'))).toHaveLength(1);
});
