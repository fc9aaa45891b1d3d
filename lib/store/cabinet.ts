import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type StoredNotice, storedNotice } from '../domain/cabinet.ts';
import { CursorInvalid, type Page, type PageRequest } from './applications.ts';
import { reachingStore, type Table } from './table.ts';

/** The notices in the buyers' cabinets. */
export interface Cabinet {
  /** Puts a notice into the cabinet; the same notice (by its `id` and time) twice is one. */
  put(iin: string, notice: StoredNotice): Promise<void>;
  /** Newest first. */
  list(iin: string, page: PageRequest): Promise<Page<StoredNotice>>;
}

/** The cabinets in a table. */
export function cabinet({ client, name: TableName }: Table): Cabinet {
  const pk = (iin: string) => `BUYER#${iin}`;
  const sk = (notice: StoredNotice) => `NOTICE#${notice.at}#${notice.id}`;
  return {
    async put(iin, notice) {
      await reachingStore(() =>
        client.send(new PutCommand({ TableName, Item: { pk: pk(iin), sk: sk(notice), ...notice } })),
      );
    },
    async list(iin, { limit, cursor }) {
      const from = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
      if (from !== undefined && (!from.startsWith('NOTICE#') || Buffer.from(from).toString('base64url') !== cursor)) {
        throw new CursorInvalid('The cursor was not made by this service.');
      }
      const { Items = [] } = await reachingStore(() =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :notice)',
            ExpressionAttributeValues: { ':pk': pk(iin), ':notice': 'NOTICE#' },
            ScanIndexForward: false,
            Limit: limit + 1,
            ExclusiveStartKey: from === undefined ? undefined : { pk: pk(iin), sk: from },
          }),
        ),
      );
      const items = Items.slice(0, limit).map(({ pk: _, sk: __, ...item }) => storedNotice.parse(item));
      const last = items.at(-1);
      return {
        items,
        ...(Items.length > limit && last && { cursor: Buffer.from(sk(last)).toString('base64url') }),
      };
    },
  };
}
