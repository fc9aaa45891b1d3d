/** Run by a test: writes to a database in the folder named, one line for each write, until it is killed. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { clientOf, THINGS, thing } from './things.ts';

const database = await startDynamoDb({ port: 0, folder: process.argv[2] ?? '' });
const client = clientOf(database.url);
await ensureTable(client, THINGS);
for (let i = 0; ; i++) {
  const id = `thing-${i % 10}`;
  await client.send(new PutItemCommand({ TableName: 'things', Item: thing(id, `owner-${i % 3}`, String(i)) }));
  console.log(`${id} ${i}`);
}
