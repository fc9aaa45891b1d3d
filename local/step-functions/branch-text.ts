import * as z from 'zod';
import type { Branch } from './branch.ts';
import type { StoredEvent } from './history.ts';
import { type Data, isObject, parseJson } from './json.ts';
import { SEPARATOR } from './log.ts';

/** How far a branch is in its state. */
export const PHASES = [
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
  /** The id of the event with which it was scheduled. */
  readonly scheduledEventId: number;
  /** Whether a callback's submission was answered. */
  submitted: boolean;
  /** When the attempt times out, and when unless a heartbeat comes, in milliseconds since the epoch. */
  readonly timeoutDue: number | null;
  heartbeatDue: number | null;
  /** How long it may stay silent, in seconds; null: without limit. */
  readonly heartbeatSeconds: number | null;
}

const FIELD = SEPARATOR.field;
/**
 * Comes before the number, from 0, of the event of the same commit that has the data. JSON text never begins with it.
 */
const REFERENCE = '@';
/** Begins the text of a branch that `justStarted` tells; after it comes when its task times out. */
const JUST_STARTED = '!';

const id = z.int();
const moment = z.number();
const headSchema = z.tuple([
  ...([id, id.nullable(), id, z.string(), z.enum(PHASES), id, id, id, moment, id] as const),
  ...([z.array(z.int()), moment.nullable()] as const),
  z.tuple([id, z.boolean(), moment.nullable(), moment.nullable(), z.number().nullable()]).nullable(),
]);

/** What the store is given of a branch. */
export interface BranchText {
  /**
   * All of it: the branch as `headSchema` describes it, and its data next to it as they are, so that no text is escaped
   * again and again.
   */
  whole(): string;
  /**
   * The same without what the events of the same commit already say.
   *
   * @param firstEvent the id of the first of them
   * @param lastEvent the id of the last of them
   */
  brief(firstEvent: number, lastEvent: number): string;
}

/**
 * A branch as it is at one moment, for the store. Its text is made later, and most branches change again before it is
 * needed.
 */
export class KeptBranch implements BranchText {
  private readonly place: string;
  private readonly stateText: string;
  private readonly phase: (typeof PHASES)[number];
  private readonly previous: number;
  private readonly before: number;
  private readonly entered: number;
  private readonly enteredAt: number;
  private readonly started: number;
  private readonly attempts: readonly number[];
  private readonly due: number | undefined;
  private readonly task: Readonly<TaskAttempt> | undefined;
  private readonly variables: string;
  private readonly input: Data;
  private readonly parameters: Data | undefined;
  private readonly items: Data | undefined;
  private readonly output: Data | undefined;

  constructor(branch: Branch) {
    this.place = branch.place;
    this.stateText = branch.state.nameText;
    this.phase = branch.phase;
    this.previous = branch.previous;
    this.before = branch.before;
    this.entered = branch.entered;
    this.enteredAt = branch.enteredAt;
    this.started = branch.started;
    this.attempts = branch.attempts;
    this.due = branch.due;
    this.task = branch.task && { ...branch.task };
    this.variables = branch.variablesText;
    this.input = branch.input;
    this.parameters = branch.parameters;
    this.items = branch.items;
    this.output = branch.output;
  }

  whole(): string {
    return this.text(this.input.text, this.parameters?.text ?? '');
  }

  brief(firstEvent: number, lastEvent: number): string {
    const { entered, input, parameters, task, phase } = this;
    if (this.justStarted(firstEvent, lastEvent))
      return `${JUST_STARTED}${task?.timeoutDue ?? ''}${FIELD}${this.variables}`;
    const inputTold = phase !== 'entering' && entered >= firstEvent;
    const parametersTold = parameters && task && task.scheduledEventId >= firstEvent;
    return this.text(
      inputTold ? REFERENCE + (entered - firstEvent) : input.text,
      parametersTold ? REFERENCE + (task.scheduledEventId - firstEvent) : (parameters?.text ?? ''),
    );
  }

  /**
   * Whether the execution's only branch entered a state and started its task with the last three events of the commit,
   * as in most commits. They say everything except its variables and when the task times out.
   */
  private justStarted(firstEvent: number, lastEvent: number): boolean {
    const { place, entered, task } = this;
    return task?.heartbeatSeconds === null && place === ROOT && entered >= firstEvent && lastEvent === entered + 2;
  }

  private text(input: string, parameters: string): string {
    const { task } = this;
    const attempt =
      task &&
      `[${task.scheduledEventId},${task.submitted},${task.timeoutDue},${task.heartbeatDue},${task.heartbeatSeconds}]`;
    return (
      `[${this.place}${this.stateText},"${this.phase}",${this.previous},${this.before},${this.entered},` +
      `${this.enteredAt},${this.started},[${this.attempts.join()}],${this.due ?? null},${attempt ?? null}]${FIELD}` +
      `${this.variables}${FIELD}${input}${FIELD}${parameters}${FIELD}${this.items?.text ?? ''}${FIELD}${this.output?.text ?? ''}`
    );
  }
}

/** The place of a branch among the others, in the form of its text. */
export const placeText = (id: number, parent: number | null, index: number): string => `${id},${parent},${index},`;
const ROOT = placeText(1, null, 0);

/** The whole text that a brief one stands for, given the events that were committed with it. */
export function wholeText(brief: string, events: readonly StoredEvent[]): string {
  const fields = brief.split(FIELD);
  if (!brief.startsWith(JUST_STARTED)) {
    const told = (field: string) => events[Number(field.slice(REFERENCE.length))]?.data ?? '';
    return fields.map((field) => (field.startsWith(REFERENCE) ? told(field) : field)).join(FIELD);
  }
  const [due = '', variables = ''] = fields;
  const [entered, scheduled, started] = events.slice(-3);
  if (!entered || !scheduled || !started) throw new Error('The log tells of a task without its events.');
  const task = `[${scheduled.id},false,${due.slice(JUST_STARTED.length) || null},null,null]`;
  const head =
    `[${ROOT}${JSON.stringify(stateOf(entered))},"task",${started.id},${entered.previousEventId},${entered.id},` +
    `${entered.timestamp},0,[],null,${task}]`;
  return [head, variables, entered.data ?? '', scheduled.data ?? '', '', ''].join(FIELD);
}

function stateOf({ details = '{}' }: StoredEvent): string {
  const parsed = parseJson(details);
  return isObject(parsed) ? String(parsed.name) : '';
}

/** The parts of a whole text. */
export function partsOf(text: string) {
  const [head = '', variables = '{}', input = 'null', ...data] = text.split(FIELD);
  return { head: headSchema.parse(parseJson(head)), variables, input, data };
}
