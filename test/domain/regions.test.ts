import { describe, expect, it } from 'vitest';
import { isRegionCode, REGION_CODES, REGIONS } from '../../lib/domain/regions.ts';

describe('regions', () => {
  it('are the twenty of the country, in the order of their codes', () => {
    expect(REGION_CODES).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(2, '0')));
    expect(REGIONS.map(({ code }) => code)).toEqual(REGION_CODES);
  });

  it('are known by their code, and nothing else is', () => {
    expect(REGIONS.find(({ code }) => code === '02')?.name.en).toBe('Almaty city');
    expect(isRegionCode('02')).toBe(true);
    for (const text of ['00', '21', '2', '', 'toString', '__proto__']) expect(isRegionCode(text)).toBe(false);
  });
});
