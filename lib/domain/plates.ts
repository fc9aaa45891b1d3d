/**
 * State number plates: their form, their region, and which ones cannot be given at initial registration through the
 * portal (item 2: plates in high demand; those kept in storage are known to the interior ministry's register alone).
 */
import { isRegionCode, type RegionCode } from './regions.ts';

/** Three digits, the three letters of an individual's plate, the region: `123ABC02`. Two letters are a legal entity's. */
const INDIVIDUALS_PLATE = /^(?<digits>\d{3})(?<letters>[A-Z]{3})(?<region>\d{2})$/;

/** Which plates are in high demand, from a day on. */
export const HIGH_DEMAND = {
  from: '2026-05-12',
  source:
    'Order 862 of the Minister of Internal Affairs of 2 December 2014, paragraph 3(2), as amended by order 342 of 12 May 2026',
  digits: new Set([
    ...['010', '020', '030', '040', '050', '060', '070', '077', '080', '090', '707'],
    ...['100', '111', '200', '222', '300', '333', '400', '444', '500', '555', '600', '666', '700', '800', '888'],
    ...['900', '999', '001', '002', '003', '004', '005', '006', '007', '008', '009', '777'],
  ]),
} as const;

/**
 * Whether plates with these digits and letters are in high demand: the digits are listed, or all letters are the same.
 * Digits that read the same both ways (121, 474) count too: the known list may not be complete, and these are among the
 * plates that people pay for.
 */
export function isInHighDemand(digits: string, letters: string): boolean {
  const sameLetters = new Set(letters).size === 1;
  const palindrome = digits[0] === digits[2];
  return HIGH_DEMAND.digits.has(digits) || sameLetters || palindrome;
}

/**
 * Why a plate cannot be given: it is not an individual's plate at all, belongs to another region, or is in high demand
 * (item 2).
 */
export type PlateNumberFault = 'malformed' | 'wrong-region' | 'in-high-demand';

/**
 * What speaks against giving these plates to an individual at initial registration; undefined when nothing does.
 *
 * @param plate as written without spaces, `123ABC02`
 * @param where the region of the centre at which the plates are handed over
 */
export function plateNumberFault(plate: string, where: { readonly region: RegionCode }): PlateNumberFault | undefined {
  const { digits, letters, region } = INDIVIDUALS_PLATE.exec(plate)?.groups ?? {};
  if (digits === undefined || letters === undefined || region === undefined || !isRegionCode(region))
    return 'malformed';
  if (region !== where.region) return 'wrong-region';
  return isInHighDemand(digits, letters) ? 'in-high-demand' : undefined;
}
