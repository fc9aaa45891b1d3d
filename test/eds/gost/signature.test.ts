import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVE, gostPublicKey, littleEndian, modulo, Point, verifyGost } from '../../../lib/eds/gost/signature.ts';
import { streebog512 } from '../../../lib/eds/gost/streebog.ts';
import { keyFor } from '../forge.ts';

const key = keyFor('gost', 'signer');
const coordinates = key.keyBits.subarray(-128);
const message = Buffer.from('a document');
const digest = streebog512(message);

function publicKey() {
  const point = gostPublicKey(coordinates);
  if (!point) throw new Error('The test key is no point.');
  return point;
}

describe('GOST R 34.10-2012 with 512 bits', () => {
  it('accepts what the key signed, and nothing else', () => {
    const signature = key.sign(message);
    expect(verifyGost(publicKey(), digest, signature)).toBe(true);
    expect(verifyGost(publicKey(), streebog512(Buffer.from('another')), signature)).toBe(false);
    expect(verifyGost(Point.BASE, digest, signature)).toBe(false);
  });

  it('refuses r and s of zero, and those that are not below the order', () => {
    const signature = Buffer.from(key.sign(message));
    const half = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(128, '0'), 'hex').reverse();
    const withS = (s: bigint): boolean =>
      verifyGost(publicKey(), digest, Buffer.concat([signature.subarray(0, 64), half(s)]));
    const withR = (r: bigint): boolean =>
      verifyGost(publicKey(), digest, Buffer.concat([half(r), signature.subarray(64)]));
    const s = littleEndian(signature.subarray(64));
    expect(withS(s)).toBe(true);
    expect([withS(0n), withR(0n), withS(CURVE.n), withR(CURVE.n)]).toEqual([false, false, false, false]);
  });

  it.each([0, 127, 129, 256])('refuses a signature of %i bytes', (length) => {
    expect(verifyGost(publicKey(), digest, Buffer.alloc(length, 1))).toBe(false);
  });

  it('refuses keys that are not on the curve', () => {
    const moved = Buffer.from(coordinates);
    moved.writeUInt8(moved.readUInt8(0) ^ 1, 0);
    expect(gostPublicKey(moved)).toBeUndefined();
    expect(gostPublicKey(Buffer.alloc(128))).toBeUndefined();
    expect(gostPublicKey(Buffer.alloc(128, 0xff))).toBeUndefined();
    expect(gostPublicKey(coordinates.subarray(1))).toBeUndefined();
  });

  it('folds products modulo p as division does', () => {
    const { p } = CURVE;
    const element = fc.oneof(
      fc.bigInt({ min: 0n, max: p - 1n }),
      fc.bigInt({ min: p - 2000n, max: p - 1n }),
      fc.bigInt({ min: 0n, max: 2000n }),
    );
    fc.assert(
      fc.property(element, element, (a, b) => modulo(a * b) === (a * b) % p),
      { numRuns: 500 },
    );
    expect(modulo((p - 1n) * (p - 1n))).toBe(1n);
    expect([modulo(p), modulo(p - 1n), modulo(2n ** 512n)]).toEqual([0n, p - 1n, 569n]);
  });
});
