/**
 * Item 4.16: the buyer's mobile phone number. Read by libphonenumber-js, with its data for Kazakhstan's mobile numbers
 * alone: the whole world's would make the bundle six times as large and its import five times as slow.
 */
import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core/es6';

/**
 * The part of `libphonenumber-js/mobile/metadata` that is about Kazakhstan. A test compares it with the library's, so
 * that an update of the library is never missed.
 */
export const KAZAKHSTAN_MOBILE: MetadataJson = {
  version: 4,
  country_calling_codes: { '7': ['KZ'] },
  nonGeographic: {},
  countries: {
    KZ: [
      ...['7', '810', '8\\d{13}|[78]\\d{9}', [10, 14], 0, '8', 0, 0, 0, 0, '7'],
      [0, ['7(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)\\d{7}', [10]]],
      '8~10',
    ],
  },
};

/**
 * A mobile number of Kazakhstan in E.164, `+77011234567`, from any usual way to write it; undefined when the text is not
 * one.
 */
export function mobilePhone(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'KZ', extract: false }, KAZAKHSTAN_MOBILE);
  return number?.isValid() && number.ext === undefined ? number.number : undefined;
}
