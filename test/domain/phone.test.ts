import fc from 'fast-check';
import metadata from 'libphonenumber-js/mobile/metadata';
import { describe, expect, it } from 'vitest';
import { KAZAKHSTAN_MOBILE, mobilePhone } from '../../lib/domain/phone.ts';

describe('mobile phone (4.16)', () => {
  it.each(['+7 701 123 45 67', '+77011234567', '87011234567', '8 (701) 123-45-67', '7011234567', ' 77011234567 '])(
    'reads %j',
    (text) => {
      expect(mobilePhone(text)).toBe('+77011234567');
    },
  );

  it.each([
    ['', 'nothing'],
    ['+7 717 212 34 56', 'a landline in Astana'],
    ['+7 916 123 45 67', 'a Russian mobile'],
    ['+996 555 123456', 'another country'],
    ['+7 701 123 45 6', 'a digit too few'],
    ['+7 701 123 45 678', 'a digit too many'],
    ['+7 701 123 45 67 ext. 5', 'an extension'],
    ['call +7 701 123 45 67', 'words around it'],
    ['кездесу', 'words'],
  ])('does not take %j: %s', (text) => {
    expect(mobilePhone(text)).toBeUndefined();
  });

  it('takes every number of the mobile ranges, and none of any other', () => {
    const mobile = /^7(0[0-25-8]|47|6[0-4]|7[15-8]|85)\d{7}$/;
    fc.assert(
      fc.property(fc.stringMatching(/^7[0-9]{9}$/), (national) => {
        expect(mobilePhone(`+7${national}`)).toBe(mobile.test(national) ? `+7${national}` : undefined);
      }),
    );
  });

  it("holds the library's own data for Kazakhstan: when this fails, take over what the library has", () => {
    expect(KAZAKHSTAN_MOBILE.version).toBe(metadata.version);
    expect(KAZAKHSTAN_MOBILE.countries.KZ).toEqual(metadata.countries.KZ);
  });
});
