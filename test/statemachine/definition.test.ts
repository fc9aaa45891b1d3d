import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { BUYER } from '../../lib/api/routes/buyer.ts';
import { POLICE } from '../../lib/api/routes/police.ts';
import { ITEMS, isItem } from '../../lib/domain/algorithm.ts';
import { CHECKS } from '../../lib/domain/checks.ts';
import { REFUSAL_CODES, REFUSALS } from '../../lib/domain/refusals.ts';
import { ACTIONS, WAITS } from '../../lib/domain/waits.ts';
import { stateMachineDefinition } from '../../local/state-machine.ts';

const text = readFileSync('statemachine/registration.asl.json', 'utf8');

const state = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.union([z.number(), z.string()]).optional(),
  Arguments: z
    .looseObject({ FunctionName: z.string(), Payload: z.looseObject({ action: z.string().optional() }) })
    .optional(),
  Retry: z
    .array(
      z.looseObject({
        ErrorEquals: z.array(z.string()),
        MaxAttempts: z.number(),
        MaxDelaySeconds: z.number().optional(),
        JitterStrategy: z.string().optional(),
      }),
    )
    .optional(),
  Choices: z.array(z.looseObject({ Condition: z.string(), Next: z.string() })).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
  Next: z.string().optional(),
});
const { States } = z.looseObject({ States: z.record(z.string(), state) }).parse(JSON.parse(text));
const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
const waits = tasks.filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));

/** The items that a state's name begins with: `9, 10 Wait for ...`. */
const itemsOf = (name: string) => /^([\d., ]+) /.exec(name)?.[1]?.split(', ') ?? [];

test('the definition is valid Amazon States Language, as it stands and with its substitutions', () => {
  expect(validate(JSON.parse(text)).errorsText('\n')).toBe('');
  expect(validate(JSON.parse(stateMachineDefinition())).errorsText('\n')).toBe('');
});

test('every expression is accepted by the JSONata that AWS runs', () => {
  const expressions = [...text.matchAll(/"\{% (.*?) %\}"/g)].map(([, expression]) => JSON.parse(`"${expression}"`));
  expect(expressions.length).toBeGreaterThan(100);
  for (const expression of expressions) expect(() => jsonata(expression), expression).not.toThrow();
});

test('every state but the common end names the item that it implements', () => {
  for (const name of Object.keys(States)) {
    if (name === 'Close the application') continue;
    expect(itemsOf(name), name).not.toEqual([]);
    for (const item of itemsOf(name)) expect(isItem(item), name).toBe(true);
  }
});

test('every step of the Algorithm that the service takes has a state', () => {
  const named = new Set(Object.keys(States).flatMap(itemsOf));
  // 2 is kept by the choice of plates (4.15) and the decision (4.19); 3 lists abbreviations; 4 is the frame of its steps.
  const missing = Object.keys(ITEMS).filter((item) => !named.has(item) && !['2', '3', '4'].includes(item));
  expect(missing).toEqual([]);
});

test('every Choice is a question', () => {
  const choices = Object.entries(States).filter(([, { Type }]) => Type === 'Choice');
  expect(choices.length).toBeGreaterThan(10);
  for (const [name] of choices) expect(name).toMatch(/\?$/);
});

/** The words that a Choice decides by, each with the state that it leads to. */
const branches = (name: string) =>
  (States[name]?.Choices ?? []).flatMap(({ Condition, Next }) =>
    [...Condition.matchAll(/'([^']+)'/g)].map(([, word = '']) => ({ word, Next })),
  );

test.each(Object.entries(CHECKS))(
  'the Choice after the check of %s knows what it can find, and no more',
  (item, outcomes) => {
    const choices = Object.keys(States).filter(
      (name) => States[name]?.Type === 'Choice' && itemsOf(name).includes(item),
    );
    expect(choices).toHaveLength(1);
    const known = choices.flatMap(branches);
    const passed = new Set<string>(outcomes.passed);
    expect(known.map(({ word }) => word).sort()).toEqual([...outcomes.passed, ...outcomes.notPassed].sort());
    // What passes goes one way, and nothing else goes there.
    const [onward, ...others] = new Set(known.filter(({ word }) => passed.has(word)).map(({ Next }) => Next));
    expect([onward === undefined, others]).toEqual([false, []]);
    for (const { word, Next } of known) expect(Next === onward, word).toBe(passed.has(word));
  },
);

