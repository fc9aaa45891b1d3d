import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DrivenClock } from '../../../local/step-functions/conformance/driven-clock.ts';
import { quiet } from '../../../local/step-functions/conformance/run-execution.ts';
import { Engine } from '../../../local/step-functions/engine.ts';
import { isObject } from '../../../local/step-functions/json.ts';
import { lambdaRunners } from '../../../local/step-functions/tasks.ts';
import { INVOKE, INVOKE_WITH_TOKEN, machineOf, ROLE_ARN } from './support.ts';

/**
 * Runs a few executions that use every kind of state, with the store in the folder that is its argument, until all have
 * ended. It may be killed at any moment and started again. What its functions are called with goes to `calls.log`, the
 * tokens they are given to `tokens.log`: who calls and who answers outlive the engine.
 */

export const EXECUTIONS = 4;
const ask = (FunctionName: string, fields: object) => ({
  ...{
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName, Payload: { id: '{% $id %}', n: '{% $n %}' } },
    Output: '{% $states.result.Payload %}',
  },
  ...fields,
});
const MACHINES = {
  line: machineOf('Begin', {
    Begin: { Type: 'Pass', Assign: { id: '{% $states.context.Execution.Name %}', n: 0 }, Next: 'Ask' },
    Ask: ask('echo', { Assign: { n: '{% $n + 1 %}' }, Next: 'Doze' }),
    Doze: { Type: 'Wait', Seconds: 30, Next: 'Try' },
    Try: ask('flaky', {
      Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 20, MaxAttempts: 3 }],
      Arguments: { FunctionName: 'flaky', Payload: { attempt: '{% $states.context.State.RetryCount %}' } },
      Next: 'Await',
    }),
    Await: {
      ...{ Type: 'Task', Resource: INVOKE_WITH_TOKEN, TimeoutSeconds: 3600 },
      Arguments: {
        FunctionName: 'token',
        Payload: { id: '{% $id & "-" & $n %}', token: '{% $states.context.Task.Token %}' },
      },
      Next: 'Again?',
    },
    'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $n < 3 %}', Next: 'Ask' }], Default: 'Expire' },
    Expire: {
      ...ask('never', { TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'End' }], Next: 'End' }),
    },
    End: { Type: 'Succeed', Output: '{% $n %}' },
  }),
  fan: machineOf('Begin', {
    Begin: { Type: 'Pass', Assign: { id: '{% $states.context.Execution.Name %}', n: 0 }, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Left',
          States: { Left: ask('echo', { Next: 'Rest' }), Rest: { Type: 'Wait', Seconds: 5, End: true } },
        },
        { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 15, End: true } } },
      ],
      Next: 'Each',
    },
    Each: {
      ...{ Type: 'Map', Items: '{% [1..6] %}', MaxConcurrency: 2 },
      ItemProcessor: {
        StartAt: 'One',
        States: {
          One: ask('echo', { Arguments: { FunctionName: 'echo', Payload: { n: '{% $states.input %}' } }, End: true }),
        },
      },
      End: true,
    },
  }),
} as const;

/** Runs all executions in a folder's store to their ends. */
export async function runAll(folder: string, onReady: () => void): Promise<void> {
  const clock = new DrivenClock();
  const tokenFile = join(folder, 'tokens.log');
  const engine = new Engine({
    database: join(folder, 'store.sqlite'),
    clock,
    runners: lambdaRunners(async (name, payload) => {
      appendFileSync(join(folder, 'calls.log'), `${name} ${JSON.stringify(payload)}\n`);
      if (name === 'never') return new Promise(() => undefined);
      const fields = isObject(payload) ? payload : {};
      if (name === 'token') appendFileSync(tokenFile, `${fields.token}\n`);
      if (name === 'flaky' && fields.attempt !== 2)
        return { functionError: 'Unhandled', payload: { errorType: 'Flaky' } };
      return { payload: name === 'token' ? null : fields };
    }),
  });
  for (const [name, definition] of Object.entries(MACHINES)) {
    const { stateMachineArn } = engine.createStateMachine({ name, definition, roleArn: ROLE_ARN });
    const started = new Set(engine.listExecutions({ stateMachineArn }).items.map((row) => row.name));
    for (let i = 0; i < EXECUTIONS; i++) {
      if (!started.has(`${name}-${i}`)) await engine.startExecution({ stateMachineArn, name: `${name}-${i}` });
    }
  }
  onReady();
  const answered = new Set<string>();
  do {
    await quiet(engine);
    const tokens = existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8').split('\n').filter(Boolean) : [];
    for (const taskToken of tokens) {
      if (answered.has(taskToken)) continue;
      answered.add(taskToken);
      // An answer that was taken before the process died is one too many now.
      await engine.sendTaskSuccess({ taskToken, output: '{"answer":1}' }).catch(() => undefined);
    }
    await quiet(engine);
  } while (clock.next());
  engine.close();
}

const [, , folder] = process.argv;
if (import.meta.main && folder !== undefined) await runAll(folder, () => process.stdout.write('ready\n'));
