import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { vinClaims } from '../../lib/store/vin-claims.ts';
import { useTable } from './table.ts';

const table = useTable();
const claims = () => vinClaims(table());

test('a VIN is one application’s, however often that one claims it', async () => {
  const vin = randomUUID();
  expect(await claims().claim(vin, 'first')).toBeUndefined();
  expect(await claims().claim(vin, 'first')).toBeUndefined();
  expect(await claims().claim(vin, 'second')).toBe('first');
});

test('of many that claim a VIN at once one gets it, and all others are told which', async () => {
  const vin = randomUUID();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const holders = await Promise.all(ids.map((id) => claims().claim(vin, id)));
  const winner = ids.filter((_, index) => holders[index] === undefined);
  expect(winner).toHaveLength(1);
  expect(new Set(holders)).toEqual(new Set([undefined, ...winner]));
});

test('given free by its holder, it can be claimed again; nobody else gives it free', async () => {
  const vin = randomUUID();
  await claims().claim(vin, 'first');
  await claims().release(vin, 'second');
  expect(await claims().claim(vin, 'second')).toBe('first');
  await claims().release(vin, 'first');
  await claims().release(vin, 'first');
  expect(await claims().claim(vin, 'second')).toBeUndefined();
});

test('it is taken over from the holder that is named, and only once', async () => {
  const vin = randomUUID();
  await claims().claim(vin, 'ended');
  expect(await claims().takeOver(vin, 'another', 'second')).toBe(false);
  const taken = await Promise.all(['second', 'third'].map((id) => claims().takeOver(vin, 'ended', id)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await claims().claim(vin, 'fourth')).toBe(taken[0] ? 'second' : 'third');
});

test('a VIN that nobody holds cannot be taken over', async () => {
  expect(await claims().takeOver(randomUUID(), 'nobody', 'second')).toBe(false);
});
