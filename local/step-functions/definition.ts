import {
  type Fault,
  machineSchema,
  notTakenOn,
  type RawScope,
  type RawState,
  schemaFaults,
  type TakesOn,
} from './definition-schema.ts';
import { ApiError, STATES } from './errors.ts';
import {
  compileTemplate,
  contextReferencesIn,
  ExpressionSyntaxError,
  isExpression,
  literal,
  type Reference,
  statesMembersIn,
  type Template,
  variablesIn,
} from './expressions.ts';
import { eventKind } from './history.ts';
import { isObject, type JsonValue, parseJson } from './json.ts';
import type {
  Assignments,
  Catcher,
  FallibleState,
  Machine,
  Retrier,
  State,
  StateBase,
  TaskState,
  WaitState,
} from './machine.ts';
import { isInvoke, parseResource, taskEvents } from './tasks.ts';
import { parseTimestamp } from './timestamp.ts';

/** What a definition is compiled for. */
export interface DefinitionContext {
  /** The machine's clock, for `$now` and `$millis`: milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the engine carries out tasks of this resource. */
  readonly takesOn: TakesOn;
  /** The AWS region, as the events of tasks name it. */
  readonly region: string;
  /** What the history keeps for a kind of events (`eventKind`). */
  readonly brief: (kind: string) => string;
}

/** The longest definition, in bytes (AWS Step Functions, "Quotas"). */
const DEFINITION_LIMIT_BYTES = 1_048_576;

/**
 * Checks and compiles a definition.
 *
 * @throws ApiError `InvalidDefinition`, which names every fault, and everything that AWS accepts and this engine does
 * not support
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
  const refused = isObject(raw) ? [...notTakenOn(raw, context.takesOn)] : [];
  if (refused.length > 0) throw invalidDefinition(refused);
  const parsed = machineSchema.safeParse(raw);
  if (!parsed.success) throw invalidDefinition(schemaFaults(parsed.error, raw));
  const compiler = new Compiler(context);
  compiler.machine(parsed.data);
  if (compiler.faults.length > 0) throw invalidDefinition(compiler.faults);
  const { StartAt: startAt, TimeoutSeconds: timeoutSeconds } = parsed.data;
  const variableReferences = Object.fromEntries(compiler.variableReferences);
  return { startAt, states: compiler.states, timeoutSeconds, variableReferences };
}

function invalidDefinition(faults: readonly Fault[]): ApiError {
  const list = faults.map((fault) => `${fault.code}: ${fault.message} at ${fault.pointer}`).join(', ');
  return new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${list}'`);
}

/**
 * Turns the states of a checked definition into the form that the interpreter runs, and finds the faults that a schema
 * cannot see.
 */
class Compiler {
  readonly states = new Map<string, State>();
  readonly faults: Fault[] = [];
  /** The variables that states refer to, by the place of the state. */
  private readonly referred = new Map<string, Set<string>>();
  readonly variableReferences = new Map<string, string[]>();
  private readonly context: DefinitionContext;

  constructor(context: DefinitionContext) {
    this.context = context;
  }

  /** Compiles a whole machine. AWS asks of it alone, not of branches, that it can end; of one that cannot, nothing else. */
  machine(machine: RawScope): void {
    const ends = Object.values(machine.States).some(isTerminal);
    this.scope(machine, '', new Set(), ends);
    if (!ends) this.fault('MISSING_END_STATE', 'Workflow has no terminal state', null);
  }

  /**
   * Compiles the states that belong together: the machine's, a branch's, an iteration's.
   *
   * @param outer the variables of the scopes around this one
   * @param reachable whether every state has to be reachable
   */
  private scope(scope: RawScope, pointer: string, outer: ReadonlySet<string>, reachable = true): void {
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
    if (reachable) this.checkReachable(scope, pointer);
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
            next: target(rule.Next, `${at}/Choices[${i}]/Next`),
            assign: this.assignments(rule.Assign, at, `Choices[${i}]/`),
            output: this.template(rule.Output, `Choices[${i}]/Output`, at),
          })),
        };
      case 'Task':
        return this.task(raw, { ...base, ...this.fallible(raw, at, target) }, at);
      case 'Parallel':
        for (const [i, branch] of raw.Branches.entries()) this.scope(branch, `${at}/Branches[${i}]`, visible);
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
          this.fault(
            'SCHEMA_VALIDATION_FAILED',
            `'${STATES.ALL}' must stand alone`,
            `${at}/${field}[${i}]/ErrorEquals`,
          );
        if (i < handlers.length - 1)
          this.fault('SCHEMA_VALIDATION_FAILED', `'${STATES.ALL}' must come last`, `${at}/${field}[${i}]/ErrorEquals`);
      }
    }
    return {
      retry: raw.Retry.map((retrier, i): Retrier => {
        if (retrier.MaxDelaySeconds !== undefined && retrier.MaxDelaySeconds <= retrier.IntervalSeconds) {
          this.fault(
            'SCHEMA_VALIDATION_FAILED',
            "'MaxDelaySeconds' must be greater than 'IntervalSeconds'",
            `${at}/Retry[${i}]`,
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
          next: target(catcher.Next, `${at}/Catch[${i}]/Next`),
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

  /** @param outcome what `$states` has there besides its input and context */
  private required(raw: JsonValue, location: string, at: string, outcome?: Outcome): Template {
    try {
      const template = compileTemplate(raw, location, this.context.now);
      const unsupported = (message: string, { location: field }: Reference) =>
        this.fault('UNSUPPORTED_JSONATA_EXPRESSION', message, `${at}/${field}`);
      for (const found of contextReferencesIn(template)) {
        const where = found.name === '$$' ? '' : ' at the top level';
        unsupported(`Reference to '${found.name}'${where} is not supported.`, found);
      }
      for (const found of statesMembersIn(template)) {
        if (OUTCOMES.has(found.name) && found.name !== outcome)
          unsupported(`Field '$states.${found.name}' does not exist.`, found);
      }
      const referred = variablesIn(template).map(({ name }) => name);
      if (referred.length > 0) this.referred.set(at, new Set([...(this.referred.get(at) ?? []), ...referred]));
      return template;
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError)) throw error;
      this.fault('INVALID_JSONATA_EXPRESSION', error.message, `${at}/${error.location}`);
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

  private fault(code: Fault['code'], message: string, pointer: string | null): void {
    this.faults.push({ code, message, pointer });
  }
}

type Target = (name: string, at: string) => string;

const isTerminal = (raw: RawState): boolean =>
  raw.Type === 'Succeed' || raw.Type === 'Fail' || ('End' in raw && raw.End === true);

/** The members of `$states` that say how a Task, Parallel or Map ended: AWS lets no other field refer to them. */
type Outcome = 'result' | 'errorOutput';
const OUTCOMES: ReadonlySet<string> = new Set<Outcome>(['result', 'errorOutput']);

/** The variables that a state may set: its own Assign and those of its rules and catchers. */
function assignedNames(raw: RawState): string[] {
  const parts: (object | undefined)[] = ['Assign' in raw ? raw.Assign : undefined];
  if (raw.Type === 'Choice') parts.push(...raw.Choices.map((rule) => rule.Assign));
  if ('Catch' in raw) parts.push(...raw.Catch.map((catcher) => catcher.Assign));
  return parts.flatMap((part) => Object.keys(part ?? {}));
}
