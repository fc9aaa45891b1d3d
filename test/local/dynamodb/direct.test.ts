import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type Worker } from 'node:worker_threads';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DirectHandler, serveDirectly } from '../../../local/dynamodb/direct.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { clientOf, listOf, THINGS, thing } from './things.ts';

const TableName = 'things';
/** Nothing listens here: what arrives has come by the direct way. */
const NOWHERE = 'http://127.0.0.1:9';

const REQUEST = { headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, body: '{}' };

/** A client that reaches a database of its own by the direct way alone. */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const database = await startDynamoDb({ port: 0, folder });
  const handler = new DirectHandler();
  database.connect((port) => handler.use(port));
  const client = clientOf(NOWHERE, handler.way);
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  await ensureTable(client, THINGS);
  return { client };
}

const put = (client: DynamoDBClient, id: string, name: string) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: thing(id, name, '1'),
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );

test('requests and answers are those of DynamoDB, whatever their text', async () => {
  const { client } = await start();
  const name = 'Әсел 🚗 "\\\u0000'.repeat(2_000);
  await put(client, 'a', name);
  expect((await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }))).Item).toEqual(
    thing('a', name, '1'),
  );
  await expect(put(client, 'a', 'another')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  await expect(put(client, '', 'nobody')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('many at once each get their own answer', async () => {
  const { client } = await start();
  await Promise.all(Array.from({ length: 50 }, (_, i) => put(client, `thing ${i}`, 'Asel')));
  expect(await listOf(client, 'Asel')).toHaveLength(50);
});

test('when the database’s thread breaks down, what is under way and what follows goes to the one that replaces it', async () => {
  const threads: Worker[] = [];
  const note = (worker: Worker) => threads.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const { client } = await start();
  await put(client, 'a', 'Asel');
  const underWay = client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }));
  await Promise.all([
    threads[0]?.terminate(),
    expect(underWay).resolves.toMatchObject({ Item: thing('a', 'Asel', '1') }),
  ]);
  await put(client, 'b', 'Asel');
  expect(await listOf(client, 'Asel')).toHaveLength(2);
  expect(threads).toHaveLength(2);
});

test('a database that is closed answers what is under way, and takes nothing more', async () => {
  const underWay: ServerResponse[] = [];
  const server = createServer((_, response) => underWay.push(response));
  const { port1, port2 } = new MessageChannel();
  const end = serveDirectly(server, port1);
  const handler = new DirectHandler();
  handler.use(port2);
  const first = handler.handle(REQUEST);
  await vi.waitFor(() => expect(underWay).toHaveLength(1));
  let ended = false;
  const ending = end().then(() => {
    ended = true;
  });
  const second = expect(handler.handle(REQUEST)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  underWay[0]?.end('{}');
  expect(await first).toMatchObject({ response: { statusCode: 200, body: Buffer.from('{}') } });
  await ending;
  await second;
  expect(underWay).toHaveLength(1);
});

test('without a database, and with one that does not answer, a request fails as one over the network would', async () => {
  const handler = new DirectHandler();
  await expect(handler.handle(REQUEST)).rejects.toMatchObject({ code: 'ECONNRESET' });
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  handler.use(port2);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const unanswered = expect(handler.handle(REQUEST)).rejects.toMatchObject({ name: 'TimeoutError' });
  vi.advanceTimersByTime(3_000);
  await unanswered;
});
