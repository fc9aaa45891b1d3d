/**
 * The numbers that name a person (IIN), a legal entity (BIN) and a vehicle (VIN): whether a text is one, and if not,
 * what is wrong with it.
 *
 * IIN and BIN: the check digit of the national registers of identification numbers. VIN: ISO 3779.
 */

/**
 * What is wrong with a text that was given as an IIN: the first fault found. `century` is the seventh digit, which
 * names century and sex; `date` is a day of birth that does not exist.
 */
export type IinFault = 'characters' | 'length' | 'century' | 'date' | 'check-digit';

/**
 * What is wrong with a text that was given as a BIN: the first fault found. `date` is the month of registration;
 * `entity-type` the fifth and sixth digits, which name the kind of entity and its division.
 */
export type BinFault = 'characters' | 'length' | 'date' | 'entity-type' | 'check-digit';

/** `letters-ioq`: I, O and Q, which a VIN never holds, so that nobody takes them for 1 and 0. */
export type VinFault = 'characters' | 'letters-ioq' | 'length';

const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

const ONLY_DIGITS = /^[0-9]*$/;

/** The weighted sum of the first eleven digits, modulo 11. */
function remainder(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11;
}

/**
 * The twelfth digit that belongs to the first eleven of an IIN or BIN; undefined where both passes give 10: such a
 * number is never issued.
 */
export function checkDigit(firstEleven: string): number | undefined {
  const first = remainder(firstEleven, FIRST_WEIGHTS);
  if (first < 10) return first;
  const second = remainder(firstEleven, SECOND_WEIGHTS);
  return second < 10 ? second : undefined;
}

/** What is wrong with twelve digits as such, before what they mean; undefined when nothing is. */
function digitsFault(text: string): 'characters' | 'length' | undefined {
  if (!ONLY_DIGITS.test(text)) return 'characters';
  return text.length === 12 ? undefined : 'length';
}

function checkDigitFault(text: string): 'check-digit' | undefined {
  return checkDigit(text) === Number(text[11]) ? undefined : 'check-digit';
}

/** The first year of the century that an IIN's seventh digit names: 1, 2 are 18xx; 3, 4 are 19xx; 5, 6 are 20xx. */
const CENTURIES: Readonly<Record<string, number>> = {
  '1': 1800,
  '2': 1800,
  '3': 1900,
  '4': 1900,
  '5': 2000,
  '6': 2000,
};

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A foreigner's IIN may have 0 for the century: then the date has to be real in any of the three. */
function isBirthDate(iin: string): boolean {
  const [year, month, day] = [Number(iin.slice(0, 2)), Number(iin.slice(2, 4)), Number(iin.slice(4, 6))];
  const century = CENTURIES[iin.charAt(6)];
  const centuries = century === undefined ? [1800, 1900, 2000] : [century];
  return centuries.some((first) => isDate(first + year, month, day));
}

/**
 * What is wrong with a text given as an IIN (YYMMDD, century and sex, four digits, check digit); undefined when it is
 * one.
 */
export function iinFault(text: string): IinFault | undefined {
  const fault = digitsFault(text);
  if (fault !== undefined) return fault;
  if (Number(text[6]) > 6) return 'century';
  if (!isBirthDate(text)) return 'date';
  return checkDigitFault(text);
}

/**
 * What is wrong with a text given as a BIN (YYMM, type 4-6, division 0-3, five digits, check digit); undefined when it
 * is one.
 */
export function binFault(text: string): BinFault | undefined {
  const fault = digitsFault(text);
  if (fault !== undefined) return fault;
  const month = Number(text.slice(2, 4));
  if (month < 1 || month > 12) return 'date';
  if (!/^[456][0-3]$/.test(text.slice(4, 6))) return 'entity-type';
  return checkDigitFault(text);
}

/** What is wrong with a text given as a VIN (17 capital letters and digits, never I, O or Q); undefined when it is one. */
export function vinFault(text: string): VinFault | undefined {
  if (!/^[A-Z0-9]*$/.test(text)) return 'characters';
  if (/[IOQ]/.test(text)) return 'letters-ioq';
  return text.length === 17 ? undefined : 'length';
}

/** Whether the text is an individual identification number (IIN). */
export function isIin(text: string): boolean {
  return iinFault(text) === undefined;
}

/** Whether the text is a business identification number (BIN). */
export function isBin(text: string): boolean {
  return binFault(text) === undefined;
}

/** Whether the text is a vehicle identification number (VIN). */
export function isVin(text: string): boolean {
  return vinFault(text) === undefined;
}
