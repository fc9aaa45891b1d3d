import {
  type AttributeValue,
  type CreateTableCommandInput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';

/** A small table with one index: things by their owner, in order of time. */
export const THINGS: CreateTableCommandInput = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-owner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

export const thing = (id: string, owner: string, at: string): Record<string, AttributeValue> => ({
  id: { S: id },
  owner: { S: owner },
  at: { S: at },
  text: { S: 'not in the list' },
});

export const clientOf = (endpoint: string, config: DynamoDBClientConfig = {}) =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...config,
  });

/** What the index lists for an owner, as `<at> <id>`, newest first. */
export async function listOf(client: DynamoDBClient, owner: string): Promise<string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: 'things',
      IndexName: 'by-owner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: owner } },
      ScanIndexForward: false,
    }),
  );
  return Items.map((item) => `${item.at?.S} ${item.id?.S}`);
}
