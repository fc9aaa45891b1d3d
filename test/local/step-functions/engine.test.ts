import { describe, expect, it, vi } from 'vitest';
import type { HistoryEvent } from '../../../local/step-functions/history.ts';
import { dataOf, type JsonObject } from '../../../local/step-functions/json.ts';
import { LambdaServiceError } from '../../../local/step-functions/server.ts';
import type { LambdaInvoker } from '../../../local/step-functions/tasks.ts';
import {
  historyOf,
  INVOKE,
  INVOKE_WITH_TOKEN,
  machineOf,
  ROLE_ARN,
  rest,
  runOn,
  testEngine,
  typesOf,
} from './support.ts';

const TASK = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' } };
const CALLBACK = {
  Type: 'Task',
  Resource: INVOKE_WITH_TOKEN,
  Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
  End: true,
};
const failing = (errorType: string) => async () =>
  ({ functionError: 'Unhandled', payload: { errorType, errorMessage: 'no', trace: [] } }) as const;

/** A machine that hands out its tokens. */
function withTokens(fields: object = {}) {
  const tokens: string[] = [];
  const engine = testEngine(async (_, payload) => {
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) tokens.push(String(payload.token));
    return { payload: null };
  });
  return { ...engine, tokens, definition: machineOf('Await', { Await: { ...CALLBACK, ...fields } }) };
}

