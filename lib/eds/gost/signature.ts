import { Field } from '@noble/curves/abstract/modular.js';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

/** Length of a coordinate, and of each half of a signature, in bytes. */
export const HALF_BYTES = 64;

const P = 2n ** 512n - 569n;

/** A product modulo P: since 2^512 is 569 modulo P, the upper half is folded in twice, which is faster than a division. */
export function modulo(product: bigint): bigint {
  const once = (product >> 512n) * 569n + BigInt.asUintN(512, product);
  const twice = (once >> 512n) * 569n + BigInt.asUintN(512, once);
  return twice >= P ? twice - P : twice;
}

const plain = Field(P);
const field: typeof plain = Object.create(plain, {
  mul: { value: (a: bigint, b: bigint) => modulo(a * b) },
  sqr: { value: (a: bigint) => modulo(a * a) },
});

/**
 * The parameters of id-tc26-gost-3410-12-512-paramSetA (RFC 7836 A.1), the curve of the NCA's keys. Its cofactor is 1.
 */
export const CURVE = {
  p: P,
  a: P - 3n,
  b: 0xe8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760n,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275n,
  h: 1n,
  Gx: 3n,
  Gy: 0x7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4n,
};

/** The curve, on which points are added and multiplied. */
export const Point = weierstrass(CURVE, { Fp: field });

/** A public key: a point of the curve. */
export type GostPublicKey = InstanceType<typeof Point>;

/** The number that bytes represent, the least significant byte first, as the NCA writes all numbers of GOST. */
export const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

/**
 * The number that is signed for a digest (GOST R 34.10-2012 6.1 step 2): the digest modulo the order of the group, and
 * 1 in place of 0.
 */
export const hashNumber = (digest: Uint8Array): bigint => Point.Fn.create(littleEndian(digest)) || 1n;

/** The point with these coordinates, x then y; undefined where it is not on the curve. */
export function gostPublicKey(coordinates: Uint8Array): GostPublicKey | undefined {
  if (coordinates.length !== 2 * HALF_BYTES) return undefined;
  try {
    const x = littleEndian(coordinates.subarray(0, HALF_BYTES));
    const y = littleEndian(coordinates.subarray(HALF_BYTES));
    const point = Point.fromAffine({ x, y });
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

/**
 * Whether `signature` (r, then s) is the key holder's over `digest`: GOST R 34.10-2012 6.2. All values are public, so
 * the arithmetic may take variable time.
 */
export function verifyGost(key: GostPublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 2 * HALF_BYTES) return false;
  const { Fn } = Point;
  const r = littleEndian(signature.subarray(0, HALF_BYTES));
  const s = littleEndian(signature.subarray(HALF_BYTES));
  if (!Fn.isValidNot0(r) || !Fn.isValidNot0(s)) return false;
  const inverse = Fn.inv(hashNumber(digest));
  const point = Point.BASE.mulAddUnsafe(Fn.mul(s, inverse), key, Fn.neg(Fn.mul(r, inverse)));
  return !point.is0() && Fn.create(point.toAffine().x) === r;
}
