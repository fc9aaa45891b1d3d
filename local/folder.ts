import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { CannotStart } from './cannot-start.ts';

/** The version of the form of everything in the folder; another form gets another number. */
const DATA_VERSION = 2;

/** SQLite's code for a file that another process holds. */
const SQLITE_BUSY = 5;

/** The folder that holds all data of the machine; only one machine at a time can have it. */
export interface DataFolder {
  /** The absolute path of a file in it. */
  file(name: string): string;
  /** The value kept under a name; undefined when there is none. */
  kept<T>(name: string, schema: z.ZodType<T>): T | undefined;
  /** Keeps a value under a name, replacing the one before; it is on disk when this returns. */
  keep(name: string, value: unknown): void;
  /** Unlocks the folder. */
  close(): void;
}

/**
 * Opens the folder, and makes it if it does not exist. It is locked until it is closed, or until the process ends in
 * any way: the lock is SQLite's, on the small database that holds the kept values.
 *
 * @throws CannotStart when another machine has it, when it cannot be written, or when its data has another form
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  const database = openLocked(folder);
  const select = database.prepare('SELECT value FROM kept WHERE name = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)');

  const opened: DataFolder = {
    file: (name) => join(folder, name),
    kept(name, schema) {
      const row = z.object({ value: z.string() }).optional().parse(select.get(name));
      return row && schema.parse(JSON.parse(row.value));
    },
    keep(name, value) {
      insert.run(name, JSON.stringify(value));
    },
    close: () => database.close(),
  };

  const version = opened.kept('data version', z.number());
  if (version === undefined) opened.keep('data version', DATA_VERSION);
  else if (version !== DATA_VERSION) {
    database.close();
    throw new CannotStart(
      `The data in ${folder} was written by another version of Tirkeu (its form is ${version}, this version's is ` +
        `${DATA_VERSION}). Move the folder away, or set LOCAL_DIR to another one.`,
    );
  }
  return opened;
}

function openLocked(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, 'machine.sqlite'), { timeout: 0 });
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      BEGIN EXCLUSIVE;
      CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
      COMMIT;
    `);
    return database;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      throw new CannotStart(
        `Another Tirkeu is running on the data in ${folder}. End it, or set LOCAL_DIR (and other ports) for this one.`,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `The data cannot be kept in ${folder} (${reason}). Make the folder writable, or set LOCAL_DIR to another one.`,
    );
  }
}