describe('tasks', () => {
  it('call the function by the name and with the payload that the Arguments give', async () => {
    const invoke = vi.fn(async () => ({ payload: { ok: true }, statusCode: 200, executedVersion: '7' }));
    const { run } = testEngine(invoke);
    const { row } = await run(
      machineOf('Ask', {
        Ask: { ...TASK, Arguments: { FunctionName: 'f', Qualifier: 'live', Payload: 1 }, End: true },
      }),
    );
    expect(invoke).toHaveBeenCalledWith('f:live', 1, expect.any(Function));
    expect(JSON.parse(row.output ?? '')).toMatchObject({
      ExecutedVersion: '7',
      Payload: { ok: true },
      StatusCode: 200,
    });
  });

  it('fail when their Arguments turn out to ask for what is not taken on', async () => {
    const invoke = vi.fn(async () => ({ payload: null }));
    const Arguments = `{% {'FunctionName': 'f', 'InvocationType': $states.input} %}`;
    const definition = machineOf('Ask', { Ask: { ...TASK, Arguments, End: true } });
    const { row } = await testEngine(invoke).run(definition, 'Event');
    expect(row).toMatchObject({ status: 'FAILED', error: 'Lambda.ValidationException' });
    expect(row.cause).toContain("'InvocationType'");
    expect(invoke).not.toHaveBeenCalled();
    expect((await testEngine(invoke).run(definition, 'RequestResponse')).row.status).toBe('SUCCEEDED');
  });

  it('fail by the type of the function’s error, or by the name of Lambda’s own', async () => {
    const definition = machineOf('Ask', { Ask: { ...TASK, End: true } });
    const { row } = await testEngine(failing('SystemUnavailable')).run(definition);
    expect(row).toMatchObject({
      status: 'FAILED',
      error: 'SystemUnavailable',
      cause: '{"errorType":"SystemUnavailable","errorMessage":"no","trace":[]}',
    });
    const refused = testEngine(() =>
      Promise.reject(new LambdaServiceError('Lambda.TooManyRequestsException', 'slow down')),
    );
    expect((await refused.run(definition)).row).toMatchObject({
      error: 'Lambda.TooManyRequestsException',
      cause: 'slow down',
    });
  });

  it('fail, and can be caught, whatever the invoker does instead of answering', async () => {
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], Output: '{% $states.errorOutput %}', Next: 'Caught' }];
    const definition = machineOf('Ask', { Ask: { ...TASK, Catch, End: true }, Caught: { Type: 'Succeed' } });
    const invokers: [LambdaInvoker, string, string][] = [
      [
        () => {
          throw new Error('at once');
        },
        'Lambda.SdkClientException',
        'at once',
      ],
      [
        () => {
          throw new LambdaServiceError('Lambda.ServiceException', 'down');
        },
        'Lambda.ServiceException',
        'down',
      ],
      [async () => undefined as never, 'Lambda.SdkClientException', 'undefined'],
      [async () => ({ payload: 1n as never }), 'Lambda.SdkClientException', 'BigInt'],
      [async () => ({ functionError: 'Unhandled', payload: null }), 'Lambda.Unknown', 'Returned payload: null'],
      [
        async () => ({ functionError: 'Handled', payload: { errorMessage: 'm' } }),
        'Lambda.Unknown',
        'Returned payload: {"errorMessage":"m"}',
      ],
      [
        async () => ({ functionError: 'Handled', payload: { errorType: 5 as never } }),
        'Lambda.Unknown',
        'Returned payload: {"errorType":5}',
      ],
    ];
    for (const [invoke, error, cause] of invokers) {
      const { row } = await testEngine(invoke).run(definition);
      expect(JSON.parse(row.output ?? '')).toEqual({ Error: error, Cause: expect.stringContaining(cause) });
    }
  });

  it('fail when their runner throws at once, and what else was committed with them has its effect', async () => {
    const { engine } = testEngine(undefined, {
      runners: () => (parameters) => {
        if (parameters === 'good') return Promise.resolve(dataOf(1));
        throw new Error('at once');
      },
    });
    const definition = machineOf('Ask', { Ask: { ...TASK, Arguments: '{% $states.input %}', End: true } });
    const { stateMachineArn } = engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
    const start = (name: string) => engine.startExecution({ stateMachineArn, name, input: JSON.stringify(name) });
    const both = await Promise.all([start('bad'), start('good')]);
    await rest(engine);
    const [bad, good] = both.map(({ executionArn }) => engine.describeExecution(executionArn));
    expect(bad).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: 'at once' });
    expect(good?.status).toBe('SUCCEEDED');
  });

  it.each([
    ['lambda:invoke', INVOKE, '{% $states.result.Payload %}'],
    ['the function’s ARN', 'arn:aws:lambda:eu-central-1:000000000000:function:f', '{% $states.result %}'],
  ])('give null when the function returns nothing: %s', async (_, Resource, Output) => {
    const state = { ...TASK, Resource, Output, End: true };
    const { row, events } = await testEngine(async () => ({ payload: undefined })).run(
      machineOf('Ask', { Ask: state }),
    );
    expect(row).toMatchObject({ status: 'SUCCEEDED', output: 'null' });
    expect(JSON.stringify(events)).not.toContain('undefined');
  });

  it('are retried after pauses that grow to MaxDelaySeconds, then fail', async () => {
    const { engine, clock, start } = testEngine(failing('E'));
    const retry = { ErrorEquals: ['E'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3, MaxDelaySeconds: 25 };
    const arn = await start(machineOf('Ask', { Ask: { ...TASK, Retry: [retry], End: true } }));
    const begin = clock.now();
    await runOn(engine, clock, arn);
    const scheduled = historyOf(engine, arn).filter(({ type }) => type === 'TaskScheduled');
    expect(scheduled.map(({ timestamp }) => (timestamp - begin) / 1000)).toEqual([0, 10, 30, 55]);
  });

  it('pause anywhere up to the delay with full jitter', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const { engine, clock, start } = testEngine(failing('E'));
    const begin = clock.now();
    const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 8, MaxAttempts: 1, JitterStrategy: 'FULL' };
    const arn = await start(machineOf('Ask', { Ask: { ...TASK, Retry: [retry], End: true } }));
    await runOn(engine, clock, arn);
    random.mockRestore();
    expect(clock.now() - begin).toBe(2000);
  });

  it('time out, and cut the function off', async () => {
    let cutOff = false;
    const { run } = testEngine(
      (_, __, signal) =>
        new Promise(() => {
          signal().addEventListener('abort', () => {
            cutOff = true;
          });
        }),
    );
    const { row, events } = await run(
      machineOf('Ask', { Ask: { ...TASK, TimeoutSeconds: '{% $states.input.limit %}', End: true } }),
      { limit: 5 },
    );
    expect([row.status, row.error, cutOff]).toEqual(['FAILED', 'States.Timeout', true]);
    expect(typesOf(events).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  it('fail when their result is longer than AWS takes, which States.ALL catches', async () => {
    const { run } = testEngine(async () => ({ payload: 'x'.repeat(262_145) }));
    const caught = {
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }],
    };
    const { row } = await run(
      machineOf('Ask', { Ask: { ...TASK, ...caught, End: true }, Caught: { Type: 'Succeed' } }),
    );
    expect(row.output).toBe('"States.DataLimitExceeded"');
  });
});

