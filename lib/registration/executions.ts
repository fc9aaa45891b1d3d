import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  type ExecutionStatus,
  InvalidToken,
  paginateListExecutions,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { AWS_CLIENT } from '../aws-client.ts';
import { isFailed } from '../deployed.ts';
import type { Application } from '../domain/application.ts';
import { APPLICATION_CLOSING, isEnded, QUEUE_TICKET_LAPSED } from '../domain/lifecycle.ts';
import { once, SETTINGS, settingFrom } from '../environment.ts';
import { describeError, report } from '../middleware/reporting.ts';

/** What became of a message to the state machine: `gone` when it has already moved on, which is no fault. */
export type Delivery = 'delivered' | 'gone';

/**
 * The executions of the state machine, named by the identifiers of their applications: as a rule one each. When the
 * execution of a signed application can no longer continue, an operator starts another one, named `<id>-2`.
 */
export interface Executions {
  /** Starts the application's execution; starting it twice has no effect. */
  start(applicationId: string): Promise<void>;
  /** Ends a wait with an answer. */
  succeed(token: string, output: Record<string, string>): Promise<Delivery>;
  /** Ends a wait by one of the errors that the state machine catches. */
  fail(token: string, error: string): Promise<Delivery>;
  /**
   * Resumes a failed execution in the state that failed. AWS allows that for 14 days after the failure, and for a year
   * after the start.
   */
  redrive(name: string): Promise<Delivery>;
  /**
   * The names of the executions that failed or timed out before that moment and have not been redriven since, in pages.
   */
  failedBefore(before: Date): AsyncIterable<string[]>;
  /** The names of the executions that an operator stopped at or after `after` and before `before`, in pages. */
  stoppedByHand(between: { after: Date; before: Date }): AsyncIterable<string[]>;
  /**
   * Starts another execution for an application that is closing and whose own can no longer continue: its first task finds
   * that the application is to be closed, and closes it. Starting it twice has no effect.
   */
  startToClose(applicationId: string): Promise<void>;
  /**
   * The failure of an execution that has failed, or has been forgotten since; undefined for one that runs, as one that
   * was redriven does, or has succeeded.
   *
   * @param stoppedAt when it is known to have stopped: what Step Functions describes may be older than that
   */
  failureOf(name: string, stoppedAt?: Date): Promise<Failure | undefined>;
}

/** How an execution failed. */
export interface Failure {
  /** The name of the error, where Step Functions tells it. */
  readonly error?: string | undefined;
}

/** The ending of the name of an execution that only closes an application. */
const CLOSING = '-closing';

/** The application of an execution, from the execution's name: an application's identifier has no hyphen. */
export const applicationOfExecution = (name: string): string => name.replace(/-.*$/, '');

/** The executions of a state machine, over one client that is kept for the life of the process. */
export function executions(stateMachineArn: string, config: SFNClientConfig = {}): Executions {
  const client = new SFNClient({ ...AWS_CLIENT, ...config });
  // arn:aws:states:<region>:<account>:stateMachine:<name> -> ...:execution:<name>:<execution's name>
  const executionArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  const unlessGone = async (call: Promise<unknown>): Promise<Delivery> => {
    try {
      await call;
      return 'delivered';
    } catch (error) {
      const gone =
        error instanceof TaskTimedOut ||
        error instanceof TaskDoesNotExist ||
        error instanceof InvalidToken ||
        error instanceof ExecutionNotRedrivable ||
        // Step Functions forgets an execution 90 days after its end.
        error instanceof ExecutionDoesNotExist;
      if (gone) return 'gone';
      throw error;
    }
  };

  const start = async (applicationId: string, name: string) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ applicationId }) }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };

  async function* stopped(statusFilter: ExecutionStatus, when: (stopDate: Date) => boolean) {
    const pages = paginateListExecutions({ client }, { stateMachineArn, statusFilter });
    for await (const { executions = [] } of pages) {
      yield executions.flatMap(({ name, stopDate }) => (name && stopDate && when(stopDate) ? [name] : []));
    }
  }

  return {
    start: (applicationId) => start(applicationId, applicationId),
    startToClose: (applicationId) => start(applicationId, applicationId + CLOSING),
    succeed: (taskToken, output) =>
      unlessGone(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    fail: (taskToken, error) => unlessGone(client.send(new SendTaskFailureCommand({ taskToken, error }))),
    redrive: (name) => unlessGone(client.send(new RedriveExecutionCommand({ executionArn: executionArn(name) }))),
    async *failedBefore(before) {
      const isBefore = (stopDate: Date) => stopDate < before;
      yield* stopped('FAILED', isBefore);
      yield* stopped('TIMED_OUT', isBefore);
    },
    stoppedByHand: ({ after, before }) => stopped('ABORTED', (stopDate) => stopDate >= after && stopDate < before),
    async failureOf(name, stoppedAt) {
      try {
        const { status, error, redriveDate } = await client.send(
          new DescribeExecutionCommand({ executionArn: executionArn(name) }),
        );
        if (isFailed(status)) return { error };
        // An execution that has stopped runs again only if it was redriven since.
        const isStale = stoppedAt !== undefined && (redriveDate === undefined || redriveDate < stoppedAt);
        return isStale ? {} : undefined;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return {};
        throw error;
      }
    },
  };
}

/**
 * Tells the state machine what has been written in an application and may not have reached it. Called after the write,
 * and again by the sweeper: delivering twice has no effect.
 */
export async function deliver(application: Application, executions: Executions): Promise<void> {
  const { id, answer, awaiting, closing, token, status, journal } = application;
  if (token) {
    if (closing || isEnded(application)) await executions.fail(token, APPLICATION_CLOSING);
    else if (answer) await executions.succeed(token, answer.output);
    else if (!awaiting) await executions.fail(token, QUEUE_TICKET_LAPSED);
  } else if (status === 'suspended') {
    // Its execution has failed: it has to be redriven before it can take anything in.
    if (closing && (await executions.redrive(id)) === 'gone' && (await executions.failureOf(id))) {
      await executions.startToClose(id);
    }
  } else if (journal.length === 0) {
    await executions.start(id);
  }
  // Without a token the state machine has not reached its wait: it will find the answer when it does.
}

/** Tells the state machine; when that fails, leaves it to the sweeper. */
export async function deliverOrLeave(application: Application, executions: Executions): Promise<void> {
  try {
    await deliver(application, executions);
  } catch (error) {
    report('warn', 'Written but not delivered; the sweeper repeats it.', {
      applicationId: application.id,
      ...describeError(error),
    });
  }
}

/** The executions of the state machine that the environment names. */
export const theExecutions = once(() => executions(settingFrom('STATE_MACHINE_ARN', SETTINGS.STATE_MACHINE_ARN)));
