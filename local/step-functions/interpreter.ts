import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LocalClock } from '../clock.ts';
import { Branch, itemsOf, textsOf } from './branch.ts';
import type { TaskAttempt } from './branch-text.ts';
import { Changes, HistoryFull } from './changes.ts';
import { Context } from './context.ts';
import { type Failure, STATES, StateFailure } from './errors.ts';
import {
  type Eventually,
  evaluate,
  evaluateAll,
  evaluationFailure,
  type Scope,
  type Template,
  templateText,
  unexpectedType,
  whileExecuting,
} from './expressions.ts';
import {
  failureDetails,
  HEARTBEAT_MISSED,
  LONGEST_PAUSE_SECONDS,
  matches,
  pauseSeconds,
  TIMED_OUT,
  taskFailure,
  tooLarge,
} from './failures.ts';
import { eventKind, HISTORY_LIMIT } from './history.ts';
import { type Job, JobQueue } from './job-queue.ts';
import { type Data, dataFrom, dataOf, exceedsDataLimit, type JsonObject, plainText } from './json.ts';
import type {
  Assignments,
  Catcher,
  ChoiceState,
  FailState,
  Machine,
  MapState,
  ParallelState,
  State,
  TaskState,
  WaitState,
} from './machine.ts';
import { withRedrive } from './redrives.ts';
import type { ExecutionChange, ExecutionRow } from './store.ts';
import { isCallback, type TaskRunners, taskName } from './tasks.ts';
import { parseTimestamp } from './timestamp.ts';
import type { TaskKey, TaskTokens } from './tokens.ts';
import { checkVariables } from './variables.ts';

/** What a run needs of the engine around it. */
export interface RunHost {
  readonly clock: LocalClock;
  readonly region: string;
  readonly runners: TaskRunners;
  readonly tokens: TaskTokens;
  /** Makes the next commit write the changes of the run. */
  changed(run: Run): void;
  /** Calls `effect` once all changes so far are on disk. */
  afterCommit(effect: () => void): void;
  /** Called when an execution has a new status; what it returns is stored with it, by its id. */
  statusChanged(run: Run): readonly (readonly [id: string, text: string])[];
  /** Called with an error that is the engine's own fault. */
  onFault(run: Run, error: unknown): void;
}

/** How a state is left: by the state itself, a rule of a Choice, or a Catcher. */
interface Exit {
  readonly next: string | undefined;
  readonly assign: Assignments | undefined;
  readonly output: Template | undefined;
}

/** How a task ended. */
export type TaskOutcome = { readonly output: Data } | { readonly failure: Failure; readonly timedOut?: boolean };

/** How many states in a row are gone through before others get their turn. */
const STEPS_PER_TURN = 200;
/** How many iterations of an inline Map run at once at most (AWS Step Functions, "Map state"). */
const MAP_CONCURRENCY_LIMIT = 40;
/** The longest wait that AWS accepts: 2^31 - 1 seconds. */
const LONGEST_WAIT_MS = (2 ** 31 - 1) * 1000;
/** The states that the history records as aborted when something else ends them. */
const ABORTABLE = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/**
 * One execution as it runs. Everything that happens to it goes through one queue, so that its steps never mix. A step
 * waits for nothing but expressions, which settle in microtasks: `busy` in between.
 */
export class Run {
  readonly row: ExecutionRow;
  readonly machine: Machine;
  private readonly host: RunHost;
  private readonly branches = new Map<number, Branch>();
  private root: Branch | undefined;
  private readonly changes: Changes;
  private readonly context: Context;
  private readonly jobs = new JobQueue();
  /** The moment at which the present step began. */
  private now: number;
  private lastBranch = 0;
  private readonly ready: Branch[] = [];
  /**
   * Branches whose tasks are scheduled. They are started once no state can continue, as the workers of AWS take them up
   * later.
   */
  private readonly starting: Branch[] = [];
  private timeout: { cancel(): void } | undefined;

  constructor(host: RunHost, row: ExecutionRow, machine: Machine, lastEvent = 0) {
    this.host = host;
    this.row = row;
    this.machine = machine;
    this.changes = new Changes(lastEvent, () => host.changed(this));
    this.context = new Context(row);
    this.now = host.clock.now();
  }

  /** Whether it has not ended yet. */
  get running(): boolean {
    return this.row.status === 'RUNNING';
  }

  /** Whether something that happened to it is still being dealt with. */
  get busy(): boolean {
    return this.jobs.busy;
  }

  /** Starts a new execution. */
  start(): void {
    this.armTimeout();
    this.changes.status(this.host.statusChanged(this));
    this.record(eventKind('ExecutionStarted', { roleArn: this.row.role_arn }), 0, this.row.input);
    this.root = this.addBranch(undefined, 0, this.machine.startAt, dataFrom(this.row.input), 0);
    this.work(() => this.advance());
  }

