import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPERATIONS } from '../../../local/step-functions/api.ts';
import type { Engine } from '../../../local/step-functions/engine.ts';
import { isObject } from '../../../local/step-functions/json.ts';
import type { ExecutionStatusChange } from '../../../local/step-functions/status-changes.ts';
import { historyOf, INVOKE_WITH_TOKEN, machineOf, ROLE_ARN, rest, testEngine, typesOf } from './support.ts';

const SECRET = '"iin":"940101300000"';
const TOKEN = '{% $states.context.Task.Token %}';
const awaiting = (Comment: string) =>
  machineOf('Await', {
    Await: {
      ...{ Type: 'Task', Resource: INVOKE_WITH_TOKEN, Comment, End: true },
      Arguments: { FunctionName: 'f', Payload: { token: TOKEN, input: '{% $states.input %}' } },
    },
  });
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

let folder: string;
let database: string;
let tokens: Map<string, string>;
let told: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'take-up-'));
  database = join(folder, 'store.sqlite');
  tokens = new Map();
  told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const open = (onStatusChange?: (change: ExecutionStatusChange) => void) =>
  testEngine(
    async (_, payload) => {
      if (isObject(payload)) tokens.set(JSON.stringify(payload.input), String(payload.token));
      return { payload: null };
    },
    { database, ...(onStatusChange && { onStatusChange }) },
  );

/** Two executions of two machines, each waiting for an answer. */
async function bothWaiting() {
  const { engine } = open();
  const [bad = '', good = ''] = await Promise.all(
    ['bad', 'good'].map(async (name) => {
      const { stateMachineArn } = engine.createStateMachine({ name, definition: awaiting(name), roleArn: ROLE_ARN });
      const input = JSON.stringify({ name, iin: '940101300000' });
      return (await engine.startExecution({ stateMachineArn, name, input })).executionArn;
    }),
  );
  await rest(engine);
  engine.close();
  const tokenOf = (name: string) => tokens.get(JSON.stringify({ name, iin: '940101300000' })) ?? '';
  return { bad, good, badToken: tokenOf('bad'), goodToken: tokenOf('good') };
}

/** Puts one text in place of another in what is stored of the first execution. */
function replaced(table: 'definitions' | 'branches', text: string, instead: string): void {
  const store = new DatabaseSync(database);
  const [column, id] = table === 'definitions' ? ['definition', 'id'] : ['data', 'execution'];
  const sql = `UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE ${id} = 1 AND instr(${column}, ?) > 0`;
  expect(store.prepare(sql).run(text, instead, text).changes).toBe(1);
  store.close();
}

const call = async (engine: Engine, operation: string, body: object) => OPERATIONS.get(operation)?.(engine, body);

describe.each([
  ['whose definition this version refuses', 'definitions', '"Type":"Task"', '"Type":"Chore"', 'InvalidDefinition'],
  ['whose definition is no JSON', 'definitions', '"States":', '"States"', 'InvalidDefinition'],
  ['whose definition is nested too deeply', 'definitions', '{"token":', `{"d":${DEEP},"token":`, 'InvalidDefinition'],
  ['of which a branch cannot be read', 'branches', SECRET, SECRET.slice(1), undefined],
  ['of which a branch is in no known state', 'branches', '"Await"', '"Awaited"', undefined],
] as const)('an execution %s', (_, table, text, instead, refusal) => {
  it('holds nothing up, and is told of without its data', async () => {
    const { bad, good, goodToken } = await bothWaiting();
    replaced(table, text, instead);
    const { engine } = open();
    expect(told.mock.calls).toEqual([
      [expect.stringMatching(`^Step Functions: ${bad} cannot be taken up, and stays as it is: \\S`)],
    ]);
    expect(JSON.stringify(told.mock.calls)).not.toContain('9401');
    await engine.sendTaskSuccess({ taskToken: goodToken, output: '1' });
    expect(engine.describeExecution(good).status).toBe('SUCCEEDED');
    engine.close();
  });

  it('can be looked at, with its machine', async () => {
    const { bad: executionArn, badToken } = await bothWaiting();
    replaced(table, text, instead);
    const { engine } = open();
    expect(await call(engine, 'DescribeExecution', { executionArn })).toMatchObject({ status: 'RUNNING' });
    expect(typesOf(historyOf(engine, executionArn)).at(-1)).toBe('TaskSubmitted');
    const { machine_arn: stateMachineArn } = engine.describeExecution(executionArn);
    expect(await call(engine, 'ListExecutions', { stateMachineArn })).toMatchObject({ executions: [{ executionArn }] });
    const definition = expect.stringContaining(table === 'definitions' ? instead : 'Await');
    expect(await call(engine, 'DescribeStateMachine', { stateMachineArn })).toMatchObject({ definition });
    expect(await call(engine, 'DescribeStateMachineForExecution', { executionArn })).toMatchObject({ definition });
    const started = call(engine, 'StartExecution', { stateMachineArn, name: 'other' });
    if (refusal) await expect(started).rejects.toMatchObject({ code: refusal, status: 400 });
    else await expect(started).resolves.toMatchObject({ executionArn: expect.stringContaining('other') });
    // What somebody has answered must not be thrown away.
    const answers = [
      engine.sendTaskSuccess({ taskToken: badToken, output: '1' }),
      engine.sendTaskFailure({ taskToken: badToken }),
      engine.sendTaskHeartbeat({ taskToken: badToken }),
    ];
    for (const answer of answers)
      await expect(answer).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    engine.close();
  });

  it('goes on where it was once a version can take it up', async () => {
    const { bad, badToken } = await bothWaiting();
    replaced(table, text, instead);
    open().engine.close();
    replaced(table, instead, text);
    const { engine } = open();
    await engine.sendTaskSuccess({ taskToken: badToken, output: '1' });
    expect(engine.describeExecution(bad)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    engine.close();
  });

  it('can be stopped, and redriven once a version can take it up', async () => {
    const { bad: executionArn, badToken } = await bothWaiting();
    replaced(table, text, instead);
    const changes: string[] = [];
    const { engine } = open(({ detail }) => void changes.push(`${detail.name} ${detail.status}`));
    const { stopDate } = await engine.stopExecution({ executionArn, error: 'Enough', cause: 'because' });
    expect(await engine.stopExecution({ executionArn })).toEqual({ stopDate });
    expect(engine.describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'because',
    });
    const ids = historyOf(engine, executionArn).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_id, i) => i + 1));
    expect(typesOf(historyOf(engine, executionArn)).at(-1)).toBe('ExecutionAborted');
    await expect(engine.sendTaskSuccess({ taskToken: badToken, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
    const redriven = engine.redriveExecution({ executionArn });
    await expect(redriven).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    await expect(redriven).rejects.not.toMatchObject({ message: expect.stringContaining('9401') });
    await rest(engine);
    expect(changes).toEqual(['bad ABORTED']);
    engine.close();
    replaced(table, instead, text);
    const later = open();
    await later.engine.redriveExecution({ executionArn });
    await rest(later.engine);
    expect(later.engine.describeExecution(executionArn)).toMatchObject({ status: 'RUNNING', redrive_count: 1 });
    later.engine.close();
  });
});

