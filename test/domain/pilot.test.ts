import { describe, expect, it } from 'vitest';
import { DEFAULT_PILOT_ENDS_AT, parsePilotEnd, pilotIsExtended, pilotIsOpen } from '../../lib/domain/pilot.ts';

describe('pilot period (order, item 5)', () => {
  const endsAt = parsePilotEnd(DEFAULT_PILOT_ENDS_AT);

  it('lasts to the last moment of 31 August 2026 in Asia/Almaty', () => {
    expect(pilotIsOpen(new Date('2026-08-31T23:59:59.999+05:00'), endsAt)).toBe(true);
    expect(pilotIsOpen(new Date('2026-09-01T00:00:00.000+05:00'), endsAt)).toBe(false);
    expect(pilotIsOpen(new Date('2026-11-22T12:00:00Z'), endsAt)).toBe(false);
  });

  it('is extended when its end is later than the order’s own', () => {
    expect(pilotIsExtended(endsAt)).toBe(false);
    expect(pilotIsExtended(new Date(endsAt.getTime() - 1))).toBe(false);
    expect(pilotIsExtended(new Date(endsAt.getTime() + 1))).toBe(true);
  });

  it.each([
    ['2027-09-01T00:00:00+05:00', '2027-08-31T19:00:00.000Z'],
    ['2027-09-01T00:00+05:00', '2027-08-31T19:00:00.000Z'],
    ['2027-08-31T19:00:00Z', '2027-08-31T19:00:00.000Z'],
    ['2028-02-29T00:00:00.5-01:30', '2028-02-29T01:30:00.500Z'],
  ])('can be set to end at %s', (text, instant) => {
    expect(parsePilotEnd(text).toISOString()).toBe(instant);
  });

  it.each([
    '',
    'soon',
    '2027-09-01',
    '2027-09-01T00:00:00',
    '2027-02-30T00:00:00+05:00',
    '2027-02-29T00:00:00+05:00',
    '2027-13-01T00:00:00+05:00',
    '2027-09-01T25:00:00+05:00',
    '2027-09-01T00:00:00 +05:00',
    '01.09.2027',
  ])('cannot be set to %j, and the error gives an example', (text) => {
    expect(() => parsePilotEnd(text)).toThrow(
      /ISO 8601 date and time with an offset, such as 2026-09-01T00:00:00\+05:00/,
    );
  });
});
