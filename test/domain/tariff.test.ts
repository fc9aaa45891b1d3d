import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLATE_KINDS } from '../../lib/domain/plate-kinds.ts';
import {
  type FeeQuery,
  type FeeQuote,
  type NoTariff,
  quoteFees,
  TARIFF,
  type Tariff,
} from '../../lib/domain/tariff.ts';

const NEW_CAR: FeeQuery = {
  category: 'M1',
  year: 2026,
  engine: 'petrol',
  plateKind: 'rectangular',
  on: new Date('2026-02-22T12:00:00+05:00'),
};

function quoted(result: FeeQuote | NoTariff): FeeQuote {
  if (!result.quoted) throw new Error(result.detail);
  return result;
}

const amounts = (query: FeeQuery, tariff?: Tariff) =>
  quoted(quoteFees(query, tariff)).items.map(({ amount }) => amount);

describe('fees (4.17)', () => {
  it('of a new car on standard plates in 2026 are 12,110 + 5,406 + 1,081 = 18,597 tenge', () => {
    expect(quoteFees(NEW_CAR)).toEqual({
      quoted: true,
      mci: 4325,
      items: [
        { code: 'plates', amount: 12110 },
        { code: 'certificate', amount: 5406 },
        { code: 'registration', amount: 1081 },
      ],
      total: 18597,
    });
  });

  it.each([
    [2027, 1081],
    [2026, 1081],
    [2025, 1081],
    [2024, 216_250],
    [2023, 216_250],
    [2022, 2_162_500],
    [1990, 2_162_500],
  ])('for a car made in %i, registered in 2026, take %d tenge for the registration', (year, fee) => {
    expect(amounts({ ...NEW_CAR, year })[2]).toBe(fee);
  });

  it('follow the MCI of the payment date, which changes at midnight in Asia/Almaty', () => {
    const last = new Date('2025-12-31T23:59:59+05:00');
    const first = new Date('2026-01-01T00:00:00+05:00');
    expect(quoteFees({ ...NEW_CAR, on: last })).toMatchObject({ mci: 3932 });
    expect(quoteFees({ ...NEW_CAR, on: first })).toMatchObject({ mci: 4325 });
  });

  it('count the age in the calendar year of Asia/Almaty', () => {
    const tariff = { ...TARIFF, mci: TARIFF.mci.map((row) => ({ ...row, amount: 1000 })) };
    const made2024 = { ...NEW_CAR, year: 2024 };
    expect(amounts({ ...made2024, on: new Date('2025-12-31T23:59:59+05:00') }, tariff)[2]).toBe(250);
    expect(amounts({ ...made2024, on: new Date('2026-01-01T00:00:00+05:00') }, tariff)[2]).toBe(50_000);
  });

  it('take half as much for a motorcycle or trailer plate', () => {
    const tariff = { ...TARIFF, registration: TARIFF.registration.map((row) => ({ ...row, category: 'L3' })) };
    expect(quoted(quoteFees({ ...NEW_CAR, category: 'L3', plateKind: 'motorcycle' }, tariff)).items[0]).toEqual({
      code: 'plates',
      amount: 6055,
    });
  });

  it.each([
    ['an electric car', { engine: 'electric' }, 'registration'],
    ['a bus', { category: 'M3' }, 'registration'],
    ['a lorry', { category: 'N1' }, 'registration'],
    ['a motorcycle', { category: 'L3', plateKind: 'motorcycle' }, 'registration'],
    ['a payment in a year whose MCI is not known', { on: new Date('2027-01-01T00:00:00+05:00') }, 'mci'],
    ['a payment before the tariff', { on: new Date('2024-12-31T23:59:59+05:00') }, 'mci'],
  ] as const)('are not quoted for %s, and the answer says what is missing', (_, change, missing) => {
    const result = quoteFees({ ...NEW_CAR, ...change });
    expect(result).toMatchObject({ quoted: false, missing, detail: expect.stringMatching(/^The tariff has no .+\.$/) });
  });

  it.each(['plates', 'certificate'] as const)('are not quoted without a price of the %s', (missing) => {
    expect(quoteFees(NEW_CAR, { ...TARIFF, [missing]: [] })).toMatchObject({ quoted: false, missing });
  });

  it('follow the latest row in force, whatever the order of the rows', () => {
    const certificate = TARIFF.certificate.flatMap((row) => [
      { ...row, from: '2026-02-23', mciHundredths: 300 },
      { ...row, from: '2026-02-22', mciHundredths: 200 },
      row,
    ]);
    const tariff = { ...TARIFF, certificate };
    expect(amounts(NEW_CAR, tariff)[1]).toBe(8650);
  });

  it('are whole tenge, each item rounded half up, and add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (mci, hundredths) => {
        const tariff = {
          ...TARIFF,
          mci: TARIFF.mci.map((row) => ({ ...row, amount: mci })),
          certificate: TARIFF.certificate.map((row) => ({ ...row, mciHundredths: hundredths })),
        };
        const { items, total } = quoted(quoteFees(NEW_CAR, tariff));
        const exact = BigInt(hundredths) * BigInt(mci);
        expect(BigInt(items[1]?.amount ?? -1)).toBe(exact / 100n + (exact % 100n >= 50n ? 1n : 0n));
        expect(total).toBe(items.reduce((sum, { amount }) => sum + amount, 0));
      }),
    );
  });

  it('have a price for every kind of plate', () => {
    for (const { code } of PLATE_KINDS.kinds) {
      expect(TARIFF.plates.some(({ kinds }) => kinds.includes(code))).toBe(true);
    }
  });
});
