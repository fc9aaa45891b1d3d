import * as z from 'zod';
import { ApiError, STATES } from './errors.ts';
import {
  compileTemplate,
  ExpressionSyntaxError,
  isExpression,
  literal,
  statesMembersIn,
  type Template,
  variablesIn,
} from './expressions.ts';
import { eventKind } from './history.ts';
import { isObject, type JsonObject, type JsonValue, jsonSchema, parseJson } from './json.ts';
import { foreignArguments, isInvoke, parseResource, type Resource, type TaskEvents, taskEvents } from './tasks.ts';

/** A state machine's definition, checked and compiled. State names are unique in the whole machine, so all states lie in one map. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  readonly timeoutSeconds: number | undefined;
  /** The variables that its states' expressions refer to, by the states that refer to any; sorted. */
  readonly variableReferences: Readonly<Record<string, string[]>>;
}

interface StateBase {
  readonly name: string;
  /** Its name as JSON, and the kinds of the events of its entry and its exit, as the history is to have them. */
  readonly nameText: string;
  readonly entered: string;
  readonly exited: string;
  /** Where the execution goes from here; undefined at the end. */
  readonly next: string | undefined;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}

/** The variables that a state sets, by name. */
export type Assignments = readonly (readonly [string, Template])[];

export interface PassState extends StateBase {
  readonly type: 'Pass';
}
export interface SucceedState extends StateBase {
  readonly type: 'Succeed';
}
export interface FailState extends StateBase {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}
export interface WaitState extends StateBase {
  readonly type: 'Wait';
  readonly seconds: Template | undefined;
  readonly timestamp: Template | undefined;
}
export interface ChoiceState extends StateBase {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
}
export interface ChoiceRule {
  readonly condition: Template;
  readonly next: string;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}
/** A state that can fail and has Retry and Catch. */
interface FallibleState extends StateBase {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}
export interface TaskState extends FallibleState {
  readonly type: 'Task';
  readonly resource: Resource;
  readonly arguments: Template | undefined;
  readonly events: TaskEvents;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}
export interface ParallelState extends FallibleState {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  /** The first state of each branch. */
  readonly branches: readonly string[];
}
export interface MapState extends FallibleState {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  /** The first state of each iteration. */
  readonly startAt: string;
}
export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}
export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}

/** What a definition is compiled for. */
export interface DefinitionContext {
  /** The machine's clock, for `$now` and `$millis`: milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the engine carries out tasks of this resource. */
  readonly takesOn: (resource: string) => boolean;
  /** The AWS region, as the events of tasks name it. */
  readonly region: string;
  /** What the history is to have for a kind of events (`eventKind`). */
  readonly brief: (kind: string) => string;
}

/** The longest definition, in bytes (AWS Step Functions, "Quotas"). */
const DEFINITION_LIMIT_BYTES = 1_048_576;
const NAME_LIMIT = 80;
const LONGEST_SECONDS = 99_999_999;
/** AWS: MaxDelaySeconds is below one year. */
const LONGEST_DELAY_SECONDS = 31_622_399;

/** Fields that only the JSONPath query language has. */
const JSONPATH_FIELDS = new Set([
  'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'ItemsPath', 'MaxConcurrencyPath',
  'SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath', 'Variable',
  'And', 'Or', 'Not', 'Iterator',
]); // biome-ignore format: one list
/** Fields that AWS has and this engine does not take on, with the reason. */
const FIELDS_NOT_TAKEN_ON = new Map([
  ['Credentials', 'there is one account and one role here'],
  ['ItemReader', 'Map is taken on inline only'],
  ['ItemBatcher', 'Map is taken on inline only'],
  ['ResultWriter', 'Map is taken on inline only'],
  ['Label', 'Map is taken on inline only'],
]);

const text = z.string();
const expression = z.string().refine(isExpression, 'Must be a JSONata expression in {% %}');
const seconds = z.union(
  [z.int().min(1).max(LONGEST_SECONDS), expression],
  'Must be a whole number of seconds from 1 to 99999999 or a JSONata expression',
);
const count = z.union([z.int().min(0), expression], 'Must be a whole number from 0 on or a JSONata expression');
const stateName = z.string().min(1).max(NAME_LIMIT, `A state's name has at most ${NAME_LIMIT} characters`);
const variables = z.record(
  z
    .string()
    .regex(/^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u, 'Is not a name for a variable')
    .refine((name) => name !== 'states', "'states' is reserved"),
  jsonSchema,
);
const errorEquals = z.array(text.min(1)).min(1);
const common = { Comment: text.optional(), QueryLanguage: z.literal('JSONata').optional() };
const transition = { Next: stateName.optional(), End: z.boolean().optional() };
const result = { Output: jsonSchema.optional(), Assign: variables.optional() };

