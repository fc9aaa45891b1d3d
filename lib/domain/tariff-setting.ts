import * as z from 'zod/mini';
import { TARIFF, type Tariff } from './tariff.ts';

/**
 * Further years of the monthly calculation index, which each year's budget law sets anew, as a setting:
 * `[{ "from": "2027-01-01", "amount": 4600, "source": "..." }]`, amounts in tenge.
 */
export const mciYearsSchema = z.array(
  z.strictObject({
    from: z.iso.date(),
    amount: z.int().check(z.positive()),
    source: z.string().check(z.minLength(1)),
  }),
);

/** The tariff with further years of the monthly calculation index. */
export const tariffWith = (years: z.infer<typeof mciYearsSchema> = []): Tariff => ({
  ...TARIFF,
  mci: [...TARIFF.mci, ...years],
});
