import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { open } from '../../lib/domain/lifecycle.ts';
import { type Applications, applications, CursorInvalid, deskOf } from '../../lib/store/applications.ts';
import { StoreUnavailable } from '../../lib/store/table.ts';
import { useTable } from './table.ts';

const table = useTable();
const NOW = new Date('2026-03-02T09:00:00Z');
const store = () => applications(table(), () => NOW);

/** A seller, a buyer or a number that no other test knows. */
const nobody = () => randomUUID();

const sample = (change: Partial<Application> = {}, createdAt = NOW): Application => ({
  ...open({ id: ulid(createdAt.getTime()), number: nobody(), sellerBin: nobody(), prepared: {}, now: createdAt }),
  ...change,
});

const created = async (change: Partial<Application> = {}, createdAt = NOW) => {
  const application = sample(change, createdAt);
  expect(await store().create(application)).toBe('created');
  return application;
};

const pickup = (centre: string, region = '02') => ({ centre, region, plateKind: 'rectangular' });

describe('an application', () => {
  test('is read back as it was written, by its identifier and by its number', async () => {
    const application = await created({
      vehicle: { vin: 'TESTKZHAPPY000001', make: 'ULGI' },
      prepared: { iin: '900101100018' },
      journal: [
        {
          item: '4.1',
          system: 'business-register',
          outcome: 'sells-vehicles',
          requestId: nobody(),
          sha256: '0'.repeat(64),
          at: NOW.toISOString(),
        },
      ],
    });
    expect(await store().get(application.id)).toEqual(application);
    expect(await store().getByNumber(application.number)).toEqual(application);
    expect(await store().revision(application.id)).toBe(1);
  });

  test('that is not there is not there', async () => {
    expect(await store().get(ulid())).toBeUndefined();
    expect(await store().getByNumber('260302-0000-00')).toBeUndefined();
    expect(await store().revision(ulid())).toBeUndefined();
  });

  test('is created once: the second time it exists, and stays as it is', async () => {
    const application = await created();
    await store().change(application, (current) => ({ ...current, item: '4.2' }));
    expect(await store().create(application)).toBe('exists');
    expect(await store().get(application.id)).toMatchObject({ revision: 2, item: '4.2' });
  });

  test('cannot bear the number of another one, nor does the attempt leave anything behind', async () => {
    const first = await created();
    const second = sample({ number: first.number });
    expect(await store().create(second)).toBe('number-taken');
    expect(await store().get(second.id)).toBeUndefined();
    expect(await store().getByNumber(first.number)).toEqual(first);
  });

  test('is created after all when the first attempt ended between its number and itself', async () => {
    const application = sample();
    const Item = { pk: `NUMBER#${application.number}`, sk: 'APPLICATION', applicationId: application.id };
    await table().client.send(new PutCommand({ TableName: table().name, Item }));
    expect(await store().getByNumber(application.number)).toBeUndefined();
    expect(await store().create(application)).toBe('created');
    expect(await store().getByNumber(application.number)).toEqual(application);
  });
});