const retrierSchema = z.strictObject({
  Comment: text.optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(LONGEST_SECONDS).default(1),
  MaxAttempts: z.int().min(0).max(LONGEST_SECONDS).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(LONGEST_DELAY_SECONDS).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
const catcherSchema = z.strictObject({
  Comment: text.optional(),
  ErrorEquals: errorEquals,
  Next: stateName,
  ...result,
});
const fallible = {
  Retry: z.array(retrierSchema).default([]),
  Catch: z.array(catcherSchema).default([]),
  ...result,
};

const stateSchema = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('Pass'), ...common, ...transition, ...result }),
  z.strictObject({ Type: z.literal('Succeed'), ...common, Output: jsonSchema.optional() }),
  z.strictObject({ Type: z.literal('Fail'), ...common, Error: text.optional(), Cause: text.optional() }),
  z.strictObject({
    Type: z.literal('Wait'),
    Seconds: z
      .union(
        [z.int().min(0).max(LONGEST_SECONDS), expression],
        'Must be a whole number of seconds from 0 to 99999999 or a JSONata expression',
      )
      .optional(),
    Timestamp: text.optional(),
    ...common,
    ...transition,
    ...result,
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    Choices: z
      .array(
        z.strictObject({
          Comment: text.optional(),
          Condition: z.union([expression, z.boolean()], 'Must be a JSONata expression or a boolean'),
          Next: stateName,
          ...result,
        }),
      )
      .min(1),
    Default: stateName.optional(),
    ...common,
    ...result,
  }),
  z.strictObject({
    Type: z.literal('Task'),
    Resource: text.min(1),
    Arguments: jsonSchema.optional(),
    TimeoutSeconds: seconds.optional(),
    HeartbeatSeconds: seconds.optional(),
    ...common,
    ...transition,
    ...fallible,
  }),
  z.strictObject({
    Type: z.literal('Parallel'),
    get Branches() {
      return z.array(branchSchema).min(1);
    },
    Arguments: jsonSchema.optional(),
    ...common,
    ...transition,
    ...fallible,
  }),
  z.strictObject({
    Type: z.literal('Map'),
    Items: z.union([z.array(jsonSchema), expression], 'Must be an array or a JSONata expression').optional(),
    ItemSelector: jsonSchema.optional(),
    MaxConcurrency: count.optional(),
    ToleratedFailureCount: count.optional(),
    ToleratedFailurePercentage: z
      .union([z.number().min(0).max(100), expression], 'Must be a number from 0 to 100 or a JSONata expression')
      .optional(),
    get ItemProcessor() {
      return processorSchema;
    },
    ...common,
    ...transition,
    ...fallible,
  }),
]);

const branchSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
});
const processorSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE', 'Map is taken on inline only') }).optional(),
});
const machineSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
  QueryLanguage: z.literal(['JSONata', 'JSONPath']).optional(),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).max(LONGEST_SECONDS).optional(),
});

type RawState = z.infer<typeof stateSchema>;
type RawScope = { readonly StartAt: string; readonly States: Readonly<Record<string, RawState>> };

/** A fault of a definition: what is wrong, and where (a JSON pointer). */
interface Fault {
  readonly code: 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET' | 'NOT_TAKEN_ON';
  readonly message: string;
  readonly pointer: string;
}

/**
 * Checks and compiles a definition.
 *
 * @throws ApiError `InvalidDefinition`, which names every fault, and everything that AWS takes and this engine does not
 */
export function compileDefinition(definition: string, context: DefinitionContext): Machine {
  if (Buffer.byteLength(definition) > DEFINITION_LIMIT_BYTES) {
    throw invalidDefinition([
      {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: `The definition is longer than ${DEFINITION_LIMIT_BYTES} bytes`,
        pointer: '/',
      },
    ]);
  }
  let raw: JsonValue;
  try {
    raw = parseJson(definition);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${reason}'`);
  }
  const refused = isObject(raw) ? [...notTakenOn(raw, context)] : [];
  if (refused.length > 0) throw invalidDefinition(refused);
  const parsed = machineSchema.safeParse(raw);
  if (!parsed.success) throw invalidDefinition(schemaFaults(parsed.error, raw));
  const compiler = new Compiler(context);
  compiler.scope(parsed.data, '', new Set());
  if (compiler.faults.length > 0) throw invalidDefinition(compiler.faults);
  const { StartAt: startAt, TimeoutSeconds: timeoutSeconds } = parsed.data;
  const variableReferences = Object.fromEntries(compiler.variableReferences);
  return { startAt, states: compiler.states, timeoutSeconds, variableReferences };
}

