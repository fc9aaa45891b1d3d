import { DrivenClock } from '../../../local/step-functions/conformance/driven-clock.ts';
import { quiet as rest } from '../../../local/step-functions/conformance/run-execution.ts';
import { Engine, type EngineOptions } from '../../../local/step-functions/engine.ts';
import type { HistoryEvent } from '../../../local/step-functions/history.ts';
import type { JsonValue } from '../../../local/step-functions/json.ts';
import type { ExecutionStatusChange } from '../../../local/step-functions/status-changes.ts';
import { type LambdaInvoker, lambdaRunners } from '../../../local/step-functions/tasks.ts';

export { rest };

export const ROLE_ARN = 'arn:aws:iam::000000000000:role/test';
export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const INVOKE_WITH_TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** The states of a machine in JSONata, as its definition. */
export const machineOf = (startAt: string, states: Record<string, object>, fields: object = {}): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: startAt, States: states, ...fields });

/** An engine in memory, on a clock that stands still until it is driven. */
export function testEngine(
  invoke: LambdaInvoker = async (_, payload) => ({ payload }),
  options: Partial<EngineOptions> = {},
) {
  const clock = new DrivenClock();
  const statusChanges: ExecutionStatusChange[] = [];
  const engine = new Engine({
    database: ':memory:',
    clock,
    runners: lambdaRunners(invoke),
    onStatusChange: (change) => {
      statusChanges.push(change);
    },
    ...options,
  });
  const start = async (definition: string, input?: JsonValue, name = 'machine') => {
    const { stateMachineArn } = engine.createStateMachine({ name, definition, roleArn: ROLE_ARN });
    const { executionArn } = await engine.startExecution({
      stateMachineArn,
      ...(input !== undefined && { input: JSON.stringify(input) }),
    });
    await rest(engine);
    return executionArn;
  };
  /** Runs an execution to its end, however long it waits. */
  const run = async (definition: string, input?: JsonValue) => {
    const executionArn = await start(definition, input);
    await runOn(engine, clock, executionArn);
    return { executionArn, row: engine.describeExecution(executionArn), events: historyOf(engine, executionArn) };
  };
  return { engine, clock, statusChanges, start, run };
}

/** Drives the clock until an execution has ended. */
export async function runOn(engine: Engine, clock: DrivenClock, executionArn: string): Promise<void> {
  for (;;) {
    await rest(engine);
    if (engine.describeExecution(executionArn).status !== 'RUNNING') return;
    if (!clock.next()) throw new Error('The execution waits for nothing that could come.');
  }
}

export const historyOf = (engine: Engine, executionArn: string): readonly HistoryEvent[] =>
  engine.getExecutionHistory({ executionArn, maxResults: 100_000 }).items;

export const typesOf = (events: readonly HistoryEvent[]): string[] => events.map(({ type }) => type);
