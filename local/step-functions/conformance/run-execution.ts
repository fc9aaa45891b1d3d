import { setImmediate as nextTurn } from 'node:timers/promises';
import { Engine } from '../engine.ts';
import { ApiError } from '../errors.ts';
import type { HistoryEvent } from '../history.ts';
import { type Data, dataOf, isObject, type JsonValue } from '../json.ts';
import { type Resource, TaskError, type TaskRunners } from '../tasks.ts';
import { Comparison, type Difference } from './compare.ts';
import { DrivenClock } from './driven-clock.ts';
import type { ExecutionScenario, Mock } from './scenario.ts';

/** The result of a scenario: what came out and where it differs, or why the engine does not support it. */
export type Result<T> =
  | { readonly actual: T; readonly differences: readonly Difference[] }
  | { readonly notTakenOn: string };

/** The recordings' account and region. */
export const RECORDED = { region: 'us-east-1', account: '111111111111' } as const;
const ROLE_ARN = `arn:aws:iam::${RECORDED.account}:role/recorded`;

/** After this many turns of the event loop without anything to write, everything is taken to be at rest. */
const QUIET_TURNS = 3;

/** Runs the execution of a scenario to its end. Mocks answer its tasks, and its waits pass at once. */
export async function runExecution(scenario: ExecutionScenario): Promise<Result<readonly HistoryEvent[]>> {
  const clock = new DrivenClock();
  const tasks = new MockedTasks(scenario.mocks);
  const engine = new Engine({ database: ':memory:', clock, runners: tasks.runners, ...RECORDED });
  try {
    const name = 'recorded';
    const definition = JSON.stringify(scenario.definition);
    const { stateMachineArn } = engine.createStateMachine({ name, definition, roleArn: ROLE_ARN });
    const input = scenario.input === undefined ? undefined : JSON.stringify(scenario.input);
    const { executionArn } = await engine.startExecution({ stateMachineArn, name, input });
    await runToEnd(engine, executionArn, clock, tasks);
    const { items } = engine.getExecutionHistory({ executionArn, maxResults: Number.MAX_SAFE_INTEGER });
    return {
      actual: items,
      differences: differencesOf(scenario, items, engine.describeExecution(executionArn).status),
    };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'InvalidDefinition') return { notTakenOn: error.message };
    throw error;
  } finally {
    engine.close();
  }
}

function differencesOf(scenario: ExecutionScenario, events: readonly HistoryEvent[], status: string): Difference[] {
  const { expected, placeholders } = scenario;
  const found = new Comparison(placeholders).differences(
    expected.events,
    events.map((event) => ({ ...event, timestamp: 'timestamp' })),
  );
  return status === expected.status
    ? found
    : [{ path: '/status', text: `${expected.status} expected, not ${status}` }, ...found];
}

async function runToEnd(engine: Engine, executionArn: string, clock: DrivenClock, tasks: MockedTasks): Promise<void> {
  for (;;) {
    await quiet(engine);
    if (engine.describeExecution(executionArn).status !== 'RUNNING') return;
    if (await tasks.answerCallback(engine)) continue;
    if (!clock.next()) throw new Error('The execution waits for nothing that could come.');
  }
}

/** Lets everything happen that needs no time to pass, and no answer from outside. */
export async function quiet(engine: Engine): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    await nextTurn();
    if (engine.busy) turns = 0;
  }
}

/** Tasks that go as they went in the recording. */
class MockedTasks {
  private readonly mocks: readonly Mock[];
  private scheduled = 0;
  private readonly callbacks: (() => Promise<void> | void)[] = [];
  private engine: Engine | undefined;

  constructor(mocks: readonly Mock[]) {
    this.mocks = mocks;
  }

  /** What the engine supports itself, and every other service for which the recording has an answer. */
  readonly runners: TaskRunners = (resource) =>
    this.serves(resource) ? (parameters) => this.run(parameters) : undefined;

  private serves(resource: Resource): boolean {
    if (resource.kind === 'function' || resource.service === 'lambda') return true;
    return this.mocks.some((mock) => mock.resourceType === resource.service && mock.resource === resource.action);
  }

  private run(parameters: JsonValue): Promise<Data> {
    const mock = this.mocks[this.scheduled];
    this.scheduled++;
    if (!mock) return Promise.reject(new TaskError('Unrecorded', `The recording has only ${this.mocks.length} tasks.`));
    const { callback } = mock;
    if (callback) {
      if (callback.action !== 'none') {
        const taskToken = tokenIn(parameters) ?? '';
        this.callbacks.push(() => {
          if (callback.action === 'SendTaskSuccess')
            return this.engine?.sendTaskSuccess({ taskToken, output: textOf(callback.output) });
          return this.engine?.sendTaskFailure({ taskToken, error: callback.error, cause: callback.cause });
        });
      }
      return Promise.resolve(dataOf(mock.submitted ?? null));
    }
    switch (mock.outcome.kind) {
      case 'succeed':
        return Promise.resolve(dataOf(fromText(mock.outcome.output)));
      case 'fail':
        return Promise.reject(new TaskError(mock.outcome.error ?? '', textOf(mock.outcome.cause ?? '')));
      case 'timeout':
        return new Promise(() => undefined);
    }
  }

  /** Gives the next answer that is expected from outside; false when none is. */
  async answerCallback(engine: Engine): Promise<boolean> {
    this.engine = engine;
    const answer = this.callbacks.shift();
    await answer?.();
    return answer !== undefined;
  }
}

/** The recordings hold an output as JSON text or as the value itself. */
function fromText(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value;
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The task token somewhere in a task's parameters. */
function tokenIn(value: JsonValue): string | undefined {
  if (!isObject(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string' && /^task_?token$/i.test(key)) return member;
    const inner = tokenIn(member);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
