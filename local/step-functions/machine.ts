import type { Template } from './expressions.ts';
import type { Resource, TaskEvents } from './tasks.ts';

/** A state machine's definition, checked and compiled. State names are unique in the whole machine, so all states lie in one map. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  readonly timeoutSeconds: number | undefined;
  /** The variables that its states' expressions refer to, by the states that refer to any; sorted. */
  readonly variableReferences: Readonly<Record<string, string[]>>;
}

/** What every state has. */
export interface StateBase {
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
export interface FallibleState extends StateBase {
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
