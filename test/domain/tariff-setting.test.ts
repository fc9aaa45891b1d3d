import { expect, test } from 'vitest';
import { quoteFees, TARIFF } from '../../lib/domain/tariff.ts';
import { mciYearsSchema, tariffWith } from '../../lib/domain/tariff-setting.ts';
import { jsonOf, settingFrom } from '../../lib/environment.ts';

const read = (TARIFF_MCI: string) => settingFrom('TARIFF_MCI', jsonOf(mciYearsSchema), { TARIFF_MCI });

const query = { category: 'M1', year: 2027, engine: 'petrol', plateKind: 'rectangular' } as const;

test('without the setting the tariff is the one that is known', () => {
  expect(tariffWith()).toEqual(TARIFF);
});

test('a further year of the MCI makes that year’s fees known, and changes no other’s', () => {
  const next = { ...query, on: new Date('2027-03-02T09:00:00Z') };
  const now = { ...query, year: 2026, on: new Date('2026-03-02T09:00:00Z') };
  const extended = tariffWith(read('[{ "from": "2027-01-01", "amount": 5000, "source": "made up" }]'));
  expect(quoteFees(next, TARIFF)).toMatchObject({ quoted: false, missing: 'mci' });
  expect(quoteFees(next, extended)).toMatchObject({ quoted: true, mci: 5000 });
  expect(quoteFees(now, extended)).toEqual(quoteFees(now, TARIFF));
});

test.each([
  ['no JSON', '{', /^Wrong settings: TARIFF_MCI: is not JSON$/],
  ['no list', '{}', /array/],
  ['no date', '[{ "from": "2027", "amount": 1, "source": "x" }]', /^Wrong settings: TARIFF_MCI\.0\.from: /],
  ['no source', '[{ "from": "2027-01-01", "amount": 1 }]', /source/],
  ['an amount of nothing', '[{ "from": "2027-01-01", "amount": 0, "source": "x" }]', /amount/],
  ['half a tenge', '[{ "from": "2027-01-01", "amount": 1.5, "source": "x" }]', /amount/],
  ['a field that there is not', '[{ "from": "2027-01-01", "amount": 1, "source": "x", "note": 1 }]', /note/],
])('%s is told, and where', (_, json, message) => {
  expect(() => read(json)).toThrow(message);
});