describe('a change', () => {
  test('counts the revision and bears the moment', async () => {
    const application = await created({}, new Date('2026-03-01T09:00:00Z'));
    const changed = await store().change(application, (current) => ({ ...current, status: 'awaiting-vehicle' }));
    expect(changed).toEqual({
      ...application,
      status: 'awaiting-vehicle',
      revision: 2,
      updatedAt: NOW.toISOString(),
    });
    expect(await store().get(application.id)).toEqual(changed);
  });

  test('that changes nothing writes nothing', async () => {
    const application = await created();
    expect(await store().change(application, (current) => current)).toBe(application);
    expect(await store().revision(application.id)).toBe(1);
  });

  test('that throws writes nothing', async () => {
    const application = await created();
    const change = store().change(application, () => {
      throw new Error('not awaited');
    });
    await expect(change).rejects.toThrow('not awaited');
    expect(await store().revision(application.id)).toBe(1);
  });

  test('from an old reading is asked again with what others wrote', async () => {
    const old = await created();
    await store().change(old, (current) => ({ ...current, item: '4.2' }));
    const seen: string[] = [];
    const changed = await store().change(old, (current) => {
      seen.push(current.item);
      return { ...current, status: 'awaiting-vehicle' };
    });
    expect(seen).toEqual(['4.1', '4.2']);
    expect(changed).toMatchObject({ revision: 3, item: '4.2', status: 'awaiting-vehicle' });
  });

  test('is not lost when many race: each is made exactly once', async () => {
    const application = await created({ tickets: 0 });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () =>
        store().change(application, (current) => ({ ...current, tickets: (current.tickets ?? 0) + 1 })),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(6).fill('fulfilled'));
    expect(await store().get(application.id)).toMatchObject({ tickets: 6, revision: 7 });
  });

  test('gives up when others keep writing first, and says that it may be tried again', async () => {
    const application = await created();
    const condition = await table()
      .client.send(
        new PutCommand({
          TableName: table().name,
          Item: { pk: `APPLICATION#${application.id}`, sk: 'APPLICATION' },
          ConditionExpression: 'revision = :revision',
          ExpressionAttributeValues: { ':revision': 99 },
        }),
      )
      .catch((error: unknown) => error);
    const send = table().client.send.bind(table().client);
    const client = Object.assign(Object.create(table().client), {
      send: (command: Parameters<typeof send>[0]) =>
        command instanceof PutCommand ? Promise.reject(condition) : send(command),
    });
    const change = applications({ ...table(), client }).change(application, (current) => ({ ...current, item: '4.2' }));
    await expect(change).rejects.toThrow(StoreUnavailable);
    expect(await store().revision(application.id)).toBe(1);
  });

  test('of an application that is gone is unavailable', async () => {
    const application = await created();
    const Key = { pk: `APPLICATION#${application.id}`, sk: 'APPLICATION' };
    await table().client.send(new DeleteCommand({ TableName: table().name, Key }));
    const change = store().change(application, (current) => ({ ...current, item: '4.2' }));
    await expect(change).rejects.toThrow(StoreUnavailable);
  });
});

/** Every page of a list, one after another. */
async function pagesOf(
  page: (cursor: string | undefined) => ReturnType<Applications['listBySeller']>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items, cursor: next } = await page(cursor);
    pages.push(items.map(({ id }) => id));
    cursor = next;
  } while (cursor !== undefined);
  return pages;
}

