import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventKind, eventText, nextEventText } from '../../../local/step-functions/history.ts';
import { Log, SEPARATOR } from '../../../local/step-functions/log.ts';
import { type ExecutionRow, Store } from '../../../local/step-functions/store.ts';

const FIELD = SEPARATOR.field;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const MACHINE = {
  ...{ arn: 'm', name: 'm', definition: '{}', role_arn: 'r' },
  ...{ created: 0, updated: 0, revision_id: null },
};
const ROW: ExecutionRow = {
  ...{ id: 1, arn: 'e', name: 'e', machine_arn: 'm', definition_id: 1, role_arn: 'r', status: 'RUNNING' },
  ...{ input: '{"a": "1:2"}', output: null, error: null, cause: null, started: 5, stopped: null },
  ...{ timeout_due: null, redrive_count: 0, redriven: null, redrives: null },
};
const NOTHING = { row: undefined, events: '', firstEvent: 3, lastEvent: 2, branches: [], statusChanges: [] };
const EVENTS = [
  { id: 1, previousEventId: 0, timestamp: 5, type: 'ExecutionStarted', details: '{}', data: '{"a": "1:2"}' },
  { id: 2, previousEventId: 1, timestamp: 5, type: 'PassStateEntered', details: '{"name":"P"}', data: undefined },
];
/** A branch that has the data of the first event. */
const BRANCH = `b:1${FIELD}{"a": "1:2"}`;
const ALL = { after: 0, limit: 10, reverse: false };

/** Commits a bit of everything. */
function commitTo(store: Store): void {
  store.add({
    ...{ id: 1, row: ROW, firstEvent: 1, lastEvent: 2 },
    events:
      eventText(eventKind('ExecutionStarted', {}), '{"a": "1:2"}', 0, 5) +
      nextEventText(store.brief(eventKind('PassStateEntered', { name: 'P' })), ''),
    branches: [
      [1, { whole: () => BRANCH, brief: () => `b:1${FIELD}@0` }],
      [2, { whole: () => 'x', brief: () => 'x' }],
    ],
    statusChanges: [
      ['s', '{"s": "1:2"}'],
      ['t', '{}'],
    ],
  });
  store.commit();
  store.add({ ...NOTHING, id: 1, branches: [[2, undefined]] });
  store.addTold('t');
  store.commit();
}

/** A store whose process died before the database had taken anything of its log. */
function diedWith(log: Buffer): string {
  const afresh = join(folder, 'afresh.sqlite');
  const store = new Store(afresh);
  store.insertMachine(MACHINE);
  store.close();
  writeFileSync(`${afresh}.log`, log);
  return afresh;
}

function expectCommitted(store: Store): void {
  expect(store.execution('e')).toEqual(ROW);
  expect(store.branches()).toEqual([{ execution: 1, data: BRANCH }]);
  expect(store.statusChanges()).toEqual(['{"s": "1:2"}']);
  expect(store.events(1, ALL)).toEqual(EVENTS);
  expect(store.events(1, { after: 3, limit: 1, reverse: true })).toEqual(EVENTS.slice(1));
}

it('brings every commit into the store that opens after a process died', () => {
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine(MACHINE);
  commitTo(store);
  expectCommitted(store);
  store.close();
  const log = readFileSync(`${file}.log`);
  // In the middle of another write.
  const afresh = diedWith(Buffer.concat([log, log.subarray(0, 40)]));
  for (const _ of ['once', 'and again']) {
    const reopened = new Store(afresh);
    expectCommitted(reopened);
    reopened.close();
  }
});

it('brings into the database what it could not take before', () => {
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine(MACHINE);
  commitTo(store);
  const { exec } = DatabaseSync.prototype;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    // As on a full disk, where SQLite rolls back by itself.
    if (sql === 'COMMIT') {
      exec.call(this, 'ROLLBACK');
      throw new Error('database or disk is full');
    }
    exec.call(this, sql);
  });
  expect(() => store.events(1, ALL)).toThrow('database or disk is full');
  vi.restoreAllMocks();
  expectCommitted(store);
  store.close();
  const reopened = new Store(file);
  expectCommitted(reopened);
  reopened.close();
});

it('numbers no kind of events that is not in the log', () => {
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine(MACHINE);
  vi.spyOn(Log.prototype, 'add').mockImplementationOnce(() => {
    throw new Error('no space left on device');
  });
  expect(() => store.brief(eventKind('TaskStateEntered', { name: 'T' }))).toThrow('no space left');
  commitTo(store);
  const afresh = diedWith(readFileSync(`${file}.log`));
  store.close();
  const reopened = new Store(afresh);
  expectCommitted(reopened);
  reopened.close();
});

