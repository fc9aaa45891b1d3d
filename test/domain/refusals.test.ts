import { describe, expect, it } from 'vitest';
import { isItem } from '../../lib/domain/algorithm.ts';
import { LANGUAGES, noticeText, refusalText } from '../../lib/domain/messages.ts';
import { VEHICLE_SALE_ACTIVITIES } from '../../lib/domain/oked.ts';
import { isRefusalCode, NOTICES, REFUSAL_CODES, REFUSALS } from '../../lib/domain/refusals.ts';

const POLICE = { reason: 'x', legalBasis: 'y' };

describe('refusals', () => {
  it('are those of the HTTP contract, under its items', () => {
    expect(REFUSALS).toEqual({
      'activity-not-vehicle-sale': ['4.1'],
      'no-vehicle-passport': ['4.3', '4.12'],
      'vehicle-out-of-scope': ['1'],
      'vehicle-already-in-application': ['4.3'],
      'no-customs-payment': ['4.4'],
      'no-recycling-payment': ['4.5'],
      'no-sale-contract': ['4.8', '4.13'],
      'buyer-not-found': ['4.11'],
      'registration-refused': ['4.19'],
    });
    expect(REFUSAL_CODES).toHaveLength(9);
    expect(isRefusalCode('expired')).toBe(false);
  });

  it.each(REFUSAL_CODES)('%s has an item, and a message and a next step in three languages', (code) => {
    for (const item of REFUSALS[code]) expect(isItem(item)).toBe(true);
    const said = LANGUAGES.map((language) => refusalText(code, language, POLICE));
    expect(new Set(said.map(({ message }) => message)).size).toBe(3);
    expect(new Set(said.map(({ nextStep }) => nextStep)).size).toBe(3);
    for (const { message, nextStep } of said) {
      expect(message.length).toBeGreaterThan(20);
      expect(nextStep.length).toBeGreaterThan(20);
    }
  });

  it('of a seller that sells no vehicles name every OKED code that would do', () => {
    for (const language of LANGUAGES) {
      const { nextStep } = refusalText('activity-not-vehicle-sale', language);
      for (const code of VEHICLE_SALE_ACTIVITIES.codes) expect(nextStep).toContain(code);
    }
  });

  it("of the police give the reason and the legal basis in the police's own words, whatever they hold", () => {
    const { message } = refusalText('registration-refused', 'ru', {
      reason: "VIN {на раме} <не> читается, it's so",
      legalBasis: '# подпункт 3',
    });
    expect(message).toBe(
      "В государственной регистрации мотивированно отказано.\nПричина: VIN {на раме} <не> читается, it's so\nПравовое основание: # подпункт 3",
    );
  });
});

describe('notices', () => {
  it.each(['correct-iin-required', 'unpaid-fines', 'payment-failed'] as const)(
    '%s stands under an item and says what to do next',
    (code) => {
      expect(isItem(NOTICES[code])).toBe(true);
      for (const language of LANGUAGES) {
        const { message, nextStep } = noticeText(code, language, { count: 3, total: 20_000 });
        expect(Math.min(message.length, nextStep.length)).toBeGreaterThan(20);
      }
    },
  );

  it('are three', () => {
    expect(Object.keys(NOTICES)).toHaveLength(3);
  });
});
