import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { task } from '../../lib/middleware/task.ts';
import { StoreUnavailable } from '../../lib/store/table.ts';

const SECRET = '900101300017';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

/** What becomes of a task that fails so, as Lambda and the execution's history are told it. */
async function failureOf(fail: () => unknown): Promise<Error> {
  const run = task(z.object({}), async () => fail());
  const failure: unknown = await run({}, {} as Context).catch((error: unknown) => error);
  if (failure instanceof Error) return failure;
  throw new Error('It did not fail.');
}

test.each([
  ['a text that is no JSON', 'SyntaxError', () => JSON.parse(`${SECRET} is no JSON`)],
  ['a value of another form', '$ZodError', () => z.literal('x').parse(SECRET)],
  ['a fault of the code', 'TypeError', () => Reflect.construct(Object(SECRET), [])],
])('%s: the error goes on by its name and place, without the data', async (_, name, fail) => {
  const { name: told, message, stack } = await failureOf(fail);
  expect(told).toBe(name);
  expect(message).toMatch(/^arose at /);
  expect(`${message} ${stack}`).not.toContain(SECRET);
});

test('an error of ours goes on as it is: it is retried by its name, and its words are fixed', async () => {
  const error = new StoreUnavailable('DynamoDB: ThrottlingException');
  expect(await failureOf(() => Promise.reject(error))).toBe(error);
});
