import * as z from 'zod';
import type { ClockTimer } from '../clock.ts';
import type { State } from './definition.ts';
import { type Data, dataFrom, type JsonObject, type JsonValue, jsonSchema, parseJson } from './json.ts';
import { SEPARATOR } from './log.ts';

/** Where a branch stands in its state. */
const PHASES = [
  /** About to enter the state. */
  'entering',
  /** Waiting in a Wait state, until `due`. */
  'waiting',
  /** Waiting to try the state again, until `due`. */
  'retrying',
  /** Its task is running, or waits for its token. */
  'task',
  /** Its state's branches or iterations are running. */
  'children',
  /** Went through; `output` is its result. */
  'done',
  /** Its state failed, or was cut off when the execution ended; a redrive runs the state again. */
  'stopped',
] as const;

/** One attempt at a task. */
export interface TaskAttempt {
  readonly scheduledEventId: number;
  /** Whether a callback's submission was answered. */
  submitted: boolean;
  /** When the attempt times out, and when unless a heartbeat comes, in milliseconds since the epoch. */
  readonly timeoutDue: number | null;
  heartbeatDue: number | null;
  readonly heartbeatSeconds: number | null;
}

const FIELD = SEPARATOR.field;
/** Stands before the number of the event that has the data. JSON text never begins with it. */
const TOLD = '@';

/** What the store keeps of a branch. */
export interface BranchText {
  readonly whole: string;
  /** The same, where data that an event of the same commit has as well are told by the number of that event, from 0. */
  readonly brief: string;
}

/** The whole text for a brief one, and the data of the events that were committed with it. */
export const wholeText = (brief: string, data: readonly (string | undefined)[]): string =>
  brief
    .split(FIELD)
    .map((field) => (field.startsWith(TOLD) ? (data[Number(field.slice(TOLD.length))] ?? '') : field))
    .join(FIELD);

const id = z.int();
const moment = z.number();
/** What the store keeps of a branch beside its data. */
const storedSchema = z.tuple([
  ...([id, id.nullable(), id, z.string(), z.enum(PHASES), id, id, id, moment, id] as const),
  ...([z.array(z.int()), moment.nullable()] as const),
  z.tuple([id, z.boolean(), moment.nullable(), moment.nullable(), z.number().nullable()]).nullable(),
]);
const variablesSchema = z.record(z.string(), jsonSchema);

/** One thread of an execution: the execution itself, a branch of a Parallel, an iteration of a Map. */
export class Branch {
  readonly id: number;
  readonly parent: Branch | undefined;
  /** Its place among its parent's branches or iterations, from 0. */
  readonly index: number;
  /** These three in its text in the store. */
  private readonly place: string;
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
  /** The id of the event before its state was entered, that of the entry, and when that was. */
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
  /** Its branches or iterations. They are kept until all are done, and how many are not is counted. */
  children: Branch[] = [];
  unfinished = 0;
  /** Whether the store has it, whether it changed since, and whether its execution has it no more. */
  stored = false;
  dirty = false;
  gone = false;
  /** Whether it stands in its run's list of branches that can go on. */
  queued = false;
  /** What wakes it. */
  readonly timers = new Set<ClockTimer>();
  /** Cuts off the running task. */
  abort: AbortController | undefined;

  constructor(id: number, parent: Branch | undefined, index: number, state: State, input: Data, previous: number) {
    this.id = id;
    this.parent = parent;
    this.index = index;
    this.place = `${id},${parent?.id ?? null},${index},`;
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
    this.variables = { ...this.variables, ...values };
    this.variablesText = JSON.stringify(this.variables);
    this.visible = this.parent ? { ...this.parent.visible, ...this.variables } : this.variables;
  }

  /** Forgets all that would wake it, and cuts off its task. */
  quiet(): void {
    if (this.timers.size > 0) {
      for (const timer of this.timers) timer.cancel();
      this.timers.clear();
    }
    this.abort?.abort();
    this.abort = undefined;
  }

  /**
   * Its text in the store. The data are beside the rest, as they are, so that no text is escaped over and over.
   *
   * @param firstEvent the id of the first event that the store gets together with it
   */
  toText(firstEvent: number): BranchText {
    const { task, phase, entered, input, parameters, items, output } = this;
    const attempt =
      task &&
      `[${task.scheduledEventId},${task.submitted},${task.timeoutDue},${task.heartbeatDue},${task.heartbeatSeconds}]`;
    // As storedSchema reads it; put together by hand, for every commit of a running task writes one.
    const head =
      `[${this.place}${this.state.nameText},"${phase}",${this.previous},${this.before},${entered},` +
      `${this.enteredAt},${this.started},[${this.attempts.length > 0 ? this.attempts.join() : ''}],` +
      `${this.due ?? null},${attempt ?? null}]${FIELD}${this.variablesText}${FIELD}`;
    const tail = `${FIELD}${items ? items.text : ''}${FIELD}${output ? output.text : ''}`;
    const inputText = input.text;
    const parametersText = parameters ? parameters.text : '';
    const inputTold = phase !== 'entering' && entered >= firstEvent;
    const parametersTold = parameters && task && task.scheduledEventId >= firstEvent;
    return {
      whole: head + inputText + FIELD + parametersText + tail,
      brief:
        head +
        (inputTold ? TOLD + (entered - firstEvent) : inputText) +
        FIELD +
        (parametersTold ? TOLD + (task.scheduledEventId - firstEvent) : parametersText) +
        tail,
    };
  }

  /** The branch that a text in the store describes, in one of the given states. Its parent is in `known`, and is told of it. */
  static fromText(text: string, known: ReadonlyMap<number, Branch>, states: (name: string) => State): Branch {
    const [head = '', variables = '{}', input = 'null', ...data] = text.split(FIELD);
    const stored = storedSchema.parse(parseJson(head));
    const [id, parentId, index, state, phase, previous, before, entered, enteredAt, started, attempts, due, task] =
      stored;
    const parent = parentId === null ? undefined : known.get(parentId);
    const branch = new Branch(id, parent, index, states(state), dataFrom(input), previous);
    branch.assign(variablesSchema.parse(parseJson(variables)));
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
