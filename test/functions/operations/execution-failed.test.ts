import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { executionFailed } from '../../../functions/operations/execution-failed.ts';
import type { Application } from '../../../lib/domain/application.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import { opened } from '../../domain/samples.ts';

/** What is written beside the log, which is silent here: the metrics. */
const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
});

const NOW = new Date('2026-03-01T00:00:00Z');

/** What becomes of an application when this execution is said to have failed. */
async function after(
  nameOf: (id: string) => string,
  failed: (name: string, stoppedAt: Date | undefined) => boolean,
  error?: string,
): Promise<Application> {
  let stored = opened(NOW);
  const store: Pick<Applications, 'get' | 'change'> = {
    get: async (id) => (id === stored.id ? stored : undefined),
    change: async (_known, change) => {
      stored = change(stored);
      return stored;
    },
  };
  const machine: Pick<Executions, 'failureOf'> = {
    failureOf: async (name, stoppedAt) => (failed(name, stoppedAt) ? { error } : undefined),
  };
  const handler = executionFailed(
    () => store as Applications,
    () => machine as Executions,
    () => NOW,
  );
  await handler({ detail: { name: nameOf(stored.id), status: 'FAILED', stopDate: NOW.getTime() } }, {} as Context);
  return stored;
}

test('an execution that failed parks its application by its error, which the event leaves out, and is counted', async () => {
  const { status, suspended } = await after(
    (id) => id,
    () => true,
    'Oops',
  );
  expect({ status, suspended }).toEqual({
    status: 'suspended',
    suspended: { since: NOW.toISOString(), last: NOW.toISOString(), error: 'Oops' },
  });
  expect(written.map((line) => JSON.parse(line))).toMatchObject([{ Suspended: 1, error: 'Oops' }]);
});

test('so does the one that was only to close it, which is asked about by its own name', async () => {
  const application = await after(
    (id) => `${id}-closing`,
    (name) => name.endsWith('-closing'),
  );
  expect(application.status).toBe('suspended');
});

test('one of which no error is known is parked by its status', async () => {
  const { suspended } = await after(
    (id) => id,
    () => true,
  );
  expect(suspended?.error).toBe('FAILED');
});

test('whether it has failed is asked with the moment at which it is said to have', async () => {
  const { status } = await after(
    (id) => id,
    (_, stoppedAt) => stoppedAt?.getTime() === NOW.getTime(),
  );
  expect(status).toBe('suspended');
});

test('one that runs again since is left alone', async () => {
  const application = await after(
    (id) => id,
    () => false,
  );
  expect(application).toEqual(opened(NOW));
  expect(written).toEqual([]);
});
