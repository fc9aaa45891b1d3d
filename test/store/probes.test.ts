import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { probes } from '../../lib/store/probes.ts';
import { useTable } from './table.ts';

const table = useTable();
const wrongIins = () => probes(table());
const at = (time: string) => new Date(`2026-03-02T${time}Z`);

test('none to begin with', async () => {
  expect(await wrongIins().thisHour(randomUUID(), at('09:59:00'))).toEqual({ count: 0, secondsLeft: 60 });
});

test('each counts once, also of those at the same time, and for its seller alone', async () => {
  const bin = randomUUID();
  await Promise.all(Array.from({ length: 7 }, () => wrongIins().add(bin, at('09:10:00'))));
  await wrongIins().add(randomUUID(), at('09:10:00'));
  expect(await wrongIins().thisHour(bin, at('09:30:00'))).toEqual({ count: 7, secondsLeft: 1800 });
});

test('the next hour begins anew', async () => {
  const bin = randomUUID();
  await wrongIins().add(bin, at('09:59:59'));
  expect((await wrongIins().thisHour(bin, at('10:00:00'))).count).toBe(0);
});