describe('States.TaskFailed', () => {
  const inner = (state: object) => ({ StartAt: 'Inner', States: { Inner: state } });
  const outer = {
    Parallel: (state: object) => ({ Type: 'Parallel', Branches: [inner(state)] }),
    Map: (state: object) => ({ Type: 'Map', Items: [1], ItemProcessor: inner(state) }),
  };
  const Catch = [{ ErrorEquals: ['States.TaskFailed'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }];
  const machine = (state: object) =>
    machineOf('Outer', { Outer: { ...state, Catch, End: true }, Caught: { Type: 'Succeed' } });

  it.each(Object.entries(outer))('is for whatever fails in a %s', async (_, around) => {
    const { row } = await testEngine().run(machine(around({ Type: 'Fail', Error: 'Mine' })));
    expect(row).toMatchObject({ status: 'SUCCEEDED', output: '"Mine"' });
  });

  it.each(Object.entries(outer))('is not for what times out in a %s', async (_, around) => {
    const { run } = testEngine(() => new Promise(() => {}));
    const { row } = await run(machine(around({ ...TASK, TimeoutSeconds: 5, End: true })));
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('callbacks', () => {
  it('end with what is sent for the token, once', async () => {
    const { engine, start, tokens, definition } = withTokens();
    const arn = await start(definition);
    const [taskToken = ''] = tokens;
    await engine.sendTaskSuccess({ taskToken, output: '{"yes": true}' });
    expect(engine.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes": true}' });
    await expect(engine.sendTaskSuccess({ taskToken, output: '1' })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it('take an answer that the function sends before it returns', async () => {
    const context: { engine?: ReturnType<typeof testEngine>['engine'] } = {};
    const { engine, start } = testEngine(async (_, payload) => {
      const { token } = payload as { token: string };
      await context.engine?.sendTaskSuccess({ taskToken: token, output: '"early"' });
      return { payload: null };
    });
    context.engine = engine;
    const arn = await start(machineOf('Await', { Await: CALLBACK }));
    expect(engine.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"early"' });
    expect(typesOf(historyOf(engine, arn))).not.toContain('TaskSubmitted');
  });

  it('know their own tokens from others', async () => {
    const { engine, start, tokens, definition } = withTokens();
    await start(definition);
    const [token = ''] = tokens;
    const forged = `${token.slice(0, -2)}${token.endsWith('A') ? 'BB' : 'AA'}`;
    for (const taskToken of ['', 'x', forged, `${token}A`]) {
      await expect(engine.sendTaskHeartbeat({ taskToken })).rejects.toMatchObject({ code: 'InvalidToken' });
    }
  });

  it('live as long as heartbeats come', async () => {
    const { engine, clock, start, tokens, definition } = withTokens({ HeartbeatSeconds: 60 });
    const arn = await start(definition);
    for (let minute = 0; minute < 3; minute++) {
      clock.set(clock.now() + 50_000);
      await engine.sendTaskHeartbeat({ taskToken: tokens[0] ?? '' });
      await rest(engine);
    }
    expect(engine.describeExecution(arn).status).toBe('RUNNING');
    clock.set(clock.now() + 60_000);
    await rest(engine);
    expect(engine.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('fail as they are told to, even without a word', async () => {
    const { engine, start, tokens, definition } = withTokens();
    const arn = await start(definition);
    await engine.sendTaskFailure({ taskToken: tokens[0] ?? '' });
    expect(historyOf(engine, arn).at(-2)).toMatchObject({
      type: 'TaskFailed',
      taskFailedEventDetails: { resource: 'invoke.waitForTaskToken' },
    });
    expect(engine.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: null, cause: null });
  });
});

describe('limits', () => {
  it('end a history at 25,000 events', async () => {
    const { run } = testEngine();
    const { row, events } = await run(
      machineOf('a', {
        a: { Type: 'Pass', Next: 'b' },
        b: { Type: 'Choice', Choices: [{ Condition: false, Next: 'c' }], Default: 'a' },
        c: { Type: 'Succeed' },
      }),
    );
    expect(events).toHaveLength(25_000);
    expect(row).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('do not let a state’s own output grow past 256 KiB, whatever is caught', async () => {
    const { run } = testEngine();
    const state = {
      ...TASK,
      Output: 'x'.repeat(262_143),
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
    };
    const { row, events } = await run(machineOf('Ask', { Ask: state, Caught: { Type: 'Succeed' } }));
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(typesOf(events)).not.toContain('TaskStateExited');
  });

  const INNER = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Output: 1, End: true } } };
  const LONG = `{% $pad('', 262143, 'x') %}`;
  it.each([
    ['a Parallel’s Arguments', { Type: 'Parallel', Arguments: LONG, Branches: [INNER], End: true }],
    ['a Map’s ItemSelector', { Type: 'Map', Items: [1], ItemSelector: LONG, ItemProcessor: INNER, End: true }],
  ])('do not let the input of a state grow past 256 KiB: %s', async (_, state) => {
    const { row, events } = await testEngine().run(machineOf('Outer', { Outer: state }));
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(typesOf(events)).not.toContain('PassStateEntered');
  });

  const SET = { Type: 'Pass', End: true };
  it.each([
    [
      'one',
      { x: 'x'.repeat(262_143) },
      "Variable size limit exceeded. Variable 'x' in state 'Set' was assigned 262145 bytes.",
    ],
    [
      'all that a state sets',
      { x: 'x'.repeat(131_071), y: 'y'.repeat(131_071) },
      "State total variable size limit exceeded. Variable 'y' in state 'Set' was assigned 131073 bytes, which caused the size of variables assigned in the state to exceed its limit by 2 bytes.",
    ],
  ])('do not let variables grow: %s', async (_, Assign, cause) => {
    const { row, events } = await testEngine().run(machineOf('Set', { Set: { ...SET, Assign } }));
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded', cause });
    expect(events.at(-2)).toMatchObject({
      type: 'EvaluationFailed',
      previousEventId: 2,
      evaluationFailedEventDetails: { location: 'Assign', state: 'Set' },
    });
  });

  it('do not let variables grow past 10 MiB in an execution; what is set anew counts once', async () => {
    const names = Array.from({ length: 42 }, (_, i) => `v${i}`);
    const states = names.flatMap((name, i) => [
      [`Set ${name}`, { Type: 'Pass', Assign: { [name]: '{% $states.input %}' }, Next: `Again ${name}` }] as const,
      [
        `Again ${name}`,
        {
          Type: 'Pass',
          Assign: { [name]: '{% $states.input %}' },
          ...(names[i + 1] ? { Next: `Set ${names[i + 1]}` } : { End: true }),
        },
      ] as const,
    ]);
    const { row } = await testEngine().run(machineOf('Set v0', Object.fromEntries(states)), 'x'.repeat(250_000));
    expect(row).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: `Execution total variable size limit exceeded. State 'Set v41' assigned variables that exceed the total execution limit by ${42 * 250_002 - 10_485_760} bytes.`,
    });
  });
});

describe('Parallel and Map', () => {
  /** What happens after a state, with the numbers of iterations or the names of states. */
  const told = (events: readonly HistoryEvent[], after: string) =>
    events.slice(typesOf(events).indexOf(after) + 1).flatMap((event) => {
      const { name, index } = {
        name: undefined,
        index: undefined,
        ...Object.values(event).find((value) => typeof value === 'object'),
      };
      const kind = event.type.replace(/^(Pass|Task)State|^Task|^MapIteration/, '');
      return typeof index === 'number' ? [`${kind} ${index}`] : [`${kind} ${String(name ?? '')}`.trim()];
    });

  it('go on in turns, a state at a time; an iteration that has ended makes room for the next at once', async () => {
    const { events } = await testEngine().run(
      machineOf('Each', {
        Each: {
          Type: 'Map',
          MaxConcurrency: 2,
          ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } } },
          End: true,
        },
      }),
      [1, 2, 3],
    );
    expect(told(events, 'MapStateStarted').join(', ')).toBe(
      'Started 0, Started 1, Entered A, Exited A, Entered A, Exited A, Entered B, Exited B, Succeeded 0, Started 2, ' +
        'Entered B, Exited B, Succeeded 1, Entered A, Exited A, Entered B, Exited B, Succeeded 2, ' +
        'MapStateSucceeded, MapStateExited Each, ExecutionSucceeded',
    );
  });

  it('start their tasks when all that can be scheduled is', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...TASK, End: true } } });
    const { events } = await testEngine().run(
      machineOf('Both', { Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } }),
    );
    expect(told(events, 'ParallelStateStarted').slice(0, 6)).toEqual([
      ...['Entered A', 'Scheduled', 'Entered B', 'Scheduled', 'Started', 'Started'],
    ]);
  });

  it('say that a Map’s input is no array, of no field', async () => {
    const each = {
      Type: 'Map',
      ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
      End: true,
    };
    const { row, events } = await testEngine().run(machineOf('Each', { Each: each }), { foo: 'bar' });
    const cause = `An error occurred while executing the state 'Each' (entered at the event id #2). Map state input must be an array but was: {"foo":"bar"}`;
    expect(row).toMatchObject({ error: 'States.QueryEvaluationError', cause });
    expect(events.find(({ type }) => type === 'EvaluationFailed')?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      state: 'Each',
    });
  });

  it('leave no trace of a failure that nothing can catch, and run on from it when redriven', async () => {
    const { engine, clock, run } = testEngine();
    const condition = '{% $exists($states.context.Execution.RedriveTime) %}';
    const ItemProcessor = {
      StartAt: 'Which',
      States: { Which: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'Ok' }] }, Ok: { Type: 'Succeed' } },
    };
    const map = { Type: 'Map', Items: [1], ItemProcessor, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    const wait = { Type: 'Wait', Seconds: 9, End: true };
    const branches = [
      { StartAt: 'Wait', States: { Wait: wait } },
      { StartAt: 'Each', States: { Each: { ...map, End: true }, Caught: { Type: 'Pass', End: true } } },
    ];
    const both = { Type: 'Parallel', Branches: branches, End: true };
    const { executionArn, row, events } = await run(machineOf('Both', { Both: both }));
    expect(row).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(typesOf(events).slice(-3)).toEqual(['MapIterationStarted', 'ChoiceStateEntered', 'ExecutionFailed']);
    expect(events.at(-1)?.previousEventId).toBe(events.at(-2)?.id);
    await engine.redriveExecution({ executionArn });
    await runOn(engine, clock, executionArn);
    expect(engine.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[{},[1]]' });
  });

  it('fail a second time when what catches their failure fails', async () => {
    const { run } = testEngine();
    const branches = [{ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'E' } } }];
    const handler = { ErrorEquals: ['E'], Next: 'Done', Output: { v: '{% $states.input.missing %}' } };
    const never = { ErrorEquals: ['States.ALL'], Next: 'Done' };
    const both = { Type: 'Parallel', Branches: branches, Catch: [handler, never], End: true };
    const { row, events } = await run(machineOf('Both', { Both: both, Done: { Type: 'Succeed' } }));
    expect(row.cause).toContain("specified for the field 'Catch[0]/Output/v' returned nothing (undefined).");
    expect(events.slice(3).map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ...[
        ['FailStateEntered', 3],
        ['ParallelStateFailed', 4],
        ['EvaluationFailed', 4],
        ['ParallelStateFailed', 6],
      ],
      ['ExecutionFailed', 7],
    ]);
  });

  it('run no more iterations at once than they may', async () => {
    let running = 0;
    let most = 0;
    const { run } = testEngine(async (_, payload) => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { payload };
    });
    const each = {
      Type: 'Map',
      MaxConcurrency: 3,
      ItemProcessor: {
        StartAt: 'One',
        States: { One: { ...TASK, Output: '{% $states.result.Payload %}', End: true } },
      },
      End: true,
    };
    const items = Array.from({ length: 12 }, (_, i) => i);
    const { row } = await run(machineOf('Each', { Each: each }), items);
    expect([row.output, most]).toEqual([JSON.stringify(items), 3]);
  });

  it('retry as a whole', async () => {
    let calls = 0;
    const { run } = testEngine(async () => {
      calls++;
      return calls < 3 ? { functionError: 'Unhandled', payload: { errorType: 'E' } } : { payload: calls };
    });
    const branches = [
      { StartAt: 'One', States: { One: { ...TASK, Output: '{% $states.result.Payload %}', End: true } } },
    ];
    const both = { Type: 'Parallel', Branches: branches, Retry: [{ ErrorEquals: ['E'] }], End: true };
    const { row, events } = await run(machineOf('Both', { Both: both }));
    expect(row.output).toBe('[3]');
    expect(typesOf(events).filter((type) => type === 'ParallelStateStarted')).toHaveLength(3);
  });

  it('cut the other iterations off when one fails', async () => {
    const { run } = testEngine((_, payload) => (payload === 1 ? failing('E')() : new Promise(() => undefined)));
    const each = { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { ...TASK, End: true } } }, End: true };
    const { row, events } = await run(machineOf('Each', { Each: each }), [0, 1, 2]);
    expect(row).toMatchObject({ status: 'FAILED', error: 'E' });
    expect(typesOf(events).slice(-8)).toEqual([
      ...['MapIterationFailed', 'TaskStateAborted', 'MapIterationAborted', 'TaskStateAborted'],
      ...['MapIterationAborted', 'TaskStateAborted', 'MapStateFailed', 'ExecutionFailed'],
    ]);
  });

  describe('cut the iterations off that run when the Map itself fails', () => {
    const pass = { Type: 'Pass', End: true };
    const each = {
      ...{ Type: 'Map', MaxConcurrency: 2, ItemSelector: '{% $states.context.Map.Item.Value.x %}', End: true },
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Next: 'Two' }, Two: pass } },
    };
    // The third has no x, and is started when the first has ended and the second has not.
    const items = [{ x: 1 }, { x: 2 }, {}];
    const ofTheMap = (events: readonly HistoryEvent[]) => typesOf(events).filter((type) => !type.startsWith('Pass'));

    it('and is caught', async () => {
      const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'Caught' }];
      const { row, events } = await testEngine().run(
        machineOf('Each', { Each: { ...each, Catch }, Caught: pass }),
        items,
      );
      expect(row).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' });
      expect(ofTheMap(events).slice(-6)).toEqual([
        ...['MapIterationSucceeded', 'MapIterationAborted', 'EvaluationFailed', 'MapStateFailed', 'MapStateExited'],
        ...['ExecutionSucceeded'],
      ]);
      expect(typesOf(events).slice(-3)).toEqual(['PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
      expect(events.at(-3)).toMatchObject({ stateEnteredEventDetails: { name: 'Caught' } });
    });

    it('and is retried, after the pause', async () => {
      const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 60 }];
      const { row, events } = await testEngine().run(machineOf('Each', { Each: { ...each, Retry } }), items);
      expect(row).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
      const [first, second] = events.filter(({ type }) => type === 'MapStateStarted').map(({ timestamp }) => timestamp);
      expect((second ?? 0) - (first ?? 0)).toBe(60_000);
    });
  });
});

