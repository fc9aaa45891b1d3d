import type { ClockTimer } from '../clock.ts';
import { KeptBranch, type PHASES, partsOf, placeText, type TaskAttempt } from './branch-text.ts';
import { type Data, dataFrom, isObject, type JsonObject, type JsonValue, parseJson } from './json.ts';
import type { State } from './machine.ts';

/** One thread of an execution: the execution itself, a branch of a Parallel, an iteration of a Map. */
export class Branch {
  /** Its number in the execution; 1 is the execution itself. */
  readonly id: number;
  readonly parent: Branch | undefined;
  /** Its place among its parent's branches or iterations, from 0. */
  readonly index: number;
  /** The three of them, in the form of its text in the store. */
  readonly place: string;
  state: State;
  phase: (typeof PHASES)[number] = 'entering';
  input: Data;
  /** The variables of its own scope, and their text in the store. */
  variables: JsonObject;
  variablesText = '{}';
  /** All variables that its expressions see: its own and those of the scopes around it. */
  visible: JsonObject;
  /** The id of its last event. */
  previous: number;
  /** The id of the event before its state was entered, that of the entry, and the moment of the entry. */
  before = 0;
  entered = 0;
  enteredAt = 0;
  /** The id of the event that a Map's next iteration follows. */
  started = 0;
  /** How often each of the state's retriers has been used. */
  attempts: number[] = [];
  /** When a wait or a pause before a retry is over, in milliseconds since the epoch. */
  due: number | undefined;
  task: TaskAttempt | undefined;
  /** The parameters of its task, or the function's input. */
  parameters: Data | undefined;
  /** What a Map iterates over. */
  items: Data | undefined;
  output: Data | undefined;
  /** Its branches or iterations, kept until all of them are done; and how many are not done yet. */
  children: Branch[] = [];
  unfinished = 0;
  /** Whether it is in the store, whether it has changed since, and whether its execution has dropped it. */
  stored = false;
  dirty = false;
  gone = false;
  /** Whether it is in its run's list of branches that can continue. */
  queued = false;
  /** What wakes it. */
  readonly timers = new Set<ClockTimer>();
  /** Cuts off the running task. */
  abort: AbortController | undefined;

  constructor(id: number, parent: Branch | undefined, index: number, state: State, input: Data, previous: number) {
    this.id = id;
    this.parent = parent;
    this.index = index;
    this.place = placeText(id, parent?.id ?? null, index);
    this.state = state;
    this.input = input;
    this.previous = previous;
    this.variables = {};
    this.visible = parent?.visible ?? this.variables;
  }

  /** How often the state has been retried since it was entered. */
  get retryCount(): number {
    return this.attempts.reduce((sum, count) => sum + count, 0);
  }

  /** Sets variables of its scope. */
  assign(values: JsonObject): void {
    const variables = { ...this.variables, ...values };
    this.setVariables(variables, JSON.stringify(variables));
  }

  private setVariables(variables: JsonObject, text: string): void {
    this.variables = variables;
    this.variablesText = text;
    this.visible = this.parent ? { ...this.parent.visible, ...this.variables } : this.variables;
  }

  /** Drops everything that would wake it, and cuts off its task. */
  quiet(): void {
    if (this.timers.size > 0) {
      for (const timer of this.timers) timer.cancel();
      this.timers.clear();
    }
    this.abort?.abort();
    this.abort = undefined;
  }

  /** The branch as it is now, for the store. */
  kept(): KeptBranch {
    return new KeptBranch(this);
  }

  /**
   * The branch that a text in the store describes, in one of the given states. Its parent is among `known`, and gets it
   * as a child.
   *
   * @throws Error when the text makes no sense
   */
  static fromText(text: string, known: ReadonlyMap<number, Branch>, states: (name: string) => State): Branch {
    const { head, variables, input, data } = partsOf(text);
    const [id, parentId, index, state, phase, previous, before, entered, enteredAt, started, attempts, due, task] =
      head;
    const parent = parentId === null ? undefined : known.get(parentId);
    if (parentId !== null && !parent) throw new Error('A branch has lost its parent.');
    const branch = new Branch(id, parent, index, states(state), dataFrom(input), previous);
    // Our own text, which is not held against a schema: data may be nested deeper than a schema can follow.
    const own = parseJson(variables);
    branch.setVariables(isObject(own) ? own : {}, variables);
    [branch.parameters, branch.items, branch.output] = data.map((item) => (item === '' ? undefined : dataFrom(item)));
    Object.assign(branch, {
      phase,
      before,
      entered,
      enteredAt,
      started,
      attempts,
      due: due ?? undefined,
      stored: true,
    });
    if (task) {
      const [scheduledEventId, submitted, timeoutDue, heartbeatDue, heartbeatSeconds] = task;
      branch.task = { scheduledEventId, submitted, timeoutDue, heartbeatDue, heartbeatSeconds };
    }
    if (parent) {
      parent.children.push(branch);
      if (branch.phase !== 'done') parent.unfinished++;
    }
    return branch;
  }
}

/** A Map's items. */
export const itemsOf = (branch: Branch): JsonValue[] => (Array.isArray(branch.items?.value) ? branch.items.value : []);

/** The variables with the text of each, as an event shows them. */
export const textsOf = (variables: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
