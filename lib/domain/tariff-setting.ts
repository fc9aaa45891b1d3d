import * as z from 'zod/mini';
import { inWords } from './setting-words.ts';
import { TARIFF, type Tariff } from './tariff.ts';

const mciRows = z.array(
  z.strictObject({
    from: z.iso.date(),
    amount: z.int().check(z.positive()),
    source: z.string().check(z.minLength(1)),
  }),
);

/**
 * The tariff with further years of the monthly calculation index, which each year's budget law sets anew:
 * `[{ "from": "2027-01-01", "amount": 4600, "source": "..." }]`, amounts in tenge.
 *
 * @throws Error that names each fault and where it stands
 */
export function tariffWith(mciJson: string | undefined): Tariff {
  if (mciJson === undefined) return TARIFF;
  let given: unknown;
  try {
    given = JSON.parse(mciJson);
  } catch {
    throw new Error('The setting of the MCI is not JSON.');
  }
  const rows = mciRows.safeParse(given, inWords());
  if (!rows.success) throw new Error(`The setting of the MCI is not valid:\n${z.prettifyError(rows.error)}`);
  return { ...TARIFF, mci: [...TARIFF.mci, ...rows.data] };
}
