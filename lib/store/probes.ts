import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { reachingStore, type Table, TIME_TO_LIVE_ATTRIBUTE } from './table.ts';

const HOUR_SECONDS = 60 * 60;

/**
 * Counts the IINs that a seller entered and that have no data (4.7) or no contract (4.8), so that nobody can find out
 * by trial who exists. A check that is retried after it was counted counts again: the limit is far above what that
 * adds.
 */
export interface Probes {
  /** Counts one more in the present hour. */
  add(bin: string, now: Date): Promise<void>;
  /** How many there were in the present hour, and how many seconds remain of it. */
  thisHour(bin: string, now: Date): Promise<{ count: number; secondsLeft: number }>;
}

/** The counts in a table. */
export function probes({ client, name: TableName }: Table): Probes {
  const hourOf = (now: Date) => Math.floor(now.getTime() / 1000 / HOUR_SECONDS);
  const key = (bin: string, now: Date) => ({ pk: `PROBES#${bin}`, sk: String(hourOf(now)) });
  return {
    async add(bin, now) {
      await reachingStore(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: key(bin, now),
            UpdateExpression: 'ADD #count :one SET #expires = :expires',
            ExpressionAttributeNames: { '#count': 'count', '#expires': TIME_TO_LIVE_ATTRIBUTE },
            ExpressionAttributeValues: { ':one': 1, ':expires': (hourOf(now) + 2) * HOUR_SECONDS },
          }),
        ),
      );
    },
    async thisHour(bin, now) {
      const { Item } = await reachingStore(() =>
        client.send(new GetCommand({ TableName, Key: key(bin, now), ConsistentRead: true })),
      );
      return {
        count: z.optional(z.object({ count: z.number() })).parse(Item)?.count ?? 0,
        secondsLeft: Math.ceil((hourOf(now) + 1) * HOUR_SECONDS - now.getTime() / 1000),
      };
    },
  };
}
