import { randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock.ts';
import { compileDefinition } from './definition.ts';
import { ApiError, withoutData } from './errors.ts';
import { HISTORY_LIMIT, type HistoryEvent, toHistoryEvent } from './history.ts';
import { Run, type RunHost, type TaskOutcome } from './interpreter.ts';
import { dataFrom } from './json.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_PAGE, openPageToken, type Page, pageOf, pageToken } from './pages.ts';
import { redrivenWith } from './redrives.ts';
import { type ExecutionStatusChange, readStatusChange, statusChangeOf } from './status-changes.ts';
import { type ExecutionRow, type MachineRow, Store } from './store.ts';
import { type TaskRunners, takesOn } from './tasks.ts';
import { type TaskKey, TaskTokens } from './tokens.ts';

/** How an engine is set up. */
export interface EngineOptions {
  /** SQLite file, or ':memory:'. */
  readonly database: string;
  readonly clock: LocalClock;
  /** What carries out tasks. */
  readonly runners: TaskRunners;
  /** Called with every change of status at least once: again after a restart, and again a minute after it rejected. */
  readonly onStatusChange?: (event: ExecutionStatusChange) => void | Promise<void>;
  readonly region?: string;
  readonly account?: string;
}

/** How long after it ended an execution can be redriven: 14 days (AWS Step Functions API, RedriveExecution). */
const REDRIVABLE_MS = 14 * 24 * 60 * 60 * 1000;
/** How long to wait before a status change is delivered again that its subscriber rejected. */
const REDELIVERY_MS = 60_000;
/** How many commits may follow each other before input, output and timers get their turn. */
const COMMITS_IN_A_TURN = 64;
/** A callback chained to it runs as a microtask, without the wrapping that `queueMicrotask` adds. */
const MICROTASK = Promise.resolve();

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]{1,80}$/u;

/** Runs state machines, durably. Its methods are the operations of the Step Functions API; times are milliseconds since the epoch. */
export class Engine {
  private readonly clock: LocalClock;
  private readonly store: Store;
  private readonly host: RunHost;
  private readonly tokens: TaskTokens;
  private readonly region: string;
  private readonly account: string;
  private readonly runners: TaskRunners;
  private readonly onStatusChange: EngineOptions['onStatusChange'];
  /** The executions that are running, and those that have ended but are not yet on disk as ended. */
  private readonly runs = new Map<number, Run>();
  private readonly runsByArn = new Map<string, Run>();
  /**
   * The executions that should be running and could not be taken up. They stay in the store as they are, for a version
   * of the engine that can; here they can be stopped, and nothing else.
   */
  private readonly left = new Map<number, Run>();
  /** The definitions that are in use, by their numbers; of one that cannot be compiled, why. */
  private readonly compiled = new Map<number, Machine | ApiError>();
  private lastExecutionId: number;
  private changedRuns: Run[] = [];
  /** The ids of the status changes that their subscriber accepted. */
  private told: string[] = [];
  private effects: (() => void)[] = [];
  private commitDue = false;
  private commitsInTurn = 0;
  private closed = false;

  /** Opens the store, and resumes all executions that were running when it was last closed, or its process died. */
  constructor(options: EngineOptions) {
    this.clock = options.clock;
    this.store = new Store(options.database);
    this.tokens = new TaskTokens(this.store.tokenKey());
    this.region = options.region ?? 'eu-central-1';
    this.account = options.account ?? '000000000000';
    this.runners = options.runners;
    this.onStatusChange = options.onStatusChange;
    this.lastExecutionId = this.store.lastExecutionId();
    this.host = {
      clock: this.clock,
      region: this.region,
      runners: options.runners,
      tokens: this.tokens,
      changed: (run) => {
        this.changedRuns.push(run);
        this.scheduleCommit();
      },
      afterCommit: (effect) => {
        this.effects.push(effect);
        this.scheduleCommit();
      },
      statusChanged: (run) => {
        if (!this.onStatusChange) return [];
        const change = statusChangeOf(run.row, { account: this.account, region: this.region, at: this.clock.now() });
        this.effects.push(() => this.tell(change));
        return [[change.id, JSON.stringify(change)]];
      },
      onFault: (run, error) => console.error(`Step Functions: ${run.row.arn} ends for a fault of the engine:`, error),
    };
    this.takeUp();
  }

  // --- state machines