function invalidDefinition(faults: readonly Fault[]): ApiError {
  const list = faults.map((fault) => `${fault.code}: ${fault.message} at ${fault.pointer}`).join(', ');
  return new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${list}'`);
}

/** What AWS would take and this engine does not: the JSONPath query language, distributed maps, other services. */
function* notTakenOn(machine: JsonObject, context: DefinitionContext): Generator<Fault> {
  yield* scopeNotTakenOn(machine, '', machine.QueryLanguage === 'JSONata', context);
}

function* scopeNotTakenOn(
  scope: JsonObject,
  pointer: string,
  inherited: boolean,
  context: DefinitionContext,
): Generator<Fault> {
  if (!isObject(scope.States)) return;
  for (const [name, state] of Object.entries(scope.States)) {
    if (!isObject(state)) continue;
    const at = `${pointer}/States/${name}`;
    if (state.QueryLanguage === 'JSONPath' || (state.QueryLanguage === undefined && !inherited)) {
      yield {
        code: 'NOT_TAKEN_ON',
        message: 'The query language JSONPath is not taken on; set "QueryLanguage": "JSONata"',
        pointer: at,
      };
    }
    for (const part of [state, ...objectsIn(state.Choices), ...objectsIn(state.Retry), ...objectsIn(state.Catch)]) {
      for (const field of Object.keys(part)) {
        if (JSONPATH_FIELDS.has(field)) {
          yield {
            code: 'NOT_TAKEN_ON',
            message: `The field '${field}' belongs to JSONPath, which is not taken on`,
            pointer: `${at}/${field}`,
          };
        }
        const reason = FIELDS_NOT_TAKEN_ON.get(field);
        if (reason)
          yield {
            code: 'NOT_TAKEN_ON',
            message: `The field '${field}' is not taken on: ${reason}`,
            pointer: `${at}/${field}`,
          };
      }
    }
    if (state.Type === 'Task' && typeof state.Resource === 'string' && !context.takesOn(state.Resource)) {
      yield {
        code: 'NOT_TAKEN_ON',
        message: `The resource '${state.Resource}' is not taken on; taken on are arn:aws:states:::lambda:invoke, the same with .waitForTaskToken, and the ARN of a Lambda function`,
        pointer: `${at}/Resource`,
      };
    }
    if (state.Type === 'Task' && isObject(state.Arguments) && state.Resource !== undefined)
      yield* argumentsNotTakenOn(state.Resource, state.Arguments, `${at}/Arguments`);
    for (const [i, branch] of objectsIn(state.Branches).entries())
      yield* scopeNotTakenOn(branch, `${at}/Branches/${i}`, inherited, context);
    if (isObject(state.ItemProcessor)) {
      const mode = isObject(state.ItemProcessor.ProcessorConfig) ? state.ItemProcessor.ProcessorConfig.Mode : undefined;
      if (mode === 'DISTRIBUTED') {
        yield {
          code: 'NOT_TAKEN_ON',
          message: 'A Map of mode DISTRIBUTED is not taken on, only INLINE',
          pointer: `${at}/ItemProcessor/ProcessorConfig/Mode`,
        };
      }
      yield* scopeNotTakenOn(state.ItemProcessor, `${at}/ItemProcessor`, inherited, context);
    }
  }
}

function* argumentsNotTakenOn(resource: JsonValue, given: JsonObject, at: string): Generator<Fault> {
  if (typeof resource !== 'string' || !isInvoke(parseResource(resource))) return;
  for (const field of foreignArguments(given)) {
    yield {
      code: 'NOT_TAKEN_ON',
      message: `The argument '${field}' of lambda:invoke is not taken on; taken on are FunctionName, Payload and Qualifier`,
      pointer: `${at}/${field}`,
    };
  }
}

