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
const MAP = { Type: 'Map', ItemProcessor: { StartAt: 'b', States: { b: PASS } }, End: true };
/** An object with one member, which is called `__proto__`. */
const called = (value: unknown): object => JSON.parse(`{"__proto__":${JSON.stringify(value)}}`);
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

  it.each([
    ['a state', { StartAt: '__proto__', States: called(PASS) }, '/States/__proto__'],
    ['a state that nothing leads to', { StartAt: 'a', States: { a: PASS, ...called(PASS) } }, '/States/__proto__'],
    ['a field', { StartAt: 'a', States: { a: { ...PASS, ...called(1) } } }, '/States/a/__proto__'],
    ['a variable', { StartAt: 'a', States: { a: { ...PASS, Assign: called(1) } } }, '/States/a/Assign/__proto__'],
    [
      'a member',
      { StartAt: 'a', States: { a: { ...PASS, Output: [called('{% 1 %}')] } } },
      '/States/a/Output[0]/__proto__',
    ],
    [
      'a member of the Arguments',
      { StartAt: 'a', States: { a: { ...TASK, Arguments: { FunctionName: 'f', Payload: called(1) } } } },
      '/States/a/Arguments/Payload/__proto__',
    ],
  ])('has nothing that is called __proto__: %s', (_, scope, place) => {
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...scope });
    expect(() => compile(definition)).toThrow(`NOT_TAKEN_ON: The name '__proto__' is not taken on at ${place}`);
  });

  it('may call its states and variables as what every object of JavaScript has', () => {
    const states = {
      constructor: { ...PASS, Assign: { toString: 1, valueOf: '{% $toString %}' }, End: undefined, Next: 'toString' },
      toString: { ...PASS, Output: { hasOwnProperty: '{% $valueOf %}' } },
    };
    const machine = compile(machineOf('constructor', states));
    expect([...machine.states.keys()]).toEqual(['constructor', 'toString']);
    expect(machine.variableReferences).toEqual({ constructor: ['toString'], toString: ['valueOf'] });
    expect(() => compile(machineOf('constructor', { a: PASS }))).toThrow('MISSING_TRANSITION_TARGET');
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
      "Field 'Foo' is not supported at /States/a",
    ],
    ['a state that is nowhere', machineOf('b', { a: PASS }), "Missing 'Next' target: b at /StartAt"],
    [
      'a transition to nowhere',
      machineOf('a', { a: { Type: 'Pass', Next: 'b' } }),
      "Missing 'Next' target: b at /States/a/Next",
    ],
    [
      'a choice that leads to nowhere',
      machineOf('a', { a: { Type: 'Choice', Choices: [{ Condition: true, Next: 'c' }], Default: 'b' }, b: PASS }),
      "Missing 'Next' target: c at /States/a/Choices[0]/Next",
    ],
    [
      'no end, whatever else nothing leads to',
      machineOf('a', { a: { Type: 'Pass', Next: 'a' }, b: { Type: 'Pass', Next: 'c' } }),
      "'MISSING_TRANSITION_TARGET: Missing 'Next' target: c at /States/b/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
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
    [
      'a field of JSONPath',
      machineOf('a', { a: { ...PASS, InputPath: '$.a' } }),
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/a",
    ],
    [
      'a rule of JSONPath',
      machineOf('a', { a: { Type: 'Choice', Choices: [{ Variable: '$.x', Next: 'b' }] }, b: PASS }),
      "but field 'Variable' is only supported for the 'JSONPath' QueryLanguage at /States/a/Choices[0]",
    ],
    [
      'a way back to JSONPath',
      machineOf('a', { a: { ...PASS, QueryLanguage: 'JSONPath', Parameters: {} } }),
      "'SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/a'",
    ],
    [
      'another query language',
      machineOf('a', { a: { ...PASS, QueryLanguage: 'jsonata' } }),
      "'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /States/a/QueryLanguage'",
    ],
    [
      'a type of states that there is not',
      machineOf('a', { a: { Type: 'Pause', End: true } }),
      'Value should be one of the following: [Pass, Succeed, Fail, Wait, Choice, Task, Parallel, Map] at /States/a/Type',
    ],
    [
      'a name that is a number',
      machineOf('a', { a: { ...PASS, Comment: 5 } }),
      'Expected value of type [STRING] at /States/a/Comment',
    ],
    [
      'states in a list',
      machineOf('a', { a: { ...PASS, Assign: [] } }),
      'Expected value of type [OBJECT] at /States/a/Assign',
    ],
    [
      'too small a number',
      machineOf('a', { a: { ...TASK, Retry: [{ ErrorEquals: ['E'], MaxAttempts: -1 }] } }),
      'Minimum value is 0 at /States/a/Retry[0]/MaxAttempts',
    ],
    [
      'a machine in a language by a wrong name',
      JSON.stringify({ QueryLanguage: 'jsonata', StartAt: 'a', States: { a: PASS } }),
      "'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage'",
    ],
    [
      'a state in a language that has no name',
      machineOf('a', { a: { ...PASS, QueryLanguage: 5 } }),
      "'SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/a/QueryLanguage'",
    ],
    ...[
      [{ ToleratedFailureCount: -1 }, 'Minimum value is 0'],
      [{ ToleratedFailurePercentage: -1 }, 'Minimum value is 0.0'],
      [{ ToleratedFailurePercentage: 100.1 }, 'Maximum value is 100.0'],
    ].map(([field, words]) => [
      `a Map with ${JSON.stringify(field)}`,
      machineOf('a', { a: { ...MAP, ...Object(field) } }),
      `'SCHEMA_VALIDATION_FAILED: ${words} at /States/a/${Object.keys(Object(field))}'`,
    ]),
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
      "Field 'Arguments' is not supported at /States/a",
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
      'INVALID_JSONATA_EXPRESSION: An expression begins with {% and ends with %} at /States/a/Output/b[0]',
    ],
    ['an expression that is not opened', machineOf('a', { a: { ...PASS, Output: ' {% 1 %}' } }), 'begins with {%'],
    [
      'the result of a state that has none',
      machineOf('a', { a: { ...PASS, Output: '{% $states.result %}' } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/a/Output",
    ],
    [
      'what an expression has no context for',
      machineOf('a', { a: { ...PASS, Output: { v: '{% phone.home %}', w: ['{% [$, $$] %}'] } } }),
      "'UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/a/Output/v, UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. at /States/a/Output/w[0], UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/a/Output/w[0]'",
    ],
    [
      'the same in a function, a condition, a constructor and a chain',
      machineOf('a', {
        a: {
          ...PASS,
          Output:
            '{% ($f := function($x) { one }; $f(two) ? {three: -four} : $map([$states.input], $f) ~> $append(five[six])) %}',
        },
      }),
      ['one', 'two', 'three', 'four', 'five']
        .map((name) => `Reference to '${name}' at the top level is not supported. at /States/a/Output`)
        .join(', UNSUPPORTED_JSONATA_EXPRESSION: '),
    ],
    [
      'the result before it is there',
      machineOf('a', { a: { ...TASK, Arguments: { FunctionName: 'f', Payload: '{% [$states.result.x] %}' } } }),
      "Field '$states.result' does not exist. at /States/a/Arguments/Payload",
    ],
    [
      'the result in a Catch',
      machineOf('a', {
        a: { ...TASK, Catch: [{ ErrorEquals: ['E'], Assign: { v: '{% $states.result %}' }, Next: 'b' }] },
        b: PASS,
      }),
      "Field '$states.result' does not exist. at /States/a/Catch[0]/Assign/v",
    ],
    [
      'the error where there is none',
      machineOf('a', { a: { ...TASK, Output: { e: '{% $states.errorOutput.Error %}' } } }),
      "Field '$states.errorOutput' does not exist. at /States/a/Output/e",
    ],
    [
      'an expression that does not parse',
      machineOf('a', { a: { ...PASS, Output: '{% 1 + %}' } }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/a/Output',
    ],
    [
      'an operator of a later JSONata',
      machineOf('a', { a: { ...PASS, Output: '{% $x ?? 1 %}' } }),
      'INVALID_JSONATA_EXPRESSION: ',
    ],
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
      'a variable that hides all others',
      machineOf('a', { a: { ...PASS, Assign: { hasOwnProperty: 1 } } }),
      "A variable called 'hasOwnProperty' is not taken on at /States/a/Assign/hasOwnProperty",
    ],
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
