import { randomInt } from 'node:crypto';
import { almatyDate } from './almaty-time.ts';

/**
 * The application's number, which the buyer shows at the service centre (9): the day, five random digits and a check
 * digit, `260222-4830-17`. Random, so that nobody can learn from a number how many there are, or guess another one.
 */
export function newNumber(now: Date): string {
  const day = almatyDate(now).slice(2).replaceAll('-', '');
  const drawn = String(randomInt(100_000)).padStart(5, '0');
  const digits = `${drawn}${checkDigit(`${day}${drawn}`)}`;
  return `${day}-${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/**
 * Whether a text has the form of an application's number, check digit included: a slip of the pen is found without a
 * look-up.
 */
export function isApplicationNumber(text: string): boolean {
  if (!/^\d{6}-\d{4}-\d{2}$/.test(text)) return false;
  const digits = text.replaceAll('-', '');
  return checkDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

/** The check digit by Luhn's algorithm (ISO/IEC 7812-1, annex B). */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
