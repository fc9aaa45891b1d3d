import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binFault, checkDigit, iinFault, isBin, isIin, isVin, vinFault } from '../../lib/domain/identifiers.ts';
import { bins, iins, vins } from './arbitraries.ts';

const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const firstPass = (number: string) =>
  FIRST_WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(number[index]), 0) % 11;

const position = (from: number, to: number) => fc.integer({ min: from, max: to });
/** The number with the digit at `index` moved on by 1 to 9: certainly another one. */
const withWrongDigit = (number: string, index: number, by: number) =>
  `${number.slice(0, index)}${(Number(number[index]) + by) % 10}${number.slice(index + 1)}`;

describe('check digit', () => {
  it.each([
    { start: '97124000131', expected: 5, by: 'the first pass' },
    { start: '00000000005', expected: 0, by: 'the first pass, where the last weight counts for nothing' },
    { start: '00000000010', expected: 1, by: 'the second pass' },
    { start: '00000000281', expected: undefined, by: 'neither: such a number is not issued' },
  ])('of $start is $expected, by $by', ({ start, expected }) => {
    expect(checkDigit(start)).toBe(expected);
  });
});

describe('IIN', () => {
  it('accepts every number made by the rules', () => {
    fc.assert(fc.property(iins, (iin) => iinFault(iin) === undefined && isIin(iin)));
  });

  it('detects any wrong check digit', () => {
    fc.assert(fc.property(iins, position(1, 9), (iin, by) => iinFault(withWrongDigit(iin, 11, by)) === 'check-digit'));
  });

  it('detects any one wrong digit of the first ten, where the first pass judges both numbers', () => {
    fc.assert(
      fc.property(iins, position(0, 9), position(1, 9), (iin, index, by) => {
        const wrong = withWrongDigit(iin, index, by);
        fc.pre(firstPass(iin) < 10 && firstPass(wrong) < 10);
        return !isIin(wrong);
      }),
    );
  });

  it.each([
    ['', 'length'],
    ['04022950012', 'length'],
    ['0402295001234', 'length'],
    ['04022950012X', 'characters'],
    ['٠٤٠٢٢٩٥٠٠١٢٣', 'characters'],
    ['040229 50012', 'characters'],
    ['040229700123', 'century'],
    ['041301500123', 'date'],
    ['050229500123', 'date'],
    ['040431500123', 'date'],
    ['040400500123', 'date'],
  ])('%j has the fault %s', (text, fault) => {
    expect(iinFault(text)).toBe(fault);
    expect(isIin(text)).toBe(false);
  });

  it('knows which century had a 29 February: 2000 and 1904, not 1900', () => {
    expect(iinFault('000229500120')).not.toBe('date');
    expect(iinFault('040229300120')).not.toBe('date');
    expect(iinFault('000229300120')).toBe('date');
    expect(iinFault('000229600120')).not.toBe('date');
    expect(iinFault('000229200120')).toBe('date');
  });

  it("takes a foreigner's number without a century when its date is real in some century", () => {
    expect(iinFault('000229000120')).not.toBe('date');
    expect(iinFault('010229000120')).toBe('date');
  });
});

describe('BIN', () => {
  it('accepts every number made by the rules', () => {
    fc.assert(fc.property(bins, (bin) => binFault(bin) === undefined && isBin(bin)));
  });

  it('detects any wrong check digit', () => {
    fc.assert(fc.property(bins, position(1, 9), (bin, by) => binFault(withWrongDigit(bin, 11, by)) === 'check-digit'));
  });

  it.each([
    ['97124000131', 'length'],
    ['97124000131a', 'characters'],
    ['971340001315', 'date'],
    ['970040001315', 'date'],
    ['971270001315', 'entity-type'],
    ['971244001315', 'entity-type'],
    ['971240001316', 'check-digit'],
  ])('%j has the fault %s', (text, fault) => {
    expect(binFault(text)).toBe(fault);
    expect(isBin(text)).toBe(false);
  });

  it('is never an IIN as well: where a BIN has its type, an IIN has its day', () => {
    fc.assert(fc.property(bins, (bin) => !isIin(bin)));
  });
});

describe('VIN', () => {
  it('accepts every 17 capital letters and digits without I, O, Q', () => {
    fc.assert(fc.property(vins, (vin) => vinFault(vin) === undefined && isVin(vin)));
  });

  it.each([
    ['1M8GDM9AXKP04278', 'length'],
    ['1M8GDM9AXKP0427888', 'length'],
    ['1M8GDM9AXKPO42788', 'letters-ioq'],
    ['IM8GDM9AXKP042788', 'letters-ioq'],
    ['QM8GDM9AXKP042788', 'letters-ioq'],
    ['1m8gdm9axkp042788', 'characters'],
    ['1М8GDM9AXKP042788', 'characters'],
    ['1M8GDM9AXKP042788\n', 'characters'],
  ])('%j has the fault %s', (text, fault) => {
    expect(vinFault(text)).toBe(fault);
    expect(isVin(text)).toBe(false);
  });
});
