import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HistoryEvent } from '../../../local/step-functions/history.ts';
import { isObject } from '../../../local/step-functions/json.ts';
import { Log } from '../../../local/step-functions/log.ts';
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
  return [name, { Type: 'Pass', Output: { n: '{% $states.input.n %}', i }, Next: STEPS[i + 1] ?? 'Doze' }] as const;
});

/** Steps that end at once, that wait for expressions, and that wait for functions, time and answers. */
const DEFINITION = machineOf('Begin', {
  Begin: { Type: 'Pass', Assign: { step: '{% 1 + 1 %}' }, Next: 'Ask' },
  Ask: {
    ...{ Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'echo', Payload: '{% $states.input %}' } },
    ...{ Output: '{% $states.result.Payload %}', Next: 'Again?' },
  },
  'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n < 6 %}', Next: 'Add' }], Default: 'Step 0' },
  Add: { Type: 'Pass', Output: { n: '{% $states.input.n + $step %}' }, Next: 'Ask' },
  ...Object.fromEntries(steps),
  Doze: { Type: 'Wait', Seconds: 30, Next: 'Await' },
  Await: {
    ...{ Type: 'Task', Resource: INVOKE_WITH_TOKEN, End: true },
    Arguments: { FunctionName: 'token', Payload: { token: '{% $states.context.Task.Token %}' } },
  },
});
const EXECUTIONS = ['a', 'b', 'c'];
/** An event without what differs from one run to the next: when it was, tokens, Lambda's request ids. */
const comparable = ({ timestamp: _, ...event }: HistoryEvent) =>
  JSON.stringify(event)
    .replace(/"token\\":\\"[^"]+"/, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');

it('each hold whole steps: from every one of them, executions go on as if nothing had happened', async () => {
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
  const runOut = async ({ engine, clock }: ReturnType<typeof open>, stateMachineArn: string) => {
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
  };
  const file = (name: string) => join(folder, `${name}.sqlite`);
  const fresh = open(file('fresh'));
  const { stateMachineArn } = fresh.engine.createStateMachine({ name: 'm', definition: DEFINITION, roleArn: ROLE_ARN });
  fresh.engine.close();

  const logs: Buffer[] = [];
  const { write } = Log.prototype;
  vi.spyOn(Log.prototype, 'write').mockImplementation(function (this: Log) {
    write.call(this);
    logs.push(readFileSync(`${file('whole')}.log`));
  });
  copyFileSync(file('fresh'), file('whole'));
  const whole = open(file('whole'));
  await Promise.all(
    EXECUTIONS.map((name) => whole.engine.startExecution({ stateMachineArn, name, input: '{ "n": 2 }' })),
  );
  const undisturbed = await runOut(whole, stateMachineArn);
  vi.restoreAllMocks();

  expect([...undisturbed.keys()].sort()).toEqual(EXECUTIONS);
  expect(logs.length).toBeGreaterThan(10);
  for (const [i, log] of logs.entries()) {
    copyFileSync(file('fresh'), file(`${i}`));
    writeFileSync(`${file(`${i}`)}.log`, log);
    for (const [name, events] of await runOut(open(file(`${i}`)), stateMachineArn)) {
      expect(events, `${name} from commit ${i}`).toEqual(undisturbed.get(name));
    }
  }
});
