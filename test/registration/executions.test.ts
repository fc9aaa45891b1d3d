import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Executions, executions } from '../../lib/registration/executions.ts';

const WEEK_AGO = new Date('2026-03-08T00:00:00Z');
/** Executions by status, with the day of March on which each stopped. */
const STOPPED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  FAILED: { 'failed-long-ago': 1, 'failed-yesterday': 14 },
  TIMED_OUT: { 'timed-out-long-ago': 2, 'timed-out-yesterday': 14 },
  ABORTED: { 'stopped-long-ago': 1, 'stopped-a-week-ago': 7, 'stopped-yesterday': 14 },
};

const question = z.object({ statusFilter: z.string().optional(), executionArn: z.string().optional() });

const ON = (day: number) => Date.UTC(2026, 2, day);
/** How executions are described; the days are those of March. */
const DESCRIBED: Readonly<Record<string, object>> = {
  failed: { status: 'FAILED', error: 'SystemUnavailable' },
  running: { status: 'RUNNING', redriveCount: 0 },
  redriven: { status: 'RUNNING', redriveCount: 1, redriveDate: ON(5) / 1000 },
};

let server: http.Server;
let machine: Executions;
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    const { statusFilter = '', executionArn } = question.parse(await json(request));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    if (executionArn) return response.end(JSON.stringify(DESCRIBED[executionArn.replace(/^.*:/, '')]));
    const listed = Object.entries(STOPPED[statusFilter] ?? {}).map(([name, day]) => ({
      name,
      stopDate: Date.UTC(2026, 2, day) / 1000,
    }));
    return response.end(JSON.stringify({ executions: listed }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  machine = executions('arn:aws:states:eu-central-1:111111111111:stateMachine:registration', {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(() => {
  server.close();
});

test('what failed or timed out before a moment is found; what was stopped by hand is left alone', async () => {
  const found: string[] = [];
  for await (const names of machine.failedBefore(WEEK_AGO)) found.push(...names);
  expect(found).toEqual(['failed-long-ago', 'timed-out-long-ago']);
});

test('what was stopped by hand between two moments is found, and nothing that failed', async () => {
  const found: string[] = [];
  const between = { after: new Date('2026-03-02T00:00:00Z'), before: WEEK_AGO };
  for await (const names of machine.stoppedByHand(between)) found.push(...names);
  expect(found).toEqual(['stopped-a-week-ago']);
});

test.each([
  ['failed', undefined, { error: 'SystemUnavailable' }],
  ['running', undefined, undefined],
  ['running', 4, {}],
  ['redriven', 4, undefined],
  ['redriven', 6, {}],
] as const)('%s, said to have stopped on day %s: failed as %o', async (name, day, failure) => {
  expect(await machine.failureOf(name, day && new Date(ON(day)))).toEqual(failure);
});
