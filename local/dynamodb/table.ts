import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { REGION } from '../arns.ts';

/**
 * Makes the table if it does not exist, and resolves when it can be used.
 *
 * @throws Error when the existing table has other keys or indexes
 */
export async function ensureTable(client: DynamoDBClient, definition: CreateTableCommandInput): Promise<void> {
  const { TableName } = definition;
  const describe = async (): Promise<TableDescription | undefined> => {
    try {
      return (await client.send(new DescribeTableCommand({ TableName }))).Table;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
  let table = await describe();
  if (!table) await client.send(new CreateTableCommand(definition));
  while (table?.TableStatus !== 'ACTIVE') table = await describe();
  if (keysOf(table) !== keysOf(definition)) {
    throw new Error(`The table ${TableName} has other keys or indexes than this version of Tirkeu works with.`);
  }
}

/** The keys of a table and of its indexes as text, to compare. */
function keysOf({ KeySchema, GlobalSecondaryIndexes }: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>) {
  const keys = (schema: TableDescription['KeySchema']) =>
    schema?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
  const indexes = GlobalSecondaryIndexes?.map(
    ({ IndexName, KeySchema: schema, Projection }) =>
      `${IndexName}: ${keys(schema)}; ${Projection?.NonKeyAttributes?.toSorted().join(', ')}`,
  );
  return JSON.stringify([keys(KeySchema), indexes?.toSorted()]);
}

/** A client of the machine's own DynamoDB. */
export const localClient = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
