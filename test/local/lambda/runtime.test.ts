import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../../local/clock.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { type LambdaRuntime, startLambda } from '../../../local/lambda/runtime.ts';

const SOURCES: Record<string, string> = {
  echo: 'export const handler = async (event) => event;',
  nothing: 'export const handler = async () => {};',
  context: `export const handler = async (event, context) => ({
    ...context, remaining: context.getRemainingTimeInMillis(), store: globalThis.awslambda.InvokeStore.getRequestId(),
  });`,
  environment: 'export const handler = async () => process.env;',
  time: `export const handler = async () => ({
    now: new Date().toISOString(), epoch: Date.now(), given: new Date(0).toISOString(),
    isDate: new Date() instanceof Date, text: Date(), utc: Date.UTC(1970, 0, 1),
  });`,
  refuses: `class NoSuchThing extends Error { name = 'NoSuchThing'; }
    export const handler = async () => { throw new NoSuchThing('there is no such thing'); };`,
  'throws-text': "export const handler = async () => { throw 'text'; };",
  'throws-at-once': "export const handler = () => { throw new TypeError('at once'); };",
  broken: "import './is-not-there.js'; export const handler = async () => 1;",
  'no-handler': 'export const main = async () => 1;',
  slow: 'export const handler = () => new Promise(() => {});',
  hangs: 'export const handler = async () => { for (;;); };',
  crashes: 'export const handler = async () => process.exit(1);',
  rejects: "export const handler = () => new Promise(() => { Promise.reject(new Error('nobody listens')); });",
  logs: "export const handler = async () => { console.log('to stdout'); console.error('to stderr'); };",
  counts: 'let calls = 0; export const handler = async () => ++calls;',
};

const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
const logFile = join(folder, 'log', 'functions.log');
const clock = createClock();
const ended: { functionName: string; errorType?: string }[] = [];
let lambda: LambdaRuntime;

beforeAll(() => {
  for (const [name, source] of Object.entries(SOURCES)) writeFileSync(join(folder, `${name}.mjs`), source);
  lambda = startLambda({
    functions: Object.fromEntries(
      Object.keys(SOURCES).map((name) => [
        name,
        { entry: `${name}.mjs`, timeoutSeconds: ['slow', 'hangs'].includes(name) ? 0.05 : 10, memoryMb: 512 },
      ]),
    ),
    root: folder,
    environment: { TABLE_NAME: 'applications' },
    clock,
    logFile,
    onInvocation: (call) => ended.push(call),
  });
});

afterAll(async () => {
  await lambda.close();
  rmSync(folder, { recursive: true });
});

test('a function gets a copy of the event, as JSON carries it, and its result comes back the same way', async () => {
  const event = { text: 'Көлік', list: [1, null, true], gone: undefined, at: new Date(0) };
  expect(await lambda.invoke('echo', event)).toEqual({
    payload: { text: 'Көлік', list: [1, null, true], at: '1970-01-01T00:00:00.000Z' },
  });
  expect(await lambda.invoke('nothing', {})).toEqual({ payload: null });
});

test('a function gets the context that Lambda gives', async () => {
  const result = await lambda.invoke('context', {});
  expect(result).toMatchObject({
    payload: {
      functionName: 'context',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:context',
      memoryLimitInMB: '512',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      remaining: expect.closeTo(10_000, -4),
    },
  });
});

test('calls under way at once are told apart by their request ids', async () => {
  const results = await Promise.all([lambda.invoke('context', {}), lambda.invoke('context', {})]);
  const ids = results.map(({ payload }) => payload);
  expect(ids[0]).not.toEqual(ids[1]);
  for (const id of ids)
    expect(id).toMatchObject({ store: expect.toSatisfy((s) => JSON.stringify(id).split(s).length === 3) });
});

test('functions see the variables that they are given and no others', async () => {
  const { payload } = await lambda.invoke('environment', {});
  expect(payload).toEqual({ TABLE_NAME: 'applications', AWS_LAMBDA_MAX_CONCURRENCY: '1000' });
});

test('functions tell the time by the clock of the machine', async () => {
  clock.set(Date.parse('2031-05-01T00:00:00Z'));
  const { payload } = await lambda.invoke('time', {});
  expect(payload).toMatchObject({
    now: expect.stringMatching(/^2031-05-01T00:0/),
    epoch: expect.closeTo(clock.now(), -4),
    given: '1970-01-01T00:00:00.000Z',
    isDate: true,
    text: expect.stringContaining('2031'),
    utc: 0,
  });
});

test.each(['constructor', '__proto__'])('what every object has is no function: %s', async (name) => {
  const payload = {
    errorType: 'Lambda.ResourceNotFoundException',
    errorMessage: `Function not found: ${name}`,
    trace: [],
  };
  expect(await lambda.invoke(name, {})).toEqual({ functionError: 'Unhandled', payload });
});