it.each([
  ['has no branches', 'DELETE FROM branches WHERE execution = 1'],
  [
    'has a branch whose parent is gone',
    "UPDATE branches SET data = replace(data, '[1,null', '[1,7') WHERE execution = 1",
  ],
])('an execution that %s is left as it is', async (_, sql) => {
  const { bad, good } = await bothWaiting();
  const store = new DatabaseSync(database);
  store.exec(sql);
  store.close();
  const { engine } = open();
  expect(told.mock.calls).toEqual([[expect.stringMatching(`${bad} .*(no branches|its parent)`)]]);
  expect([bad, good].map((arn) => engine.describeExecution(arn).status)).toEqual(['RUNNING', 'RUNNING']);
  engine.close();
});

it('variables are taken up however deep they are nested', async () => {
  const { engine } = open();
  const depth = 6000;
  const definition = machineOf('Keep', {
    Keep: { Type: 'Pass', Assign: { v: 1 }, Next: 'Doze' },
    Doze: { Type: 'Wait', Seconds: 30, End: true },
  });
  const { stateMachineArn } = engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
  const { executionArn } = await engine.startExecution({ stateMachineArn, name: 'a' });
  await rest(engine);
  engine.close();
  replaced('branches', '{"v":1}', `{"v":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  const later = open();
  later.clock.next();
  await rest(later.engine);
  expect(told).not.toHaveBeenCalled();
  expect(later.engine.describeExecution(executionArn).status).toBe('SUCCEEDED');
  later.engine.close();
});

it('a change of status that cannot be read stays untold, and holds nothing up', async () => {
  const { engine } = open(() => new Promise(() => undefined));
  const definition = machineOf('Done', { Done: { Type: 'Succeed' } });
  const { stateMachineArn } = engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
  await engine.startExecution({ stateMachineArn, name: 'a', input: `{${SECRET}}` });
  await rest(engine);
  engine.close();
  const store = new DatabaseSync(database);
  store.exec(`UPDATE status_changes SET event = replace(event, '"version":"0"', '"version":0') WHERE rowid = 1`);
  store.exec(`UPDATE status_changes SET event = replace(event, 'iin', 'iin"') WHERE rowid = 1`);
  store.close();
  const changes: string[] = [];
  const later = open(({ detail }) => void changes.push(detail.status));
  await rest(later.engine);
  expect(changes).toEqual(['SUCCEEDED']);
  expect(told.mock.calls).toEqual([[expect.stringContaining('a change of status cannot be read')]]);
  expect(JSON.stringify(told.mock.calls)).not.toContain('9401');
  later.engine.close();
});

it('a definition that is nested too deeply is refused when it is made', () => {
  const { engine } = open();
  const definition = awaiting('deep').replace('{"token":', `{"d":${DEEP},"token":`);
  expect(() => engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN })).toThrow(
    expect.objectContaining({ code: 'InvalidDefinition' }),
  );
  engine.close();
});
