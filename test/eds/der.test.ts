import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  encode,
  integerHex,
  namedBits,
  objectIdentifier,
  Reader,
  readOnly,
  smallInteger,
  TAG,
  text,
  time,
  toDefinite,
} from '../../lib/eds/der.ts';
import { Fault } from '../../lib/eds/fault.ts';

const element = (tag: number, content: string) => readOnly(encode(tag, Buffer.from(content, 'hex')), tag);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('distinguished encoding', () => {
  it.each([
    ['no length', '30'],
    ['a length beyond the end', '300201'],
    ['a length that is not the shortest', '308101ff'],
    ['a length with leading zeros', '3082000101'],
    ['a length of five bytes', '30850000000001ff'],
    ['an indefinite length', '30800000'],
    ['a tag of several bytes', '3f8101'],
    ['bytes left over', '300000'],
  ])('refuses %s', (_what, hex) => {
    expect(() => readOnly(bytes(hex), TAG.sequence)).toThrow(Fault);
  });

  it('refuses another tag than the one that belongs there', () => {
    expect(() => new Reader(bytes('0500')).next(TAG.integer)).toThrow('tag 5 where 2 belongs');
  });

  it.each([
    ['2a8648ce3d0201', '1.2.840.10045.2.1'],
    ['2a830e030a0101020302', '1.2.398.3.10.1.1.2.3.2'],
    ['883703', '2.999.3'],
  ])('reads object identifier %s', (hex, dotted) => {
    expect(objectIdentifier(element(TAG.objectIdentifier, hex))).toBe(dotted);
  });

  it.each(['', '2a80', '2a8001', '2affffffffffffffffff7f'])('refuses object identifier %s', (hex) => {
    expect(() => objectIdentifier(element(TAG.objectIdentifier, hex))).toThrow(Fault);
  });

  it('reads numbers in their shortest form only', () => {
    expect(smallInteger(element(TAG.integer, '02'))).toBe(2);
    expect(smallInteger(element(TAG.integer, '0080'))).toBe(128);
    expect(integerHex(element(TAG.integer, '00ff'))).toBe('00ff');
    for (const hex of ['', '0001', 'ff', '80', '0100000000'])
      expect(() => smallInteger(element(TAG.integer, hex))).toThrow(Fault);
    for (const hex of ['', '0001', 'ffff']) expect(() => integerHex(element(TAG.integer, hex))).toThrow(Fault);
  });

  it('reads booleans, named bits and texts', () => {
    expect(boolean(element(TAG.boolean, 'ff'))).toBe(true);
    expect(() => boolean(element(TAG.boolean, '01'))).toThrow(Fault);
    expect([...namedBits(element(TAG.bitString, '06c0'))]).toEqual([0, 1]);
    for (const hex of ['', '08c0', '06c1', '01']) expect(() => namedBits(element(TAG.bitString, hex))).toThrow(Fault);
    expect(text(element(TAG.utf8String, 'd2b0'))).toBe('Ұ');
    expect(text(element(TAG.bmpString, '04b0'))).toBe('Ұ');
    expect(() => text(element(TAG.utf8String, 'd2'))).toThrow(Fault);
    expect(() => text(element(TAG.octetString, '41'))).toThrow(Fault);
  });

  it.each([
    [TAG.utcTime, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [TAG.generalizedTime, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [TAG.generalizedTime, '20260301120000.5Z', '2026-03-01T12:00:00.000Z'],
  ])('reads time %i %s', (tag, written, iso) => {
    expect(time(readOnly(encode(tag, Buffer.from(written)), tag)).toISOString()).toBe(iso);
  });

  it.each(['2603011200Z', '260301120000+0500', '260231120000Z', '261301120000Z', '260301240000Z', '260301126000Z', ''])(
    'refuses time %s',
    (written) => {
      expect(() => time(readOnly(encode(TAG.utcTime, Buffer.from(written)), TAG.utcTime))).toThrow(Fault);
    },
  );
});

describe('BER', () => {
  it('becomes definite, and stays the same bytes where it is so already', () => {
    const definite = bytes('3006040201020500');
    expect(hex(toDefinite(definite))).toBe(hex(definite));
    expect(hex(toDefinite(bytes('30802480040101040102000005000000')))).toBe(hex(definite));
    expect(hex(toDefinite(bytes('308106040201020500')))).toBe(hex(definite));
  });

  it.each([
    ['an end that does not come', '30800500'],
    ['half an end', '3080050000'],
    ['an end outside', '30040500'],
    ['a simple value of indefinite length', '04800000'],
    ['a piece that is no octet string', '24020500'],
    ['a child beyond its parent', '3003040201ff'],
    ['bytes left over', '30000000'],
  ])('refuses %s', (_what, hex) => {
    expect(() => toDefinite(bytes(hex))).toThrow(Fault);
  });

  it('refuses deep nesting, at once', () => {
    expect(() => toDefinite(Buffer.concat([Buffer.alloc(2 * 100, bytes('3080')), Buffer.alloc(2 * 100)]))).toThrow(
      '32 levels',
    );
  });

  it('never throws anything but a fault, and what it gives is settled', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        try {
          const once = toDefinite(random);
          expect(Buffer.from(toDefinite(once))).toEqual(Buffer.from(once));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