test.each([
  ['refuses', 'NoSuchThing', 'there is no such thing'],
  ['throws-text', 'string', 'text'],
  ['throws-at-once', 'TypeError', 'at once'],
  ['broken', 'Runtime.ImportModuleError', 'is-not-there.js'],
  ['no-handler', 'Runtime.HandlerNotFound', 'no-handler.mjs exports no function named handler'],
  ['unknown', 'Lambda.ResourceNotFoundException', 'unknown'],
  ['slow', 'Sandbox.Timedout', 'Task timed out after 0.05 seconds'],
])('a call that fails is answered as Lambda answers: %s', async (name, errorType, message) => {
  expect(await lambda.invoke(name, {})).toEqual({
    functionError: 'Unhandled',
    payload: { errorType, errorMessage: expect.stringContaining(message), trace: expect.any(Array) },
  });
});

test.each(['crashes', 'rejects'])('a thread that breaks down fails its calls and is replaced: %s', async (name) => {
  const beside = lambda.invoke('slow', {});
  expect(await lambda.invoke(name, {})).toMatchObject({ payload: { errorType: 'Lambda.ServiceException' } });
  expect(await beside).toMatchObject({ functionError: 'Unhandled' });
  expect(await lambda.invoke('counts', {})).toEqual({ payload: 1 });
});

test('a thread that hangs is replaced once its call has timed out', async () => {
  expect(await lambda.invoke('hangs', {})).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
  let result = await lambda.invoke('echo', 'again');
  if ('functionError' in result) result = await lambda.invoke('echo', 'again');
  expect(result).toEqual({ payload: 'again' });
});

test('a call can be given up', async () => {
  const aborter = new AbortController();
  const call = lambda.invoke('slow', {}, aborter.signal);
  aborter.abort(new Error('stopped'));
  await expect(call).rejects.toThrow('stopped');
  await expect(lambda.invoke('echo', {}, aborter.signal)).rejects.toThrow('stopped');
});

test('what functions write, their failures included, goes to the log file; each call is reported', async () => {
  await lambda.invoke('logs', {});
  await lambda.invoke('refuses', { secret: 'never logged' });
  await lambda.close();
  const log = readFileSync(logFile, 'utf8');
  expect(log).toContain('to stdout');
  expect(log).toContain('to stderr');
  expect(log).toContain('NoSuchThing');
  expect(log).not.toContain('never logged');
  expect(ended.slice(-2)).toMatchObject([
    { functionName: 'logs' },
    { functionName: 'refuses', errorType: 'NoSuchThing' },
  ]);
});

test('closed, it answers that it is', async () => {
  expect(await lambda.invoke('echo', {})).toMatchObject({ payload: { errorType: 'Lambda.ServiceException' } });
});

test('functions reach the database without the network, also from a thread that replaces another', async () => {
  const lib = new URL('../../../lib/dependencies.ts', import.meta.url);
  writeFileSync(
    join(folder, 'reads.mjs'),
    `import { theApplications } from '${lib}';
    export const handler = async () => (await theApplications().get('nobody')) ?? 'there is none';`,
  );
  const database = await startDynamoDb({ port: 0, folder: join(folder, 'dynamodb'), tableName: 'applications' });
  await database.tableReady;
  const reader = startLambda({
    functions: {
      reads: { entry: 'reads.mjs', timeoutSeconds: 30, memoryMb: 512 },
      crashes: { entry: 'crashes.mjs', timeoutSeconds: 30, memoryMb: 512 },
    },
    root: folder,
    environment: {
      TABLE_NAME: 'applications',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      // Nothing listens here.
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    },
    database: Promise.resolve(database),
    clock,
    logFile: join(folder, 'reader.log'),
  });
  const none = { payload: 'there is none' };
  expect(await reader.invoke('reads', {})).toEqual(none);
  expect(await reader.invoke('crashes', {})).toMatchObject({ functionError: 'Unhandled' });
  expect(await reader.invoke('reads', {})).toEqual(none);
  await reader.close();
  await database.close();
});

test('functions are imported before their environment is known; calls wait for it', async () => {
  const { promise, resolve } = Promise.withResolvers<Record<string, string>>();
  const late = startLambda({
    functions: { environment: { entry: 'environment.mjs', timeoutSeconds: 10, memoryMb: 512 } },
    root: folder,
    environment: promise,
    clock,
    logFile: join(folder, 'late.log'),
  });
  const call = late.invoke('environment', {});
  await late.loaded();
  resolve({ TABLE_NAME: 'late' });
  expect(await call).toMatchObject({ payload: { TABLE_NAME: 'late' } });
  await late.close();
});