const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The faults that the schema found, with all the fields missing from one object in one of them, as AWS puts it. */
function schemaFaults(error: z.ZodError, raw: JsonValue): Fault[] {
  const faults: Fault[] = [];
  const missing = new Map<string, string[]>();
  for (const issue of error.issues) {
    const pointer = pointerOf(issue.path);
    const field = issue.path.at(-1);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        faults.push({
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'Field is not supported',
          pointer: pointerOf([...issue.path, key]),
        });
      }
    } else if (field !== undefined && valueAt(raw, issue.path) === undefined) {
      const parent = pointerOf(issue.path.slice(0, -1));
      missing.set(parent, [...(missing.get(parent) ?? []), String(field)]);
    } else {
      const message = (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message;
      faults.push({ code: 'SCHEMA_VALIDATION_FAILED', message, pointer });
    }
  }
  const required = [...missing].map(([pointer, fields]): Fault => {
    return { code: 'SCHEMA_VALIDATION_FAILED', message: `These fields are required: [${fields.join(', ')}]`, pointer };
  });
  return [...required, ...faults];
}

const pointerOf = (path: readonly PropertyKey[]): string => `/${path.map(String).join('/')}`;

function valueAt(raw: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined {
  let value: JsonValue | undefined = raw;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value) && typeof key === 'string' && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** Turns the states of a checked definition into what the interpreter runs, and finds the faults that a schema cannot see. */
class Compiler {
  readonly states = new Map<string, State>();
  readonly faults: Fault[] = [];
  /** The variables that states refer to, by where the states stand. */
  private readonly referred = new Map<string, Set<string>>();
  readonly variableReferences = new Map<string, string[]>();
  private readonly context: DefinitionContext;

  constructor(context: DefinitionContext) {
    this.context = context;
  }

  /**
   * Compiles the states that belong together: the machine's, a branch's, an iteration's.
   *
   * @param outer the variables of the scopes around this one
   */
  scope(scope: RawScope, pointer: string, outer: ReadonlySet<string>): void {
    const names = new Set(Object.keys(scope.States));
    const target = (name: string, at: string) => {
      if (!names.has(name)) this.fault('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${name}`, at);
      return name;
    };
    target(scope.StartAt, `${pointer}/StartAt`);
    const own = new Set(Object.values(scope.States).flatMap(assignedNames));
    for (const name of own) {
      if (outer.has(name))
        this.fault(
          'SCHEMA_VALIDATION_FAILED',
          `The variable '${name}' is assigned in an outer scope`,
          `${pointer}/States`,
        );
    }
    const visible = new Set([...outer, ...own]);
    for (const [name, raw] of Object.entries(scope.States)) {
      const at = `${pointer}/States/${name}`;
      const state = this.state(name, raw, at, target, visible);
      if (this.states.has(name)) this.fault('SCHEMA_VALIDATION_FAILED', `Duplicate state name: ${name}`, at);
      this.states.set(name, state);
      const referred = this.referred.get(at);
      if (referred) this.variableReferences.set(name, [...referred].sort());
    }
    this.checkReachable(scope, pointer);
  }

  private state(name: string, raw: RawState, at: string, target: Target, visible: ReadonlySet<string>): State {
    const outcome = 'Retry' in raw ? 'result' : undefined;
    const output = 'Output' in raw ? this.template(raw.Output, 'Output', at, outcome) : undefined;
    const assign = 'Assign' in raw ? this.assignments(raw.Assign, at, '', outcome) : undefined;
    const base = {
      ...{ name, output, assign, next: this.transition(raw, at, target) },
      nameText: JSON.stringify(name),
      entered: this.context.brief(eventKind(`${raw.Type}StateEntered`, { name })),
      exited: this.context.brief(eventKind(`${raw.Type}StateExited`, { name })),
    };
    switch (raw.Type) {
      case 'Pass':
        return { type: 'Pass', ...base };
      case 'Succeed':
        return { type: 'Succeed', ...base };
      case 'Fail':
        return {
          type: 'Fail',
          ...base,
          error: this.template(raw.Error, 'Error', at),
          cause: this.template(raw.Cause, 'Cause', at),
        };
      case 'Wait':
        return this.wait(raw, base, at);
      case 'Choice':
        return {
          type: 'Choice',
          ...base,
          next: raw.Default === undefined ? undefined : target(raw.Default, `${at}/Default`),
          rules: raw.Choices.map((rule, i) => ({
            condition: this.required(rule.Condition, `Choices[${i}]/Condition`, at),
            next: target(rule.Next, `${at}/Choices/${i}/Next`),
            assign: this.assignments(rule.Assign, at, `Choices[${i}]/`),
            output: this.template(rule.Output, `Choices[${i}]/Output`, at),
          })),
        };
      case 'Task':
        return this.task(raw, { ...base, ...this.fallible(raw, at, target) }, at);
      case 'Parallel':
        for (const [i, branch] of raw.Branches.entries()) this.scope(branch, `${at}/Branches/${i}`, visible);
        return {
          type: 'Parallel',
          ...base,
          ...this.fallible(raw, at, target),
          arguments: this.template(raw.Arguments, 'Arguments', at),
          branches: raw.Branches.map((branch) => branch.StartAt),
        };
      case 'Map':
        this.scope(raw.ItemProcessor, `${at}/ItemProcessor`, visible);
        return {
          type: 'Map',
          ...base,
          ...this.fallible(raw, at, target),
          items: this.template(raw.Items, 'Items', at),
          itemSelector: this.template(raw.ItemSelector, 'ItemSelector', at),
          maxConcurrency: this.template(raw.MaxConcurrency, 'MaxConcurrency', at),
          startAt: raw.ItemProcessor.StartAt,
        };
    }
  }

  private wait(raw: RawState & { Type: 'Wait' }, base: StateBase, at: string): WaitState {
    if ((raw.Seconds === undefined) === (raw.Timestamp === undefined)) {
      this.fault('SCHEMA_VALIDATION_FAILED', "A Wait state has exactly one of 'Seconds' and 'Timestamp'", at);
    }
    if (raw.Timestamp !== undefined && !isExpression(raw.Timestamp) && parseTimestamp(raw.Timestamp) === undefined) {
      this.fault('SCHEMA_VALIDATION_FAILED', 'Must be an ISO-8601 extended offset date-time', `${at}/Timestamp`);
    }
    return {
      type: 'Wait',
      ...base,
      seconds: this.template(raw.Seconds, 'Seconds', at),
      timestamp: this.template(raw.Timestamp, 'Timestamp', at),
    };
  }

  private task(raw: RawState & { Type: 'Task' }, base: FallibleState, at: string): TaskState {
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = raw;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
      this.fault('SCHEMA_VALIDATION_FAILED', "'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", at);
    }
    const resource = parseResource(raw.Resource);
    if (!resource) throw new Error(`The resource ${raw.Resource} is of no known form.`);
    const given = raw.Arguments ?? {};
    if (isInvoke(resource) && isObject(given) && given.FunctionName === undefined)
      this.fault('SCHEMA_VALIDATION_FAILED', "The field 'FunctionName' is required but was missing", `${at}/Arguments`);
    return {
      type: 'Task',
      ...base,
      resource,
      arguments: this.template(raw.Arguments, 'Arguments', at),
      events: taskEvents(resource, this.context.region, this.context.brief),
      timeoutSeconds: this.template(timeout, 'TimeoutSeconds', at),
      heartbeatSeconds: this.template(heartbeat, 'HeartbeatSeconds', at),
    };
  }

  private fallible(raw: RawState & { Type: 'Task' | 'Parallel' | 'Map' }, at: string, target: Target) {
    for (const [field, handlers] of [
      ['Retry', raw.Retry],
      ['Catch', raw.Catch],
    ] as const) {
      for (const [i, { ErrorEquals: names }] of handlers.entries()) {
        if (!names.includes(STATES.ALL)) continue;
        if (names.length > 1)
          this.fault('SCHEMA_VALIDATION_FAILED', `'${STATES.ALL}' must stand alone`, `${at}/${field}/${i}/ErrorEquals`);
        if (i < handlers.length - 1)
          this.fault('SCHEMA_VALIDATION_FAILED', `'${STATES.ALL}' must come last`, `${at}/${field}/${i}/ErrorEquals`);
      }
    }
    return {
      retry: raw.Retry.map((retrier, i): Retrier => {
        if (retrier.MaxDelaySeconds !== undefined && retrier.MaxDelaySeconds <= retrier.IntervalSeconds) {
          this.fault(
            'SCHEMA_VALIDATION_FAILED',
            "'MaxDelaySeconds' must be greater than 'IntervalSeconds'",
            `${at}/Retry/${i}`,
          );
        }
        return {
          errorEquals: retrier.ErrorEquals,
          intervalSeconds: retrier.IntervalSeconds,
          maxAttempts: retrier.MaxAttempts,
          backoffRate: retrier.BackoffRate,
          maxDelaySeconds: retrier.MaxDelaySeconds,
          fullJitter: retrier.JitterStrategy === 'FULL',
        };
      }),
      catch: raw.Catch.map(
        (catcher, i): Catcher => ({
          errorEquals: catcher.ErrorEquals,
          next: target(catcher.Next, `${at}/Catch/${i}/Next`),
          assign: this.assignments(catcher.Assign, at, `Catch[${i}]/`, 'errorOutput'),
          output: this.template(catcher.Output, `Catch[${i}]/Output`, at, 'errorOutput'),
        }),
      ),
    };
  }

  private transition(raw: RawState, at: string, target: Target): string | undefined {
    if (raw.Type === 'Choice' || raw.Type === 'Succeed' || raw.Type === 'Fail') return undefined;
    if ((raw.Next === undefined) === (raw.End !== true)) {
      this.fault('SCHEMA_VALIDATION_FAILED', 'A state has exactly one of \'Next\' and "End": true', at);
    }
    return raw.Next === undefined ? undefined : target(raw.Next, `${at}/Next`);
  }

  private assignments(
    raw: Readonly<Record<string, JsonValue>> | undefined,
    at: string,
    prefix = '',
    outcome?: Outcome,
  ): Assignments | undefined {
    if (raw === undefined) return undefined;
    return Object.entries(raw).map(
      ([name, value]) => [name, this.required(value, `${prefix}Assign/${name}`, at, outcome)] as const,
    );
  }

  private template(raw: JsonValue | undefined, location: string, at: string, outcome?: Outcome): Template | undefined {
    return raw === undefined ? undefined : this.required(raw, location, at, outcome);
  }

  /** @param outcome what `$states` has there beside its input and context */
  private required(raw: JsonValue, location: string, at: string, outcome?: Outcome): Template {
    try {
      const template = compileTemplate(raw, location, this.context.now);
      for (const member of statesMembersIn(template)) {
        if (!OUTCOMES.has(member) || member === outcome) continue;
        this.fault('SCHEMA_VALIDATION_FAILED', `'$states.${member}' is not accessible here`, `${at}/${location}`);
      }
      const referred = variablesIn(template);
      if (referred.length > 0) this.referred.set(at, new Set([...(this.referred.get(at) ?? []), ...referred]));
      return template;
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError)) throw error;
      this.fault(
        'SCHEMA_VALIDATION_FAILED',
        `The JSONata expression does not parse: ${error.message}`,
        `${at}/${location}`,
      );
      return literal(null);
    }
  }

  private checkReachable(scope: RawScope, pointer: string): void {
    const reached = new Set<string>();
    const pending = [scope.StartAt];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const raw = Object.hasOwn(scope.States, name) ? scope.States[name] : undefined;
      if (!raw || reached.has(name)) continue;
      reached.add(name);
      if ('Next' in raw && raw.Next !== undefined) pending.push(raw.Next);
      if ('Catch' in raw) pending.push(...raw.Catch.map((catcher) => catcher.Next));
      if (raw.Type === 'Choice')
        pending.push(...raw.Choices.map((rule) => rule.Next), ...(raw.Default ? [raw.Default] : []));
    }
    for (const name of Object.keys(scope.States)) {
      if (!reached.has(name))
        this.fault('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${pointer}/States/${name}`);
    }
  }

  private fault(code: Fault['code'], message: string, pointer: string): void {
    this.faults.push({ code, message, pointer });
  }
}

