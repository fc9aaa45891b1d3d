import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import db from 'dynalite/db/index.js';
import { expect, test, vi } from 'vitest';
import { replaceStorage } from '../../../local/dynamodb/storage.ts';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { clientOf, listOf, THINGS, thing } from './things.ts';

test('the iterator of every query is closed: an open one would keep all that is overwritten since', async () => {
  let opened = 0;
  let closed = 0;
  const { create } = db;
  vi.spyOn(db, 'create').mockImplementation((options) => {
    const store = create(options);
    const values = store.db.values.bind(store.db);
    store.db.values = (query) => {
      const iterator = values(query);
      const close = iterator.close.bind(iterator);
      opened += 1;
      return Object.assign(iterator, {
        close: () => {
          closed += 1;
          return close();
        },
      });
    };
    return store;
  });
  // Replaced as well: it is put back with the other.
  vi.spyOn(db, 'updateIndexes');
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const ready = replaceStorage();
  const server = dynalite({ path: folder, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await ready();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await ensureTable(client, THINGS);
    await client.send(new PutItemCommand({ TableName: 'things', Item: thing('a', 'Asel', '1') }));
    for (const _ of ['found', 'found again']) expect(await listOf(client, 'Asel')).toEqual(['1 a']);
    expect(await listOf(client, 'nobody')).toEqual([]);
    expect(opened).toBeGreaterThanOrEqual(3);
    await vi.waitFor(() => expect(closed).toBe(opened));
  } finally {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
});
