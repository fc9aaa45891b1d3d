import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal } from '../../../local/step-functions/journal.ts';
import { type ExecutionRow, Store } from '../../../local/step-functions/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps whole records, and drops one that was cut short', () => {
  const file = join(folder, 'j');
  const journal = new Journal(file, true);
  journal.append('one');
  journal.append('{"two": "ü"}');
  appendFileSync(file, 'thr');
  expect(journal.read()).toEqual(['one', '{"two": "ü"}']);
  journal.clear();
  journal.append('four');
  expect(journal.read()).toEqual(['four']);
  journal.close();
});

it('brings every commit into the store that opens after a process died', () => {
  const file = join(folder, 'store.sqlite');
  const store = new Store(file);
  store.insertMachine({
    arn: 'm',
    name: 'm',
    definition: '{}',
    role_arn: 'r',
    created: 0,
    updated: 0,
    revision_id: null,
  });
  const row: ExecutionRow = {
    ...{
      id: 1,
      arn: 'e',
      name: 'e',
      machine_arn: 'm',
      definition_id: 1,
      role_arn: 'r',
      status: 'RUNNING',
      input: '{"a": "1:2"}',
    },
    ...{
      output: null,
      error: null,
      cause: null,
      started: 5,
      stopped: null,
      timeout_due: null,
      redrive_count: 0,
      redriven: null,
    },
  };
  const events = '1\u001f0\u001f5\u001fExecutionStarted\u001f{}\u001f{"a": "1:2"}\u001e';
  store.commit({
    executions: [
      {
        id: 1,
        row,
        events,
        lastEvent: 1,
        branches: [
          [1, 'b:1'],
          [2, 'x'],
        ],
      },
    ],
    statusChanges: [['s', '{"s": "1:2"}']],
  });
  store.commit({
    executions: [{ id: 1, row: undefined, events: '', lastEvent: 1, branches: [[2, undefined]] }],
    statusChanges: [],
  });
  const journal = new Journal(`${file}.journal`, false);
  const records = journal.read();
  store.close();
  // As if the process had died before the database had taken them; and then had died again before the journal was cleared.
  const afresh = join(folder, 'afresh.sqlite');
  const first = new Store(afresh);
  first.insertMachine({
    arn: 'm',
    name: 'm',
    definition: '{}',
    role_arn: 'r',
    created: 0,
    updated: 0,
    revision_id: null,
  });
  first.close();
  for (const _ of ['once', 'and again']) {
    const left = new Journal(`${afresh}.journal`, false);
    for (const record of records) left.append(record);
    left.close();
    const reopened = new Store(afresh);
    expect(reopened.execution('e')).toEqual(row);
    expect(reopened.branches()).toEqual([{ execution: 1, data: 'b:1' }]);
    expect(reopened.statusChanges()).toEqual(['{"s": "1:2"}']);
    expect(reopened.events(1, { after: 0, limit: 10, reverse: false })).toEqual([
      { id: 1, previousEventId: 0, timestamp: 5, type: 'ExecutionStarted', details: '{}', data: '{"a": "1:2"}' },
    ]);
    reopened.close();
  }
  journal.close();
});
