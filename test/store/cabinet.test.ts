import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { StoredNotice } from '../../lib/domain/cabinet.ts';
import { CursorInvalid } from '../../lib/store/applications.ts';
import { cabinet } from '../../lib/store/cabinet.ts';
import { useTable } from './table.ts';

const table = useTable();
const cabinets = () => cabinet(table());

const notice = (minute: number, change: Partial<StoredNotice> = {}): StoredNotice => ({
  id: `application-${minute}`,
  applicationId: 'application',
  number: '260302-0000-00',
  code: 'application-received',
  item: '4.10',
  values: { seller: '«Үлгі Авто» ЖШС', count: 1 },
  at: new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString(),
  ...change,
});

describe('a buyer’s cabinet', () => {
  test('holds what was put there, newest first, each once over all pages', async () => {
    const iin = randomUUID();
    for (const minute of [2, 1, 3]) await cabinets().put(iin, notice(minute));
    expect(await cabinets().list(iin, { limit: 20 })).toEqual({ items: [notice(3), notice(2), notice(1)] });
    const first = await cabinets().list(iin, { limit: 2 });
    expect(first.items).toEqual([notice(3), notice(2)]);
    expect(await cabinets().list(iin, { limit: 2, cursor: first.cursor })).toEqual({ items: [notice(1)] });
  });

  test('is empty for a stranger', async () => {
    await cabinets().put(randomUUID(), notice(1));
    expect(await cabinets().list(randomUUID(), { limit: 20 })).toEqual({ items: [] });
  });

  test('holds one notice when the same is put again', async () => {
    const iin = randomUUID();
    await cabinets().put(iin, notice(1));
    await cabinets().put(iin, notice(1));
    expect((await cabinets().list(iin, { limit: 20 })).items).toEqual([notice(1)]);
  });

  test('gives the last page no cursor', async () => {
    const iin = randomUUID();
    await cabinets().put(iin, notice(1));
    await cabinets().put(iin, notice(2));
    expect(await cabinets().list(iin, { limit: 2 })).not.toHaveProperty('cursor');
  });
});

test.each([
  ['of letters', 'nonsense'],
  ['that is not base64', '*'],
  ['of nothing', ''],
  ['of another kind of item', Buffer.from('APPLICATION').toString('base64url')],
])('a cursor %s is not taken', async (_, cursor) => {
  await expect(cabinets().list(randomUUID(), { limit: 20, cursor })).rejects.toThrow(CursorInvalid);
});

test('a cursor of another’s cabinet opens nothing of theirs', async () => {
  const [theirs, mine] = [randomUUID(), randomUUID()];
  for (const minute of [2, 3, 4]) await cabinets().put(theirs, notice(minute));
  await cabinets().put(mine, notice(1, { number: 'mine' }));
  const { cursor } = await cabinets().list(theirs, { limit: 1 });
  expect((await cabinets().list(mine, { limit: 20, cursor })).items).toEqual([notice(1, { number: 'mine' })]);
});
