import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { IDEMPOTENCY_SECONDS, idempotencyKeys } from '../../lib/store/idempotency.ts';
import { useTable } from './table.ts';

const table = useTable();
const keys = () => idempotencyKeys(table());

const NOW = new Date('2026-03-02T09:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const record = (applicationId: string) => ({ applicationId, number: '260302-0000-00', digest: 'digest' });

test('the first claim stands, whatever the next ones bring', async () => {
  const key = randomUUID();
  expect(await keys().claim('seller', key, record('first'), NOW)).toEqual(record('first'));
  expect(await keys().claim('seller', key, record('second'), later(60))).toEqual(record('first'));
});

test('a key is a seller’s own', async () => {
  const key = randomUUID();
  await keys().claim('seller', key, record('first'), NOW);
  expect(await keys().claim('another', key, record('second'), NOW)).toEqual(record('second'));
});

test('of many claims at once all are given the same record', async () => {
  const key = randomUUID();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const given = await Promise.all(ids.map((id) => keys().claim('seller', key, record(id), NOW)));
  expect(new Set(given.map(({ applicationId }) => applicationId)).size).toBe(1);
});

test('a key is free again after a day, though its item is still there', async () => {
  const key = randomUUID();
  await keys().claim('seller', key, record('first'), NOW);
  expect(await keys().claim('seller', key, record('second'), later(IDEMPOTENCY_SECONDS - 1))).toEqual(record('first'));
  expect(await keys().claim('seller', key, record('second'), later(IDEMPOTENCY_SECONDS))).toEqual(record('second'));
});
