import fc from 'fast-check';
import { checkDigit } from '../../lib/domain/identifiers.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

/** Completes eleven digits to twelve; those for which no number is issued drop out. */
const withCheckDigit = (firstEleven: fc.Arbitrary<string>) =>
  firstEleven
    .map((start) => ({ start, check: checkDigit(start) }))
    .filter(({ check }) => check !== undefined)
    .map(({ start, check }) => `${start}${check}`);

/** Made-up people's numbers, born on any day from 1800 to 2099. */
export const iins = withCheckDigit(
  fc
    .tuple(
      fc.date({ min: new Date('1800-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 2 }),
      digits(4),
    )
    .map(([born, sex, rest]) => {
      const day = born.toISOString().slice(0, 10).replaceAll('-', '');
      return `${day.slice(2)}${2 * (Number(day.slice(0, 2)) - 18) + sex}${rest}`;
    }),
);

/** Made-up legal entities' numbers. */
export const bins = withCheckDigit(
  fc
    .tuple(
      digits(2),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('4', '5', '6'),
      fc.constantFrom('0', '1', '2', '3'),
      digits(5),
    )
    .map(([year, month, type, division, rest]) => `${year}${String(month).padStart(2, '0')}${type}${division}${rest}`),
);

/** Made-up VINs. */
export const vins = fc.stringMatching(/^[A-HJ-NPR-Z0-9]{17}$/);
