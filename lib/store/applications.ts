import { GetCommand, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Application, applicationSchema, type Summary, summarySchema } from '../domain/application.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { buyerHasSigned, isEnded } from '../domain/lifecycle.ts';
import type { Status } from '../domain/waits.ts';
import { INDEXES, isConditionFailure, reachingStore, StoreUnavailable, type Table } from './table.ts';

/** A page of a list: what it shows, and where the next one begins. */
export interface Page<T> {
  readonly items: T[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  /** The most items to hand back; a filtered page may hold fewer, and still have a cursor. */
  readonly limit: number;
  /** The cursor of the page before; absent for the first page. */
  readonly cursor?: string | undefined;
}

/**
 * A desk on which applications lie: `unsigned` is everything live that the buyer has not signed, `refunds` everything
 * whose payment is to be given back.
 */
export type Desk = 'unsigned' | 'refunds' | 'printing' | `police#${string}` | `centre#${string}`;

/** The applications: one item each, changed only under the condition that nobody else changed it meanwhile. */
export interface Applications {
  /**
   * Writes a new application: `number-taken` when another one has its number, `exists` (and nothing is written) when
   * this very one is already there.
   */
  create(application: Application): Promise<'created' | 'exists' | 'number-taken'>;
  /** The application as it is now, by a consistent read; undefined when there is none. */
  get(id: string): Promise<Application | undefined>;
  /** By the number that the buyer shows (9). */
  getByNumber(number: string): Promise<Application | undefined>;
  /** The revision alone, for those who wait for a change; undefined when there is no such application. */
  revision(id: string): Promise<number | undefined>;
  /**
   * Changes an application: `change` is given what is stored and returns its next state, or the same object when there
   * is nothing to write. When somebody else wrote first, it is called again with what they wrote; what it throws goes
   * to the caller.
   *
   * @param known the application as it was last read, which saves reading it again
   * @throws StoreUnavailable when others keep writing first
   */
  change(known: Application, change: (current: Application) => Application): Promise<Application>;
  /** The applications that a seller started, newest first. */
  listBySeller(bin: string, page: PageRequest & { status?: Status | undefined }): Promise<Page<Summary>>;
  /** The applications in a buyer's cabinet, newest first. */
  listByBuyer(iin: string, page: PageRequest & { status?: Status | undefined }): Promise<Page<Summary>>;
  /**
   * What lies on a desk, newest first; on a desk of a centre or of the police, those of one status after those of
   * another.
   */
  listByDesk(desk: Desk, page: PageRequest & { status?: Status | undefined }): Promise<Page<Summary>>;
  /** Identifiers of the applications with something undelivered since before that moment, oldest first, in pages. */
  undelivered(before: Date, page?: number): AsyncIterable<string[]>;
}

/**
 * How often a change is tried again when somebody else wrote first. Ten people would have to act at the same moment.
 */
const CHANGE_ATTEMPTS = 10;
/** How many items a filtered list looks at before it hands back what it has, with a cursor. */
const FILTER_BUDGET = 1000;
/** How many identifiers the sweeper is given at a time. */
const UNDELIVERED_PAGE = 1000;

/** A cursor that was not made by this service, or not for this list. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid';
}

const isInSummary = (field: string) => field in summarySchema.shape;

const key = (id: string) => ({ pk: `APPLICATION#${id}`, sk: 'APPLICATION' });

/** The desk an application lies on and its place there; absent where it lies on none. */
export function deskOf(application: Application): { desk: Desk; deskOrder: string } | undefined {
  const { id, status, pickup, payment } = application;
  const on = (desk: Desk) => ({ desk, deskOrder: `${status}#${id}` });
  if (status === 'in-registration' && pickup) return on(`police#${pickup.region}`);
  if (status === 'in-printing') return on('printing');
  if ((status === 'ready-for-collection' || status === 'ticket-issued' || status === 'registered') && pickup) {
    return on(`centre#${pickup.centre}`);
  }
  if (payment?.status === 'refund-due') return on('refunds');
  // By identifier alone, so that nothing changes its place while the pilot's end goes through the desk page by page.
  if (!isEnded(application) && !buyerHasSigned(application)) return { desk: 'unsigned', deskOrder: id };
  return undefined;
}

/**
 * The stored item. What conditions, filters and indexes look at has attributes of its own; the application itself is in
 * two JSON texts, `summary` with what lists show and `details` with the rest. As nested attributes it would be packed,
 * checked and unpacked field by field with every request, which took a third longer.
 */
export function toItem(application: Application): Record<string, unknown> {
  const { id, revision, status, seller, buyer, inCabinet, undeliveredSince } = application;
  const fields = Object.entries(application);
  const text = (chosen: typeof fields) => JSON.stringify(Object.fromEntries(chosen));
  return {
    ...key(id),
    id,
    revision,
    status,
    sellerBin: seller.bin,
    ...(inCabinet && buyer && { cabinetIin: buyer.iin }),
    ...deskOf(application),
    ...(undeliveredSince && { undelivered: 'yes', undeliveredSince }),
    summary: text(fields.filter(([name]) => isInSummary(name))),
    details: text(fields.filter(([name]) => !isInSummary(name))),
  };
}

/** The fields in one of the texts. The application's own schema says what they are. */
const fieldsOf = (text: unknown): object => JSON.parse(String(text));

const fromItem = ({ summary, details }: Record<string, unknown>): Application =>
  applicationSchema.parse({ ...fieldsOf(summary), ...fieldsOf(details) });

const fromIndex = ({ summary }: Record<string, unknown>): Summary => summarySchema.parse(fieldsOf(summary));

/** The applications in a table. */
export function applications({ client, name: TableName }: Table, clock: Clock = systemClock): Applications {
  const get = async (id: string) => {
    const { Item } = await reachingStore(() =>
      client.send(new GetCommand({ TableName, Key: key(id), ConsistentRead: true })),
    );
    return Item && fromItem(Item);
  };

  const putNew = async (item: Record<string, unknown>) => {
    try {
      await reachingStore(() =>
        client.send(new PutCommand({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  const numberHolder = async (number: string) => {
    const { Item } = await reachingStore(() =>
      client.send(
        new GetCommand({ TableName, Key: { pk: `NUMBER#${number}`, sk: 'APPLICATION' }, ConsistentRead: true }),
      ),
    );
    return Item && z.object({ applicationId: z.string() }).parse(Item).applicationId;
  };

  /** Puts the next revision; false when somebody else wrote first. */
  const replace = async (application: Application, revision: number) => {
    try {
      await reachingStore(() =>
        client.send(
          new PutCommand({
            TableName,
            Item: toItem(application),
            ConditionExpression: 'revision = :revision',
            ExpressionAttributeValues: { ':revision': revision },
          }),
        ),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  const list = async (
    index: (typeof INDEXES)['bySeller' | 'byBuyer' | 'byDesk'],
    partition: string,
    page: PageRequest,
    narrow: Pick<QueryCommandInput, 'FilterExpression' | 'KeyConditionExpression' | 'ExpressionAttributeNames'> & {
      values?: Record<string, string>;
      /** What comes before the identifier in the sort key, as a regular expression; nothing by default. */
      sortPrefix?: string;
    },
  ): Promise<Page<Summary>> => {
    const rows: Record<string, unknown>[] = [];
    let from = page.cursor === undefined ? undefined : startKey(index, partition, page.cursor, narrow.sortPrefix);
    let looked = 0;
    do {
      const answer = await reachingStore(() =>
        client.send(
          new QueryCommand({
            TableName,
            IndexName: index.name,
            KeyConditionExpression: `#partition = :partition${narrow.KeyConditionExpression ?? ''}`,
            FilterExpression: narrow.FilterExpression,
            ExpressionAttributeNames: { '#partition': index.partition, ...narrow.ExpressionAttributeNames },
            ExpressionAttributeValues: { ':partition': partition, ...narrow.values },
            ScanIndexForward: false,
            // One more than asked tells whether there is a next page.
            Limit: narrow.FilterExpression ? 250 : page.limit + 1 - rows.length,
            ExclusiveStartKey: from,
          }),
        ),
      );
      rows.push(...(answer.Items ?? []));
      looked += answer.ScannedCount ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from && rows.length <= page.limit && looked < FILTER_BUDGET);
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : from;
    return { items: shown.map(fromIndex), ...(last && { cursor: encodeCursor(String(last[index.sort])) }) };
  };

  return {
    get,
    async create(application) {
      const { id, number } = application;
      const fresh = await putNew({ pk: `NUMBER#${number}`, sk: 'APPLICATION', applicationId: id });
      if (!fresh && (await numberHolder(number)) !== id) return 'number-taken';
      return (await putNew(toItem(application))) ? 'created' : 'exists';
    },
    async getByNumber(number) {
      const id = await numberHolder(number);
      return id === undefined ? undefined : get(id);
    },
    async revision(id) {
      const { Item } = await reachingStore(() =>
        client.send(
          new GetCommand({ TableName, Key: key(id), ProjectionExpression: 'revision', ConsistentRead: true }),
        ),
      );
      return Item && z.object({ revision: z.number() }).parse(Item).revision;
    },
    async change(known, change) {
      let current = known;
      for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
        const next = change(current);
        if (next === current) return current;
        const updated = { ...next, revision: current.revision + 1, updatedAt: clock().toISOString() };
        if (await replace(updated, current.revision)) return updated;
        const fresh = await get(known.id);
        if (!fresh) throw new StoreUnavailable('The application is not there.');
        current = fresh;
      }
      throw new StoreUnavailable('The application is being changed by too many at once.');
    },
    listBySeller: (bin, page) => list(INDEXES.bySeller, bin, page, statusFilter(page.status)),
    listByBuyer: (iin, page) => list(INDEXES.byBuyer, iin, page, statusFilter(page.status)),
    listByDesk: (desk, page) =>
      list(
        INDEXES.byDesk,
        desk,
        page,
        desk === 'unsigned'
          ? {}
          : page.status === undefined
            ? { sortPrefix: '[a-z-]+#' }
            : {
                KeyConditionExpression: ' AND begins_with(#sort, :status)',
                ExpressionAttributeNames: { '#sort': INDEXES.byDesk.sort },
                values: { ':status': `${page.status}#` },
                sortPrefix: `${page.status}#`,
              },
      ),
    async *undelivered(before, page = UNDELIVERED_PAGE) {
      const { name, partition, sort } = INDEXES.undelivered;
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await reachingStore(() =>
          client.send(
            new QueryCommand({
              TableName,
              IndexName: name,
              KeyConditionExpression: '#partition = :yes AND #sort < :before',
              ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
              ExpressionAttributeValues: { ':yes': 'yes', ':before': before.toISOString() },
              Limit: page,
              ExclusiveStartKey: from,
            }),
          ),
        );
        yield Items.map((item) => z.object({ id: z.string() }).parse(item).id);
        from = LastEvaluatedKey;
      } while (from);
    },
  };
}

const statusFilter = (status: Status | undefined) =>
  status === undefined
    ? {}
    : {
        FilterExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        values: { ':status': status },
      };

const encodeCursor = (sort: string) => Buffer.from(sort).toString('base64url');

const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

/** Where a list goes on. A cursor holds the sort key alone: the partition is always the caller's own. */
function startKey(
  index: { partition: string; sort: string },
  partition: string,
  cursor: string,
  sortPrefix = '',
): Record<string, string> {
  const sort = Buffer.from(cursor, 'base64url').toString();
  const id = new RegExp(`^${sortPrefix}(${ULID})$`).exec(sort)?.[1];
  if (!id || encodeCursor(sort) !== cursor) {
    throw new CursorInvalid('The cursor was not made by this service, or not for this list.');
  }
  return { ...key(id), [index.partition]: partition, [index.sort]: sort };
}