  /** Makes a state machine. The same request again returns the one that exists. */
  createStateMachine(input: { name: string; definition: string; roleArn: string }): {
    stateMachineArn: string;
    creationDate: number;
  } {
    checkName(input.name);
    const arn = this.arn('stateMachine', input.name);
    this.compile(input.definition);
    const existing = this.store.machine(arn);
    if (existing && existing.definition !== input.definition) {
      throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    if (existing) return { stateMachineArn: arn, creationDate: existing.created };
    const now = this.clock.now();
    const { name, definition, roleArn } = input;
    this.store.insertMachine({
      arn,
      name,
      definition,
      role_arn: roleArn,
      created: now,
      updated: now,
      revision_id: null,
    });
    return { stateMachineArn: arn, creationDate: now };
  }

  /**
   * Changes the definition, the role or both. A change of nothing makes no new revision. Running executions keep what
   * they started with.
   */
  updateStateMachine(input: {
    stateMachineArn: string;
    definition?: string | undefined;
    roleArn?: string | undefined;
  }): {
    updateDate: number;
    revisionId: string | null;
  } {
    const machine = this.machine(input.stateMachineArn);
    if (input.definition === undefined && input.roleArn === undefined) {
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (input.definition !== undefined) this.compile(input.definition);
    const definition = input.definition ?? machine.definition;
    const roleArn = input.roleArn ?? machine.role_arn;
    if (definition === machine.definition && roleArn === machine.role_arn) {
      return { updateDate: machine.updated, revisionId: machine.revision_id };
    }
    const updated = this.clock.now();
    const revisionId = randomUUID();
    this.store.updateMachine({ ...machine, definition, role_arn: roleArn, updated, revision_id: revisionId });
    return { updateDate: updated, revisionId };
  }

  /** The state machine as it is now. @throws ApiError `StateMachineDoesNotExist`, `InvalidArn` */
  describeStateMachine(arn: string): MachineRow {
    return this.machine(arn);
  }

  /** The variables that the states of a definition refer to, by state; undefined when there are none. */
  variableReferences({ definition_id: id, definition }: { definition_id: number; definition?: string }) {
    const machine = this.compiledOf(id, definition);
    // A definition that only another version of the engine takes on is described all the same.
    if (machine instanceof ApiError || Object.keys(machine.variableReferences).length === 0) return undefined;
    return machine.variableReferences;
  }

  /** The state machines, the oldest first, in pages of 100 by default. */
  listStateMachines(page: { maxResults?: number | undefined; nextToken?: string | undefined }): Page<MachineRow> {
    const limit = page.maxResults || DEFAULT_PAGE;
    const offset = page.nextToken === undefined ? 0 : openPageToken(page.nextToken, 'machines');
    return pageOf(this.store.machines(limit + 1, offset), limit, () => pageToken('machines', offset + limit));
  }

  /** Deletes a state machine, if it exists. Its executions continue. */
  deleteStateMachine(arn: string): void {
    this.checkArn(arn, 'stateMachine');
    this.store.deleteMachine(arn);
  }

  // --- executions

  /** Starts an execution, once per name: while it runs, the same call gets the same answer. */
  async startExecution(input: {
    stateMachineArn: string;
    name?: string | undefined;
    input?: string | undefined;
  }): Promise<{
    executionArn: string;
    startDate: number;
  }> {
    const machine = this.machine(input.stateMachineArn);
    const name = input.name ?? randomUUID();
    checkName(name);
    const text = input.input ?? '{}';
    try {
      dataFrom(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
    }
    const arn = this.arn('execution', `${machine.name}:${name}`);
    const existing = this.runsByArn.get(arn)?.row ?? this.store.execution(arn);
    if (existing) {
      if (existing.status !== 'RUNNING' || existing.input !== text) {
        throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      await this.durable();
      return { executionArn: arn, startDate: existing.started };
    }
    const compiled = this.machineOf(machine.definition_id, machine.definition);
    const started = this.clock.now();
    this.lastExecutionId++;
    const run = new Run(
      this.host,
      {
        ...{
          id: this.lastExecutionId,
          arn,
          name,
          machine_arn: machine.arn,
          definition_id: machine.definition_id,
          role_arn: machine.role_arn,
        },
        ...{ status: 'RUNNING', input: text, output: null, error: null, cause: null, started, stopped: null },
        timeout_due: compiled.timeoutSeconds === undefined ? null : started + compiled.timeoutSeconds * 1000,
        ...{ redrive_count: 0, redriven: null },
      },
      compiled,
    );
    this.hold(run);
    run.start();
    await this.durable();
    return { executionArn: arn, startDate: started };
  }

  /** The execution as it was last committed. @throws ApiError `ExecutionDoesNotExist`, `InvalidArn` */
  describeExecution(arn: string): ExecutionRow {
    return this.execution(arn);
  }

  /** The state machine in the form that an execution runs, even if it was changed or deleted since. */
  describeStateMachineForExecution(arn: string): {
    execution: ExecutionRow;
    definition: string;
    machine: MachineRow | undefined;
  } {
    const execution = this.execution(arn);
    return {
      execution,
      definition: this.store.definition(execution.definition_id),
      machine: this.store.machine(execution.machine_arn),
    };
  }

  /** The executions of a machine, the newest first, in pages of 100 by default. */
  listExecutions(query: {
    stateMachineArn: string;
    statusFilter?: string | undefined;
    redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN' | undefined;
    maxResults?: number | undefined;
    nextToken?: string | undefined;
  }): Page<ExecutionRow> {
    const machine = this.machine(query.stateMachineArn);
    const limit = query.maxResults || DEFAULT_PAGE;
    const before =
      query.nextToken === undefined ? Number.MAX_SAFE_INTEGER : openPageToken(query.nextToken, machine.arn);
    const redriven = query.redriveFilter && query.redriveFilter === 'REDRIVEN';
    const rows = this.store.executions(machine.arn, { before, limit: limit + 1, status: query.statusFilter, redriven });
    return pageOf(rows, limit, (last) => pageToken(machine.arn, last.id));
  }

  /** The events of an execution, the oldest first unless `reverseOrder` is set, in pages of 100 by default. */
  getExecutionHistory(query: {
    executionArn: string;
    includeExecutionData?: boolean | undefined;
    reverseOrder?: boolean | undefined;
    maxResults?: number | undefined;
    nextToken?: string | undefined;
  }): Page<HistoryEvent> {
    const { id, arn } = this.execution(query.executionArn);
    const reverse = query.reverseOrder ?? false;
    const limit = query.maxResults || DEFAULT_PAGE;
    const start = reverse ? Number.MAX_SAFE_INTEGER : 0;
    const after = query.nextToken === undefined ? start : openPageToken(query.nextToken, arn);
    const page = pageOf(this.store.events(id, { after, limit: limit + 1, reverse }), limit, (last) =>
      pageToken(arn, last.id),
    );
    const includeData = query.includeExecutionData ?? true;
    return { ...page, items: page.items.map((event) => toHistoryEvent(event, includeData)) };
  }

  /** Ends an execution as `ABORTED`; one that has already ended stays as it is. */
  async stopExecution(input: {
    executionArn: string;
    error?: string | undefined;
    cause?: string | undefined;
  }): Promise<{ stopDate: number }> {
    const { id, arn } = this.execution(input.executionArn);
    const run = this.runs.get(id) ?? this.left.get(id);
    await run?.stop(input.error, input.cause);
    await this.durable();
    return { stopDate: this.execution(arn).stopped ?? this.clock.now() };
  }

  /** Resumes an execution that did not succeed, in the states that failed or were cut off. */
  async redriveExecution(input: {
    executionArn: string;
    clientToken?: string | undefined;
  }): Promise<{ redriveDate: number }> {
    const { id } = this.execution(input.executionArn);
    // One that ends meanwhile is redriven from what the store says once that is in it.
    do {
      await this.durable();
    } while (this.runs.get(id)?.running === false);
    // One that another call has just redriven is running, though the store does not say so yet.
    const row = this.runs.get(id)?.row ?? this.execution(input.executionArn);
    const now = this.clock.now();
    let redriveDate = redrivenWith(row, input.clientToken, now);
    if (redriveDate === undefined) {
      const reason = this.notRedrivable(row);
      if (reason !== undefined)
        throw new ApiError('ExecutionNotRedrivable', `Execution ${row.arn} invalid for redrive as: ${reason}`);
      let run: Run;
      try {
        run = this.load(
          row,
          this.store.branches(row.id).map((branch) => branch.data),
        );
      } catch (error) {
        throw unavailable(row, withoutData(error));
      }
      run.redrive(input.clientToken);
      redriveDate = run.row.redriven ?? now;
    }
    await this.durable();
    return { redriveDate };
  }

  /** Why an execution cannot be redriven; undefined when it can. */
  notRedrivable(row: ExecutionRow): string | undefined {
    if (row.status === 'RUNNING' || row.status === 'SUCCEEDED')
      return `Execution is ${row.status} and cannot be redriven`;
    if (row.stopped !== null && this.clock.now() - row.stopped > REDRIVABLE_MS) {
      return 'Execution redrivable period exceeded';
    }
    // ExecutionRedriven and one event more have to fit in.
    if (this.store.lastEventId(row.id) >= HISTORY_LIMIT - 1) return 'Execution history event limit exceeded';
    return undefined;
  }

  // --- callbacks

  /**
   * Ends a task that waits for its token. @throws ApiError `TaskTimedOut` when it is no longer waiting, `InvalidToken`,
   * `InvalidOutput`
   */
  async sendTaskSuccess(input: { taskToken: string; output: string }): Promise<void> {
    const key = this.openToken(input.taskToken);
    let outcome: TaskOutcome;
    try {
      outcome = { output: dataFrom(input.output) };
    } catch (error) {
      throw new ApiError(
        'InvalidOutput',
        `Invalid Output: '${error instanceof Error ? error.message : String(error)}'`,
      );
    }
    await this.completeTask(key, outcome);
  }

  /**
   * Lets a task fail that waits for its token, for its Retry and Catch to deal with. @throws ApiError `TaskTimedOut`
   * when it is no longer waiting, `InvalidToken`
   */
  async sendTaskFailure(input: {
    taskToken: string;
    error?: string | undefined;
    cause?: string | undefined;
  }): Promise<void> {
    await this.completeTask(this.openToken(input.taskToken), { failure: { error: input.error, cause: input.cause } });
  }

  /**
   * Shows that the work on a task is still going on: its heartbeat begins again. @throws ApiError `TaskTimedOut` when
   * it is no longer waiting, `InvalidToken`
   */
  async sendTaskHeartbeat(input: { taskToken: string }): Promise<void> {
    const key = this.openToken(input.taskToken);
    if (!(await this.runOf(key)?.heartbeat(key.branch, key.scheduledEventId))) throw taskTimedOut();
    await this.durable();
  }

  private async completeTask(key: TaskKey, outcome: TaskOutcome): Promise<void> {
    if (!(await this.runOf(key)?.completeTask(key.branch, key.scheduledEventId, outcome))) throw taskTimedOut();
    await this.durable();
  }

  /** The run that a task belongs to, unless it has ended. */
  private runOf({ execution }: TaskKey): Run | undefined {
    // Its task may well be open: whoever has the answer must keep it.
    const left = this.left.get(execution);
    if (left?.running) throw unavailable(left.row, 'the engine’s log says why');
    return this.runs.get(execution);
  }

  private openToken(token: string): TaskKey {
    const key = this.tokens.open(token);
    if (!key) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
    return key;
  }

  // --- durability

  /** Resolves once all that has happened so far is on disk. */
  durable(): Promise<void> {
    if (!this.commitDue) return Promise.resolve();
    return new Promise((resolve) => this.effects.push(resolve));
  }

  /** Whether anything can still happen without a task ending, a timer firing or a call from outside. */
  get busy(): boolean {
    return this.commitDue || [...this.runs.values()].some((run) => run.busy);
  }

  /** Writes what is still to be written, and closes the store. Executions continue when it is opened again. */
  close(): void {
    if (this.closed) return;
    for (const run of this.runs.values()) run.quiet();
    // What is in the middle of a step goes on from its last whole one.
    this.changedRuns = this.changedRuns.filter((run) => !run.busy);
    this.write();
    this.closed = true;
    this.store.close();
  }

  /**
   * What happens together is written with one commit: it is queued behind the microtasks that are already there. From
   * time to time the event loop gets its turn first.
   */
  private scheduleCommit(): void {
    if (this.commitDue) return;
    this.commitDue = true;
    this.commitsInTurn++;
    if (this.commitsInTurn < COMMITS_IN_A_TURN) {
      MICROTASK.then(this.commitWholeSteps);
    } else {
      this.commitsInTurn = 0;
      setImmediate(this.commit);
    }
  }

  /**
   * A commit holds whole steps. A step waits for nothing but expressions, which settle in microtasks: so when one is
   * waiting, the commit comes after the microtasks.
   */
  private readonly commitWholeSteps = (): void => {
    if (this.changedRuns.some((run) => run.busy)) process.nextTick(this.commit);
    else this.commit();
  };

  private readonly commit = (): void => {
    if (this.closed) return;
    this.commitDue = false;
    const { effects } = this;
    this.effects = [];
    this.write();
    for (const effect of effects) effect();
  };

  private write(): void {
    const { changedRuns, told } = this;
    if (changedRuns.length + told.length === 0) return;
    this.changedRuns = [];
    this.told = [];
    for (const run of changedRuns) {
      this.store.add(run.takeChange());
      if (run.running) continue;
      this.runs.delete(run.row.id);
      this.runsByArn.delete(run.row.arn);
    }
    for (const id of told) this.store.addTold(id);
    this.store.commit();
  }

  /**
   * Resumes what was running when the store was last closed, and delivers the status changes that were not yet
   * delivered.
   */
  private takeUp(): void {
    const branches = Map.groupBy(this.store.branches(), (branch) => branch.execution);
    const resumed: Run[] = [];
    for (const row of this.store.runningExecutions()) {
      const texts = (branches.get(row.id) ?? []).map((branch) => branch.data);
      try {
        resumed.push(this.load(row, texts));
      } catch (error) {
        console.error(`Step Functions: ${row.arn} cannot be taken up, and stays as it is: ${withoutData(error)}`);
        this.left.set(row.id, this.runWithout(row));
      }
    }
    for (const run of resumed) run.resume();
    if (!this.onStatusChange) return;
    for (const text of this.store.statusChanges()) {
      try {
        const change = readStatusChange(text);
        this.host.afterCommit(() => this.tell(change));
      } catch (error) {
        console.error(`Step Functions: a change of status cannot be read, and stays untold: ${withoutData(error)}`);
      }
    }
  }

  /** A run of an execution without its machine, which can do nothing but end. */
  private runWithout(row: ExecutionRow): Run {
    const none = { startAt: '', states: new Map(), timeoutSeconds: undefined, variableReferences: {} };
    return new Run(this.host, { ...row }, none, this.store.lastEventId(row.id));
  }

  /** @throws Error when this version cannot make anything of what is stored */
  private load(row: ExecutionRow, branches: readonly string[]): Run {
    const run = new Run(this.host, { ...row }, this.machineOf(row.definition_id), this.store.lastEventId(row.id));
    run.load(branches);
    this.hold(run);
    return run;
  }

  private hold(run: Run): void {
    this.runs.set(run.row.id, run);
    this.runsByArn.set(run.row.arn, run);
  }

  /** Delivers a status change until its subscriber accepts it. */
  private tell(change: ExecutionStatusChange): void {
    const told = Promise.resolve().then(() => this.onStatusChange?.(change));
    told.then(
      () => {
        this.told.push(change.id);
        this.scheduleCommit();
      },
      (error: unknown) => {
        console.error(
          `Step Functions: a status change of ${change.detail.executionArn} was not taken and is told again:`,
          error,
        );
        this.clock.at(this.clock.now() + REDELIVERY_MS, () => {
          if (!this.closed) this.tell(change);
        });
      },
    );
  }

  // --- lookups

  /** A machine whose events are kept as `brief` says; one that is only looked at needs no numbers for them. */
  private compile(definition: string, brief = (kind: string) => kind): Machine {
    try {
      return compileDefinition(definition, {
        brief,
        now: () => this.clock.now(),
        takesOn: takesOn(this.runners),
        region: this.region,
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ApiError('InvalidDefinition', "Invalid State Machine Definition: 'It is nested too deeply'");
    }
  }

  private machineOf(definitionId: number, definition?: string): Machine {
    const machine = this.compiledOf(definitionId, definition);
    if (machine instanceof ApiError) throw machine;
    return machine;
  }

  private compiledOf(definitionId: number, definition?: string): Machine | ApiError {
    const known = this.compiled.get(definitionId);
    if (known) return known;
    let machine: Machine | ApiError;
    try {
      machine = this.compile(definition ?? this.store.definition(definitionId), (kind) => this.store.brief(kind));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      machine = error;
    }
    this.compiled.set(definitionId, machine);
    return machine;
  }

  private machine(arn: string): MachineRow {
    this.checkArn(arn, 'stateMachine');
    const machine = this.store.machine(arn);
    if (!machine) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  private execution(arn: string): ExecutionRow {
    this.checkArn(arn, 'execution');
    const row = this.store.execution(arn);
    if (!row) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return row;
  }

  private arn(kind: 'stateMachine' | 'execution', name: string): string {
    return `arn:aws:states:${this.region}:${this.account}:${kind}:${name}`;
  }

  private checkArn(arn: string, kind: 'stateMachine' | 'execution'): void {
    const [prefix, , service, , , resource] = arn.split(':');
    if (prefix !== 'arn') throw new ApiError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    if (service !== 'states' || resource !== kind) {
      throw new ApiError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${resource ?? ''}'`);
    }
  }
}

/** Not an error that says that there is nothing more to do: whoever gets it tries again, which another version may allow. */
const unavailable = ({ arn }: ExecutionRow, reason: string) =>
  new ApiError('ServiceUnavailable', `${arn} cannot be taken up by this version of the engine: ${reason}`, 503);
const taskTimedOut = () => new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");

function checkName(name: string): void {
  if (!NAME.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}