  /**
   * Restores a stored execution from its branches, in the order in which they were made.
   *
   * @throws Error when they make no sense
   */
  load(branches: Iterable<string>): void {
    for (const text of branches) {
      const branch = Branch.fromText(text, this.branches, (name) => this.stateOf(name));
      this.branches.set(branch.id, branch);
      this.lastBranch = branch.id;
      this.root ??= branch;
    }
    if (!this.root) throw new Error('The execution has no branches.');
  }

  /** Continues a restored execution after a restart: tasks run again, timers keep their times. */
  resume(): void {
    this.armTimeout();
    for (const branch of this.branches.values()) {
      if (branch.phase === 'entering' || branch.phase === 'children') this.makeReady(branch);
      else if (branch.phase === 'retrying' && branch.due === undefined) this.makeReady(branch);
      else if (branch.phase === 'waiting' || branch.phase === 'retrying') this.armDue(branch);
      else if (branch.phase === 'task') this.takeUpTask(branch);
    }
    this.work(() => this.advance());
  }

  /** Whether an attempt at a task is still open. */
  awaits(branchId: number, scheduledEventId: number): boolean {
    return this.running && this.branches.get(branchId)?.task?.scheduledEventId === scheduledEventId;
  }

  /** Ends a task from outside (SendTaskSuccess, SendTaskFailure). Resolves with false when it is no longer open. */
  completeTask(branchId: number, scheduledEventId: number, outcome: TaskOutcome): Promise<boolean> {
    return this.ask(false, (answer) => {
      const branch = this.branches.get(branchId);
      const open = branch !== undefined && this.awaits(branchId, scheduledEventId);
      answer(open);
      return open ? this.endTask(branch, outcome) : undefined;
    });
  }

  /** A sign of life of a task (SendTaskHeartbeat). Resolves with false when it is no longer open. */
  heartbeat(branchId: number, scheduledEventId: number): Promise<boolean> {
    return this.ask(false, (answer) => {
      const branch = this.branches.get(branchId);
      if (!branch?.task || !this.awaits(branchId, scheduledEventId)) return answer(false);
      if (branch.task.heartbeatSeconds !== null) {
        branch.task.heartbeatDue = this.now + branch.task.heartbeatSeconds * 1000;
        this.touch(branch);
      }
      answer(true);
    });
  }

  /** Stops the execution (StopExecution). Resolves with false when it has ended. */
  stop(error: string | undefined, cause: string | undefined): Promise<boolean> {
    return this.ask(false, (answer) => {
      this.recordEnd('ExecutionAborted', failureDetails({ error, cause }), 0);
      this.row.error = error ?? null;
      this.row.cause = cause ?? null;
      this.end('ABORTED');
      answer(true);
    });
  }

  /** Continues a restored execution that had ended, in the states that failed or were cut off (RedriveExecution). */
  redrive(clientToken: string | undefined): void {
    const { row } = this;
    if (clientToken !== undefined) row.redrives = withRedrive(row, clientToken, this.now);
    row.status = 'RUNNING';
    row.redrive_count++;
    row.redriven = this.now;
    row.stopped = null;
    row.error = null;
    row.cause = null;
    row.timeout_due =
      this.machine.timeoutSeconds === undefined ? null : row.redriven + this.machine.timeoutSeconds * 1000;
    this.armTimeout();
    this.changes.status(this.host.statusChanged(this));
    const redriven = eventKind('ExecutionRedriven', { redriveCount: row.redrive_count });
    const previous = this.record(redriven, this.changes.lastEvent);
    for (const branch of this.branches.values()) {
      if (branch.phase === 'done') continue;
      branch.previous = previous;
      branch.attempts = [];
      branch.task = undefined;
      if (branch.phase === 'children' || branch.children.length > 0) {
        branch.phase = 'children';
        this.makeReady(branch);
      } else {
        const entered = branch.phase !== 'entering' && (branch.state.type === 'Task' || branch.state.type === 'Fail');
        branch.phase = entered ? 'retrying' : 'entering';
        if (entered && branch.state.type === 'Task') branch.previous = branch.entered;
        branch.due = undefined;
        this.makeReady(branch);
      }
      this.touch(branch);
    }
    this.work(() => this.advance());
  }

  /** Ends all timers and tasks and leaves no trace in the history: the process is about to end. */
  quiet(): void {
    this.timeout?.cancel();
    for (const branch of this.branches.values()) branch.quiet();
  }

  /** What changed since this was last asked, for a commit. */
  takeChange(): ExecutionChange {
    return this.changes.take(this.row);
  }

  // --- the queue

  /** As `work`, but with an answer: `fallback`, if the execution has ended. */
  private ask<T>(fallback: T, job: (answer: (value: T) => void) => Eventually<void>): Promise<T> {
    return new Promise((resolve) => {
      this.work(
        () => job(resolve),
        () => resolve(fallback),
      );
    });
  }

