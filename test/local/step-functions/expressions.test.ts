import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it, vi } from 'vitest';
import { StateFailure } from '../../../local/step-functions/errors.ts';
import { compileTemplate, evaluate, type Scope } from '../../../local/step-functions/expressions.ts';
import { InvokeResult } from '../../../local/step-functions/invoke-result.ts';
import { type Data, dataFrom, type JsonObject, type JsonValue, plainText } from '../../../local/step-functions/json.ts';

const NOW = Date.parse('2026-02-22T10:00:00Z');
const scopeOf = (input: Data, variables: JsonObject, result = input): Scope => ({
  ...{ place: { state: 'S', enteredEventId: 2 }, variables, states: { input, result } },
  context: () => ({ State: { Name: 'here' } }),
});
/** What a field gives for an input that somebody wrote with spaces and line breaks; its text is always the value's own. */
const work = async (template: JsonValue, input: JsonValue = {}, variables: JsonObject = {}, result?: Data) => {
  const compiled = compileTemplate(template, 'Output', () => NOW);
  const given = dataFrom(JSON.stringify(input, undefined, 2));
  const worked = await evaluate(compiled, scopeOf(given, variables, result));
  expect(plainText(worked)).toBe(JSON.stringify(worked.value));
  return worked.value;
};
const failure = async (template: JsonValue, input: JsonValue = {}) => {
  const error: unknown = await work(template, input).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StateFailure)) throw new Error('It did not fail.');
  return { ...error.failure, location: error.location };
};

/** A copy whose objects inherit nothing, so that JSONata finds only what is there. */
const bare = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, { value: bare(member), enumerable: true }]);
  return Object.create(null, Object.fromEntries(members));
};

