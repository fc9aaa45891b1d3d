import { type Branch, itemsOf } from './branch.ts';
import { dataFrom, type JsonObject } from './json.ts';
import type { ExecutionRow } from './store.ts';

/** The context object of an execution, which expressions see as `$states.context` (AWS Step Functions, "Context object"). */
export class Context {
  private readonly row: ExecutionRow;
  private same: { readonly execution: JsonObject; readonly machine: JsonObject } | undefined;

  constructor(row: ExecutionRow) {
    this.row = row;
  }

  /**
   * The context object that a branch sees in its present state.
   *
   * @param token the token of the task that it is about to schedule
   * @param item what the iteration of a Map is about to get
   */
  of(branch: Branch, token?: string, item?: JsonObject): JsonObject {
    const { row } = this;
    this.same ??= {
      execution: {
        Id: row.arn,
        Input: dataFrom(row.input).value,
        StartTime: new Date(row.started).toISOString(),
        Name: row.name,
        RoleArn: row.role_arn,
      },
      machine: { Id: row.machine_arn, Name: row.machine_arn.split(':').at(-1) ?? '' },
    };
    const state: JsonObject = { EnteredTime: new Date(branch.enteredAt).toISOString(), Name: branch.state.name };
    if (branch.state.type === 'Task') state.RetryCount = branch.retryCount;
    const context: JsonObject = {
      Execution: {
        ...this.same.execution,
        RedriveCount: row.redrive_count,
        ...(row.redriven !== null && { RedriveTime: new Date(row.redriven).toISOString() }),
      },
      StateMachine: this.same.machine,
      State: state,
    };
    const iteration = item ?? iterationOf(branch);
    if (iteration) context.Map = { Item: iteration };
    if (token !== undefined) context.Task = { Token: token };
    return context;
  }
}

/** The item of the innermost Map that a branch is an iteration of. */
function iterationOf(branch: Branch): JsonObject | undefined {
  for (let inner = branch; inner.parent; inner = inner.parent) {
    if (inner.parent.state.type === 'Map')
      return { Index: inner.index, Value: itemsOf(inner.parent)[inner.index] ?? null };
  }
  return undefined;
}
