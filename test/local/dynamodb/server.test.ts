import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import {
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { clientOf, listOf, THINGS, thing } from './things.ts';

const TableName = 'things';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function start(folder = dataFolder()) {
  const database = await startDynamoDb({ port: 0, folder });
  const client = clientOf(database.url);
  const close = async () => {
    client.destroy();
    await database.close();
  };
  return { database, client, close };
}

test('items and the lists of an index follow every write, and are there after a restart', async () => {
  const folder = dataFolder();
  const first = await start(folder);
  await ensureTable(first.client, THINGS);
  await first.client.send(new PutItemCommand({ TableName, Item: thing('a', 'Asel', '1') }));
  await first.client.send(new PutItemCommand({ TableName, Item: thing('b', 'Asel', '2') }));
  expect(await listOf(first.client, 'Asel')).toEqual(['2 b', '1 a']);

  await first.client.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: 'a' } },
      UpdateExpression: 'SET #at = :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':at': { S: '3' } },
    }),
  );
  expect(await listOf(first.client, 'Asel')).toEqual(['3 a', '2 b']);

  await first.client.send(new PutItemCommand({ TableName, Item: thing('b', 'Berik', '2') }));
  await first.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'unlisted' } } }));
  expect(await listOf(first.client, 'Asel')).toEqual(['3 a']);
  await first.client.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'a' } } }));
  await first.close();

  const second = await start(folder);
  expect(await listOf(second.client, 'Asel')).toEqual([]);
  expect(await listOf(second.client, 'Berik')).toEqual(['2 b']);
  const { Item } = await second.client.send(new GetItemCommand({ TableName, Key: { id: { S: 'b' } } }));
  expect(Item).toEqual(thing('b', 'Berik', '2'));
  await second.close();
});

test('a condition that does not hold changes nothing, and a client of another day is not made to try again', async () => {
  const { client, database, close } = await start();
  await ensureTable(client, THINGS);
  await client.send(new PutItemCommand({ TableName, Item: thing('a', 'Asel', '1') }));
  const tomorrow = clientOf(database.url, { systemClockOffset: 86_400_000 });
  const again = new PutItemCommand({
    TableName,
    Item: thing('a', 'Berik', '1'),
    ConditionExpression: 'attribute_not_exists(id)',
  });
  await expect(tomorrow.send(again)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    $metadata: { attempts: 1 },
  });
  tomorrow.destroy();
  expect(await listOf(client, 'Asel')).toEqual(['1 a']);
  expect(await listOf(client, 'Berik')).toEqual([]);
  await close();
});

test('killed in the middle of writing, it keeps every item that was written, and its lists agree with the items', async () => {
  const folder = dataFolder();
  const writer = spawn(process.execPath, [fileURLToPath(new URL('./writer.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const written = new Map<string, number>();
  let lines = 0;
  for await (const line of createInterface(writer.stdout)) {
    const [id = '', i] = line.split(' ');
    written.set(id, Number(i));
    if (++lines === 60) writer.kill('SIGKILL');
  }

  const { client, close } = await start(folder);
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  for (const [id, i] of written) {
    const stored = Items.find((item) => item.id?.S === id);
    expect(Number(stored?.at?.S), id).toBeGreaterThanOrEqual(i);
  }
  const listed = await Promise.all(['owner-0', 'owner-1', 'owner-2'].map((owner) => listOf(client, owner)));
  expect(listed.flat().sort()).toEqual(Items.map((item) => `${item.at?.S} ${item.id?.S}`).sort());
  await close();
});

test('a client that goes away in the middle of a request takes nothing down with it', async () => {
  const { client, database, close } = await start();
  const socket = connect(database.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 1000\r\n\r\n{');
  socket.resetAndDestroy();
  await ensureTable(client, THINGS);
  await client.send(new PutItemCommand({ TableName, Item: thing('a', 'Asel', '1') }));
  expect(await listOf(client, 'Asel')).toEqual(['1 a']);
  await close();
});

test('the table of applications is made once, and is there when it is said to be', async () => {
  const folder = dataFolder();
  for (const _ of ['first', 'second']) {
    const database = await startDynamoDb({ port: 0, folder, tableName: 'applications' });
    await database.tableReady;
    const client = clientOf(database.url);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'applications' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', GlobalSecondaryIndexes: expect.any(Array) });
    client.destroy();
    await database.close();
  }
});

test('a table of another version is not worked with', async () => {
  const folder = dataFolder();
  const first = await start(folder);
  await ensureTable(first.client, { ...THINGS, TableName: 'applications' });
  await first.close();
  const database = await startDynamoDb({ port: 0, folder, tableName: 'applications' });
  await expect(database.tableReady).rejects.toThrow('The table applications has other keys or indexes');
  await database.close();
});

/** The next thread that is started here. */
const nextThread = () =>
  new Promise<Worker>((resolve) => {
    process.once('worker', resolve);
  });

test('a thread that breaks down is replaced, on the same port', async () => {
  const first = nextThread();
  const { client, close } = await start();
  await ensureTable(client, THINGS);
  await client.send(new PutItemCommand({ TableName, Item: thing('a', 'Asel', '1') }));
  const second = nextThread();
  await (await first).terminate();
  await once(await second, 'message');
  expect(await listOf(client, 'Asel')).toEqual(['1 a']);
  await close();
});

test.each([
  [
    'cannot listen',
    async (_second: Worker, port: number) => {
      const taken = createServer().listen(port, '127.0.0.1');
      onTestFinished(() => void taken.close());
    },
    'EADDRINUSE',
  ],
  [
    'ends before its table is ready',
    async (second: Worker) => {
      await once(second, 'message');
      await second.terminate();
    },
    'The thread of the database has ended.',
  ],
])('a thread that replaces another and %s ends the database, and that is said', async (_case, breakDown, reason) => {
  const lost = Promise.withResolvers<Error>();
  const first = nextThread();
  const database = await startDynamoDb({
    port: 0,
    folder: dataFolder(),
    tableName: 'applications',
    onLost: lost.resolve,
  });
  await database.tableReady;
  const second = nextThread();
  await (await first).terminate();
  await breakDown(await second, database.port);
  const { message } = await lost.promise;
  expect(message).toContain(`could not be started again on port ${database.port}: `);
  expect(message).toContain(reason);
  await database.close();
});

test('a port that is taken is told by its code', async () => {
  const { database, close } = await start();
  await expect(startDynamoDb({ port: database.port, folder: dataFolder() })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await close();
});

test('a folder that cannot hold a database is named', async () => {
  const file = fileURLToPath(import.meta.url);
  await expect(startDynamoDb({ port: 0, folder: file })).rejects.toThrow(file);
});
