import { type Failure, STATES } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Retrier, State } from './machine.ts';
import { TaskError } from './tasks.ts';

/** What a failure is called, what history tells of it, and what a state's Retry and Catch make of it. */

export const TIMED_OUT: Failure = { error: STATES.Timeout, cause: undefined };
export const HEARTBEAT_MISSED: Failure = { ...TIMED_OUT, alias: STATES.HeartbeatTimeout };

/** The longest pause, in seconds: what a timer can express. */
export const LONGEST_PAUSE_SECONDS = 99_999_999;

/** The details that an event of a failure has. */
export function failureDetails({ error, cause }: Failure): JsonObject {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

/** What happens when data outgrow AWS's limit. A task's result that does can be caught like any failure of the task; a state's own output cannot. */
export const tooLarge = (name: string, terminal: boolean): Failure => ({
  error: STATES.DataLimitExceeded,
  cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  terminal,
});

/** How a task failed whose runner threw this. */
export function taskFailure(error: unknown): Failure {
  if (error instanceof TaskError) return { error: error.error, cause: error.cause };
  return { error: STATES.Runtime, cause: error instanceof Error ? error.message : String(error) };
}

/** Whether a Retrier or Catcher is for a failure. */
export function matches(errorEquals: readonly string[], failure: Failure, state: State): boolean {
  const { error, alias, terminal = false } = failure;
  if (error === STATES.Runtime) return false;
  if ((error !== undefined && errorEquals.includes(error)) || (alias !== undefined && errorEquals.includes(alias)))
    return true;
  if (terminal) return false;
  return (
    errorEquals.includes(STATES.ALL) ||
    (state.type === 'Task' && error !== STATES.Timeout && errorEquals.includes(STATES.TaskFailed))
  );
}

/** How long a retrier pauses, in seconds, when it has been used so often already. */
export function pauseSeconds(retrier: Retrier, used: number): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** used;
  const pause = Math.min(grown, retrier.maxDelaySeconds ?? LONGEST_PAUSE_SECONDS);
  return retrier.fullJitter ? Math.random() * pause : pause;
}
