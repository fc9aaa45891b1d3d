import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { isConditionFailure, reachingStore, type Table, TIME_TO_LIVE_ATTRIBUTE } from './table.ts';

/** For how long a start repeated with the same key is answered with the first one's application, in seconds. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** What is kept under an idempotency key: which application was started with it, and by what request. */
export interface StartRecord {
  readonly applicationId: string;
  readonly number: string;
  /** SHA-256 of the request: the same key with another request is the caller's mistake. */
  readonly digest: string;
}

/** The idempotency keys of starts (4.1). Each seller has keys of its own. */
export interface IdempotencyKeys {
  /** Puts the record under the key, or returns the one that is already there. */
  claim(bin: string, key: string, record: StartRecord, now: Date): Promise<StartRecord>;
  /** What is kept under the key, even when it has expired and DynamoDB has not deleted it yet. */
  find(bin: string, key: string): Promise<StartRecord | undefined>;
}

const stored = z.object({ applicationId: z.string(), number: z.string(), digest: z.string() });

const keyOf = (bin: string, key: string) => ({ pk: `IDEMPOTENCY#${bin}#${key}`, sk: 'START' });

/** The idempotency keys in a table. */
export function idempotencyKeys({ client, name: TableName }: Table): IdempotencyKeys {
  return {
    async claim(bin, key, record, now) {
      const Key = keyOf(bin, key);
      const seconds = Math.floor(now.getTime() / 1000);
      try {
        await reachingStore(() =>
          client.send(
            new PutCommand({
              TableName,
              Item: { ...Key, ...record, [TIME_TO_LIVE_ATTRIBUTE]: seconds + IDEMPOTENCY_SECONDS },
              // DynamoDB deletes expired items within days, not at once.
              ConditionExpression: 'attribute_not_exists(pk) OR #expires <= :now',
              ExpressionAttributeNames: { '#expires': TIME_TO_LIVE_ATTRIBUTE },
              ExpressionAttributeValues: { ':now': seconds },
            }),
          ),
        );
        return record;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        return (await this.find(bin, key)) ?? this.claim(bin, key, record, now);
      }
    },

    async find(bin, key) {
      const Key = keyOf(bin, key);
      const { Item } = await reachingStore(() => client.send(new GetCommand({ TableName, Key, ConsistentRead: true })));
      return Item && stored.parse(Item);
    },
  };
}
