import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { HALF_BYTES, hashNumber, littleEndian, Point } from '../../lib/eds/gost/signature.ts';
import { streebog512 } from '../../lib/eds/gost/streebog.ts';
import { bitString, nullValue, octetString, oid, sequence } from './der.ts';

/** The kinds of key that the made-up authority signs with and issues certificates for. */
export const SIGNING_KINDS = ['gost', 'rsa'] as const;
export type SigningKind = (typeof SIGNING_KINDS)[number];

/** A key pair for signing, with everything that certificates and signatures say about it. */
export interface SigningKey {
  readonly kind: SigningKind;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** The key itself, as in the BIT STRING there. */
  readonly keyBits: Uint8Array;
  /** AlgorithmIdentifiers, DER, of its signatures and of the digest in them. */
  readonly signatureAlgorithm: Uint8Array;
  readonly digestAlgorithm: Uint8Array;
  digest(bytes: Uint8Array): Uint8Array;
  /** The signature over the digest of the bytes, in the form in which CMS and certificates hold it. */
  sign(bytes: Uint8Array): Uint8Array;
}

const RSA_BITS = 2048;

const withNull = (algorithm: string): Uint8Array => sequence(oid(algorithm), nullValue());

/** A number below 2^512 as 64 bytes, the least significant first. */
const toLittleEndian = (value: bigint): Uint8Array =>
  Buffer.from(value.toString(16).padStart(2 * HALF_BYTES, '0'), 'hex').reverse();

/** A private number in the group's range from 64 bytes. */
const scalar = (bytes: Uint8Array): bigint => Point.Fn.create(littleEndian(bytes)) || 1n;

/** A GOST key whose private number comes from a secret and a label: the same label gives the same key, after a restart too. */
export function gostKey(secret: Uint8Array, label: string): SigningKey {
  const d = scalar(createHmac('sha512', secret).update(label).digest());
  const { x, y } = Point.BASE.multiply(d).toAffine();
  const keyBits = octetString(Buffer.concat([toLittleEndian(x), toLittleEndian(y)]));
  return {
    kind: 'gost',
    publicKeyInfo: sequence(
      sequence(oid('1.2.398.3.10.1.1.2.2'), sequence(oid('1.2.398.3.10.1.1.2.2.1'), oid('1.2.398.3.10.1.3.3'))),
      bitString(keyBits),
    ),
    keyBits,
    signatureAlgorithm: withNull('1.2.398.3.10.1.1.2.3.2'),
    digestAlgorithm: withNull('1.2.398.3.10.1.3.3'),
    digest: streebog512,
    sign: (bytes) => signGost(d, streebog512(bytes)),
  };
}

/** GOST R 34.10-2012 6.1 with the numbers written as the NCA writes them: r, then s, least significant byte first. */
function signGost(d: bigint, digest: Uint8Array): Uint8Array {
  const { Fn } = Point;
  for (;;) {
    const k = scalar(randomBytes(HALF_BYTES));
    const r = Fn.create(Point.BASE.multiply(k).toAffine().x);
    const s = Fn.add(Fn.mul(r, d), Fn.mul(k, hashNumber(digest)));
    if (r !== 0n && s !== 0n) return Buffer.concat([toLittleEndian(r), toLittleEndian(s)]);
  }
}

/** An RSA key from its private part in PEM, signing by PKCS #1 v1.5 with SHA-256. */
export function rsaKey(pem: string): SigningKey {
  const privateKey: KeyObject = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  return {
    kind: 'rsa',
    publicKeyInfo: publicKey.export({ type: 'spki', format: 'der' }),
    keyBits: publicKey.export({ type: 'pkcs1', format: 'der' }),
    signatureAlgorithm: withNull('1.2.840.113549.1.1.11'),
    digestAlgorithm: withNull('2.16.840.1.101.3.4.2.1'),
    digest: (bytes) => createHash('sha256').update(bytes).digest(),
    sign: (bytes) => sign('sha256', bytes, privateKey),
  };
}

/** A new RSA private key in PEM. */
export const newRsaKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: RSA_BITS })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
