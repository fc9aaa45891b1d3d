import { type Failure, STATES } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Retrier } from './machine.ts';
import { TaskError } from './tasks.ts';

/** A task or a whole execution has taken longer than its `TimeoutSeconds`. */
export const TIMED_OUT: Failure = { error: STATES.Timeout, cause: undefined };

/**
 * A task has been silent for longer than its `HeartbeatSeconds`. The history records it as a time-out; Retry and Catch
 * may name it either way.
 */
export const HEARTBEAT_MISSED: Failure = { ...TIMED_OUT, alias: STATES.HeartbeatTimeout };

/** The longest pause, in seconds: what a timer can express. */
export const LONGEST_PAUSE_SECONDS = 99_999_999;

/** The details of the event of a failure: `error` and `cause`, each only where the failure has it. */
export function failureDetails({ error, cause }: Failure): JsonObject {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

/**
 * The failure of data that exceed AWS's limit. When they are a task's result, it can be caught like any failure of the
 * task; when they are a state's own output, it cannot.
 */
export const tooLarge = (name: string, terminal: boolean): Failure => ({
  error: STATES.DataLimitExceeded,
  cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  terminal,
});

/** The failure of a task whose runner threw this error. */
export function taskFailure(error: unknown): Failure {
  if (error instanceof TaskError) return { error: error.error, cause: error.cause };
  return { error: STATES.Runtime, cause: error instanceof Error ? error.message : String(error) };
}

/**
 * Whether a Retrier or Catcher is for a failure. `States.TaskFailed` is for every one but a time-out, in whatever state
 * has Retry and Catch (AWS Step Functions, "Handling errors").
 */
export function matches(errorEquals: readonly string[], failure: Failure): boolean {
  const { error, alias, terminal = false } = failure;
  if (error === STATES.Runtime) return false;
  if ((error !== undefined && errorEquals.includes(error)) || (alias !== undefined && errorEquals.includes(alias)))
    return true;
  if (terminal) return false;
  return errorEquals.includes(STATES.ALL) || (error !== STATES.Timeout && errorEquals.includes(STATES.TaskFailed));
}

/** How long a retrier pauses, in seconds, after it has been used so many times. */
export function pauseSeconds(retrier: Retrier, used: number): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** used;
  const pause = Math.min(grown, retrier.maxDelaySeconds ?? LONGEST_PAUSE_SECONDS);
  return retrier.fullJitter ? Math.random() * pause : pause;
}