describe('executions', () => {
  it('start once a name while they run', async () => {
    const { engine, start, definition } = withTokens();
    const arn = await start(definition);
    const { machine_arn: stateMachineArn } = engine.describeExecution(arn);
    const first = await engine.startExecution({ stateMachineArn, name: 'once', input: '{"a":1}' });
    expect(await engine.startExecution({ stateMachineArn, name: 'once', input: '{"a":1}' })).toEqual(first);
    const other = engine.startExecution({ stateMachineArn, name: 'once', input: '{"a":2}' });
    await expect(other).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await engine.stopExecution({ executionArn: first.executionArn });
    const again = engine.startExecution({ stateMachineArn, name: 'once', input: '{"a":1}' });
    await expect(again).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  it('stop when told to', async () => {
    const { engine, start, definition } = withTokens();
    const executionArn = await start(definition);
    const { stopDate } = await engine.stopExecution({ executionArn, error: 'Enough', cause: 'because' });
    expect(engine.describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'because',
      stopped: stopDate,
    });
    expect(historyOf(engine, executionArn).at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 });
  });

  it('run on from exactly the state that failed when redriven', async () => {
    let broken = true;
    const calls: string[] = [];
    const { engine, start } = testEngine(async (name, payload) => {
      calls.push(name);
      return name === 'second' && broken ? failing('SystemUnavailable')() : { payload };
    });
    const ask = (FunctionName: string, rest: object) => ({
      ...TASK,
      Arguments: { FunctionName, Payload: '{% $v %}' },
      Output: '{% $states.result.Payload %}',
      ...rest,
    });
    const definition = machineOf('Set', {
      Set: { Type: 'Pass', Assign: { v: 7 }, Next: 'First' },
      First: ask('first', { Next: 'Second' }),
      Second: ask('second', { Retry: [{ ErrorEquals: ['Other'] }], End: true }),
    });
    const executionArn = await start(definition);
    expect(engine.describeExecution(executionArn).status).toBe('FAILED');
    broken = false;
    await engine.redriveExecution({ executionArn, clientToken: 'one' });
    await engine.redriveExecution({ executionArn, clientToken: 'one' });
    await rest(engine);
    expect(calls).toEqual(['first', 'second', 'second']);
    expect(engine.describeExecution(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '7',
      redrive_count: 1,
    });
    const events = historyOf(engine, executionArn);
    const entered = events.findLast(({ type }) => type === 'TaskStateEntered');
    expect(events.findLast(({ type }) => type === 'TaskScheduled')?.previousEventId).toBe(entered?.id);
    expect(typesOf(events).slice(-6)).toEqual([
      ...[
        'ExecutionRedriven',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    ]);
    const again = engine.redriveExecution({ executionArn });
    await expect(again).rejects.toMatchObject({
      code: 'ExecutionNotRedrivable',
      message: expect.stringContaining('Execution is SUCCEEDED and cannot be redriven'),
    });
  });

  it('end at a Fail again when redriven, without entering it; the time of that is in the context', async () => {
    const { engine, clock, run } = testEngine();
    const cause = '{% $states.context.Execution.RedriveTime ? $states.context.Execution.RedriveTime : "never" %}';
    const { executionArn, row } = await run(machineOf('No', { No: { Type: 'Fail', Cause: cause } }));
    expect(row.cause).toBe('never');
    await engine.redriveExecution({ executionArn });
    await rest(engine);
    const [redriven, failed] = historyOf(engine, executionArn).slice(-2);
    expect([redriven?.type, failed?.type]).toEqual(['ExecutionRedriven', 'ExecutionFailed']);
    expect(failed?.previousEventId).toBe(redriven?.id);
    expect(engine.describeExecution(executionArn).cause).toBe(new Date(clock.now()).toISOString());
  });

  it('tell no data in a history that is asked for without', async () => {
    const { engine, run } = testEngine();
    const set = { Type: 'Pass', Assign: { v: 1 }, End: true };
    const { executionArn } = await run(machineOf('Set', { Set: set }), { a: 1 });
    const { items } = engine.getExecutionHistory({ executionArn, includeExecutionData: false });
    expect(items.map((event) => Object.values(event).at(-1))).toEqual([
      ...[{ roleArn: ROLE_ARN }, { name: 'Set' }, { name: 'Set' }, {}],
    ]);
  });

  it('keep the branches that went through when redriven', async () => {
    let broken = true;
    const calls: string[] = [];
    const { engine, start } = testEngine(async (name) => {
      calls.push(name);
      return name === 'bad' && broken ? failing('E')() : { payload: name };
    });
    const branch = (name: string) => ({
      StartAt: name,
      States: {
        [name]: { ...TASK, Arguments: { FunctionName: name }, Output: '{% $states.result.Payload %}', End: true },
      },
    });
    const executionArn = await start(
      machineOf('Both', { Both: { Type: 'Parallel', Branches: [branch('good'), branch('bad')], End: true } }),
    );
    broken = false;
    await engine.redriveExecution({ executionArn });
    await rest(engine);
    expect(engine.describeExecution(executionArn).output).toBe('["good","bad"]');
    expect(calls).toEqual(['good', 'bad', 'bad']);
  });

  it('go on once when two redrive them at once', async () => {
    let broken = true;
    let calls = 0;
    const { engine, start } = testEngine(async () => {
      calls++;
      return broken ? failing('E')() : { payload: null };
    });
    const executionArn = await start(machineOf('Call', { Call: { ...TASK, End: true } }));
    broken = false;
    const redrive = () => engine.redriveExecution({ executionArn });
    const answers = await Promise.allSettled([redrive(), redrive()]);
    await rest(engine);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(calls).toBe(2);
    const ids = historyOf(engine, executionArn).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => i + 1));
  });

  it('are redriven from their last event when they end meanwhile', async () => {
    let token = '';
    const { engine } = testEngine(undefined, {
      runners: () => (parameters) => {
        if (typeof parameters !== 'string') throw new Error('at once');
        token = parameters;
        return Promise.resolve(dataOf(null));
      },
    });
    const definition = machineOf('Await', {
      Await: { ...CALLBACK, Arguments: '{% $states.context.Task.Token %}', End: undefined, Next: 'Call' },
      Call: { ...TASK, Arguments: { FunctionName: 'f' }, End: true },
    });
    const { stateMachineArn } = engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
    const { executionArn } = await engine.startExecution({ stateMachineArn });
    await rest(engine);
    const calls = [
      // So that there is something to commit, after which the redrive goes on.
      engine.startExecution({ stateMachineArn }),
      engine.redriveExecution({ executionArn }),
      engine.sendTaskSuccess({ taskToken: token, output: '1' }),
    ];
    await Promise.all(calls);
    await rest(engine);
    const events = historyOf(engine, executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
    expect(typesOf(events).filter((type) => /^Execution|^TaskStarted/.test(type))).toEqual([
      ...['ExecutionStarted', 'TaskStarted', 'TaskStarted', 'ExecutionFailed'],
      ...['ExecutionRedriven', 'TaskStarted', 'ExecutionFailed'],
    ]);
  });

  it('were redriven when the answer says so', async () => {
    const { engine, clock, run } = testEngine();
    const { executionArn } = await run(machineOf('Fail', { Fail: { Type: 'Fail' } }));
    let now = clock.now();
    vi.spyOn(clock, 'now').mockImplementation(() => now++);
    const { redriveDate } = await engine.redriveExecution({ executionArn, clientToken: 't' });
    expect(engine.describeExecution(executionArn).redriven).toBe(redriveDate);
    expect(await engine.redriveExecution({ executionArn, clientToken: 't' })).toEqual({ redriveDate });
  });

  it('cannot be redriven when their history has no place for more than that', async () => {
    const { engine, run } = testEngine();
    const { executionArn, row, events } = await run(
      machineOf('Each', {
        Each: {
          ...{ Type: 'Map', Items: '{% [1..6248] %}', Next: 'Fail' },
          ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
        },
        Fail: { Type: 'Fail' },
      }),
    );
    expect(events).toHaveLength(24_999);
    expect(engine.notRedrivable(row)).toContain('history event limit');
    await expect(engine.redriveExecution({ executionArn })).rejects.toMatchObject({ code: 'ExecutionNotRedrivable' });
    expect(engine.describeExecution(executionArn).status).toBe('FAILED');
  });

  it('cannot be redriven after 14 days', async () => {
    const { engine, clock, run } = testEngine();
    const { executionArn } = await run(machineOf('Fail', { Fail: { Type: 'Fail' } }));
    clock.set(clock.now() + 14 * 86_400_000 + 1);
    await expect(engine.redriveExecution({ executionArn })).rejects.toMatchObject({ code: 'ExecutionNotRedrivable' });
  });

  it('run as they were started, whatever becomes of their machine', async () => {
    const { engine, start, tokens, definition } = withTokens();
    const executionArn = await start(definition);
    const { machine_arn: stateMachineArn } = engine.describeExecution(executionArn);
    engine.updateStateMachine({ stateMachineArn, definition: machineOf('Other', { Other: { Type: 'Fail' } }) });
    engine.deleteStateMachine(stateMachineArn);
    await engine.sendTaskSuccess({ taskToken: tokens[0] ?? '', output: '1' });
    expect(engine.describeExecution(executionArn).status).toBe('SUCCEEDED');
    expect(engine.describeStateMachineForExecution(executionArn).definition).toBe(definition);
  });

  it('tell each change of status as EventBridge would', async () => {
    const { run, statusChanges } = testEngine();
    const { executionArn, row } = await run(machineOf('Fail', { Fail: { Type: 'Fail', Error: 'E', Cause: 'C' } }), {
      a: 1,
    });
    expect(statusChanges.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'FAILED']);
    expect(statusChanges.at(-1)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: row.machine_arn,
        input: '{"a":1}',
        error: 'E',
        cause: 'C',
        stopDate: row.stopped,
      },
    });
  });

  it.each([
    ['both', 100_000, 100_000, true, true],
    ['the output, where both are too long together', 127_000, 127_000, false, true],
    ['no data that are too long by themselves', 10, 254_000, false, false],
    // Each quotation mark, which JSON escapes, is escaped once more.
    ['no data that are too long once they are escaped', 10, 70_000, false, false, '"'],
  ])('tell of a change of status %s', async (_, given, made, input, output, character = 'x') => {
    const { run, statusChanges } = testEngine();
    const machine = machineOf('Make', { Make: { Type: 'Pass', Output: character.repeat(made), End: true } });
    const { row } = await run(machine, 'x'.repeat(given));
    expect(statusChanges.at(-1)?.detail).toMatchObject({
      input: input ? row.input : null,
      inputDetails: { included: input },
      output: output ? row.output : null,
      outputDetails: { included: output },
    });
  });

  it('tell a change of status again until it is taken', async () => {
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const told: string[] = [];
    const { engine, clock, start } = testEngine(undefined, {
      onStatusChange: ({ detail }) => {
        told.push(detail.status);
        return told.length < 3 ? Promise.reject(new Error('busy')) : undefined;
      },
    });
    await start(machineOf('Done', { Done: { Type: 'Succeed' } }));
    clock.next();
    await rest(engine);
    expect(told).toEqual(['RUNNING', 'SUCCEEDED', 'RUNNING', 'SUCCEEDED']);
    expect(clock.next()).toBe(false);
    silenced.mockRestore();
  });

  it('hold nothing in their history that the definition did not put there', async () => {
    const { run } = testEngine(async () => ({ payload: { outcome: 'passed', name: 'Personal Name' } }));
    const state = { ...TASK, Output: { outcome: '{% $states.result.Payload.outcome %}' }, End: true };
    const { events } = await run(machineOf('Check', { Check: state }), { applicationId: '01K' });
    const exited = events.find(({ type }) => type === 'TaskStateExited');
    expect(exited?.stateExitedEventDetails).toEqual({
      name: 'Check',
      output: '{"outcome":"passed"}',
      outputDetails: { truncated: false },
    } satisfies JsonObject);
  });

  it('hand on a member of their data whatever it is called', async () => {
    const given: string[] = [];
    const answer = '{"__proto__":{"a":2},"constructor":3}';
    const { run } = testEngine(async (_, payload) => {
      given.push(JSON.stringify(payload));
      return { payload: JSON.parse(answer) };
    });
    const each = { StartAt: 'One', States: { One: { Type: 'Pass', Output: '{% $states.input %}', End: true } } };
    const { row, events } = await run(
      machineOf('Set', {
        Set: { Type: 'Pass', Assign: { v: '{% $states.input %}', toString: 1 }, Next: 'Ask' },
        Ask: { ...TASK, Arguments: { FunctionName: 'f', Payload: ['{% $v %}'] }, Next: 'Each' },
        Each: { Type: 'Map', Items: '{% [$states.input.Payload, $v] %}', ItemProcessor: each, End: true },
      }),
      JSON.parse('{"__proto__":{"a":1},"toString":0}'),
    );
    expect(given).toEqual(['[{"__proto__":{"a":1},"toString":0}]']);
    expect(row.output).toBe(`[${answer},{"__proto__":{"a":1},"toString":0}]`);
    const assigned = { toString: '1', v: '{"__proto__":{"a":1},"toString":0}' };
    expect(events.find(({ type }) => type === 'PassStateExited')?.stateExitedEventDetails).toMatchObject({
      assignedVariables: assigned,
    });
  });

  it('are listed newest first, in pages, by their status', async () => {
    const { engine, start, definition } = withTokens();
    const first = await start(definition);
    const { machine_arn: stateMachineArn } = engine.describeExecution(first);
    await engine.stopExecution({ executionArn: first });
    const names = ['b', 'c', 'd'];
    for (const name of names) await engine.startExecution({ stateMachineArn, name });
    const page = engine.listExecutions({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 2 });
    expect(page.items.map(({ name }) => name)).toEqual(['d', 'c']);
    const next = engine.listExecutions({
      stateMachineArn,
      statusFilter: 'RUNNING',
      maxResults: 2,
      nextToken: page.nextToken,
    });
    expect([next.items.map(({ name }) => name), next.nextToken]).toEqual([['b'], undefined]);
    const token = page.nextToken;
    expect(() => engine.listStateMachines({ nextToken: token })).toThrow(
      expect.objectContaining({ code: 'InvalidToken' }),
    );
  });
});

describe('state machines', () => {
  it('are made once a name', () => {
    const { engine } = testEngine();
    const definition = machineOf('a', { a: { Type: 'Succeed' } });
    const made = engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN });
    expect(engine.createStateMachine({ name: 'm', definition, roleArn: ROLE_ARN })).toEqual(made);
    const other = machineOf('b', { b: { Type: 'Succeed' } });
    expect(() => engine.createStateMachine({ name: 'm', definition: other, roleArn: ROLE_ARN })).toThrow(
      expect.objectContaining({ code: 'StateMachineAlreadyExists' }),
    );
    for (const name of ['a b', 'a\u0085', 'a\ud800', 'a\ufffe']) {
      expect(() => engine.createStateMachine({ name, definition, roleArn: ROLE_ARN })).toThrow(
        expect.objectContaining({ code: 'InvalidName' }),
      );
    }
  });
});
