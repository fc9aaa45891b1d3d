/** The parts of dynalite 4.0.0 that the machine uses; the package has no types of its own. */

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that speaks DynamoDB's protocol; closing it closes the database as well. */
  export default function dynalite(options: {
    /** The folder of the data. */
    path: string;
    createTableMs: number;
    updateTableMs: number;
    deleteTableMs: number;
  }): Server;
}

declare module 'dynalite/db/index.js' {
  /** A table's definition, as DescribeTable gives it. */
  export interface Table {
    TableName: string;
    LocalSecondaryIndexes?: object[];
    GlobalSecondaryIndexes?: object[];
  }

  export type Done<Result = void> = (error?: Error | null, result?: Result) => void;

  export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

  /** The part of the database that holds one table's items. */
  export interface ItemDb {
    get(key: string, done: Done<unknown>): void;
    put(key: string, item: unknown, done: Done): void;
    del(key: string, done: Done): void;
  }

  export interface Store {
    db: {
      open(options: { cacheSize: number }): Promise<void>;
      getSync(key: string): unknown;
      /** An iterator over values, which keeps a snapshot until it is closed. */
      values(options: unknown): { close(): Promise<void> };
      batch(writes: Write[], done: Done): void;
    };
    tableDb: { get(name: string, done: Done<unknown>): void };
    getItemDb(tableName: string): ItemDb;
  }

  const db: {
    create(options: { path: string }): Store;
    updateIndexes(store: Store, table: Table, before: unknown, after: unknown, done: Done): void;
    getIndexActions(
      indexes: object[],
      before: unknown,
      after: unknown,
      table: Table,
    ): { puts: { index: string; key: string; item: unknown }[]; deletes: { index: string; key: string }[] };
  };
  export default db;
}
