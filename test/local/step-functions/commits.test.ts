import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HistoryEvent } from '../../../local/step-functions/history.ts';
import { isObject } from '../../../local/step-functions/json.ts';
import { Log, SEPARATOR } from '../../../local/step-functions/log.ts';
import { Store } from '../../../local/step-functions/store.ts';
import { historyOf, INVOKE, INVOKE_WITH_TOKEN, machineOf, ROLE_ARN, rest, testEngine } from './support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commits-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** More states than are gone through in one turn, so that a commit comes between two of them. */
const STEPS = Array.from({ length: 250 }, (_, i) => `Step ${i}`);
const steps = STEPS.map((name, i) => {
  return [name, { Type: 'Pass', Output: { n: '{% $states.input.n %}', i }, Next: STEPS[i + 1] ?? 'Apart' }] as const;
});

const ECHO = 'arn:aws:lambda:eu-central-1:000000000000:function:echo';

/** Steps that end at once, that wait for expressions, and that wait for functions, time and answers. */
const DEFINITION = machineOf('Begin', {
  Begin: { Type: 'Pass', Assign: { step: '{% 1 + 1 %}' }, Next: 'Ask' },
  Ask: {
    ...{ Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'echo', Payload: '{% $states.input %}' } },
    ...{ TimeoutSeconds: 60, Output: '{% $states.result.Payload %}', Next: 'Again?' },
  },
  'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n < 6 %}', Next: 'Add' }], Default: 'Step 0' },
  Add: { Type: 'Pass', Output: { n: '{% $states.input.n + $step %}' }, Next: 'Ask' },
  ...Object.fromEntries(steps),
  Apart: {
    ...{ Type: 'Parallel', Next: 'Doze' },
    Branches: [
      { StartAt: 'Ask apart', States: { 'Ask apart': { Type: 'Task', Resource: ECHO, TimeoutSeconds: 9, End: true } } },
    ],
  },
  Doze: { Type: 'Wait', Seconds: 30, Next: 'Await' },
  Await: {
    ...{ Type: 'Task', Resource: INVOKE_WITH_TOKEN, HeartbeatSeconds: 600, End: true },
    Arguments: { FunctionName: 'token', Payload: { token: '{% $states.context.Task.Token %}' } },
  },
});
const EXECUTIONS = ['a', 'b', 'c'];
/** An event without what differs from one run to the next: when it was, tokens, Lambda's request ids. */
const comparable = ({ timestamp: _, ...event }: HistoryEvent) =>
  JSON.stringify(event)
    .replace(/"token\\":\\"[^"]+"/, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');

const file = (name: string) => join(folder, `${name}.sqlite`);
/** The store as it stands when it has what a log says, and nothing more. */
function withLog(name: string, log: Buffer): string {
  copyFileSync(file('fresh'), file(name));
  writeFileSync(`${file(name)}.log`, log);
  return file(name);
}

const tokens: string[] = [];
let calls = 0;
const open = (database: string) =>
  testEngine(
    async (name, payload) => {
      // One comes back while another's step waits for an expression.
      calls++;
      for (let microtasks = calls % 2 === 0 ? 0 : calls * 5; microtasks > 0; microtasks--) await undefined;
      if (name === 'token' && isObject(payload)) tokens.push(String(payload.token));
      return { payload };
    },
    { database },
  );

/** Answers and drives the clock until nothing can happen any more; the histories, by the execution's name. */
async function runOut({ engine, clock }: ReturnType<typeof open>, stateMachineArn: string) {
  do {
    await rest(engine);
    // An answer that was taken already is one too many.
    for (const taskToken of tokens) await engine.sendTaskSuccess({ taskToken, output: '1' }).catch(() => undefined);
    await rest(engine);
  } while (clock.next());
  const { items } = engine.listExecutions({ stateMachineArn });
  const histories = items.map(({ arn, name }) => [name, historyOf(engine, arn).map(comparable)] as const);
  engine.close();
  return new Map(histories);
}

/** Runs the executions to their ends; `committed` is called with the log as it stands after each commit. */
async function run(committed: (log: Buffer) => void) {
  const fresh = open(file('fresh'));
  const { stateMachineArn } = fresh.engine.createStateMachine({ name: 'm', definition: DEFINITION, roleArn: ROLE_ARN });
  fresh.engine.close();
  const whole = open(withLog('whole', Buffer.alloc(0)));
  const { write } = Log.prototype;
  vi.spyOn(Log.prototype, 'write').mockImplementation(function (this: Log) {
    write.call(this);
    committed(readFileSync(`${file('whole')}.log`));
  });
  await Promise.all(
    EXECUTIONS.map((name) => whole.engine.startExecution({ stateMachineArn, name, input: '{ "n": 2 }' })),
  );
  const histories = await runOut(whole, stateMachineArn);
  vi.restoreAllMocks();
  return { stateMachineArn, histories };
}

it('each hold whole steps: from every one of them, executions go on as if nothing had happened', async () => {
  const logs: Buffer[] = [];
  const { stateMachineArn, histories } = await run((log) => logs.push(log));
  expect([...histories.keys()].sort()).toEqual(EXECUTIONS);
  expect(logs.length).toBeGreaterThan(10);
  for (const [i, log] of logs.entries()) {
    for (const [name, events] of await runOut(open(withLog(`${i}`, log)), stateMachineArn)) {
      expect(events, `${name} from commit ${i}`).toEqual(histories.get(name));
    }
  }
});