  /**
   * Does something that happens to the execution, once the present step is done, unless the execution ends before. A
   * fault in it ends the execution.
   */
  private work(job: Job, ended?: () => void): void {
    this.jobs.add(() => this.carryOut(job, ended));
  }

  private carryOut(job: Job, ended?: () => void): Eventually<void> {
    if (!this.running) {
      ended?.();
      return undefined;
    }
    this.now = this.host.clock.now();
    try {
      return job()?.catch((error: unknown) => this.fault(error));
    } catch (error) {
      this.fault(error);
      return undefined;
    }
  }

  private fault(error: unknown): void {
    if (error instanceof HistoryFull) {
      this.endFailed({
        error: STATES.Runtime,
        cause: `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
      });
    } else {
      this.host.onFault(this, error);
      this.endFailed({ error: STATES.Runtime, cause: 'The engine failed; its log says how.' });
    }
  }

  /** Steps every branch that can continue until none can. */
  private advance(): Eventually<void> {
    const waits = this.advanceAtOnce();
    return waits && this.advanceAfter(waits);
  }

  private async advanceAfter(first: Promise<void>): Promise<void> {
    for (let waits: Promise<void> | undefined = first; waits; waits = this.advanceAtOnce()) {
      await waits;
      this.now = this.host.clock.now();
    }
  }

  /**
   * Steps branches until one has to be waited for, or others are to have their turn. What it returns is to be waited
   * for.
   */
  private advanceAtOnce(): Promise<void> | undefined {
    for (let steps = 0; steps < STEPS_PER_TURN; steps++) {
      const branch = this.running ? (this.ready.shift() ?? this.starting.shift()) : undefined;
      if (!branch) return undefined;
      branch.queued = false;
      const waits = this.attempt(branch, () => this.step(branch));
      if (waits) return waits;
    }
    return nextTurn();
  }

  private makeReady(branch: Branch, place: 'next' | 'last' = 'last'): void {
    if (branch.queued) return;
    branch.queued = true;
    if (place === 'last') this.ready.push(branch);
    else this.ready.unshift(branch);
  }

  private step(branch: Branch): Eventually<void> {
    if (branch.phase === 'children') return this.join(branch);
    if (branch.phase === 'task') return this.taskStarted(branch);
    const { state } = branch;
    if (branch.phase === 'entering') this.enter(branch, state);
    return this.perform(branch, state);
  }

  /** Does something in a branch's state; a failure goes to the state's Retry and Catch. */
  private attempt(branch: Branch, action: () => Eventually<void>): Eventually<void> {
    try {
      return action()?.catch((error: unknown) => this.failed(branch, error));
    } catch (error) {
      return this.failed(branch, error);
    }
  }

  private failed(branch: Branch, error: unknown): Promise<void> {
    if (!(error instanceof StateFailure)) throw error;
    return this.fail(branch, error);
  }

  // --- entering, performing and leaving states

  private enter(branch: Branch, state: State): void {
    branch.before = branch.previous;
    branch.entered = this.recordIn(branch, state.entered, branch.input.text);
    branch.enteredAt = this.now;
    if (branch.attempts.length > 0) branch.attempts = [];
  }

  private perform(branch: Branch, state: State): Eventually<void> {
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        return this.leave(branch, state, branch.input);
      case 'Fail':
        return this.raise(branch, state);
      case 'Choice':
        return this.choose(branch, state);
      case 'Wait':
        return this.wait(branch, state);
      case 'Task':
        return this.scheduleTask(branch, state);
      case 'Parallel':
        return this.fork(branch, state);
      case 'Map':
        return this.iterate(branch, state);
    }
  }

  /**
   * Leaves a state for the next one, or ends the branch.
   *
   * @param fallback the output where none is defined
   * @param states what `$states` holds besides `context`
   */
  private leave(branch: Branch, exit: Exit, fallback: Data, states = inputOf(branch)): Eventually<void> {
    const { assign = [] } = exit;
    if (!exit.output && assign.length === 0) return this.goOn(branch, exit.next, fallback);
    const scope = this.scope(branch, states);
    const output = exit.output ? evaluate(exit.output, scope) : fallback;
    if (assign.length === 0 && !(output instanceof Promise)) return this.goOn(branch, exit.next, output);
    const assigned = evaluateAll(
      assign.map(([, template]) => template),
      scope,
    );
    const go = ([data, values]: readonly [Data, readonly Data[]]) => {
      const variables = assign.map(([name], i) => [name, values[i]?.value ?? null] as const);
      this.goOn(branch, exit.next, data, Object.fromEntries(variables));
    };
    if (output instanceof Promise || assigned instanceof Promise) return Promise.all([output, assigned]).then(go);
    go([output, assigned]);
  }

  private goOn(branch: Branch, next: string | undefined, output: Data, assigned?: JsonObject): void {
    const { state } = branch;
    if (exceedsDataLimit(output)) throw new StateFailure(tooLarge(state.name, true));
    let exited = state.exited;
    if (assigned && Object.keys(assigned).length > 0) {
      const assignedVariables = textsOf(assigned);
      checkVariables(branch, assignedVariables, [...this.branches.values()]);
      exited = eventKind(`${state.type}StateExited`, {
        name: state.name,
        assignedVariables,
        assignedVariablesDetails: { truncated: false },
      });
    }
    this.removeChildren(branch);
    this.recordIn(branch, exited, output.text);
    if (assigned) branch.assign(assigned);
    branch.items = undefined;
    branch.parameters = undefined;
    branch.due = undefined;
    this.touch(branch);
    if (next !== undefined) {
      branch.state = this.stateOf(next);
      branch.input = output;
      branch.phase = 'entering';
      this.makeReady(branch);
    } else if (branch.parent) {
      this.finish(branch, branch.parent, output);
    } else {
      this.recordEnd('ExecutionSucceeded', {}, branch.previous, output.text);
      this.row.output = output.text;
      this.remove(branch);
      this.end('SUCCEEDED');
    }
  }

  private async raise(branch: Branch, state: FailState): Promise<void> {
    const error = await this.text(branch, state.error, 'Error');
    throw new StateFailure({ error, cause: await this.text(branch, state.cause, 'Cause') });
  }

  private async choose(branch: Branch, state: ChoiceState): Promise<void> {
    const scope = this.scope(branch);
    for (const [i, rule] of state.rules.entries()) {
      const { value } = await evaluate(rule.condition, scope);
      if (typeof value !== 'boolean')
        throw unexpectedType(
          placeOf(branch),
          `Choices[${i}]/Condition`,
          templateText(rule.condition),
          'boolean',
          value,
        );
      if (value) return this.leave(branch, rule, branch.input);
    }
    if (state.next === undefined) {
      throw new StateFailure({
        error: STATES.Runtime,
        cause: `${whileExecuting(placeOf(branch))} Failed to transition out of the state. The state does not point to a next state.`,
      });
    }
    return this.leave(branch, state, branch.input);
  }

  private async wait(branch: Branch, state: WaitState): Promise<void> {
    const due = state.seconds
      ? this.now + (await this.seconds(branch, state.seconds, 'Seconds', 0)) * 1000
      : await this.timestamp(branch, state);
    if (due - this.now > LONGEST_WAIT_MS) {
      throw new StateFailure({
        error: STATES.Runtime,
        cause: `${whileExecuting(placeOf(branch))} Wait state delay is too long.`,
      });
    }
    if (due <= this.now) return this.leave(branch, state, branch.input);
    branch.phase = 'waiting';
    branch.due = due;
    this.touch(branch);
    this.armDue(branch);
  }

  private async timestamp(branch: Branch, state: WaitState): Promise<number> {
    const text = await this.text(branch, state.timestamp, 'Timestamp');
    const due = parseTimestamp(text ?? '');
    if (due !== undefined) return due;
    const explanation = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
    throw evaluationFailure(placeOf(branch), 'Timestamp', explanation, true);
  }

  // --- tasks

  private scheduleTask(branch: Branch, state: TaskState): Eventually<void> {
    const token = isCallback(state.resource) ? this.host.tokens.seal(this.nextTask(branch)) : undefined;
    const scope = this.scope(branch, inputOf(branch), token);
    const parameters = state.arguments ? evaluate(state.arguments, scope) : branch.input;
    const timeout = state.timeoutSeconds && this.seconds(branch, state.timeoutSeconds, 'TimeoutSeconds', 1);
    const heartbeat = state.heartbeatSeconds && this.seconds(branch, state.heartbeatSeconds, 'HeartbeatSeconds', 1);
    if (parameters instanceof Promise || timeout instanceof Promise || heartbeat instanceof Promise) {
      return Promise.all([parameters, timeout, heartbeat]).then((worked) => this.startTask(branch, state, ...worked));
    }
    this.startTask(branch, state, parameters, timeout, heartbeat);
  }

  /** The key of the task that a branch is about to schedule: nothing else is recorded before that. */
  private nextTask(branch: Branch): TaskKey {
    return { execution: this.row.id, branch: branch.id, scheduledEventId: this.changes.lastEvent + 1 };
  }

  private startTask(branch: Branch, state: TaskState, parameters: Data, timeout?: number, heartbeat?: number): void {
    const { events, resource } = state;
    const { now } = this;
    if (exceedsDataLimit(parameters)) throw new StateFailure(tooLarge(state.name, true));
    let { scheduled } = events;
    if (timeout !== undefined || heartbeat !== undefined) {
      scheduled = eventKind(`${events.prefix}Scheduled`, {
        ...events.scheduledDetails,
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
        ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
      });
    }
    const scheduledEventId = this.recordIn(branch, scheduled, parameters.text);
    branch.phase = 'task';
    branch.task = {
      scheduledEventId,
      submitted: false,
      timeoutDue: timeout === undefined ? null : now + timeout * 1000,
      heartbeatDue: heartbeat === undefined || !isCallback(resource) ? null : now + heartbeat * 1000,
      heartbeatSeconds: heartbeat ?? null,
    };
    branch.parameters = parameters;
    this.touch(branch);
    this.armTask(branch, branch.task);
    // When nothing else can continue, it would be next.
    if (this.ready.length === 0 && this.starting.length === 0) this.taskStarted(branch);
    else this.starting.push(branch);
  }

  /** Takes up a scheduled task. */
  private taskStarted(branch: Branch): void {
    const { state, task } = branch;
    if (state.type !== 'Task' || !task) return;
    this.recordIn(branch, state.events.started);
    this.touch(branch);
    this.runAfterCommit(branch, task);
  }

  /** Continues with a task after a restart: if its end was not recorded, it runs again. */
  private takeUpTask(branch: Branch): void {
    const { task } = branch;
    if (!task) return;
    this.armTask(branch, task);
    if (branch.previous === task.scheduledEventId) this.starting.push(branch);
    else if (!task.submitted) this.runAfterCommit(branch, task);
  }

  private armTask(branch: Branch, task: TaskAttempt): void {
    if (task.timeoutDue !== null)
      this.armTaskTimer(branch, task, task.timeoutDue, () =>
        this.endTask(branch, { failure: TIMED_OUT, timedOut: true }),
      );
    if (task.heartbeatDue !== null) this.armHeartbeat(branch, task, task.heartbeatDue);
  }

  /** A heartbeat only moves the moment that is compared when the timer fires. */
  private armHeartbeat(branch: Branch, task: TaskAttempt, due: number): void {
    this.armTaskTimer(branch, task, due, () => {
      if (task.heartbeatDue === null || task.heartbeatDue <= due) {
        return this.endTask(branch, { failure: HEARTBEAT_MISSED, timedOut: true });
      }
      this.armHeartbeat(branch, task, task.heartbeatDue);
    });
  }

  private armTaskTimer(branch: Branch, task: TaskAttempt, due: number, run: () => Eventually<void>): void {
    this.arm(branch, due, () => (branch.task === task ? run() : undefined));
  }

  private runAfterCommit(branch: Branch, task: TaskAttempt): void {
    this.host.afterCommit(() => {
      if (this.running && branch.task === task) this.runTask(branch, task);
    });
  }

  private runTask(branch: Branch, task: TaskAttempt): void {
    const { state } = branch;
    if (state.type !== 'Task') return;
    const runner = this.host.runners(state.resource);
    const settle = (outcome: TaskOutcome) => this.work(() => this.settleTask(branch, task, outcome));
    if (!runner) {
      const cause = `Nothing here carries out the task of the state '${state.name}'.`;
      settle({ failure: { error: STATES.Runtime, cause, terminal: true } });
      return;
    }
    const signal = () => {
      if (branch.task !== task) return AbortSignal.abort();
      branch.abort ??= new AbortController();
      return branch.abort.signal;
    };
    const failed = (error: unknown) => settle({ failure: taskFailure(error) });
    try {
      runner(branch.parameters?.value ?? null, signal).then((output) => settle({ output }), failed);
    } catch (error) {
      // Nobody else would take it: what is done after a commit is not part of a step.
      failed(error);
    }
  }

  /** Takes in what a task's runner returned, unless the task has ended meanwhile. */
  private settleTask(branch: Branch, task: TaskAttempt, outcome: TaskOutcome): Eventually<void> {
    if (branch.task !== task || branch.state.type !== 'Task') return;
    if (!('output' in outcome) || !isCallback(branch.state.resource)) return this.endTask(branch, outcome);
    if (task.submitted) return;
    task.submitted = true;
    branch.parameters = undefined;
    branch.abort = undefined;
    this.recordIn(branch, branch.state.events.submitted, keptText(outcome.output));
    this.touch(branch);
  }

  private endTask(branch: Branch, outcome: TaskOutcome): Eventually<void> {
    const { state } = branch;
    if (state.type !== 'Task') return;
    const timedOut = 'timedOut' in outcome && outcome.timedOut === true;
    if (!timedOut) branch.abort = undefined;
    branch.quiet();
    branch.task = undefined;
    const waits = this.attempt(branch, () => this.leaveTask(branch, state, outcome, timedOut));
    return waits ? waits.then(() => this.advance()) : this.advance();
  }

  private leaveTask(branch: Branch, state: TaskState, outcome: TaskOutcome, timedOut: boolean): Eventually<void> {
    const { events, resource } = state;
    if ('output' in outcome && !exceedsDataLimit(outcome.output)) {
      this.recordIn(branch, events.succeeded, keptText(outcome.output));
      const states = { input: branch.input, result: outcome.output };
      return this.leave(branch, state, outcome.output, states);
    }
    const failure = 'output' in outcome ? tooLarge(taskName(resource), false) : outcome.failure;
    const failed = `${events.prefix}${timedOut ? 'TimedOut' : 'Failed'}`;
    this.recordIn(branch, eventKind(failed, { ...events.details, ...failureDetails(failure) }));
    throw new StateFailure(failure);
  }

  // --- Parallel and Map

  private async fork(branch: Branch, state: ParallelState): Promise<void> {
    const input = state.arguments ? await evaluate(state.arguments, this.scope(branch)) : branch.input;
    if (exceedsDataLimit(input)) throw new StateFailure(tooLarge(state.name, true));
    this.removeChildren(branch);
    const started = this.recordIn(branch, eventKind('ParallelStateStarted'));
    branch.phase = 'children';
    this.touch(branch);
    const children = state.branches.map((first, i) => this.addBranch(branch, i, first, input, started));
    for (const child of children) this.makeReady(child);
  }

  private async iterate(branch: Branch, state: MapState): Promise<void> {
    const items = state.items ? await evaluate(state.items, this.scope(branch)) : branch.input;
    if (!Array.isArray(items.value)) {
      const place = placeOf(branch);
      if (state.items) throw unexpectedType(place, 'Items', templateText(state.items), 'array', items.value);
      throw evaluationFailure(place, null, `Map state input must be an array but was: ${plainText(items)}`);
    }
    this.removeChildren(branch);
    // AWS rejects a value that is not a number before the Map has started.
    if (state.maxConcurrency) await this.seconds(branch, state.maxConcurrency, 'MaxConcurrency', 0);
    branch.started = this.recordIn(branch, eventKind('MapStateStarted', { length: items.value.length }));
    branch.phase = 'children';
    branch.items = items;
    this.touch(branch);
    await this.join(branch);
  }

  /** Starts the iterations of a Map that may run now, or leaves a Parallel or Map whose branches are all done. */
  private async join(branch: Branch): Promise<void> {
    const { state } = branch;
    if (state.type === 'Map') {
      try {
        await this.startIterations(branch, state);
      } catch (error) {
        // What fails here is the Map itself, while iterations are still running.
        if (error instanceof StateFailure) this.cutOffChildren(branch, branch.previous);
        throw error;
      }
    }
    if (branch.unfinished > 0 || (state.type !== 'Parallel' && state.type !== 'Map')) return;
    const children = branch.children.toSorted((a, b) => a.index - b.index);
    const result = dataOf(children.map((child) => child.output?.value ?? null));
    this.record(eventKind(`${state.type}StateSucceeded`), branch.previous);
    await this.leave(branch, state, result, { input: branch.input, result });
  }

  private async startIterations(branch: Branch, state: MapState): Promise<void> {
    const items = itemsOf(branch);
    const most = state.maxConcurrency ? await this.seconds(branch, state.maxConcurrency, 'MaxConcurrency', 0) : 0;
    const limit = Math.min(most || MAP_CONCURRENCY_LIMIT, MAP_CONCURRENCY_LIMIT);
    const fresh: Branch[] = [];
    while (branch.children.length < items.length && branch.unfinished < limit) {
      const index = branch.children.length;
      const item = { Index: index, Value: items[index] ?? null };
      const input = state.itemSelector
        ? await evaluate(state.itemSelector, this.scope(branch, inputOf(branch), undefined, item))
        : dataOf(item.Value);
      if (exceedsDataLimit(input)) throw new StateFailure(tooLarge(state.name, true));
      const previous = this.record(iterationKind('Started', state, index), branch.started);
      fresh.push(this.addBranch(branch, index, state.startAt, input, previous));
    }
    for (const child of fresh) this.makeReady(child);
  }

  private finish(branch: Branch, parent: Branch, output: Data): void {
    const state = parent.state;
    if (state.type === 'Map') {
      // The next iteration follows what this one did last, and not the event of its success.
      parent.started = branch.previous;
      this.recordIn(branch, iterationKind('Succeeded', state, branch.index));
    }
    branch.phase = 'done';
    branch.output = output;
    parent.unfinished--;
    parent.previous = branch.previous;
    this.touch(parent);
    this.makeReady(parent, 'next');
  }

  // --- failing

  /** Lets a state's Retry and Catch deal with its failure, or passes it on to the state around it. */
  private async fail(branch: Branch, { failure, location, afterEntry }: StateFailure): Promise<void> {
    const { state } = branch;
    branch.quiet();
    branch.task = undefined;
    this.touch(branch);
    if (location !== undefined) {
      const previous = afterEntry ? branch.entered : branch.before;
      branch.previous = this.record(evaluationFailed(state, failure, location), previous);
    }
    if (failure.error === STATES.Runtime) return this.failAtOnce(branch, failure);
    if (!('retry' in state)) return this.failUp(branch, failure);
    const retrier = state.retry.findIndex(({ errorEquals }) => matches(errorEquals, failure));
    const used = branch.attempts[retrier] ?? 0;
    const policy = state.retry[retrier];
    if (policy && used < policy.maxAttempts) {
      this.removeChildren(branch);
      branch.attempts = state.retry.map((_, i) => (branch.attempts[i] ?? 0) + Number(i === retrier));
      branch.phase = 'retrying';
      branch.due = this.now + pauseSeconds(policy, used) * 1000;
      this.armDue(branch);
      return;
    }
    const last = branch.previous;
    this.recordFailed(branch);
    const catcher = state.catch.find(({ errorEquals }) => matches(errorEquals, failure));
    return catcher ? this.caught(branch, catcher, failure, last) : this.failUp(branch, failure);
  }

  private recordFailed(branch: Branch): void {
    const { type } = branch.state;
    if (type !== 'Task') this.recordIn(branch, eventKind(`${type}StateFailed`));
  }

  /** @param last the last event of the branch before the state failed */
  private async caught(branch: Branch, catcher: Catcher, failure: Failure, last: number): Promise<void> {
    const errorOutput = dataOf({
      Error: failure.error ?? null,
      Cause: failure.cause ?? (failure.error === STATES.Timeout ? '' : null),
    });
    try {
      await this.leave(branch, catcher, errorOutput, { input: branch.input, errorOutput });
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const { location } = error;
      const { state } = branch;
      if (location !== undefined) {
        const previous = state.type === 'Task' ? branch.before : last;
        branch.previous = this.record(evaluationFailed(state, error.failure, location), previous);
      }
      this.recordFailed(branch);
      await this.failUp(branch, error.failure);
    }
  }

  /** `States.Runtime` ends the execution, and nothing tells of the states around the one that failed. */
  private failAtOnce(branch: Branch, failure: Failure): void {
    if (branch.children.length === 0) branch.phase = 'stopped';
    this.endFailed(failure, branch.previous);
  }

  private async failUp(branch: Branch, failure: Failure): Promise<void> {
    const { parent } = branch;
    if (branch.children.length === 0) branch.phase = 'stopped';
    this.touch(branch);
    if (!parent) return this.endFailed(failure);
    const state = parent.state;
    const { previous } = branch;
    if (state.type === 'Map') this.record(iterationKind('Failed', state, branch.index), previous);
    if (branch.state.type === 'Task') this.recordAborted(branch, previous);
    this.cutOffChildren(parent, previous, branch);
    parent.previous = previous;
    await this.fail(parent, new StateFailure(failure));
  }

  /**
   * Ends the branches of a Parallel, or the iterations of a Map, that are still under way, except the one that failed.
   */
  private cutOffChildren(parent: Branch, previous: number, failed?: Branch): void {
    const { state } = parent;
    for (const child of parent.children) {
      if (child === failed || child.phase === 'done' || child.phase === 'stopped') continue;
      if (state.type === 'Map') this.record(iterationKind('Aborted', state, child.index), previous);
      this.cutOff(child, previous);
    }
  }

  /** Ends a branch, and those below it, because another one failed. */
  private cutOff(branch: Branch, previous: number): void {
    branch.quiet();
    branch.task = undefined;
    if (branch.phase !== 'entering') this.recordAborted(branch, previous);
    for (const child of branch.children) if (child.phase !== 'done') this.cutOff(child, previous);
    if (branch.children.length === 0 && branch.phase !== 'entering') branch.phase = 'stopped';
    if (branch.queued) this.ready.splice(this.ready.indexOf(branch), 1);
    branch.queued = false;
    const place = this.starting.indexOf(branch);
    if (place >= 0) this.starting.splice(place, 1);
    this.touch(branch);
  }

  private recordAborted(branch: Branch, previous: number): void {
    const { type } = branch.state;
    if (ABORTABLE.has(type)) this.record(eventKind(`${type}StateAborted`), previous);
  }

  private endFailed(failure: Failure, previous = this.root?.previous ?? this.changes.lastEvent): void {
    this.recordEnd('ExecutionFailed', failureDetails(failure), previous);
    this.row.error = failure.error ?? null;
    this.row.cause = failure.cause ?? null;
    this.end('FAILED');
  }

  private end(status: ExecutionRow['status']): void {
    this.row.status = status;
    this.row.stopped = this.now;
    this.quiet();
    this.changes.status(this.host.statusChanged(this));
  }

  // --- timers

  private armTimeout(): void {
    if (this.row.timeout_due === null) return;
    this.timeout = this.host.clock.at(this.row.timeout_due, () => {
      this.work(() => {
        this.recordEnd('ExecutionTimedOut', { error: STATES.Timeout }, 0);
        this.end('TIMED_OUT');
      });
    });
  }

  private armDue(branch: Branch): void {
    const { phase, due } = branch;
    if (due === undefined) return;
    this.arm(branch, due, () => {
      if (branch.phase !== phase || branch.due !== due) return;
      branch.due = undefined;
      if (phase === 'retrying') this.makeReady(branch);
      const left = phase === 'waiting' ? this.leaveWait(branch) : undefined;
      return left ? left.then(() => this.advance()) : this.advance();
    });
  }

  private leaveWait(branch: Branch): Eventually<void> {
    return this.attempt(branch, () => this.leave(branch, branch.state, branch.input));
  }

  private arm(branch: Branch, due: number, job: () => Eventually<void>): void {
    const timer = this.host.clock.at(due, () => {
      branch.timers.delete(timer);
      this.work(job);
    });
    branch.timers.add(timer);
  }

  // --- expressions

  private scope(branch: Branch, states: Scope['states'] = inputOf(branch), token?: string, item?: JsonObject): Scope {
    return {
      place: placeOf(branch),
      variables: branch.visible,
      states,
      context: () => this.context.of(branch, token, item),
    };
  }

  private async text(branch: Branch, template: Template | undefined, field: string): Promise<string | undefined> {
    if (!template) return undefined;
    const { value } = await evaluate(template, this.scope(branch));
    if (typeof value !== 'string')
      throw unexpectedType(placeOf(branch), field, templateText(template), 'string', value);
    return value;
  }

  private seconds(branch: Branch, template: Template, field: string, least: number): Eventually<number> {
    const checked = ({ value }: Data): number => {
      if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= LONGEST_PAUSE_SECONDS)
        return value;
      const expected = least > 0 ? 'positive integer' : 'non-negative integer';
      throw unexpectedType(placeOf(branch), field, templateText(template), expected, value);
    };
    const data = evaluate(template, this.scope(branch));
    return data instanceof Promise ? data.then(checked) : checked(data);
  }

  // --- bookkeeping

  private stateOf(name: string): State {
    const state = this.machine.states.get(name);
    if (!state) throw new Error(`The definition has no state '${name}'.`);
    return state;
  }

  private addBranch(parent: Branch | undefined, index: number, state: string, input: Data, previous: number): Branch {
    this.lastBranch++;
    const branch = new Branch(this.lastBranch, parent, index, this.stateOf(state), input, previous);
    this.branches.set(branch.id, branch);
    if (parent) {
      parent.children.push(branch);
      parent.unfinished++;
    } else {
      this.makeReady(branch);
    }
    this.touch(branch);
    return branch;
  }

  private removeChildren(branch: Branch): void {
    if (branch.children.length === 0) return;
    for (const child of branch.children) {
      this.removeChildren(child);
      this.remove(child);
    }
    branch.children = [];
    branch.unfinished = 0;
  }

  private remove(branch: Branch): void {
    branch.quiet();
    this.branches.delete(branch.id);
    branch.gone = true;
    this.touch(branch);
  }

  private touch(branch: Branch): void {
    this.changes.branch(branch);
  }

  /** Records an event of a branch, as the last one of that branch. */
  private recordIn(branch: Branch, kind: string, data = ''): number {
    branch.previous = this.record(kind, branch.previous, data);
    return branch.previous;
  }

  /** Records an event (`kind` as `eventKind` makes it), and returns its id. */
  private record(kind: string, previous: number, data = ''): number {
    return this.changes.record(kind, previous, this.now, data);
  }

  /** Records the event that ends the execution. */
  private recordEnd(type: string, details: JsonObject, previous: number, data = ''): void {
    this.changes.recordEnd(eventKind(type, details), previous, this.now, data);
  }
}

/** The text of data in the form in which the history keeps it. */
const keptText = (data: Data): string => data.short ?? data.text;
const placeOf = (branch: Branch) => ({ state: branch.state.name, enteredEventId: branch.entered });
const inputOf = (branch: Branch): Scope['states'] => ({ input: branch.input });

const iterationKind = (what: 'Started' | 'Succeeded' | 'Failed' | 'Aborted', { name }: MapState, index: number) =>
  eventKind(`MapIteration${what}`, { name, index });
const evaluationFailed = (state: State, failure: Failure, location: string | null) =>
  eventKind('EvaluationFailed', {
    ...failureDetails(failure),
    ...(location !== null && { location }),
    state: state.name,
  });
