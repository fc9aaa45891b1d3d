import {
  type CreateTableCommandInput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AWS_CLIENT } from '../aws-client.ts';

/**
 * The one table. Items by key (`pk`, `sk`):
 *
 * | item | pk | sk |
 * | --- | --- | --- |
 * | application | `APPLICATION#<id>` | `APPLICATION` |
 * | document to sign | `APPLICATION#<id>` | `DOCUMENT#<seller or buyer>` |
 * | signature with its evidence | `APPLICATION#<id>` | `SIGNATURE#<seller or buyer>#<SHA-256 of the CMS>` |
 * | live claim on a VIN | `VIN#<vin>` | `CLAIM` |
 * | application number | `NUMBER#<number>` | `APPLICATION` |
 * | notice in a buyer's cabinet | `BUYER#<iin>` | `NOTICE#<time>#<identifier>` |
 * | idempotency key | `IDEMPOTENCY#<bin>#<key>` | `START` |
 * | wrong IINs entered by a seller | `PROBES#<bin>` | `<hour>` |
 */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** The indexes: each holds only the items that carry its attributes, and of them only what lists show. */
export const INDEXES = {
  /** A seller's applications, by creation. */
  bySeller: { name: 'by-seller', partition: 'sellerBin', sort: 'id' },
  /** The applications in a buyer's cabinet, by creation. */
  byBuyer: { name: 'by-buyer', partition: 'cabinetIin', sort: 'id' },
  /**
   * What lies on a desk: a police region's, the printing centre's, a service centre's; what the buyer has not signed; and
   * whose payment is to be given back.
   */
  byDesk: { name: 'by-desk', partition: 'desk', sort: 'deskOrder' },
  /** What was written here and may not have reached the state machine yet. */
  undelivered: { name: 'undelivered', partition: 'undelivered', sort: 'undeliveredSince' },
} as const;

/** The attribute by which DynamoDB deletes expired items, in seconds since the epoch. */
export const TIME_TO_LIVE_ATTRIBUTE = 'expiresAt';

/**
 * The request that creates the table, on one machine and in tests; on AWS the data stack makes the same keys and
 * indexes.
 */
export function tableDefinition(name: string): CreateTableCommandInput {
  const indexes = Object.values(INDEXES);
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(({ partition, sort }) => [partition, sort])]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partition, KeyType: 'HASH' },
        { AttributeName: index.sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: projectedAttributes(index) },
    })),
  };
}

/**
 * The attributes that an index carries besides its keys: what lists show and filter by. The sweeper's index needs the
 * identifier alone.
 */
export function projectedAttributes(index: (typeof INDEXES)[keyof typeof INDEXES]): string[] {
  return index === INDEXES.undelivered ? ['id'] : ['status', 'summary'];
}

/** What a client of DynamoDB has in place of HTTP and of the signature that goes with it. */
export type DatabaseWay = Pick<DynamoDBClientConfig, 'requestHandler' | 'signer'>;

let way: DatabaseWay = {};

/** Has the clients made from now on reach DynamoDB in another way: on one machine it is a thread of the same process. */
export function reachDatabaseBy(other: DatabaseWay): void {
  way = other;
}

/** The table by its name, over one client that is kept for the life of the process. */
export function openTable(name: string, config: DynamoDBClientConfig = {}): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...AWS_CLIENT, ...way, ...config }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name };
}

/**
 * The database could not be reached, throttled the call, or the same item was changed too often at once. Nothing was
 * decided; the caller tries again (the state machine retries it by this name).
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Errors that are our own and will not pass: repeating the same call cannot help. */
const NOT_TRANSIENT = new Set([
  'ValidationException',
  'ResourceNotFoundException',
  'AccessDeniedException',
  'ItemCollectionSizeLimitExceededException',
]);

/**
 * Runs a call to DynamoDB, and turns the SDK's transient errors into {@link StoreUnavailable}. Other errors, which are
 * bugs or wrong settings, are thrown as they are.
 */
export async function reachingStore<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DynamoDBServiceException) {
      if (error.name === 'ConditionalCheckFailedException' || NOT_TRANSIENT.has(error.name)) throw error;
      throw new StoreUnavailable(`DynamoDB: ${error.name}`);
    }
    // Anything that is no answer of DynamoDB's is a broken connection or a time-out of the SDK's own.
    if (error instanceof Error && ('code' in error || error.name === 'TimeoutError')) {
      throw new StoreUnavailable(`DynamoDB out of reach: ${error.name}`);
    }
    throw error;
  }
}

/** Whether DynamoDB rejected a write because its condition did not hold. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof DynamoDBServiceException && error.name === 'ConditionalCheckFailedException';
}