it('is not opened in another form, nor with a part of its log', () => {
  const old = join(folder, 'old.sqlite');
  const database = new DatabaseSync(old);
  database.exec('CREATE TABLE executions (id)');
  database.close();
  expect(() => new Store(old)).toThrow(/another version of the engine .* start afresh/);
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine(MACHINE);
  commitTo(store);
  store.close();
  truncateSync(`${file}.log`, 10);
  expect(() => new Store(file)).toThrow(/ends before what .* start afresh/);
  // As long as it was, but without its last page.
  truncateSync(`${file}.log`, 100_000);
  expect(() => new Store(file)).toThrow(/ends before what .* start afresh/);
});

/** A store in which a bit of everything was committed, and which was closed. */
function closedStore(): string {
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine(MACHINE);
  commitTo(store);
  store.close();
  return file;
}

it('is opened in the form before, which knew of no client tokens', () => {
  const file = closedStore();
  const database = new DatabaseSync(file);
  database.exec('ALTER TABLE executions DROP COLUMN redrives; PRAGMA user_version = 4');
  database.close();
  for (const _ of ['once', 'and again']) {
    const store = new Store(file);
    expectCommitted(store);
    store.close();
  }
});

it.each([
  ['database', '', /knows of nothing .* start afresh/],
  ['log', '.log', /ends before what .* start afresh/],
])('is not opened without its %s, and is whole again with it', (_, suffix, words) => {
  const file = closedStore();
  const taken = readFileSync(`${file}${suffix}`);
  rmSync(`${file}${suffix}`);
  const closed = [vi.spyOn(DatabaseSync.prototype, 'close'), vi.spyOn(Log.prototype, 'close')];
  // Also when the first attempt has left something there.
  for (const attempt of [1, 2]) {
    expect(() => new Store(file)).toThrow(
      expect.objectContaining({ name: 'CannotStart', message: expect.stringMatching(words) }),
    );
    for (const close of closed) expect(close).toHaveBeenCalledTimes(attempt);
  }
  writeFileSync(`${file}${suffix}`, taken);
  const store = new Store(file);
  expectCommitted(store);
  store.close();
});

it('is not opened when its database does not know what its log tells of', () => {
  const file = closedStore();
  // As one from another day.
  const database = new DatabaseSync(file);
  database.exec('PRAGMA foreign_keys = OFF; UPDATE definitions SET id = 7; DELETE FROM executions');
  database.exec("UPDATE settings SET value = 0 WHERE name = 'applied'; DELETE FROM history; DELETE FROM event_kinds");
  database.close();
  const closed = vi.spyOn(DatabaseSync.prototype, 'close');
  expect(() => new Store(file)).toThrow(expect.objectContaining({ name: 'CannotStart' }));
  expect(closed).toHaveBeenCalledTimes(1);
});

it('never tells a shorter history than there is: what the log has lost is told', () => {
  const file = closedStore();
  const whole = readFileSync(`${file}.log`);
  const first = whole.indexOf('X1:1:2');
  const end = whole.indexOf(SEPARATOR.part, first) + 1;
  const zeros = (from: number, to: number) =>
    Buffer.concat([whole.subarray(0, from), Buffer.alloc(to - from), whole.subarray(to)]);
  const other = (text: string, instead: string) =>
    Buffer.from(whole.toString('latin1').replace(text, instead), 'latin1');
  const damages: [string, Buffer][] = [
    ['all of a part', zeros(first, end)],
    ['its beginning', zeros(first, first + 3)],
    ['its middle', zeros(first + 20, first + 30)],
    ['its end', zeros(end - 1, end)],
    ['an event', other(`${SEPARATOR.item}E0`, 'xxx')],
    ['the number of a kind of event', other(`${SEPARATOR.item}E0`, `${SEPARATOR.item}E9`)],
    ['the number of the execution', other('X1:1:2', 'X2:1:2')],
    ['the numbers of the events', other('X1:1:2', 'X1:2:3')],
  ];
  for (const [what, damaged] of damages) {
    expect(damaged.equals(whole), what).toBe(false);
    expect(damaged.length, what).toBe(whole.length);
    writeFileSync(`${file}.log`, damaged);
    const store = new Store(file);
    expect(store.execution('e'), what).toEqual(ROW);
    for (const page of [ALL, { after: 3, limit: 10, reverse: true }, { after: 1, limit: 1, reverse: false }])
      expect(() => store.events(1, page), `${what} ${JSON.stringify(page)}`).toThrow(
        expect.objectContaining({ message: expect.stringMatching(/history of e .* damaged/), status: 500 }),
      );
    store.close();
  }
});