test.each([
  ['4.10', BUYER.decideConsent.body.shape.decision.options],
  ['4.19', POLICE.decide.body.def.options.flatMap(({ shape }) => shape.decision.def.values)],
])('the Choice of %s knows what can be answered, and no more', (item, words) => {
  const choices = Object.keys(States).filter((name) => States[name]?.Type === 'Choice' && itemsOf(name).includes(item));
  expect(choices.flatMap(branches).map(({ word }) => word)).toEqual(words);
});

test('every Choice follows a check or an answer', () => {
  const choices = Object.keys(States).filter((name) => States[name]?.Type === 'Choice');
  expect(choices.flatMap(itemsOf).sort()).toEqual([...Object.keys(CHECKS), '4.10', '4.19'].sort());
});

test('every wait of the Algorithm has a state with a time-out of its own, and what happens then is caught', () => {
  expect(waits.map(([, { Arguments }]) => Arguments?.Payload.action).sort()).toEqual([...ACTIONS].sort());
  for (const [name, { TimeoutSeconds, Retry = [], Catch = [], Arguments }] of waits) {
    expect(TimeoutSeconds, name).toMatch(/TimeoutSeconds\}'\) %\}$/);
    expect(
      Retry.some(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout')),
      name,
    ).toBe(true);
    const { whenOver } = WAITS[z.enum(ACTIONS).parse(Arguments?.Payload.action)];
    const caught = Catch.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(caught, name).toEqual(
      whenOver === 'lapse' ? ['ApplicationClosing', 'QueueTicketLapsed'] : ['ApplicationClosing'],
    );
  }
});

test('every task that goes on finds an application that is to be closed, or that another execution has ended', () => {
  for (const [name, { Next, Catch = [] }] of tasks) {
    if (Next === undefined) continue;
    expect(Catch, name).toContainEqual({ ErrorEquals: ['ApplicationClosing'], Next: 'Close the application' });
  }
});

test('a system that does not answer, and a function that is throttled, are asked again for about six hours, and never caught', () => {
  for (const [name, { Retry = [], Catch = [] }] of tasks) {
    const patient = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('SystemUnavailable'));
    expect(patient, name).toMatchObject({ JitterStrategy: 'FULL', IntervalSeconds: 2, BackoffRate: 2 });
    // What Lambda says when the operator has lowered `questionsAtOnce`. The first retrier that names it counts.
    const throttled = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('Lambda.TooManyRequestsException'));
    expect(throttled, name).toBe(patient);
    const { MaxAttempts = 0, MaxDelaySeconds = 0 } = patient ?? {};
    // Full jitter waits half of each pause on average; the pauses double up to the longest.
    let hours = 0;
    for (let attempt = 0; attempt < MaxAttempts; attempt++)
      hours += Math.min(2 * 2 ** attempt, MaxDelaySeconds) / 2 / 3600;
    expect(hours, name).toBeGreaterThan(5.5);
    expect(hours, name).toBeLessThan(6.5);
    for (const { ErrorEquals } of Catch) expect(ErrorEquals, name).not.toContain('SystemUnavailable');
    for (const { ErrorEquals } of Catch) expect(ErrorEquals, name).not.toContain('States.ALL');
  }
});

test('every refusal of the contract is concluded under each of its items, by a state that says so', () => {
  const refused = tasks.flatMap(([name, { Arguments }]) => {
    const { kind, code, item } = Arguments?.Payload ?? {};
    if (kind !== 'refused') return [];
    expect(name).toContain('Refuse:');
    expect(itemsOf(name), name).toEqual([item]);
    return [`${code} ${item}`];
  });
  const wanted = REFUSAL_CODES.flatMap((code) => REFUSALS[code].map((item) => `${code} ${item}`));
  expect(refused.sort()).toEqual(wanted.sort());
});

test('the straight way takes at most 50 billed transitions', () => {
  // Every state that is entered is a transition, and the start is one.
  const way = ['start'];
  const straight = /sells-vehicles|on-record|'paid'|agree|none-unpaid|'registered'|'register'/;
  const all = z
    .looseObject({
      StartAt: z.string(),
      States: z.record(
        z.string(),
        z.looseObject({
          Next: z.string().optional(),
          Choices: z.array(z.object({ Condition: z.string(), Next: z.string() })).optional(),
        }),
      ),
    })
    .parse(JSON.parse(text));
  for (let name: string | undefined = all.StartAt; name; ) {
    way.push(name);
    const now: (typeof all.States)[string] | undefined = all.States[name];
    name = now?.Next ?? now?.Choices?.find(({ Condition }) => straight.test(Condition))?.Next;
  }
  expect(way.at(-1)).toBe('10 Conclude: certificate and plates are handed over');
  expect(way.length).toBeLessThanOrEqual(50);
});
