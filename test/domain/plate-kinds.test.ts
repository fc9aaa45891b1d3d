import { describe, expect, it } from 'vitest';
import { PLATE_KINDS, plateKind, plateKindFits, plateKindsFor } from '../../lib/domain/plate-kinds.ts';

const codes = (category: string) => plateKindsFor(category).map(({ code }) => code);

describe('kinds of number plates (4.15)', () => {
  it.each([
    ['M1', ['rectangular', 'two-row-rear']],
    ['N3', ['rectangular', 'two-row-rear']],
    ['L3', ['motorcycle']],
    ['O2', ['trailer']],
    ['X1', []],
    ['', []],
  ])('for category %j are %j', (category, expected) => {
    expect(codes(category)).toEqual(expected);
  });

  it('fit or not', () => {
    expect(plateKindFits('rectangular', 'M1')).toBe(true);
    expect(plateKindFits('motorcycle', 'M1')).toBe(false);
    expect(plateKindFits('diamond', 'M1')).toBe(false);
  });

  it('are found by their code', () => {
    for (const kind of PLATE_KINDS.kinds) expect(plateKind(kind.code)).toBe(kind);
    expect(plateKind('diamond')).toBeUndefined();
  });
});
