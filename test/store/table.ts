import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { openTable, type Table, tableDefinition } from '../../lib/store/table.ts';
import { REGION } from '../../local/arns.ts';
import { startDynamoDb } from '../../local/dynamodb/server.ts';
import { ensureTable, localClient } from '../../local/dynamodb/table.ts';

/** Where another DynamoDB listens, to run the same tests on: see tools/dynamodb-local.ts. */
const OTHER = process.env.TIRKEU_DYNAMODB_URL;

/**
 * A table for the tests of a file: on the DynamoDB of this machine, or on the one that `TIRKEU_DYNAMODB_URL` names.
 * There once the tests run.
 */
export function useTable(): () => Table {
  const name = `applications-${randomUUID()}`;
  let table: Table | undefined;
  let end: () => Promise<void>;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'));
    const own = OTHER === undefined ? await startDynamoDb({ port: 0, folder }) : undefined;
    const endpoint = own?.url ?? OTHER ?? '';
    const client = localClient(endpoint);
    await ensureTable(client, tableDefinition(name));
    table = openTable(name, {
      endpoint,
      region: REGION,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    end = async () => {
      await client.send(new DeleteTableCommand({ TableName: name }));
      client.destroy();
      await own?.close();
      rmSync(folder, { recursive: true });
    };
  });
  afterAll(() => end());

  return () => {
    if (!table) throw new Error('The table is there once the tests run.');
    return table;
  };
}