describe('a field of a state', () => {
  it('keeps what is no expression as it is', async () => {
    const literal = { text: '$states.input', near: ' {% 1 %} ', list: [null, 1.5, true] };
    expect(await work(literal)).toEqual(literal);
  });

  it('is worked out wherever an expression stands in it', async () => {
    const template = {
      a: ['{% $states.input.n + 1 %}', { b: '{% $v %}' }],
      c: '{% $states.context.State.Name %}',
      d: ['{% $states.input %}', { e: '{% $states.input %}' }],
    };
    const all = { a: [2, { b: 'x' }], c: 'here', d: [{ n: 1 }, { e: { n: 1 } }] };
    expect(await work(template, { n: 1 }, { v: 'x' })).toEqual(all);
  });

  it('has a text of its own, however the input was written', async () => {
    for (const expression of ['$v', '$states.input', '$states.result']) {
      const compiled = compileTemplate(`{% ${expression} %}`, 'Output', () => NOW);
      expect(await evaluate(compiled, scopeOf(dataFrom('1.0'), { v: 1 }))).toEqual({ value: 1, text: '1' });
    }
  });

  it('fails, naming the place, when an expression gives nothing', async () => {
    expect(await failure({ a: ['{% $states.input.missing %}'] })).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output/a[0]',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '$states.input.missing' specified for the field 'Output/a[0]' returned nothing (undefined).",
    });
  });

  it('fails when an expression throws, or gives a function', async () => {
    expect((await failure('{% $nothing() %}')).cause).toContain(
      'threw an error during evaluation. T1006: Attempted to invoke a non-function',
    );
    expect((await failure('{% function($x) { $x } %}')).cause).toContain('returned an unsupported result type.');
  });

  it.each(['$eval("1")', '$', '$$', 'name'])('does not know %s', async (expression) => {
    expect((await failure(`{% ${expression} %}`, { name: 1 })).error).toBe('States.QueryEvaluationError');
  });

  it('names a number that JSON cannot write', async () => {
    expect(await work('{% [1/0, -1/0, 1] %}')).toEqual(['Infinity', '-Infinity', 1]);
  });

  it('fails when it makes more than AWS has room for', async () => {
    expect(await work('{% $count([1..873782]) %}')).toBe(873_782);
    for (const expression of ['$count([1..873783])', "$length($join([1..2330000].'abc'))"])
      expect((await failure(`{% ${expression} %}`)).cause).toContain(
        'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
      );
  });

  // The deepest of each that AWS takes, as others have published.
  it.each([
    ['a sum', 100, (n: number) => `1${'+1'.repeat(n - 1)}`],
    ['parentheses', 99, (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`],
    ['arrays', 99, (n: number) => `${'['.repeat(n)}1${']'.repeat(n)}`],
    ['a chain', 99, (n: number) => `1${'~>$string'.repeat(n)}`],
    ['a function', 31, (n: number) => `($f := function($x) { $x <= 0 ? 0 : 1 + $f($x - 1) }; $f(${n}))`],
  ])('fails when %s nests deeper than AWS allows', async (_, deepest, nested) => {
    await work(`{% ${nested(deepest)} %}`);
    expect((await failure(`{% ${nested(deepest + 1)} %}`)).cause).toMatch(
      / threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function\. Consider rewriting as tail-recursive$/,
    );
  });

  it('nests no deeper for what is worked out side by side, or one after the other', async () => {
    const each = "$map([1..300], function($v) { [$v, [$v, { 'a': [$v, 1], 'b': [$v], 'c': $v }], $v] })";
    expect(await work(`{% $count(${each}) + $count([1..300].[$, { 'a': [$, 1], 'b': $string($) }]) %}`)).toBe(600);
    expect(await work('{% ($f := function($n) { $n = 0 ? [1, 2] : $f($n - 1) }; $f(2000)) %}')).toEqual([1, 2]);
  });

  it('tells the time by the machine’s clock', async () => {
    expect(await work(['{% $millis() %}', '{% $now() %}', "{% $now('[Y]') %}"])).toEqual([
      NOW,
      '2026-02-22T10:00:00.000Z',
      '2026',
    ]);
  });

  it('keeps a member called __proto__ a member', async () => {
    const template: JsonValue = JSON.parse('{"__proto__":"{% 1 %}"}');
    expect(JSON.stringify(await work(template))).toBe('{"__proto__":1}');
  });

  it('is, for a plain path, exactly what JSONata makes of it', async () => {
    const roots = fc.constantFrom('$states.input', '$states.result', '$states.result.Payload', '$states.nothing');
    const names = fc.constantFrom('a', 'b', 'constructor', 'toString');
    const values = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<JsonValue>(null, 0, '', 'x', false),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(values, roots, fc.array(names, { maxLength: 3 }), async (input, root, path) => {
        const expression = [root, ...path].join('.');
        const result = new InvokeResult({
          ...{ payload: input, statusCode: 200 },
          executedVersion: '1',
          requestId: 'r',
        });
        const [ours, theirs] = await Promise.all([
          work(`{% ${expression} %}`, input, {}, result).catch(() => undefined),
          jsonata(expression).evaluate(undefined, {
            states: { input: bare(input), result: bare(result.value), context: bare({}) },
          }),
        ]);
        const text = JSON.stringify(theirs);
        const plain: JsonValue | undefined = text === undefined ? undefined : JSON.parse(text);
        expect(ours).toEqual(plain);
      }),
    );
  });

  it('that has no end is ended', async () => {
    let later = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (later += 100));
    const endless = await failure('{% ($f := function($n) { $f($n + 1) }; $f(1)) %}');
    clock.mockRestore();
    expect(endless).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('threw an error during evaluation: It was not done after 2000 ms'),
    });
  });
});

describe('the functions that AWS adds', () => {
  it.each([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3,4,5], 2.7)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$range(0.5, 3.9, 1.2)', [0, 1, 2, 3]],
    ['$range(-1.7, 1, 1)', [-1, 0, 1]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 9, 9)', 1],
    ['$count($range(1, 5000, 1))', 5000],
    ["$hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["$parse('[1,{}]')", [1, {}]],
    [`$parse('{"a:b":"c\\\\": {","__proto__":{"a":1},"d":[{"a" :2}]}').d.a`, 2],
    ["$formatNumber(1234.5, '#,##0.00')", '1,234.50'],
    ['$count($range(1, 360145, 1))', 360_145],
    // What Java's own `new Random(seed).nextDouble()` gives.
    ['$random(42)', 0.7275636800328681],
    ['$random(42.9)', 0.7275636800328681],
    ['$random(-42)', 0.2726154686397476],
    ['$random() < 1', true],
  ])('%s', async (expression, value) => {
    expect(await work(`{% ${expression} %}`)).toEqual(value);
  });

  it.each([
    '$partition([], 1)',
    '$partition([1], 0.9)',
    '$range(1, 2)',
    '$range(0, 1, 0.5)',
    '$range(1, 2, -1)',
    "$hash('x')",
  ])('%s is nothing', async (expression) => {
    expect((await failure(`{% ${expression} %}`)).cause).toContain('returned nothing (undefined).');
  });

  it.each([
    ["$hash('x', 'SHA-3')", "D3137: Hash algorithm 'SHA-3' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"],
    ["$hash(1, 'MD5')", 'T0410: Argument 1 of function "hash" does not match function signature'],
    ['$partition(1, 1)', 'T0412: Argument 1 of function "partition" must be an array of undefined'],
    ['$partition([1], -1)', 'D3137: Second argument must be zero or greater'],
    ["$range(1, 'x', 1)", 'T0410: Argument 2 of function "range" does not match function signature'],
    ["$parse('{')", 'D3137: Invalid JSON'],
    ["$parse(' ')", 'D3137: Invalid JSON'],
    ["$parse('[1e400]')", 'D3137: Invalid JSON'],
    [`$parse('[{"a":1,"a":2}]')`, 'D3137: Invalid JSON'],
    [
      "$formatNumber(1, 'x')",
      'D3086: The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character',
    ],
    [
      "$formatNumber(1, '0.0.0')",
      "D3081: The sub-picture must not contain more than one instance of the 'decimal-separator' character",
    ],
    ['$uuid(1)', 'T0410: Argument 1 of function "uuid" does not match function signature'],
  ])('%s fails', async (expression, reason) => {
    const { cause = '' } = await failure(`{% ${expression} %}`);
    expect(cause.split(' threw an error during evaluation. ')).toEqual([expect.anything(), reason]);
  });

  it('$range makes no more numbers than AWS has room for', async () => {
    expect((await failure('{% $range(1, 360146, 1) %}')).cause).toContain('memory limit exceeded');
  });
});

describe('a member that is called as something that every object of JavaScript has', () => {
  const INHERITED = ['constructor', 'toString', 'hasOwnProperty', '__proto__', '__defineGetter__'];
  const called = (name: string, value: JsonValue): JsonValue =>
    JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
  const EXPRESSIONS = [
    '$states.input.N',
    '$states.input.N.N',
    '$states.input.list.N',
    '$states.input.list.N[]',
    '$states.input.list.N[0]',
    '$states.input.list[0].N[]',
    '$states.input.list[N = 1]',
    '$states.input.list.(N)',
    '$states.input.list^(>v).v',
    '$states.input.list{ $string(N): v }',
    '$states.input.list.{ "k": N }',
    '$states.input.list@$item.{ "k": $item.N }',
    '$states.input.list#$i.N ~> $sum',
    '$states.input.list.N.%.v',
    '$states.input.**.N',
    '$map($states.input.list, function($item) { $item.N })',
    '$lookup($states.input, "N")',
    '$lookup($states.input.list, "N")',
    '($name := "N"; $lookup($states.input.list[0], $name))',
    '$keys($states.input)',
    '$count($states.input.missing.N)',
  ];

  it.each(INHERITED)('is a member like any other: %s', async (name) => {
    const under = (member: string): JsonValue => ({
      ...(called(member, called(member, 'x')) as JsonObject),
      list: [1, 2].map((v) => ({ ...(called(member, v) as JsonObject), v })),
    });
    for (const expression of EXPRESSIONS) {
      const ordinary = await work(`{% ${expression.replaceAll('N', 'ordinary')} %}`, under('ordinary'));
      const found = JSON.stringify(await work(`{% ${expression.replaceAll('N', name)} %}`, under(name)));
      expect([expression, found.replaceAll(name, 'ordinary')]).toEqual([expression, JSON.stringify(ordinary)]);
    }
  });

  it.each(INHERITED)('is not there unless JSON put it there: %s', async (name) => {
    const input = { list: [{}, [], { deep: {} }] };
    for (const expression of [`$states.input.${name}`, `$states.**.${name}`, `$lookup($states.input.list, '${name}')`])
      expect(await work(`{% $exists(${expression}) %}`, input)).toBe(false);
  });

  it('leads an expression to nothing that is not data', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const reached = [
      '$states.input.__proto__.__defineGetter__("polluted", $string)',
      '$lookup($states.input, "__proto__") ~> |$|{"polluted": 1}|',
      '$lookup($states.input, "__pro" & "to__").$lookup($, "__defineGetter__")("polluted", $string)',
      '$states.input ~> |__proto__|{"polluted": 1}|',
      '$merge([$states.input, {"__proto__": {"polluted": 1}}])',
      '{"__proto__": {"polluted": 1}}',
      '$states.input.constructor.prototype ~> |$|{"polluted": 1}|',
    ];
    for (const expression of reached) {
      await work(`{% ${expression} %}`).catch(() => undefined);
      const names = Object.getOwnPropertyNames(Object.prototype);
      for (const name of names) if (!before.includes(name)) Reflect.deleteProperty(Object.prototype, name);
      expect([expression, names]).toEqual([expression, before]);
    }
  });
});
