import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { CannotStart } from '../cannot-start.ts';
import { type BranchText, wholeText } from './branch-text.ts';
import { ApiError, withoutData } from './errors.ts';
import { eventsFrom, numberedKind, type StoredEvent } from './history.ts';
import { parseJson } from './json.ts';
import { Log, SEPARATOR, type Span } from './log.ts';
import { newTokenKey } from './tokens.ts';

/** The statuses of an execution (AWS Step Functions API, DescribeExecution). */
export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const machineSchema = z.object({
  arn: z.string(),
  name: z.string(),
  definition_id: z.int(),
  definition: z.string(),
  role_arn: z.string(),
  created: z.number(),
  updated: z.number(),
  revision_id: z.string().nullable(),
});
/** A state machine as it is stored; times in milliseconds since the epoch. */
export type MachineRow = z.infer<typeof machineSchema>;

const executionSchema = z.object({
  id: z.int(),
  arn: z.string(),
  name: z.string(),
  machine_arn: z.string(),
  definition_id: z.int(),
  role_arn: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  input: z.string(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  started: z.number(),
  stopped: z.number().nullable(),
  timeout_due: z.number().nullable(),
  redrive_count: z.int(),
  redriven: z.number().nullable(),
  /** What `redrives.ts` keeps of its redrives; absent when there was none with a client token. */
  redrives: z.string().nullish(),
});
/** An execution as it is stored; times in milliseconds since the epoch. */
export type ExecutionRow = z.infer<typeof executionSchema>;

const chunkSchema = z.object({ first: z.int(), last: z.int(), places: z.instanceof(Uint8Array) });
const arnSchema = z.object({ arn: z.string() });
const branchSchema = z.object({ execution: z.int(), data: z.string() });
const statusChangeRowSchema = z.object({ event: z.string() });
const definitionSchema = z.object({ definition: z.string() });
const kindSchema = z.object({ kind: z.string() });
const lastSchema = z.object({ last: z.int().nullable() });
const keySchema = z.object({ value: z.instanceof(Uint8Array) });
const numberSchema = z.object({ value: z.int() });
const formSchema = z.object({ user_version: z.int() });

/**
 * The version of the form of what is stored. Another form gets another number, and a store of another form is not
 * opened, unless it is made one of this.
 */
const FORM = 5;
const FROM_FORM_4 = `BEGIN; ALTER TABLE executions ADD COLUMN redrives TEXT; PRAGMA user_version = ${FORM}; COMMIT`;
const SCHEMA = `
PRAGMA user_version = ${FORM};
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (id INTEGER PRIMARY KEY, definition TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS machines (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, definition_id INTEGER NOT NULL REFERENCES definitions,
  role_arn TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, revision_id TEXT) STRICT;
CREATE TABLE IF NOT EXISTS executions (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, machine_arn TEXT NOT NULL,
  definition_id INTEGER NOT NULL REFERENCES definitions, role_arn TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
  output TEXT, error TEXT, cause TEXT, started REAL NOT NULL, stopped REAL, timeout_due REAL,
  redrive_count INTEGER NOT NULL, redriven REAL, redrives TEXT) STRICT;
CREATE INDEX IF NOT EXISTS executions_of_machine ON executions (machine_arn, id);
CREATE INDEX IF NOT EXISTS executions_running ON executions (id) WHERE status = 'RUNNING';
CREATE TABLE IF NOT EXISTS status_changes (id TEXT PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS branches (
  execution INTEGER NOT NULL, id INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (execution, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
  execution INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, places BLOB NOT NULL,
  PRIMARY KEY (execution, first)) STRICT;
CREATE TABLE IF NOT EXISTS event_kinds (number INTEGER PRIMARY KEY, kind TEXT NOT NULL) STRICT;
`;

const MACHINES = 'SELECT machines.*, definition FROM machines JOIN definitions ON definitions.id = definition_id';

/** What a commit changes of one execution: all of it is kept, or nothing. */
export interface ExecutionChange {
  readonly id: number;
  /** The execution's row, if it changed. */
  readonly row: ExecutionRow | undefined;
  /** Its new events as `eventText` writes them, in order, and the ids of the first and the last of them. */
  readonly events: string;
  readonly firstEvent: number;
  readonly lastEvent: number;
  /** Its branches that changed, by their ids; those that are gone have no text. */
  readonly branches: readonly (readonly [id: number, text: BranchText | undefined])[];
  /** Its changes of status, by their ids, as JSON text. */
  readonly statusChanges: readonly (readonly [id: string, text: string])[];
}

const ITEM = SEPARATOR.item;

/** The part of the log that is a change of one execution. */
function partOf({ id, row, events, firstEvent, lastEvent, branches, statusChanges }: ExecutionChange): string {
  let part = `X${id}:${firstEvent}:${lastEvent}${events}`;
  if (row) part += `${ITEM}R${JSON.stringify(row)}`;
  for (const [branch, text] of branches)
    part += text === undefined ? `${ITEM}D${branch}` : `${ITEM}B${branch}:${text.brief(firstEvent, lastEvent)}`;
  for (const [event, text] of statusChanges) part += `${ITEM}S${event}:${text}`;
  return part;
}

/** The head of a part that `partOf` wrote: the execution, and the ids of the first and the last of its events. */
function headOf(part: string) {
  const [head = ''] = part.split(ITEM, 1);
  const [id = 0, firstEvent = 0, lastEvent = 0] = head.slice(1).split(':').map(Number);
  return { id, firstEvent, lastEvent };
}

/** What follows the head. */
const itemsIn = (part: string): string[] => part.split(ITEM).slice(1);

/** The part of the log that says that a status change was accepted. */
const toldPartOf = (id: string): string => `T${id}`;

/** The part of the log that gives an event kind the next number. */
const kindPartOf = (kind: string): string => `K${kind}`;

/** Where the newest events of an execution are in the log. */
interface Chunk {
  readonly first: number;
  last: number;
  /** The start and the end of each span, one after the other. */
  readonly places: number[];
}

/** The places of a chunk, as the database keeps them. */
function spansFrom({ buffer, byteOffset, byteLength }: Uint8Array): Span[] {
  const bounds = new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
  return Array.from({ length: bounds.length / 2 }, (_, i) => ({
    start: bounds[2 * i] ?? 0,
    end: bounds[2 * i + 1] ?? 0,
  }));
}

/** What is in the log but not yet in the database: the newest state of everything. */
class Unapplied {
  readonly rows = new Map<number, ExecutionRow>();
  readonly rowsByArn = new Map<string, ExecutionRow>();
  readonly chunks = new Map<number, Chunk>();
  readonly branches = new Map<number, Map<number, BranchText | undefined>>();
  readonly statusChanges = new Map<string, string | undefined>();

  /** Takes a part that was just read from the log. */
  putPart(part: string, span: Span, kinds: readonly string[]): void {
    if (part.startsWith('T')) {
      this.told(part.slice(1));
      return;
    }
    const { id, firstEvent, lastEvent } = headOf(part);
    const items = itemsIn(part);
    const branches: [number, BranchText | undefined][] = [];
    const events = eventsFrom(items, firstEvent, kinds);
    const statusChanges: [string, string][] = [];
    let row: ExecutionRow | undefined;
    for (const item of items) {
      const [, kind, key = '', text = ''] = /^([BDS])([^:]*):?(.*)$/s.exec(item) ?? [];
      if (kind === 'B') branches.push([Number(key), { whole: () => wholeText(text, events), brief: () => text }]);
      else if (kind === 'D') branches.push([Number(key), undefined]);
      else if (kind === 'S') statusChanges.push([key, text]);
      else if (item.startsWith('R')) row = executionSchema.parse(parseJson(item.slice(1)));
    }
    this.put({ id, row, events: '', firstEvent, lastEvent, branches, statusChanges }, span);
  }

  put({ id, row, firstEvent, lastEvent, branches, statusChanges }: ExecutionChange, span: Span): void {
    if (row) {
      this.rows.set(id, row);
      this.rowsByArn.set(row.arn, row);
    }
    if (lastEvent >= firstEvent) this.putEvents(id, firstEvent, lastEvent, span);
    if (branches.length > 0) {
      const known = this.branches.get(id) ?? new Map<number, BranchText | undefined>();
      this.branches.set(id, known);
      for (const [branch, text] of branches) known.set(branch, text);
    }
    for (const [event, text] of statusChanges) this.statusChanges.set(event, text);
  }

  private putEvents(id: number, first: number, last: number, { start, end }: Span): void {
    const chunk = this.chunks.get(id);
    if (!chunk) {
      this.chunks.set(id, { first, last, places: [start, end] });
      return;
    }
    chunk.last = last;
    // What follows on the spot is read with what it follows.
    if (chunk.places.at(-1) === start) chunk.places.pop();
    else chunk.places.push(start);
    chunk.places.push(end);
  }

  told(id: string): void {
    if (!this.statusChanges.delete(id)) this.statusChanges.set(id, undefined);
  }
}

/** For how long, or until how much has come together, what is in the log waits to be brought into the database. */
const APPLY_AFTER_MS = 200;
const APPLY_AFTER_BYTES = 16_000_000;

/**
 * The engine's store, used by one process at a time: a log, and an SQLite file next to it. A commit is one write to the
 * log, and is kept from then on, whatever happens to the process. The log holds the histories for good. The database,
 * into which the changes of many commits go in one transaction, knows where in the log each of them is, and the present
 * state of everything.
 */
export class Store {
  private readonly file: string;
  private readonly db: DatabaseSync;
  private readonly log: Log;
  private readonly prepared = new Map<string, StatementSync>();
  private readonly machineCache = new Map<string, MachineRow | undefined>();
  /** The event kinds that the log knows by numbers, by these numbers; and how many of them the database has. */
  private readonly kinds: string[];
  private readonly kindNumbers: Map<string, number>;
  private appliedKinds: number;
  private unapplied = new Unapplied();
  /** The byte of the log up to which the database knows it. */
  private applied: number;
  private timer: NodeJS.Timeout | undefined;

  /**
   * Opens a store, and brings into the database what a process that died left in the log.
   *
   * @param file a path, next to which the log is kept, or `:memory:`, which keeps nothing
   * @throws CannotStart when the store was written in another form, or when its log and its database do not fit together
   */
  constructor(file: string) {
    this.file = file;
    this.db = new DatabaseSync(file);
    let log: Log | undefined;
    try {
      this.db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      const { user_version: form } = formSchema.parse(this.get('PRAGMA user_version'));
      if (form === 4) this.db.exec(FROM_FORM_4);
      else if (form !== FORM && this.get('SELECT 1 FROM sqlite_schema')) {
        throw new CannotStart(
          `The executions in ${file} were written by another version of the engine (their form is ${form}, this version's is ${FORM}): let that version end them, or move the file away and start afresh.`,
        );
      }
      this.db.exec(SCHEMA);
      this.run("INSERT INTO settings VALUES ('applied', 0) ON CONFLICT DO NOTHING");
      this.applied = numberSchema.parse(this.get("SELECT value FROM settings WHERE name = 'applied'")).value;
      log = new Log(file === ':memory:' ? undefined : `${file}.log`);
      this.log = log;
      this.checkTogether();
      this.kinds = this.list(kindSchema, 'SELECT kind FROM event_kinds ORDER BY number').map(({ kind }) => kind);
      this.appliedKinds = this.kinds.length;
      this.resume();
      this.kindNumbers = new Map(this.kinds.map((kind, number) => [kind, number]));
    } catch (error) {
      log?.close();
      this.db.close();
      throw error;
    }
  }

  /** The log and the database are of no use without each other; neither is touched when they are not of one store. */
  private checkTogether(): void {
    const { file } = this;
    const whatToDo = 'restore both from one backup, or move both away and start afresh.';
    if (!this.log.isPartEnd(this.applied))
      throw new CannotStart(`${file}.log ends before what ${file} knows of it, as after a power cut: ${whatToDo}`);
    // A definition is in the database before anything is in the log.
    if (this.log.end > 0 && !this.get('SELECT 1 FROM definitions'))
      throw new CannotStart(`${file} knows of nothing that ${file}.log holds, as when it was removed: ${whatToDo}`);
  }

  /** Takes up what the log has more than the database. */
  private resume(): void {
    try {
      // What follows the last whole part was cut short, or never written: nothing that depends on it was ever seen.
      for (const { text, span } of this.log.resume(this.applied)) {
        if (text.startsWith('K')) this.kinds.push(text.slice(1));
        else this.unapplied.putPart(text, span, this.kinds);
      }
      this.apply();
    } catch (error) {
      throw new CannotStart(
        `${this.file}.log could not be brought into ${this.file} (${withoutData(error)}): if they do not fit together, restore both from one backup, or move both away and start afresh.`,
      );
    }
  }

  /** The key that seals task tokens, made when the store is new. */
  tokenKey(): Buffer {
    this.run("INSERT INTO settings VALUES ('token-key', ?) ON CONFLICT DO NOTHING", newTokenKey());
    return Buffer.from(keySchema.parse(this.get("SELECT value FROM settings WHERE name = 'token-key'")).value);
  }

  // --- commits

  /**
   * What the events of a kind (`eventKind`) begin with in the log of this store: a number, valid for as long as the
   * log.
   */
  brief(kind: string): string {
    let number = this.kindNumbers.get(kind);
    if (number === undefined) {
      this.log.add(kindPartOf(kind));
      number = this.kinds.push(kind) - 1;
      this.kindNumbers.set(kind, number);
    }
    return numberedKind(number);
  }

  /** Makes the next commit write what has changed of an execution. */
  add(change: ExecutionChange): void {
    this.unapplied.put(change, this.log.add(partOf(change)));
  }

  /** Makes the next commit write that a status change was accepted by its subscriber. */
  addTold(id: string): void {
    this.log.add(toldPartOf(id));
    this.unapplied.told(id);
  }

  /** Writes what was added; once this returns, it is kept. */
  commit(): void {
    this.log.write();
    if (this.log.end - this.applied > APPLY_AFTER_BYTES) this.apply();
    else this.timer ??= setTimeout(() => this.apply(), APPLY_AFTER_MS).unref();
  }

  /** Brings all that was committed into the database. */
  private apply(): void {
    this.log.write();
    const { unapplied } = this;
    const { end } = this.log;
    this.transaction(() => {
      for (const [i, kind] of this.kinds.slice(this.appliedKinds).entries()) {
        this.run('INSERT INTO event_kinds VALUES (?, ?)', this.appliedKinds + i, kind);
      }
      for (const row of unapplied.rows.values()) this.putExecution(row);
      for (const [execution, { first, last, places }] of unapplied.chunks) {
        this.run('INSERT INTO history VALUES (?, ?, ?, ?)', execution, first, last, new Float64Array(places));
      }
      for (const [execution, branches] of unapplied.branches) {
        for (const [id, text] of branches) this.putBranch(execution, id, text?.whole());
      }
      for (const [id, text] of unapplied.statusChanges) this.putStatusChange(id, text);
      this.run("UPDATE settings SET value = ? WHERE name = 'applied'", end);
    });
    // Only now: what the database could not take is brought again.
    clearTimeout(this.timer);
    this.timer = undefined;
    this.unapplied = new Unapplied();
    this.applied = end;
    this.appliedKinds = this.kinds.length;
  }

  private applyPending(): void {
    if (this.timer) this.apply();
  }

  private putExecution(row: ExecutionRow): void {
    this.run(
      `INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, output = excluded.output, error = excluded.error,
         cause = excluded.cause, stopped = excluded.stopped, timeout_due = excluded.timeout_due,
         redrive_count = excluded.redrive_count, redriven = excluded.redriven, redrives = excluded.redrives`,
      ...[row.id, row.arn, row.name, row.machine_arn, row.definition_id, row.role_arn, row.status, row.input],
      ...[row.output, row.error, row.cause, row.started, row.stopped, row.timeout_due, row.redrive_count, row.redriven],
      row.redrives ?? null,
    );
  }

  private putBranch(execution: number, id: number, text: string | undefined): void {
    if (text === undefined) this.run('DELETE FROM branches WHERE execution = ? AND id = ?', execution, id);
    else
      this.run(
        'INSERT INTO branches VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data',
        execution,
        id,
        text,
      );
  }

  private putStatusChange(id: string, text: string | undefined): void {
    if (text === undefined) this.run('DELETE FROM status_changes WHERE id = ?', id);
    else this.run('INSERT INTO status_changes VALUES (?, ?)', id, text);
  }

  /** Writes what `write` writes, all or nothing. */
  private transaction(write: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.db.exec('COMMIT');
    } catch (error) {
      // After some errors, such as a full disk, SQLite has done so already.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  // --- state machines, which are written at once

  /** Stores a new machine with its definition. */
  insertMachine(machine: Omit<MachineRow, 'definition_id'>): void {
    const { arn, name, role_arn, created, updated, revision_id, definition } = machine;
    this.machineCache.delete(arn);
    this.transaction(() => {
      const id = this.insertDefinition(definition);
      this.run(
        'INSERT INTO machines (arn, name, definition_id, role_arn, created, updated, revision_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[arn, name, id, role_arn, created, updated, revision_id],
      );
    });
  }

  /** Stores a revision of a machine. Definitions are never overwritten: executions refer to theirs. */
  updateMachine(machine: Omit<MachineRow, 'definition_id'>): void {
    const { arn, role_arn, updated, revision_id, definition } = machine;
    this.machineCache.delete(arn);
    this.transaction(() => {
      this.run(
        'UPDATE machines SET definition_id = ?, role_arn = ?, updated = ?, revision_id = ? WHERE arn = ?',
        ...[this.insertDefinition(definition), role_arn, updated, revision_id, arn],
      );
    });
  }

  private insertDefinition(definition: string): number | bigint {
    return this.run('INSERT INTO definitions (definition) VALUES (?)', definition).lastInsertRowid;
  }

  /** Forgets a machine; its executions and their definitions stay. */
  deleteMachine(arn: string): void {
    this.machineCache.delete(arn);
    this.run('DELETE FROM machines WHERE arn = ?', arn);
  }

  /** The machine with this ARN; undefined when there is none. */
  machine(arn: string): MachineRow | undefined {
    const cached = this.machineCache.get(arn);
    if (cached) return cached;
    const machine = this.optional(machineSchema, `${MACHINES} WHERE arn = ?`, arn);
    if (machine) this.machineCache.set(arn, machine);
    return machine;
  }

  /** The machines in the order they were made, from the `offset`th on. */
  machines(limit: number, offset: number): MachineRow[] {
    return this.list(machineSchema, `${MACHINES} ORDER BY machines.id LIMIT ? OFFSET ?`, limit, offset);
  }

  /** The text of a definition, by its number. */
  definition(id: number): string {
    return definitionSchema.parse(this.get('SELECT definition FROM definitions WHERE id = ?', id)).definition;
  }

  // --- executions, as they were committed

  /** The highest number of an execution so far; 0 when there is none. */
  lastExecutionId(): number {
    return lastSchema.parse(this.get('SELECT max(id) AS last FROM executions')).last ?? 0;
  }

  /** The execution with this ARN as last committed; undefined when there is none. */
  execution(arn: string): ExecutionRow | undefined {
    const unapplied = this.unapplied.rowsByArn.get(arn);
    return unapplied ?? this.optional(executionSchema, 'SELECT * FROM executions WHERE arn = ?', arn);
  }

  /** The executions that are running, the oldest first. */
  runningExecutions(): ExecutionRow[] {
    return this.list(executionSchema, "SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY id");
  }

  /** The executions of a machine, newest first, older than `before` (an id). */
  executions(
    machineArn: string,
    filter: {
      readonly before: number;
      readonly limit: number;
      readonly status: string | undefined;
      readonly redriven: boolean | undefined;
    },
  ): ExecutionRow[] {
    this.applyPending();
    const { before, limit, status = null, redriven } = filter;
    return this.list(
      executionSchema,
      `SELECT * FROM executions WHERE machine_arn = ?1 AND id < ?2 AND (?3 IS NULL OR status = ?3)
         AND (?4 IS NULL OR (redrive_count > 0) = ?4) ORDER BY id DESC LIMIT ?5`,
      ...[machineArn, before, status, redriven === undefined ? null : Number(redriven), limit],
    );
  }

  /** The branches of one execution, or of all that run, in the order they were made. */
  branches(execution?: number): { execution: number; data: string }[] {
    this.applyPending();
    const which = execution === undefined ? "IN (SELECT id FROM executions WHERE status = 'RUNNING')" : '= ?';
    const values = execution === undefined ? [] : [execution];
    return this.list(
      branchSchema,
      `SELECT execution, data FROM branches WHERE execution ${which} ORDER BY execution, id`,
      ...values,
    );
  }

  /** The id of the last event of an execution; 0 when it has none. */
  lastEventId(execution: number): number {
    this.applyPending();
    return lastSchema.parse(this.get('SELECT max(last) AS last FROM history WHERE execution = ?', execution)).last ?? 0;
  }

  /**
   * The events of an execution after the id `after`, or, in reverse, before it.
   *
   * @throws ApiError when the log does not hold all of them any more: a history is never told shorter than it is
   */
  events(
    execution: number,
    page: { readonly after: number; readonly limit: number; readonly reverse: boolean },
  ): StoredEvent[] {
    this.applyPending();
    const { after, limit, reverse } = page;
    const chunks = this.statement(
      `SELECT first, last, places FROM history WHERE execution = ? AND ${reverse ? 'first < ? ORDER BY first DESC' : 'last > ? ORDER BY first'}`,
    );
    const events: StoredEvent[] = [];
    for (const row of chunks.iterate(execution, after)) {
      const parts = this.partsOf(execution, chunkSchema.parse(row));
      for (const { text, firstEvent, lastEvent } of reverse ? parts.toReversed() : parts) {
        if (reverse ? firstEvent >= after : lastEvent <= after) continue;
        const all = eventsFrom(itemsIn(text), firstEvent, this.kinds);
        if (all.at(-1)?.id !== lastEvent || all.some(({ type }) => type === ''))
          throw this.damaged(execution, firstEvent);
        const found = all.filter(({ id }) => (reverse ? id < after : id > after));
        events.push(...(reverse ? found.toReversed() : found));
        if (events.length >= limit) return events.slice(0, limit);
      }
    }
    return events;
  }

  /** The parts of the log that a chunk of a history consists of, in order. */
  private partsOf(execution: number, { first, last, places }: z.infer<typeof chunkSchema>) {
    const parts = spansFrom(places).flatMap((span) => this.log.parts(span));
    let next = first;
    const found = parts.map(({ text }) => {
      const head = headOf(text);
      if (head.id !== execution || head.firstEvent !== next) throw this.damaged(execution, next);
      next = head.lastEvent + 1;
      return { text, ...head };
    });
    if (next !== last + 1) throw this.damaged(execution, next);
    return found;
  }

  private damaged(execution: number, event: number): ApiError {
    const { arn } = arnSchema.parse(this.get('SELECT arn FROM executions WHERE id = ?', execution));
    const message = `The history of ${arn} is damaged: ${this.file}.log does not hold its event ${event} as it was. Restore it and ${this.file} from one backup.`;
    return new ApiError('InternalFailure', message, 500);
  }

  /** The status changes that no subscriber has accepted yet, in their order. */
  statusChanges(): string[] {
    return this.list(statusChangeRowSchema, 'SELECT event FROM status_changes ORDER BY rowid').map(
      ({ event }) => event,
    );
  }

  /** Brings the rest of the log into the database, and closes both. */
  close(): void {
    this.applyPending();
    this.log.close();
    this.db.close();
  }

  // --- statements

  private statement(sql: string): StatementSync {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }

  private run(sql: string, ...values: SQLInputValue[]) {
    return this.statement(sql).run(...values);
  }

  private get(sql: string, ...values: SQLInputValue[]) {
    return this.statement(sql).get(...values);
  }

  private optional<T>(schema: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): T | undefined {
    const row = this.get(sql, ...values);
    return row === undefined ? undefined : schema.parse(row);
  }

  private list<T>(schema: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): T[] {
    return this.statement(sql)
      .all(...values)
      .map((row) => schema.parse(row));
  }
}