/** Applications of successive seconds, the newest first. */
async function several(count: number, change: (index: number) => Partial<Application>): Promise<Application[]> {
  const made: Application[] = [];
  for (let index = 0; index < count; index++) {
    made.unshift(await created(change(index), new Date(NOW.getTime() + index * 1000)));
  }
  return made;
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('the lists', () => {
  test('of a seller hold the seller’s own, newest first, each once over all pages', async () => {
    const seller = { bin: nobody() };
    const mine = await several(5, () => ({ seller }));
    await several(2, () => ({ seller: { bin: nobody() } }));
    for (const limit of [1, 2, 5, 100]) {
      const pages = await pagesOf((cursor) => store().listBySeller(seller.bin, { limit, cursor }));
      expect(pages.flat(), `${limit} a page`).toEqual(ids(mine));
      expect(pages.length, `${limit} a page`).toBe(Math.ceil(5 / limit));
    }
    expect(await store().listBySeller(nobody(), { limit: 20 })).toEqual({ items: [] });
  });

  test('show what lists show, and nothing else', async () => {
    const application = await created({
      awaiting: { action: 'vehicle', since: NOW.toISOString(), until: NOW.toISOString() },
      token: 'secret',
      prepared: { iin: '900101100018' },
      payment: { status: 'due', items: [], total: 1, requestedAt: NOW.toISOString() },
    });
    const { token: _, prepared: __, payment: ___, journal: ____, undeliveredSince: _____, ...summary } = application;
    expect((await store().listBySeller(application.seller.bin, { limit: 20 })).items).toEqual([summary]);
  });

  test('of a buyer hold what stands in the cabinet', async () => {
    const buyer = { iin: nobody() };
    const [inCabinet] = await several(1, () => ({ buyer, inCabinet: true }));
    await several(1, () => ({ buyer }));
    expect(ids((await store().listByBuyer(buyer.iin, { limit: 20 })).items)).toEqual([inCabinet?.id]);
  });

  test('narrowed to a status fill their pages, over what is left out', async () => {
    const seller = { bin: nobody() };
    const all = await several(9, (index) => ({ seller, status: index % 3 === 0 ? 'refused' : 'awaiting-vehicle' }));
    const refused = all.filter(({ status }) => status === 'refused');
    const pages = await pagesOf((cursor) => store().listBySeller(seller.bin, { limit: 2, cursor, status: 'refused' }));
    expect(pages.map(({ length }) => length)).toEqual([2, 1]);
    expect(pages.flat()).toEqual(ids(refused));
    expect(await store().listBySeller(seller.bin, { limit: 2, status: 'expired' })).toEqual({ items: [] });
  });

  test('of desks hold what lies there, by status', async () => {
    const centre = nobody();
    const ready = await several(3, () => ({ status: 'ready-for-collection', pickup: pickup(centre) }));
    const done = await several(2, () => ({ status: 'registered', pickup: pickup(centre) }));
    await several(1, () => ({ status: 'ready-for-collection', pickup: pickup(nobody()) }));
    const list = (page: { limit: number; status?: 'ready-for-collection' | 'registered' }) =>
      pagesOf((cursor) => store().listByDesk(`centre#${centre}`, { ...page, cursor }));
    expect((await list({ limit: 2, status: 'ready-for-collection' })).flat()).toEqual(ids(ready));
    expect((await list({ limit: 1, status: 'registered' })).flat()).toEqual(ids(done));
    expect((await list({ limit: 2 })).flat().toSorted()).toEqual(ids([...ready, ...done]).toSorted());
  });

  test('of the unsigned hold every live application until the buyer signs, and keep their order while they change', async () => {
    const live = await several(3, () => ({ status: 'awaiting-consent' }));
    const at = NOW.toISOString();
    const sha256 = '0'.repeat(64);
    const signature = { at, documentSha256: sha256, cmsSha256: sha256, certificateSha256: sha256 };
    const signed = await created({ status: 'awaiting-payment', signatures: { buyer: signature } });
    const ended = await created({ status: 'refused' });
    const unsigned = (await pagesOf((cursor) => store().listByDesk('unsigned', { limit: 2, cursor }))).flat();
    for (const { id } of live) expect(unsigned.filter((listed) => listed === id)).toHaveLength(1);
    expect(unsigned).not.toContain(signed.id);
    expect(unsigned).not.toContain(ended.id);
    expect(live.map((application) => deskOf({ ...application, status: 'checking' }))).toEqual(
      live.map(({ id }) => ({ desk: 'unsigned', deskOrder: id })),
    );
  });

  test.each([
    ['in-registration', 'police#02'],
    ['in-printing', 'printing'],
    ['ready-for-collection', 'centre#0201'],
    ['ticket-issued', 'centre#0201'],
    ['registered', 'centre#0201'],
    ['refused', undefined],
    ['withdrawn', undefined],
    ['awaiting-pickup', 'unsigned'],
  ] as const)('lay what is %s on the desk %s', (status, desk) => {
    expect(deskOf(sample({ status, pickup: pickup('0201') }))?.desk).toBe(desk);
  });

  test('lay what is to be refunded on the desk of refunds, however it ended', () => {
    const refused = (status: 'due' | 'refund-due') => {
      const payment = { status, items: [], total: 18_597, requestedAt: NOW.toISOString() };
      return sample({ status: 'refused', pickup: pickup('0201'), payment });
    };
    const application = refused('refund-due');
    expect(deskOf(application)).toEqual({ desk: 'refunds', deskOrder: `refused#${application.id}` });
    expect(deskOf(refused('due'))).toBeUndefined();
  });

  test('move with the status: what was decided is on the next desk and no more on the last', async () => {
    const region = nobody();
    const centre = nobody();
    const application = await created({ status: 'in-registration', pickup: pickup(centre, region) });
    expect(ids((await store().listByDesk(`police#${region}`, { limit: 9 })).items)).toEqual([application.id]);
    await store().change(application, (current) => ({ ...current, status: 'ready-for-collection' }));
    expect((await store().listByDesk(`police#${region}`, { limit: 9 })).items).toEqual([]);
    expect(ids((await store().listByDesk(`centre#${centre}`, { limit: 9 })).items)).toEqual([application.id]);
  });
});

describe('a cursor', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');

  test.each([
    ['of letters', 'nonsense'],
    ['that is not base64', '*'],
    ['of another encoding', `${encoded(ulid())}=`],
    ['of an identifier that there is not', encoded('not-a-ulid')],
    ['of a key', encoded(`APPLICATION#${ulid()}`)],
    ['of nothing', ''],
    ['of another kind of list', encoded(`registered#${ulid()}`)],
  ])('%s is not taken', async (_, cursor) => {
    await expect(store().listBySeller(nobody(), { limit: 20, cursor })).rejects.toThrow(CursorInvalid);
    await expect(store().listByBuyer(nobody(), { limit: 20, cursor })).rejects.toThrow(CursorInvalid);
  });

  test('of a seller’s list is not taken at a desk, nor one of another status', async () => {
    const cursor = encoded(ulid());
    await expect(store().listByDesk('printing', { limit: 20, cursor })).rejects.toThrow(CursorInvalid);
    const other = { limit: 20, status: 'registered', cursor: encoded(`ticket-issued#${ulid()}`) } as const;
    await expect(store().listByDesk('centre#0201', other)).rejects.toThrow(CursorInvalid);
  });

  test('of somebody else’s list opens nothing of theirs', async () => {
    const theirs = { bin: nobody() };
    const mine = { bin: nobody() };
    await several(3, () => ({ seller: theirs }));
    const own = await several(2, () => ({ seller: mine }));
    const { cursor } = await store().listBySeller(theirs.bin, { limit: 1 });
    const { items } = await store().listBySeller(mine.bin, { limit: 20, cursor });
    for (const { seller } of items) expect(seller.bin).toBe(mine.bin);
    expect(items.length).toBeLessThanOrEqual(own.length);
  });

  test('of an application that has moved on still leads on from where it stood', async () => {
    const seller = { bin: nobody() };
    const [newest, ...rest] = await several(3, () => ({ seller }));
    if (!newest) throw new Error('There is a newest one.');
    const { cursor } = await store().listBySeller(seller.bin, { limit: 1 });
    await store().change(newest, (current) => ({ ...current, status: 'refused' }));
    expect(ids((await store().listBySeller(seller.bin, { limit: 20, cursor })).items)).toEqual(ids(rest));
  });
});

test('what is undelivered is found, oldest first, until it is delivered', async () => {
  const since = (seconds: number) => ({ undeliveredSince: new Date(NOW.getTime() + seconds * 1000).toISOString() });
  const second = await created(since(2));
  const first = await created(since(1));
  const third = await created(since(3));
  const mine = new Set(ids([first, second, third]));
  const found = async (before: number, page?: number) => {
    const all: string[] = [];
    for await (const some of store().undelivered(new Date(NOW.getTime() + before * 1000), page)) all.push(...some);
    return all.filter((id) => mine.has(id));
  };
  expect(await found(10)).toEqual(ids([first, second, third]));
  expect(await found(10, 1)).toEqual(ids([first, second, third]));
  expect(await found(2)).toEqual([first.id]);
  await store().change(first, ({ undeliveredSince: _, ...rest }) => rest);
  expect(await found(10)).toEqual(ids([second, third]));
});
