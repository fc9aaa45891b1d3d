/** An error of the Step Functions API, in the form that a client gets; `code` is AWS's name for it. */
export class ApiError extends Error {
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/**
 * Lambda itself rejected a call or could not carry it out, as opposed to the function failing. Retry and Catch match
 * its `name`.
 */
export class LambdaServiceError extends Error {
  /** @param name such as `Lambda.TooManyRequestsException`, `Lambda.ServiceException` or `Lambda.ResourceNotFoundException`. */
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** What went wrong in a state, in the words that Retry, Catch and the history use. */
export interface Failure {
  /** The error's name; absent when a Fail state or SendTaskFailure gave none. */
  readonly error: string | undefined;
  /** The error in words; absent when there are none. */
  readonly cause: string | undefined;
  /** A second name that ErrorEquals may use (`States.HeartbeatTimeout` is recorded as `States.Timeout`). */
  readonly alias?: string;
  /** Whether it ends the execution unless Retry or Catch names it: `States.ALL` does not cover it. */
  readonly terminal?: boolean;
}

/** A failure on its way from where it arose to the state's Retry and Catch. */
export class StateFailure extends Error {
  readonly failure: Failure;
  /**
   * For a failure that the history records as a failed evaluation: the field, such as `Output/result`, or null where it
   * is in no field.
   */
  readonly location: string | null | undefined;

  /** Whether its event follows the state's entry; on AWS most follow what came before the entry. */
  readonly afterEntry: boolean;

  constructor(failure: Failure, location?: string | null, afterEntry = false) {
    super(failure.cause ?? failure.error ?? 'failed');
    this.failure = failure;
    this.location = location;
    this.afterEntry = afterEntry;
  }
}

/** The names of the errors that the language itself raises (Amazon States Language, "Appendix A: Predefined Error Codes"). */
export const STATES = {
  ALL: 'States.ALL',
  TaskFailed: 'States.TaskFailed',
  Timeout: 'States.Timeout',
  HeartbeatTimeout: 'States.HeartbeatTimeout',
  Runtime: 'States.Runtime',
  DataLimitExceeded: 'States.DataLimitExceeded',
  QueryEvaluationError: 'States.QueryEvaluationError',
} as const;

/**
 * What went wrong, without any data. The errors of parsers quote what they parse, so they give only their names; our own
 * and the system's, which has codes for them, do not.
 */
export function withoutData(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error || error.name === 'Error' ? error.message : error.name;
}
