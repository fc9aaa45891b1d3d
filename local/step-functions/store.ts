import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import type { StoredEvent } from './history.ts';
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

const eventSchema = z.object({
  id: z.int(),
  previousEventId: z.int(),
  timestamp: z.number(),
  type: z.string(),
  details: z.string().nullable(),
  data: z.string().nullable(),
});
const branchSchema = z.object({ execution: z.int(), data: z.string() });
const statusChangeSchema = z.object({ event: z.string() });
const definitionSchema = z.object({ definition: z.string() });
const countSchema = z.object({ last: z.int().nullable() });
const keySchema = z.object({ value: z.instanceof(Uint8Array) });

const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
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
CREATE TABLE IF NOT EXISTS events (
  execution INTEGER NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, timestamp REAL NOT NULL, type TEXT NOT NULL,
  details TEXT, data TEXT, PRIMARY KEY (execution, id)) STRICT, WITHOUT ROWID;
`;

const MACHINES = 'SELECT machines.*, definition FROM machines JOIN definitions ON definitions.id = definition_id';
const EVENTS = 'SELECT id, previous AS previousEventId, timestamp, type, details, data FROM events WHERE execution = ?';

/**
 * The engine's store: one SQLite file, of one process at a time. Executions, branches and events are written in one
 * transaction a commit; whoever makes a change visible waits for it.
 *
 * A commit survives the death of the process at any moment. With `synchronous` at `full` it survives a power cut too,
 * for the price of a disk flush each.
 */
export class Store {
  private readonly db: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  /** @param file a path, or `:memory:` */
  constructor(file: string, options: { readonly synchronous?: 'normal' | 'full' } = {}) {
    this.db = new DatabaseSync(file);
    this.db.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous ?? 'normal'};`,
    );
    this.db.exec(SCHEMA);
  }

  /** The key that seals task tokens, made when the store is new. */
  tokenKey(): Buffer {
    this.run("INSERT INTO settings VALUES ('token-key', ?) ON CONFLICT DO NOTHING", newTokenKey());
    return Buffer.from(keySchema.parse(this.get("SELECT value FROM settings WHERE name = 'token-key'")).value);
  }

  /** Writes what `write` writes, all or nothing. */
  transaction(write: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.db.exec('COMMIT');
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  insertMachine(machine: Omit<MachineRow, 'definition_id'>): void {
    const { arn, name, role_arn, created, updated, revision_id, definition } = machine;
    this.transaction(() => {
      const id = this.insertDefinition(definition);
      this.run(
        'INSERT INTO machines (arn, name, definition_id, role_arn, created, updated, revision_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[arn, name, id, role_arn, created, updated, revision_id],
      );
    });
  }

  updateMachine(machine: Omit<MachineRow, 'definition_id'>): void {
    this.transaction(() => {
      this.run(
        'UPDATE machines SET definition_id = ?, role_arn = ?, updated = ?, revision_id = ? WHERE arn = ?',
        ...[
          this.insertDefinition(machine.definition),
          machine.role_arn,
          machine.updated,
          machine.revision_id,
          machine.arn,
        ],
      );
    });
  }

  private insertDefinition(definition: string): number | bigint {
    return this.run('INSERT INTO definitions (definition) VALUES (?)', definition).lastInsertRowid;
  }

  deleteMachine(arn: string): void {
    this.run('DELETE FROM machines WHERE arn = ?', arn);
  }

  machine(arn: string): MachineRow | undefined {
    return this.optional(machineSchema, `${MACHINES} WHERE arn = ?`, arn);
  }

  /** The machines in the order they were made, from the `offset`th on. */
  machines(limit: number, offset: number): MachineRow[] {
    return this.list(machineSchema, `${MACHINES} ORDER BY machines.id LIMIT ? OFFSET ?`, limit, offset);
  }

  definition(id: number): string {
    return definitionSchema.parse(this.get('SELECT definition FROM definitions WHERE id = ?', id)).definition;
  }

  lastExecutionId(): number {
    return countSchema.parse(this.get('SELECT max(id) AS last FROM executions')).last ?? 0;
  }

  putExecution(row: ExecutionRow): void {
    this.run(
      `INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, output = excluded.output, error = excluded.error, cause = excluded.cause,
         stopped = excluded.stopped, timeout_due = excluded.timeout_due, redrive_count = excluded.redrive_count, redriven = excluded.redriven`,
      ...[
        row.id,
        row.arn,
        row.name,
        row.machine_arn,
        row.definition_id,
        row.role_arn,
        row.status,
        row.input,
        row.output,
        row.error,
      ],
      ...[row.cause, row.started, row.stopped, row.timeout_due, row.redrive_count, row.redriven],
    );
  }

  execution(arn: string): ExecutionRow | undefined {
    return this.optional(executionSchema, 'SELECT * FROM executions WHERE arn = ?', arn);
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
    const { before, limit, status = null, redriven } = filter;
    return this.list(
      executionSchema,
      `SELECT * FROM executions WHERE machine_arn = ?1 AND id < ?2 AND (?3 IS NULL OR status = ?3)
         AND (?4 IS NULL OR (redrive_count > 0) = ?4) ORDER BY id DESC LIMIT ?5`,
      ...[machineArn, before, status, redriven === undefined ? null : Number(redriven), limit],
    );
  }

  putBranch(execution: number, id: number, data: string): void {
    this.run(
      'INSERT INTO branches VALUES (?, ?, ?) ON CONFLICT (execution, id) DO UPDATE SET data = excluded.data',
      execution,
      id,
      data,
    );
  }

  deleteBranch(execution: number, id: number): void {
    this.run('DELETE FROM branches WHERE execution = ? AND id = ?', execution, id);
  }

  /** The branches of one execution, or of all that run, in the order they were made. */
  branches(execution?: number): { execution: number; data: string }[] {
    if (execution === undefined) {
      const running = "SELECT id FROM executions WHERE status = 'RUNNING'";
      return this.list(
        branchSchema,
        `SELECT execution, data FROM branches WHERE execution IN (${running}) ORDER BY execution, id`,
      );
    }
    return this.list(branchSchema, 'SELECT execution, data FROM branches WHERE execution = ? ORDER BY id', execution);
  }

  insertEvent(execution: number, event: StoredEvent): void {
    const { id, previousEventId, timestamp, type, details, data } = event;
    this.run(
      'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)',
      execution,
      id,
      previousEventId,
      timestamp,
      type,
      details,
      data,
    );
  }

  lastEventId(execution: number): number {
    return countSchema.parse(this.get('SELECT max(id) AS last FROM events WHERE execution = ?', execution)).last ?? 0;
  }

  /** The events of an execution after the id `after`, or, in reverse, before it. */
  events(
    execution: number,
    page: { readonly after: number; readonly limit: number; readonly reverse: boolean },
  ): StoredEvent[] {
    const order = page.reverse ? 'AND id < ? ORDER BY id DESC LIMIT ?' : 'AND id > ? ORDER BY id LIMIT ?';
    return this.list(eventSchema, `${EVENTS} ${order}`, execution, page.after, page.limit);
  }

  putStatusChange(id: string, event: string): void {
    this.run('INSERT INTO status_changes VALUES (?, ?)', id, event);
  }

  deleteStatusChange(id: string): void {
    this.run('DELETE FROM status_changes WHERE id = ?', id);
  }

  /** The status changes that no subscriber has taken yet, in the order they came. */
  statusChanges(): string[] {
    return this.list(statusChangeSchema, 'SELECT event FROM status_changes ORDER BY rowid').map(({ event }) => event);
  }

  close(): void {
    this.db.close();
  }

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
