import db, { type ItemDb, type Store, type Table, type Write } from 'dynalite/db/index.js';

/** How much LevelDB keeps unpacked in memory, in bytes: reads stay as quick with 100,000 applications as with a few. */
const CACHE_BYTES = 32 * 1024 * 1024;

/**
 * Replaces three things in dynalite's storage, before a server is made, and gives access to the store of the next one:
 *
 * - An item and its entries in the indexes are written in one batch. Dynalite writes them one after another, so that a
 *   process killed in between would leave entries in the lists for items that were never written, for ever.
 * - Reads are synchronous. Dynalite sends every read, the table's definition included, through libuv's thread pool and the
 *   event loop several times, which costs more than the read.
 * - The iterator of a query is closed after it. Dynalite would close it by a method that it does not have, so that every
 *   query left one open, with a snapshot for which LevelDB keeps all that is overwritten since: 2 MB a registration, in
 *   memory and in mapped files.
 *
 * The version of dynalite is pinned; a test fails when another one no longer works like this.
 *
 * @returns the store of the server made next, once it is open; throws when it cannot be opened.
 */
export function replaceStorage(): () => Promise<void> {
  const create = db.create;
  let opened: Promise<void> = Promise.reject(new Error('No server has been made.'));
  opened.catch(() => {});
  /** The index entries of the item that is written next, in the same turn of the event loop. */
  let indexWrites: Write[] = [];

  db.updateIndexes = (_store, table, before, after, done) => {
    indexWrites = before || after ? indexWritesOf(table, before, after) : [];
    done();
    indexWrites = [];
  };

  db.create = (options) => {
    const store = create(options);
    opened = store.db.open({ cacheSize: CACHE_BYTES });
    const values = store.db.values.bind(store.db);
    store.db.values = (query) => {
      const iterator = values(query);
      return Object.assign(iterator, { return: () => iterator.close() });
    };
    const tableGet = reader(store, 'table~');
    store.tableDb.get = tableGet;
    const getItemDb = store.getItemDb;
    const itemDbs = new Map<string, ItemDb>();
    store.getItemDb = (tableName) => {
      const known = itemDbs.get(tableName);
      if (known) return known;
      const prefix = `item-${tableName}~`;
      const itemDb = Object.assign(getItemDb(tableName), {
        get: reader(store, prefix),
        put: (key, item, done) =>
          store.db.batch([...indexWrites, { type: 'put', key: prefix + key, value: item }], done),
        del: (key, done) => store.db.batch([...indexWrites, { type: 'del', key: prefix + key }], done),
      } satisfies ItemDb);
      itemDbs.set(tableName, itemDb);
      return itemDb;
    };
    return store;
  };

  return () => opened;
}

function reader(store: Store, prefix: string): ItemDb['get'] {
  return (key, done) => {
    let value: unknown;
    try {
      value = store.db.getSync(prefix + key);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done(null, value);
  };
}

function indexWritesOf(table: Table, before: unknown, after: unknown): Write[] {
  const kinds = { local: table.LocalSecondaryIndexes, global: table.GlobalSecondaryIndexes };
  return Object.entries(kinds).flatMap(([kind, indexes]) => {
    const { puts, deletes } = db.getIndexActions(indexes ?? [], before, after, table);
    const prefix = (index: string) => `index-${kind}~${table.TableName}~${index}~`;
    return [
      ...deletes.map(({ index, key }): Write => ({ type: 'del', key: prefix(index) + key })),
      ...puts.map(({ index, key, item }): Write => ({ type: 'put', key: prefix(index) + key, value: item })),
    ];
  });
}
