import type { Template } from './expressions.ts';
import type { Resource, TaskEvents } from './tasks.ts';

/**
 * A state machine's definition, checked and compiled. State names are unique in the whole machine, so all states, also
 * those of branches and iterations, are in one map.
 */
export interface Machine {
  /** The name of the first state. */
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** How long a whole execution may take before it ends as `TIMED_OUT`; undefined: without limit. */
  readonly timeoutSeconds: number | undefined;
  /**
   * For each state whose expressions refer to variables, the names of those variables, sorted (`variableReferences` of
   * DescribeStateMachine).
   */
  readonly variableReferences: Readonly<Record<string, string[]>>;
}

/** What all states have in common. */
export interface StateBase {
  readonly name: string;
  /** Its name as JSON, and the kinds of the events of its entry and its exit, as the history keeps them. */
  readonly nameText: string;
  readonly entered: string;
  readonly exited: string;
  /** Where the execution goes from here; undefined at the end. For a Choice, the default. */
  readonly next: string | undefined;
  /** The variables that the state sets when it is left. */
  readonly assign: Assignments | undefined;
  /** What the state hands on; undefined: its result, or its input when it has none. */
  readonly output: Template | undefined;
}

/** The variables that a state sets: pairs of name and value. */
export type Assignments = readonly (readonly [string, Template])[];

/** Does nothing but set variables and hand on its input or `Output` (Amazon States Language, "Pass State"). */
export interface PassState extends StateBase {
  readonly type: 'Pass';
}

/** Ends the execution, branch or iteration with success (Amazon States Language, "Succeed State"). */
export interface SucceedState extends StateBase {
  readonly type: 'Succeed';
}

/**
 * Ends the execution, branch or iteration with a failure (Amazon States Language, "Fail State"). The Algorithm has
 * none: its refusals succeed.
 */
export interface FailState extends StateBase {
  readonly type: 'Fail';
  /** The name of the error; undefined: the failure has none. */
  readonly error: Template | undefined;
  /** The error in words; undefined: none. */
  readonly cause: Template | undefined;
}

/** Lets time pass (Amazon States Language, "Wait State"). It has either `seconds` or `timestamp`. */
export interface WaitState extends StateBase {
  readonly type: 'Wait';
  readonly seconds: Template | undefined;
  /** An ISO 8601 date and time with an offset, as `parseTimestamp` reads it. */
  readonly timestamp: Template | undefined;
}

/**
 * Goes where the first rule that holds leads, else to `next` (Amazon States Language, "Choice State"). Where nothing
 * holds and there is no default, it fails with `States.NoChoiceMatched`.
 */
export interface ChoiceState extends StateBase {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
}

/** A question of a Choice and where its yes leads, with variables and an output of its own. */
export interface ChoiceRule {
  /** A JSONata expression that has to give a boolean. */
  readonly condition: Template;
  readonly next: string;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}

/**
 * A state that can fail, and has Retry and Catch. The first entry that names the error applies, and retriers come
 * before catchers.
 */
export interface FallibleState extends StateBase {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

/**
 * Has work done outside, here by a Lambda function (Amazon States Language, "Task State"), and with `.waitForTaskToken`
 * waits for an answer to it.
 */
export interface TaskState extends FallibleState {
  readonly type: 'Task';
  readonly resource: Resource;
  readonly arguments: Template | undefined;
  /** How its events look in the history. */
  readonly events: TaskEvents;
  /** How long one attempt may take before it fails with `States.Timeout`; undefined: without limit. */
  readonly timeoutSeconds: Template | undefined;
  /** How long it may stay silent before it fails with `States.HeartbeatTimeout`; undefined: without limit. */
  readonly heartbeatSeconds: Template | undefined;
}

/**
 * Runs several branches on the same input, and joins their outputs in an array in the order of the branches (Amazon
 * States Language, "Parallel State"). The first failure ends the others.
 */
export interface ParallelState extends FallibleState {
  readonly type: 'Parallel';
  /** The input of every branch; undefined: its own input. */
  readonly arguments: Template | undefined;
  /** The first state of each branch. */
  readonly branches: readonly string[];
}

/**
 * Runs the same states for each item of an array, inline (Amazon States Language, "Map State"). The first failure ends
 * the other iterations.
 */
export interface MapState extends FallibleState {
  readonly type: 'Map';
  /** The array; undefined: its input. */
  readonly items: Template | undefined;
  /** The input of each iteration; undefined: the item. */
  readonly itemSelector: Template | undefined;
  /** How many iterations run at once; 0 or undefined: as many as AWS runs inline, which is 40. */
  readonly maxConcurrency: Template | undefined;
  /** The first state of each iteration. */
  readonly startAt: string;
}

/** A state of a machine, by its `type`. All expressions in it are parsed already. */
export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

/** An entry of a Retry, with the defaults of the Amazon States Language filled in ("Retrying after error"). */
export interface Retrier {
  /** The names of the errors that it is for. */
  readonly errorEquals: readonly string[];
  /** The pause before the first retry. */
  readonly intervalSeconds: number;
  /** How often it retries; 0: never. Counted for this entry alone, from each entry into the state. */
  readonly maxAttempts: number;
  /** What each pause is multiplied by for the next one. */
  readonly backoffRate: number;
  /** The longest pause; undefined: no limit of its own. */
  readonly maxDelaySeconds: number | undefined;
  /** Whether the pause is random, from 0 to what it would otherwise be. */
  readonly fullJitter: boolean;
}

/**
 * An entry of a Catch: where a state goes whose failure no retrier takes, or takes no more (Amazon States Language,
 * "Fallback states").
 */
export interface Catcher {
  /** The names of the errors that it is for. */
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}
