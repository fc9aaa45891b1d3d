import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { almatyDate, almatyTime, startOfDay } from '../../lib/domain/almaty-time.ts';

describe('time in Kazakhstan', () => {
  it('is UTC+5', () => {
    expect(almatyTime(new Date('2026-08-31T19:00:00Z'))).toBe('2026-09-01T00:00:00+05:00');
    expect(almatyDate(new Date('2026-08-31T18:59:59Z'))).toBe('2026-08-31');
    expect(startOfDay('2026-09-01').toISOString()).toBe('2026-08-31T19:00:00.000Z');
  });

  it('names the same instant, to the second', () => {
    const instants = fc.date({ min: new Date('2024-03-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (at) => {
        expect(Math.floor(at.getTime() / 1000)).toBe(new Date(almatyTime(at)).getTime() / 1000);
      }),
    );
  });
});
