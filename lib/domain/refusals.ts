/**
 * How an application can be refused, or wait with a notice: each with the item of the Algorithm that says so. The words
 * for people are in texts/.
 */
import type { Item } from './algorithm.ts';

/** The refusals, each with the items at which it can happen, the first of them first. */
export const REFUSALS = {
  'activity-not-vehicle-sale': ['4.1'],
  'no-vehicle-passport': ['4.3', '4.12'],
  'vehicle-out-of-scope': ['1'],
  'vehicle-already-in-application': ['4.3'],
  'no-customs-payment': ['4.4'],
  'no-recycling-payment': ['4.5'],
  'no-sale-contract': ['4.8', '4.13'],
  'buyer-not-found': ['4.11'],
  'registration-refused': ['4.19'],
} as const satisfies Record<string, readonly [Item, ...Item[]]>;

/** Why an application was refused. */
export type RefusalCode = keyof typeof REFUSALS;

/** Every refusal's code. */
export const REFUSAL_CODES = Object.keys(REFUSALS).filter(isRefusalCode);

/** Whether a text is a refusal's code. */
export function isRefusalCode(text: string): text is RefusalCode {
  return Object.hasOwn(REFUSALS, text);
}

/** The notices that can accompany what is awaited, without ending the application, each with the item that says so. */
export const NOTICES = {
  'correct-iin-required': '4.7',
  'unpaid-fines': '4.14',
  'payment-failed': '4.17',
} as const satisfies Record<string, Item>;

/** Which notice accompanies what is awaited. */
export type NoticeCode = keyof typeof NOTICES;

/** Every notice's code. */
export const NOTICE_CODES = Object.keys(NOTICES).filter((code): code is NoticeCode => Object.hasOwn(NOTICES, code));
