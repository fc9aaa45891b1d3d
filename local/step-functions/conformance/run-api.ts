import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { OPERATIONS } from '../api.ts';
import { Engine } from '../engine.ts';
import { isObject, type JsonObject, type JsonValue, jsonSchema, parseJson } from '../json.ts';
import { serve } from '../server.ts';
import { Comparison, type Difference } from './compare.ts';
import { DrivenClock } from './driven-clock.ts';
import { RECORDED, type Result } from './run-execution.ts';
import type { ApiScenario } from './scenario.ts';

/** An answer of the API: its body, and the name of the error if it is one. */
export interface Answer {
  /** The operation that was called. */
  readonly op: string;
  /** The name of the error; undefined when it is not one. */
  readonly error: string | undefined;
  readonly body: JsonObject;
}

/** The answers in an API scenario, and whether its definitions were rewritten from JSONPath. */
export interface ApiRun {
  readonly answers: readonly Answer[];
  readonly rewritten: boolean;
}

/** Makes the calls of a scenario over HTTP, in their order. No time passes meanwhile. */
export async function runApi(scenario: ApiScenario): Promise<Result<ApiRun>> {
  const unknown = scenario.calls.find((call) => !OPERATIONS.has(call.op));
  if (unknown) return { notTakenOn: `The operation ${unknown.op} is not taken on.` };
  const engine = new Engine({
    database: ':memory:',
    clock: new DrivenClock(),
    runners: (resource) =>
      resource.kind === 'function' || resource.callback ? () => new Promise(() => undefined) : undefined,
    ...RECORDED,
  });
  const server = await serve(engine, 0);
  try {
    return await makeCalls(scenario, server.url);
  } finally {
    await server.close();
    engine.close();
  }
}

async function makeCalls(scenario: ApiScenario, url: string): Promise<Result<ApiRun>> {
  const comparison = new Comparison(scenario.placeholders);
  const answers: Answer[] = [];
  const differences: Difference[] = [];
  const executions: string[] = [];
  let rewritten = false;
  for (const [i, { op, params, expect }] of scenario.calls.entries()) {
    const sent = restored(scenario, i, executions);
    if (typeof params.definition === 'string') {
      sent.definition = rewriteDefinition(params.definition);
      rewritten ||= sent.definition !== params.definition;
    }
    const answer = await call(url, op, sent);
    answers.push(answer);
    if (op === 'StartExecution' && typeof answer.body.executionArn === 'string')
      executions.push(answer.body.executionArn.split(':').at(-1) ?? '');
    await nextTurn();
    for (const { error, value } of expect) {
      const found = error
        ? errorDifferences(value, answer)
        : comparison.differences(rewriteExpected(value), answer.body);
      differences.push(...found.map(({ path, text }) => ({ path: `/calls/${i}/${op}${path}`, text })));
    }
  }
  return { actual: { answers, rewritten }, differences };
}

const wireBody = z.record(z.string(), jsonSchema);

async function call(url: string, op: string, params: JsonObject): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AWSStepFunctions.${op}` },
    body: JSON.stringify(params),
  });
  const body = wireBody.parse(await response.json());
  const type = typeof body.__type === 'string' ? body.__type : undefined;
  return { op, error: response.ok ? undefined : (type?.split('#').at(-1) ?? String(response.status)), body };
}

/**
 * The parameters of a call, with what the recording lost put back: `exec-0001` stands for the name of the first
 * execution started without one; and where the recording shows that an update changed the role, the role that it was
 * changed to.
 */
function restored(scenario: ApiScenario, i: number, executions: readonly string[]): JsonObject {
  const named = JSON.stringify(scenario.calls[i]?.params ?? {}).replace(
    /exec-(\d{4})/g,
    (word, n: string) => executions[Number(n) - 1] ?? word,
  );
  const params = wireBody.parse(parseJson(named));
  const described = scenario.calls.slice(i + 1).find((later) => later.op === 'DescribeStateMachine')?.expect[0]?.value;
  if (params.roleArn !== undefined && isObject(described) && typeof described.roleArn === 'string')
    params.roleArn = described.roleArn;
  return params;
}

/** Only the name of an error is compared with the recording: the messages are AWS's own words. */
function errorDifferences(expected: JsonValue, answer: Answer): Difference[] {
  const name = errorName(expected);
  // The recording's client rejects some requests itself; here they reach the service, which rejects them too.
  const agrees = name === 'ParamValidationError' ? answer.error === 'ValidationException' : answer.error === name;
  return agrees ? [] : [{ path: '', text: `the error ${name} expected, not ${answer.error ?? 'an answer'}` }];
}

function errorName(expected: JsonValue): string | undefined {
  if (typeof expected === 'string' && expected.startsWith('Parameter validation failed')) return 'ParamValidationError';
  if (typeof expected === 'string') return /An error occurred \((\w+)\)/.exec(expected)?.[1];
  if (!isObject(expected)) return undefined;
  if (typeof expected.exception_typename === 'string') return expected.exception_typename;
  return isObject(expected.Error) && typeof expected.Error.Code === 'string' ? expected.Error.Code : undefined;
}

/**
 * A recorded answer without what only its client added, and with its definition rewritten in the same way as the one
 * that was sent.
 */
function rewriteExpected(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const { ResponseMetadata: _, ...body } = value;
  if (isObject(body.definition)) body.definition = rewriteDefinition(JSON.stringify(body.definition));
  return body;
}

/** Rewrites the few JSONPath fields that the recorded definitions use to JSONata; a definition without any is left as it is. */
function rewriteDefinition(text: string): string {
  let machine: JsonValue;
  try {
    machine = parseJson(text);
  } catch {
    return text;
  }
  if (!isObject(machine) || machine.QueryLanguage === 'JSONata' || !isObject(machine.States)) return text;
  const states = Object.entries(machine.States).map(
    ([name, state]) => [name, isObject(state) ? rewriteState(state) : state] as const,
  );
  // The same definition in another layout is another text, and has to remain one.
  const indent = /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1];
  return JSON.stringify({ ...machine, QueryLanguage: 'JSONata', States: Object.fromEntries(states) }, null, indent);
}

/** `$` or `$$` with members' names after it. */
const SIMPLE_PATH = /^\$(\$?)((?:\.\w+)*)$/;

/** A payload template with its simple paths (`$.a.b`, `$$.Task.Token`) as expressions. */
function rewriteTemplate(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(rewriteTemplate);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => {
    const path = key.endsWith('.$') && typeof member === 'string' ? SIMPLE_PATH.exec(member) : null;
    if (!path) return [key, rewriteTemplate(member)] as const;
    const [, context, names] = path;
    return [key.slice(0, -2), `{% $states.${context ? 'context' : 'input'}${names} %}`] as const;
  });
  return Object.fromEntries(members);
}

function rewriteState({ Parameters: parameters, Result: result, ResultPath: path, ...state }: JsonObject): JsonObject {
  if (result !== undefined) return { ...state, Output: result };
  if (parameters !== undefined)
    return { ...state, [state.Type === 'Pass' ? 'Output' : 'Arguments']: rewriteTemplate(parameters) };
  const field = typeof path === 'string' ? /^\$\.(\w+)$/.exec(path)?.[1] : undefined;
  return field === undefined
    ? state
    : { ...state, Output: `{% $merge([$states.input, {'${field}': $states.result}]) %}` };
}
