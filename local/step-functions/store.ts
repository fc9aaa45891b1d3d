import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { eventsFrom, type StoredEvent } from './history.ts';
import { Journal, SEPARATOR } from './journal.ts';
import { parseJson } from './json.ts';
import { newTokenKey } from './tokens.ts';

/** The statuses of an execution (AWS Step Functions API, DescribeExecution). */
export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

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
});
/** An execution as it is stored; times in milliseconds since the epoch. */
export type ExecutionRow = z.infer<typeof executionSchema>;

const chunkSchema = z.object({ events: z.string() });
const branchSchema = z.object({ execution: z.int(), data: z.string() });
const statusChangeSchema = z.object({ event: z.string() });
const definitionSchema = z.object({ definition: z.string() });
const lastSchema = z.object({ last: z.int().nullable() });
const keySchema = z.object({ value: z.instanceof(Uint8Array) });
const numberSchema = z.object({ value: z.int() });

const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (id INTEGER PRIMARY KEY, definition TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS machines (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, definition_id INTEGER NOT NULL REFERENCES definitions,
  role_arn TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, revision_id TEXT) STRICT;
CREATE TABLE IF NOT EXISTS executions (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, machine_arn TEXT NOT NULL,
  definition_id INTEGER NOT NULL REFERENCES definitions, role_arn TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
  output TEXT, error TEXT, cause TEXT, started REAL NOT NULL, stopped REAL, timeout_due REAL,
  redrive_count INTEGER NOT NULL, redriven REAL) STRICT;
CREATE INDEX IF NOT EXISTS executions_of_machine ON executions (machine_arn, id);
CREATE INDEX IF NOT EXISTS executions_running ON executions (id) WHERE status = 'RUNNING';
CREATE TABLE IF NOT EXISTS status_changes (id TEXT PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS branches (
  execution INTEGER NOT NULL, id INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (execution, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
  execution INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, events TEXT NOT NULL,
  PRIMARY KEY (execution, first)) STRICT;
`;

const MACHINES = 'SELECT machines.*, definition FROM machines JOIN definitions ON definitions.id = definition_id';

/** What a commit changes of one execution. */
export interface ExecutionChange {
  readonly id: number;
  /** The execution's row, when that changed. */
  readonly row: ExecutionRow | undefined;
  /** Its new events, as `eventText` writes them, one after the other. */
  readonly events: string;
  readonly lastEvent: number;
  /** Its branches that changed, by their ids; those that are gone without a text. */
  readonly branches: readonly (readonly [id: number, text: string | undefined])[];
}

/** What a commit writes: all of it, or nothing. */
export interface Commit {
  readonly executions: readonly ExecutionChange[];
  /** Status changes by their ids, as JSON text; those that were taken without a text. */
  readonly statusChanges: readonly (readonly [id: string, text: string | undefined])[];
}

/** What was committed and is not in the database yet, the newest of everything. */
class Unapplied {
  readonly rows = new Map<number, ExecutionRow>();
  readonly rowsByArn = new Map<string, ExecutionRow>();
  readonly events = new Map<number, { readonly texts: string[]; last: number }>();
  readonly branches = new Map<number, Map<number, string | undefined>>();
  readonly statusChanges = new Map<string, string | undefined>();

  putRow(row: ExecutionRow): void {
    this.rows.set(row.id, row);
    this.rowsByArn.set(row.arn, row);
  }

  addEvents(execution: number, text: string, last: number): void {
    const events = this.events.get(execution);
    if (events) {
      events.texts.push(text);
      events.last = last;
    } else {
      this.events.set(execution, { texts: [text], last });
    }
  }

  putBranch(execution: number, id: number, text: string | undefined): void {
    const branches = this.branches.get(execution) ?? new Map<number, string | undefined>();
    this.branches.set(execution, branches.set(id, text));
  }
}

/** So long, or until so much has come together, commits wait in the journal for the database. */
const APPLY_AFTER_MS = 200;
const APPLY_AFTER_CHARACTERS = 4_000_000;

/**
 * The engine's store, of one process at a time: an SQLite file, and a journal in front of it. A commit is one append to
 * the journal and is kept from then on, whatever becomes of the process; the database takes many commits in one
 * transaction, soon after, and before anything is read that they changed.
 */
export class Store {
  private readonly db: DatabaseSync;
  private readonly journal: Journal | undefined;
  private readonly prepared = new Map<string, StatementSync>();
  private readonly machineCache = new Map<string, MachineRow | undefined>();
  private unapplied = new Unapplied();
  private unappliedCharacters = 0;
  /** The number of the newest commit. */
  private sequence: number;
  private timer: NodeJS.Timeout | undefined;

  /**
   * Opens a store, and brings into the database what a process that died left in the journal.
   *
   * @param file a path, or `:memory:`, which keeps nothing
   * @param options `synchronous` at `full` has each commit survive a power cut, for the price of a disk flush
   */
  constructor(file: string, options: { readonly synchronous?: 'normal' | 'full' } = {}) {
    const { synchronous = 'normal' } = options;
    this.db = new DatabaseSync(file);
    this.db.exec(
      `PRAGMA page_size = 16384; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};`,
    );
    this.db.exec(SCHEMA);
    this.run("INSERT INTO settings VALUES ('applied', 0) ON CONFLICT DO NOTHING");
    this.sequence = numberSchema.parse(this.get("SELECT value FROM settings WHERE name = 'applied'")).value;
    if (file === ':memory:') return;
    this.journal = new Journal(`${file}.journal`, synchronous === 'full');
    for (const record of this.journal.read()) this.replay(record);
    this.apply();
  }

  /** The key that seals task tokens, made when the store is new. */
  tokenKey(): Buffer {
    this.run("INSERT INTO settings VALUES ('token-key', ?) ON CONFLICT DO NOTHING", newTokenKey());
    return Buffer.from(keySchema.parse(this.get("SELECT value FROM settings WHERE name = 'token-key'")).value);
  }

  // --- commits

  /** Writes a commit; once this returns, it is kept. */
  commit(commit: Commit): void {
    this.sequence++;
    const parts = this.journal ? [String(this.sequence)] : undefined;
    for (const { id, row, events, lastEvent, branches } of commit.executions) {
      if (row) {
        const copy = { ...row };
        this.unapplied.putRow(copy);
        parts?.push(`R${JSON.stringify(copy)}`);
      }
      if (events !== '') {
        this.unapplied.addEvents(id, events, lastEvent);
        this.unappliedCharacters += events.length;
        parts?.push(`E${id}:${lastEvent}:${events}`);
      }
      for (const [branch, text] of branches) {
        this.unapplied.putBranch(id, branch, text);
        parts?.push(text === undefined ? `D${id}:${branch}` : `B${id}:${branch}:${text}`);
      }
    }
    for (const [id, text] of commit.statusChanges) {
      this.unapplied.statusChanges.set(id, text);
      parts?.push(text === undefined ? `T${id}` : `S${id}:${text}`);
    }
    if (parts) this.journal?.append(parts.join(SEPARATOR.part));
    if (this.unappliedCharacters > APPLY_AFTER_CHARACTERS) this.apply();
    else this.timer ??= setTimeout(() => this.apply(), APPLY_AFTER_MS).unref();
  }

  /** Takes a record of the journal up again, unless the database has it already. */
  private replay(record: string): void {
    const [sequence, ...parts] = record.split(SEPARATOR.part);
    if (Number(sequence) <= this.sequence) return;
    this.sequence = Number(sequence);
    for (const part of parts) {
      const [, kind = '', first = '', second = '', rest = ''] = /^(.)([^:]*):?([^:]*):?(.*)$/s.exec(part) ?? [];
      if (kind === 'R') this.unapplied.putRow(executionSchema.parse(parseJson(part.slice(1))));
      else if (kind === 'E') this.unapplied.addEvents(Number(first), rest, Number(second));
      else if (kind === 'B') this.unapplied.putBranch(Number(first), Number(second), rest);
      else if (kind === 'D') this.unapplied.putBranch(Number(first), Number(second), undefined);
      else if (kind === 'S') this.unapplied.statusChanges.set(first, part.slice(first.length + 2));
      else if (kind === 'T') this.unapplied.statusChanges.set(first, undefined);
    }
  }

  /** Brings all that was committed into the database, and clears the journal. */
  private apply(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { unapplied } = this;
    this.unapplied = new Unapplied();
    this.unappliedCharacters = 0;
    this.transaction(() => {
      for (const row of unapplied.rows.values()) this.putExecution(row);
      for (const [execution, { texts, last }] of unapplied.events) {
        const events = texts.join('');
        this.run('INSERT INTO history VALUES (?, ?, ?, ?)', execution, Number.parseInt(events, 10), last, events);
      }
      for (const [execution, branches] of unapplied.branches) {
        for (const [id, text] of branches) this.putBranch(execution, id, text);
      }
      for (const [id, text] of unapplied.statusChanges) this.putStatusChange(id, text);
      this.run("UPDATE settings SET value = ? WHERE name = 'applied'", this.sequence);
    });
    this.journal?.clear();
  }

  private applyPending(): void {
    if (this.timer) this.apply();
  }

  private putExecution(row: ExecutionRow): void {
    this.run(
      `INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, output = excluded.output, error = excluded.error,
         cause = excluded.cause, stopped = excluded.stopped, timeout_due = excluded.timeout_due,
         redrive_count = excluded.redrive_count, redriven = excluded.redriven`,
      ...[row.id, row.arn, row.name, row.machine_arn, row.definition_id, row.role_arn, row.status, row.input],
      ...[row.output, row.error, row.cause, row.started, row.stopped, row.timeout_due, row.redrive_count, row.redriven],
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
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  // --- state machines, which are written at once

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

  deleteMachine(arn: string): void {
    this.machineCache.delete(arn);
    this.run('DELETE FROM machines WHERE arn = ?', arn);
  }

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

  definition(id: number): string {
    return definitionSchema.parse(this.get('SELECT definition FROM definitions WHERE id = ?', id)).definition;
  }

  // --- executions, as they were committed

  lastExecutionId(): number {
    return lastSchema.parse(this.get('SELECT max(id) AS last FROM executions')).last ?? 0;
  }

  execution(arn: string): ExecutionRow | undefined {
    const unapplied = this.unapplied.rowsByArn.get(arn);
    return unapplied ?? this.optional(executionSchema, 'SELECT * FROM executions WHERE arn = ?', arn);
  }

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

  lastEventId(execution: number): number {
    this.applyPending();
    return lastSchema.parse(this.get('SELECT max(last) AS last FROM history WHERE execution = ?', execution)).last ?? 0;
  }

  /** The events of an execution after the id `after`, or, in reverse, before it. */
  events(
    execution: number,
    page: { readonly after: number; readonly limit: number; readonly reverse: boolean },
  ): StoredEvent[] {
    this.applyPending();
    const { after, limit, reverse } = page;
    const chunks = this.statement(
      `SELECT events FROM history WHERE execution = ? AND ${reverse ? 'first < ? ORDER BY first DESC' : 'last > ? ORDER BY first'}`,
    );
    const events: StoredEvent[] = [];
    for (const row of chunks.iterate(execution, after)) {
      const chunk = eventsFrom(chunkSchema.parse(row).events).filter(({ id }) => (reverse ? id < after : id > after));
      events.push(...(reverse ? chunk.toReversed() : chunk));
      if (events.length >= limit) break;
    }
    return events.slice(0, limit);
  }

  /** The status changes that no subscriber has taken yet, in the order they came. */
  statusChanges(): string[] {
    return this.list(statusChangeSchema, 'SELECT event FROM status_changes ORDER BY rowid').map(({ event }) => event);
  }

  close(): void {
    this.applyPending();
    this.journal?.close();
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