it('are taken up however deep the data in variables is nested', async () => {
  const deep = `{"v":${'['.repeat(3000)}${']'.repeat(3000)}}`;
  const definition = machineOf('Keep', {
    Keep: { Type: 'Pass', Assign: { v: '{% $states.input.v %}' }, Next: 'Doze' },
    Doze: { Type: 'Wait', Seconds: 30, End: true },
  });
  const before = open(file('deep'));
  const { stateMachineArn } = before.engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
  await before.engine.startExecution({ stateMachineArn, name: 'a', input: deep });
  await rest(before.engine);
  before.engine.close();
  const histories = await runOut(open(file('deep')), stateMachineArn);
  expect(histories.get('a')?.at(-1)).toContain('ExecutionSucceeded');
});

it('keep the client tokens of redrives, of which the newest ten count for 15 minutes', async () => {
  const fresh = open(file('fresh'));
  const definition = machineOf('No', { No: { Type: 'Fail' } });
  const { stateMachineArn } = fresh.engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
  fresh.engine.close();
  const first = open(withLog('first', Buffer.alloc(0)));
  const { executionArn } = await first.engine.startExecution({ stateMachineArn, name: 'a' });
  await rest(first.engine);
  const tokens = Array.from({ length: 11 }, (_, i) => `token ${i}`);
  const dates: number[] = [];
  for (const clientToken of tokens) {
    first.clock.set(first.clock.now() + 1000);
    dates.push((await first.engine.redriveExecution({ executionArn, clientToken })).redriveDate);
    await rest(first.engine);
  }
  const killed = readFileSync(`${file('first')}.log`);
  first.engine.close();
  for (const database of [withLog('killed', killed), file('first'), file('first')]) {
    const { engine, clock } = open(database);
    clock.set(first.clock.now());
    for (const [i, clientToken] of tokens.entries()) {
      if (i > 0)
        expect(await engine.redriveExecution({ executionArn, clientToken })).toEqual({ redriveDate: dates[i] });
    }
    expect(engine.describeExecution(executionArn).redrive_count).toBe(tokens.length);
    engine.close();
  }
  const { engine, clock } = open(withLog('later', killed));
  for (const [clientToken, at] of [
    ['token 0', first.clock.now()],
    ['token 10', (dates.at(-1) ?? 0) + 15 * 60_000],
  ] as const) {
    clock.set(at);
    expect(await engine.redriveExecution({ executionArn, clientToken })).toEqual({ redriveDate: at });
    await rest(engine);
  }
  expect(engine.describeExecution(executionArn).redrive_count).toBe(tokens.length + 2);
  engine.close();
});

it('are all that is kept when the engine is closed in the middle of a step', async () => {
  const definition = machineOf('Ask', {
    Ask: {
      ...{ Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'echo', Payload: 1 }, End: true },
      Output: '{% $string($states.result.Payload) & "!" %}',
    },
  });
  /** Closes the engine so many microtasks after the function has answered; the events when it has gone on to the end. */
  const closedAfter = async (microtasks: number) => {
    const database = file(`closed-${microtasks}`);
    const first = testEngine(
      async () => {
        const close = async () => {
          for (let i = 0; i < microtasks; i++) await undefined;
          first.engine.close();
        };
        close();
        return { payload: 1 };
      },
      { database },
    );
    const { stateMachineArn } = first.engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
    await first.engine.startExecution({ stateMachineArn, name: 'a' });
    await new Promise(setImmediate);
    const second = testEngine(async () => ({ payload: 1 }), { database });
    const events = (await runOut(second, stateMachineArn)).get('a') ?? [];
    return events.map((event) => /"type":"([^"]+)"/.exec(event)?.[1]);
  };
  const types = await closedAfter(0);
  expect(types.filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
  for (let microtasks = 1; microtasks < 60; microtasks++)
    expect([microtasks, await closedAfter(microtasks)]).toEqual([microtasks, types]);
});

it('tell in few words how branches stand, and no less than all of it', async () => {
  const standing = new Map<string, { execution: number; data: string }>();
  const { add } = Store.prototype;
  vi.spyOn(Store.prototype, 'add').mockImplementation(function (this: Store, change) {
    for (const [id, text] of change.branches) {
      if (text) standing.set(`${change.id} ${id}`, { execution: change.id, data: text.whole() });
      else standing.delete(`${change.id} ${id}`);
    }
    add.call(this, change);
  });
  const commits: { log: Buffer; branches: { execution: number; data: string }[] }[] = [];
  await run((log) => commits.push({ log, branches: [...standing.values()] }));
  for (const [i, { log, branches }] of commits.entries()) {
    const store = new Store(withLog(`${i}`, log));
    expect(store.branches(), `commit ${i}`).toEqual(branches.toSorted((a, b) => a.execution - b.execution));
    store.close();
  }
  // What the events of the same commit tell is not told again.
  const items = commits.at(-1)?.log.toString().split(SEPARATOR.item) ?? [];
  expect(items.filter((item) => item.startsWith('B1:!')).length).toBeGreaterThan(EXECUTIONS.length);
  expect(items.filter((item) => item.includes('redrives'))).toEqual([]);
});
