import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { isConditionFailure, reachingStore, type Table } from './table.ts';

/** The claims that keep it to one live application per VIN (decision 0001, 8). */
export interface VinClaims {
  /**
   * Claims the VIN for an application: undefined when the claim is now that application's, otherwise the identifier of
   * the one that holds it.
   */
  claim(vin: string, applicationId: string): Promise<string | undefined>;
  /** Takes the VIN over from a holder that has ended; false when the claim has changed hands meanwhile. */
  takeOver(vin: string, from: string, applicationId: string): Promise<boolean>;
  /** Releases the VIN, unless another application holds it. */
  release(vin: string, applicationId: string): Promise<void>;
}

/** The claims in a table. */
export function vinClaims({ client, name: TableName }: Table): VinClaims {
  const key = (vin: string) => ({ pk: `VIN#${vin}`, sk: 'CLAIM' });

  /** Runs a conditional write; false when its condition does not hold. */
  const conditionally = async (write: () => Promise<unknown>) => {
    try {
      await reachingStore(write);
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  const putIf = (vin: string, applicationId: string, ConditionExpression: string, holder: string) =>
    conditionally(() =>
      client.send(
        new PutCommand({
          TableName,
          Item: { ...key(vin), applicationId },
          ConditionExpression,
          ExpressionAttributeValues: { ':holder': holder },
        }),
      ),
    );

  return {
    async claim(vin, applicationId) {
      if (await putIf(vin, applicationId, 'attribute_not_exists(pk) OR applicationId = :holder', applicationId)) {
        return undefined;
      }
      const { Item } = await reachingStore(() =>
        client.send(new GetCommand({ TableName, Key: key(vin), ConsistentRead: true })),
      );
      // Released between the two calls: ask again, and it is free.
      return Item ? z.object({ applicationId: z.string() }).parse(Item).applicationId : this.claim(vin, applicationId);
    },
    takeOver: (vin, from, applicationId) => putIf(vin, applicationId, 'applicationId = :holder', from),
    async release(vin, applicationId) {
      await conditionally(() =>
        client.send(
          new DeleteCommand({
            TableName,
            Key: key(vin),
            ConditionExpression: 'applicationId = :holder',
            ExpressionAttributeValues: { ':holder': applicationId },
          }),
        ),
      );
    },
  };
}
