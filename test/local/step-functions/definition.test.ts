import { describe, expect, it } from 'vitest';
import { compileDefinition } from '../../../local/step-functions/definition.ts';
import { lambdaRunners, takesOn } from '../../../local/step-functions/tasks.ts';
import { INVOKE, machineOf } from './support.ts';

const compile = (definition: string) =>
  compileDefinition(definition, {
    ...{ now: () => 0, region: 'eu-central-1', brief: (kind) => kind },
    takesOn: takesOn(lambdaRunners(async () => ({ payload: null }))),
  });
const PASS = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f' }, End: true };

describe('a definition', () => {
  it('is taken on with every state and field of the language that the engine knows', () => {
    const machine = compile(
      machineOf('a', {
        a: { ...PASS, Comment: 'c', Assign: { v: '{% $states.input %}' }, Output: 1, End: undefined, Next: 'b' },
        b: { Type: 'Choice', Choices: [{ Condition: '{% $v = 1 %}', Next: 'c', Assign: { w: 1 } }], Default: 'd' },
        c: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00+05:00', Next: 'd' },
        d: {
          ...TASK,
          TimeoutSeconds: '{% $w %}',
          HeartbeatSeconds: 5,
          Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 60, JitterStrategy: 'FULL' }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'f' }],
          End: undefined,
          Next: 'e',
        },
        e: { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'e1', States: { e1: PASS } }, Next: 'g' },
        f: { Type: 'Fail', Error: '{% $v %}' },
        g: { Type: 'Parallel', Branches: [{ StartAt: 'g1', States: { g1: { Type: 'Succeed' } } }], End: true },
      }),
    );
    expect([...machine.states.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'e1', 'f', 'g', 'g1']);
  });

  it('may refer to a result, and to an error, where there is one', () => {
    const outcome = (name: string) => ({ Assign: { v: `{% $states.${name} %}` }, Output: `{% $states.${name}.x %}` });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'd', ...outcome('errorOutput') }];
    const inner = (name: string) => ({ StartAt: name, States: { [name]: PASS } });
    const ended = { Catch, End: undefined, ...outcome('result') };
    const states = {
      a: { ...TASK, ...ended, Next: 'b' },
      b: { Type: 'Parallel', Branches: [inner('b1')], ...ended, Next: 'c' },
      c: { Type: 'Map', ItemProcessor: inner('c1'), ...ended, Next: 'd' },
      d: { ...PASS, Output: '{% $states.input.result %}' },
    };
    expect(compile(machineOf('a', states)).states.size).toBe(6);
  });

  it('knows which variables its states refer to', () => {
    const { variableReferences } = compile(
      machineOf('a', {
        a: { ...PASS, Assign: { v: 1, w: '{% $states.input %}' }, End: undefined, Next: 'b' },
        b: {
          ...{ Type: 'Map', Items: '{% [$w, $sum([$v])] %}', Next: 'c' },
          ItemProcessor: { StartAt: 'b1', States: { b1: { ...PASS, Output: { deep: ['{% $w.v %}'] } } } },
        },
        c: {
          ...{ Type: 'Choice', Choices: [{ Condition: '{% $v = 1 and $exists($w) %}', Next: 'd' }], Default: 'e' },
        },
        d: { ...PASS, Output: '{% ($x := 1; $map($v, function($i) { $i + $x })) %}' },
        e: { ...PASS, Output: '{% $states.input@$p.items#$n[$p.n = $n] %}' },
      }),
    );
    expect(variableReferences).toEqual({ b: ['v', 'w'], b1: ['w'], c: ['v', 'w'], d: ['v'] });
  });

  it.each([
    [
      'JSONPath as the whole machine’s language',
      JSON.stringify({ StartAt: 'a', States: { a: PASS } }),
      'JSONPath is not taken on',
    ],
    [
      'JSONPath in one state',
      machineOf('a', { a: { ...PASS, QueryLanguage: 'JSONPath' } }),
      'JSONPath is not taken on',
    ],
    ['a field of JSONPath', machineOf('a', { a: { ...PASS, ResultPath: '$.x' } }), "'ResultPath' belongs to JSONPath"],
    [
      'a rule of JSONPath',
      machineOf('a', { a: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'b' }] }, b: PASS }),
      "'Variable' belongs to JSONPath",
    ],
    [
      'another service',
      machineOf('a', { a: { ...TASK, Resource: 'arn:aws:states:::sqs:sendMessage' } }),
      'sqs:sendMessage',
    ],
    [
      'the SDK integrations',
      machineOf('a', { a: { ...TASK, Resource: 'arn:aws:states:::aws-sdk:s3:getObject' } }),
      'aws-sdk:s3',
    ],
    [
      'an activity',
      machineOf('a', { a: { ...TASK, Resource: 'arn:aws:states:eu-central-1:1:activity:a' } }),
      'activity:a',
    ],
    [
      'a distributed map',
      machineOf('a', {
        a: {
          Type: 'Map',
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'b', States: { b: PASS } },
          End: true,
        },
      }),
      'DISTRIBUTED',
    ],
    [
      'a map’s reader',
      machineOf('a', { a: { Type: 'Map', ItemReader: {}, ItemProcessor: {}, End: true } }),
      "'ItemReader' is not taken on",
    ],
    [
      'a call that is not waited for',
      machineOf('a', { a: { ...TASK, Arguments: { FunctionName: 'f', InvocationType: 'Event' } } }),
      "'InvocationType' of lambda:invoke is not taken on",
    ],
    [
      'a context for the function',
      machineOf('a', { a: { ...TASK, Arguments: { FunctionName: 'f', ClientContext: '{% $x %}' } } }),
      'at /States/a/Arguments/ClientContext',
    ],
    ['credentials', machineOf('a', { a: { ...TASK, Credentials: {} } }), "'Credentials' is not taken on"],
  ])('is refused by name for what is not taken on: %s', (_, definition, named) => {
    expect(() => compile(definition)).toThrow(
      expect.objectContaining({ code: 'InvalidDefinition', message: expect.stringContaining(named) }),
    );
    expect(() => compile(definition)).toThrow(/NOT_TAKEN_ON/);
  });

  it.each([
    ['text that is not JSON', 'no', 'INVALID_JSON_DESCRIPTION'],
    [
      'missing fields',
      JSON.stringify({ QueryLanguage: 'JSONata', Comment: 'x' }),
      'These fields are required: [StartAt, States] at /',
    ],
    [
      'a field that nobody knows',
      machineOf('a', { a: { ...PASS, Foo: 1 } }),
      'Field is not supported at /States/a/Foo',
    ],
    ['a state that is nowhere', machineOf('b', { a: PASS }), "Missing 'Next' target: b at /StartAt"],
    [
      'a transition to nowhere',
      machineOf('a', { a: { Type: 'Pass', Next: 'b' } }),
      "Missing 'Next' target: b at /States/a/Next",
    ],
    ['a state that nothing leads to', machineOf('a', { a: PASS, b: PASS }), 'State "b" is not reachable'],
    ['neither Next nor End', machineOf('a', { a: { Type: 'Pass' } }), "exactly one of 'Next'"],
    ['both Next and End', machineOf('a', { a: { ...PASS, Next: 'a' } }), "exactly one of 'Next'"],
    [
      'a Wait for nothing',
      machineOf('a', { a: { Type: 'Wait', End: true } }),
      "exactly one of 'Seconds' and 'Timestamp'",
    ],
    ['a moment that is none', machineOf('a', { a: { Type: 'Wait', Timestamp: 'noon', End: true } }), 'ISO-8601'],
    [
      'a day that the calendar does not have',
      machineOf('a', { a: { Type: 'Wait', Timestamp: '2026-02-29T00:00:00Z', End: true } }),
      'ISO-8601',
    ],
    ['a 24th hour', machineOf('a', { a: { Type: 'Wait', Timestamp: '2026-02-28T24:00:00Z', End: true } }), 'ISO-8601'],
    [
      'a call of no function',
      machineOf('a', { a: { ...TASK, Arguments: { Payload: 1 } } }),
      "'FunctionName' is required but was missing at /States/a/Arguments",
    ],
    [
      'a call without Arguments',
      machineOf('a', { a: { ...TASK, Arguments: undefined } }),
      "'FunctionName' is required but was missing at /States/a/Arguments",
    ],
    [
      'the Arguments of a Map',
      machineOf('a', {
        a: { Type: 'Map', Arguments: {}, ItemProcessor: { StartAt: 'b', States: { b: PASS } }, End: true },
      }),
      'Field is not supported at /States/a/Arguments',
    ],
    [
      'a Map over no array',
      machineOf('a', {
        a: { Type: 'Map', Items: {}, ItemProcessor: { StartAt: 'b', States: { b: PASS } }, End: true },
      }),
      'Must be an array or a JSONata expression at /States/a/Items',
    ],
    [
      'seconds that are not whole',
      machineOf('a', { a: { Type: 'Wait', Seconds: 1.5, End: true } }),
      'Must be a whole number of seconds from 0 to 99999999 or a JSONata expression at /States/a/Seconds',
    ],
    [
      'an expression that is not closed',
      machineOf('a', { a: { ...PASS, Output: { b: ['{% 1'] } } }),
      'does not parse: it begins with {% and ends with %}, or it is none at /States/a/Output',
    ],
    ['an expression that is not opened', machineOf('a', { a: { ...PASS, Output: ' {% 1 %}' } }), 'does not parse'],
    [
      'the result of a state that has none',
      machineOf('a', { a: { ...PASS, Output: '{% $states.result %}' } }),
      "'$states.result' is not accessible here at /States/a/Output",
    ],
    [
      'the result before it is there',
      machineOf('a', { a: { ...TASK, Arguments: { FunctionName: 'f', Payload: '{% [$states.result.x] %}' } } }),
      "'$states.result' is not accessible here at /States/a/Arguments",
    ],
    [
      'the result in a Catch',
      machineOf('a', {
        a: { ...TASK, Catch: [{ ErrorEquals: ['E'], Assign: { v: '{% $states.result %}' }, Next: 'b' }] },
        b: PASS,
      }),
      "'$states.result' is not accessible here at /States/a/Catch[0]/Assign/v",
    ],
    [
      'the error where there is none',
      machineOf('a', { a: { ...TASK, Output: { e: '{% $states.errorOutput.Error %}' } } }),
      "'$states.errorOutput' is not accessible here at /States/a/Output",
    ],
    ['an expression that does not parse', machineOf('a', { a: { ...PASS, Output: '{% 1 + %}' } }), 'does not parse'],
    ['an operator of a later JSONata', machineOf('a', { a: { ...PASS, Output: '{% $x ?? 1 %}' } }), 'does not parse'],
    [
      'States.ALL in company',
      machineOf('a', { a: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] } }),
      "'States.ALL' must stand alone",
    ],
    [
      'States.ALL before others',
      machineOf('a', { a: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } }),
      "'States.ALL' must come last",
    ],
    [
      'a heartbeat as long as the time-out',
      machineOf('a', { a: { ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 } }),
      'HeartbeatSeconds',
    ],
    ['$states as a variable', machineOf('a', { a: { ...PASS, Assign: { states: 1 } } }), "'states' is reserved"],
    [
      'a variable of an outer scope',
      machineOf('a', {
        a: { Type: 'Pass', Assign: { v: 1 }, Next: 'p' },
        p: { Type: 'Parallel', Branches: [{ StartAt: 'b', States: { b: { ...PASS, Assign: { v: 2 } } } }], End: true },
      }),
      "'v' is assigned in an outer scope",
    ],
    [
      'one name for two states',
      machineOf('a', { a: { Type: 'Parallel', Branches: [{ StartAt: 'a', States: { a: PASS } }], End: true } }),
      'Duplicate state name: a',
    ],
  ])('is refused for %s', (_, definition, named) => {
    expect(() => compile(definition)).toThrow(
      expect.objectContaining({ code: 'InvalidDefinition', message: expect.stringContaining(named) }),
    );
  });
});
