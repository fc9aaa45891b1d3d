import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIGH_DEMAND, plateNumberFault } from '../../lib/domain/plates.ts';
import { REGION_CODES } from '../../lib/domain/regions.ts';

describe('number plates (2, 4.19)', () => {
  it.each(['123ABC02', '012KZT02', '987XYZ02'])('%s can be given in Almaty city', (plate) => {
    expect(plateNumberFault(plate, { region: '02' })).toBeUndefined();
  });

  it.each([
    ['', 'malformed'],
    ['123AB02', 'malformed'],
    ['123abc02', 'malformed'],
    ['123АВС02', 'malformed'],
    ['123 ABC 02', 'malformed'],
    ['12ABC02', 'malformed'],
    ['123ABC02\n', 'malformed'],
    ['123ABC21', 'malformed'],
    ['123ABC00', 'malformed'],
    ['123ABC01', 'wrong-region'],
    ['777ABC01', 'wrong-region'],
    ['777ABC02', 'in-high-demand'],
    ['010ABC02', 'in-high-demand'],
    ['077ABC02', 'in-high-demand'],
    ['001ABC02', 'in-high-demand'],
    ['100ABC02', 'in-high-demand'],
    ['000ABC02', 'in-high-demand'],
    ['123AAA02', 'in-high-demand'],
    ['121ABC02', 'in-high-demand'],
  ])('%j: %s', (plate, fault) => {
    expect(plateNumberFault(plate, { region: '02' })).toBe(fault);
  });

  it('keep out everything that is listed, and every number that reads the same both ways', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{3}$/), fc.constantFrom(...REGION_CODES), (digits, region) => {
        const kept = HIGH_DEMAND.digits.has(digits) || digits === [...digits].reverse().join('');
        expect(plateNumberFault(`${digits}ABC${region}`, { region })).toBe(kept ? 'in-high-demand' : undefined);
      }),
    );
  });

  it('list 38 numbers in high demand, each once', () => {
    expect(HIGH_DEMAND.digits.size).toBe(11 + 17 + 10);
  });
});
