import { beforeEach, expect, test, vi } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { logger } from '../../lib/middleware/reporting.ts';
import type { Executions } from '../../lib/registration/executions.ts';
import { type Starting, startApplication } from '../../lib/registration/starting.ts';
import type { Applications } from '../../lib/store/applications.ts';
import type { StartRecord } from '../../lib/store/idempotency.ts';

beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

const NOW = new Date('2026-03-02T09:00:00Z');
const AFTER_PILOT = new Date('2026-09-01T00:00:00+05:00');
const BIN = '250140000013';
const VIN = 'TESTKZHAPPY000001';
const IIN = '900101100018';

/** A service of one seller, with nothing in it. */
function service() {
  const underKeys = new Map<string, StartRecord>();
  const applications = new Map<string, Application>();
  const told: string[] = [];
  const numbers: string[] = [];
  let takenNumbers = 0;
  let wrongIins = 0;
  const store: Pick<Applications, 'create' | 'get'> = {
    get: async (id) => applications.get(id),
    create: async (application) => {
      numbers.push(application.number);
      if (takenNumbers-- > 0) return 'number-taken';
      if (applications.has(application.id)) return 'exists';
      applications.set(application.id, application);
      return 'created';
    },
  };
  const machine: Pick<Executions, 'start'> = { start: async (id) => void told.push(id) };
  const starting: Starting = {
    store: () => store as Applications,
    machine: () => machine as Executions,
    keys: () => ({
      claim: async (_bin, key, drawn) => {
        const record = underKeys.get(key) ?? drawn;
        underKeys.set(key, record);
        return record;
      },
      find: async (_bin, key) => underKeys.get(key),
    }),
    wrongIins: () => ({ add: async () => {}, thisHour: async () => ({ count: wrongIins, secondsLeft: 60 }) }),
    pilotEndsAt: () => AFTER_PILOT,
  };
  return {
    underKeys,
    applications,
    told,
    numbers,
    store,
    start: (key: string, body: { vin?: string; buyerIin?: string }, now = NOW) =>
      startApplication({ bin: BIN, idempotencyKey: key, body, now }, starting),
    takeNumbers: (count: number) => {
      takenNumbers = count;
    },
    enterWrongIins: (count: number) => {
      wrongIins = count;
    },
  };
}

test('4.1 a new key starts an application with what came with it, and tells the state machine', async () => {
  const { start, applications, told } = service();
  const { id, seller, prepared, status } = await start('a', { vin: VIN, buyerIin: IIN });
  expect({ seller, prepared, status }).toEqual({
    seller: { bin: BIN },
    prepared: { vin: VIN, iin: IIN },
    status: 'checking',
  });
  expect([[...applications.keys()], told]).toEqual([[id], [id]]);
});

test('4.1 the same request again is answered with the same application, and does nothing', async () => {
  const { start, applications, told } = service();
  const first = await start('a', { vin: VIN });
  applications.set(first.id, { ...first, revision: 7 });
  expect(await start('a', { vin: VIN })).toEqual({ ...first, revision: 7 });
  expect(told).toHaveLength(1);
});

test('4.1 another request under the same key is a mistake, also when nothing may be started', async () => {
  const { start, applications } = service();
  await start('a', { vin: VIN });
  for (const now of [NOW, AFTER_PILOT])
    await expect(start('a', {}, now)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  expect(applications.size).toBe(1);
});

test('4.1 a key that was claimed before its call was cut off goes on with what it stands for', async () => {
  const { start, applications, underKeys, told } = service();
  const { id, number } = await start('a', { vin: VIN });
  const claimed = underKeys.get('a');
  applications.clear();
  const again = await start('a', { vin: VIN });
  expect([again.id, again.number, told]).toEqual([id, number, [id, id]]);
  expect(underKeys.get('a')).toBe(claimed);
});

test('4.1 when another call has created it in this moment, that one is answered', async () => {
  const { start, applications, store } = service();
  const first = await start('a', { vin: VIN });
  const theirs = { ...first, revision: 2 };
  applications.set(first.id, theirs);
  // What is read first is of a moment before.
  vi.spyOn(store, 'get').mockResolvedValueOnce(undefined);
  expect(await start('a', { vin: VIN })).toBe(theirs);
});

test('4.1 a number that is taken is drawn again, though not for ever', async () => {
  const { start, takeNumbers, numbers, told } = service();
  takeNumbers(2);
  const { number } = await start('a', {});
  expect(numbers).toHaveLength(3);
  expect(numbers.at(-1)).toBe(number);
  takeNumbers(100);
  await expect(start('b', {})).rejects.toMatchObject({ code: 'unavailable' });
  expect(told).toHaveLength(1);
});

test('4.1 after the pilot nothing new is started, and what was started before is answered', async () => {
  const { start, applications, underKeys } = service();
  const first = await start('a', { vin: VIN });
  expect(await start('a', { vin: VIN }, AFTER_PILOT)).toBe(first);
  await expect(start('b', { vin: VIN }, AFTER_PILOT)).rejects.toMatchObject({ code: 'pilot-ended' });
  expect([...underKeys.keys()]).toEqual(['a']);
  applications.clear();
  await expect(start('a', { vin: VIN }, AFTER_PILOT)).rejects.toMatchObject({ code: 'pilot-ended' });
});

test('4.1 a seller who tries out IINs starts nothing with one, but without', async () => {
  const { start, enterWrongIins, underKeys } = service();
  enterWrongIins(30);
  await expect(start('a', { buyerIin: IIN })).rejects.toMatchObject({ code: 'too-many-requests' });
  expect(underKeys.size).toBe(0);
  expect((await start('a', { vin: VIN })).prepared).toEqual({ vin: VIN });
});