type Target = (name: string, at: string) => string;

/** The members of `$states` that tell how a Task, Parallel or Map ended: AWS lets no other field refer to them. */
type Outcome = 'result' | 'errorOutput';
const OUTCOMES: ReadonlySet<string> = new Set<Outcome>(['result', 'errorOutput']);

/** The variables that a state may set: its own Assign and those of its rules and catchers. */
function assignedNames(raw: RawState): string[] {
  const parts: (object | undefined)[] = ['Assign' in raw ? raw.Assign : undefined];
  if (raw.Type === 'Choice') parts.push(...raw.Choices.map((rule) => rule.Assign));
  if ('Catch' in raw) parts.push(...raw.Catch.map((catcher) => catcher.Assign));
  return parts.flatMap((part) => Object.keys(part ?? {}));
}

const TIMESTAMP = /^\d{4}-\d{2}-(\d{2})T(\d{2}):\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** The moment that an ISO 8601 extended offset date-time names, in milliseconds since the epoch; undefined for any other text. */
export function parseTimestamp(timestamp: string): number | undefined {
  const [, day, hour] = TIMESTAMP.exec(timestamp) ?? [];
  // What the calendar does not have, such as 30 February, would be taken for a later day.
  if (hour === undefined || hour === '24') return undefined;
  const midnight = new Date(`${timestamp.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return undefined;
  const epochMs = Date.parse(timestamp);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
