import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { all, type Element, inside, objectIdentifier, readOnly, TAG, wholeBytes } from './der.ts';
import { Fault, malformed } from './fault.ts';
import { type GostPublicKey, gostPublicKey, verifyGost } from './gost/signature.ts';
import { streebog512 } from './gost/streebog.ts';

type Digest = 'sha256' | 'sha384' | 'sha512' | 'streebog512';

/** The digests that are accepted, by object identifier. SHA-1 is not among them. */
const DIGESTS: Readonly<Record<string, Digest>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.398.3.10.1.3.3': 'streebog512',
};

type KeyKind = 'gost' | 'rsa' | 'ecdsa';

/** The signature algorithms that are accepted, by object identifier; nothing else is ever computed. */
const SIGNATURES: Readonly<Record<string, { readonly kind: KeyKind; readonly digest: Digest }>> = {
  '1.2.398.3.10.1.1.2.3.2': { kind: 'gost', digest: 'streebog512' },
  '1.2.840.113549.1.1.11': { kind: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', digest: 'sha512' },
};

/**
 * A signer's signature may be named by its key's algorithm alone (RFC 3370 3.2); the digest is then named separately.
 */
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const GOST_PUBLIC_KEY = '1.2.398.3.10.1.1.2.2';
/** Curve and digest, the only parameters of GOST keys that are accepted. */
const GOST_KEY_PARAMETERS = ['1.2.398.3.10.1.1.2.2.1', '1.2.398.3.10.1.3.3'];
const CURVES: Readonly<Record<string, string>> = { '1.2.840.10045.3.1.7': 'P-256', '1.3.132.0.34': 'P-384' };

/** Shorter keys can be forged; longer ones only cost time. In bits. */
const RSA_BITS = { least: 2048, most: 8192 };
/** Public exponents below the first invite forgeries, above the second only cost time. */
const RSA_EXPONENT = { least: 65537n, most: 2n ** 32n };

/** A public key of an accepted kind. */
export type PublicKey =
  | { readonly kind: 'gost'; readonly description: string; readonly point: GostPublicKey }
  | { readonly kind: 'rsa' | 'ecdsa'; readonly description: string; readonly key: KeyObject };

/** An AlgorithmIdentifier: what it names, and its parameters if any. */
export interface Algorithm {
  readonly oid: string;
  readonly parameters: Element | undefined;
}

/** Reads an AlgorithmIdentifier. */
export function algorithm(element: Element): Algorithm {
  const reader = inside(element);
  const oid = objectIdentifier(reader.next(TAG.objectIdentifier));
  const parameters = reader.done ? undefined : reader.next();
  reader.end();
  return { oid, parameters };
}

/**
 * Whether two AlgorithmIdentifiers name the same algorithm. NULL parameters and none count as the same: the NCA's lists
 * use both.
 */
export const sameAlgorithm = (a: Algorithm, b: Algorithm): boolean =>
  a.oid === b.oid && Buffer.compare(given(a.parameters), given(b.parameters)) === 0;

const given = (parameters: Element | undefined): Uint8Array =>
  parameters === undefined || parameters.tag === TAG.null ? new Uint8Array() : parameters.bytes;

const unsupported = (what: string, oid: string): Fault => new Fault('unsupported-algorithm', `${what} ${oid}`);

/** Digests and signatures take no parameters: absent, or NULL as older encoders write. */
function withoutParameters({ oid, parameters }: Algorithm, what: string): string {
  if (parameters && (parameters.tag !== TAG.null || parameters.content.length > 0))
    throw unsupported(`parameters of ${what}`, oid);
  return oid;
}

/** The digest that an AlgorithmIdentifier names. @throws Fault `unsupported-algorithm` */
export function digestNamed(named: Algorithm): Digest {
  const oid = withoutParameters(named, 'digest');
  const name = DIGESTS[oid];
  if (!name) throw unsupported('digest', oid);
  return name;
}

/** The digest of bytes. */
export const digest = (name: Digest, bytes: Uint8Array): Uint8Array =>
  name === 'streebog512' ? streebog512(bytes) : createHash(name).update(bytes).digest();

/** SHA-256, hexadecimal: how documents, CMS, certificates and lists are named in evidence. */
export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Reads a SubjectPublicKeyInfo; keys of other kinds, curves or lengths are an `unsupported-algorithm` fault. */
export function publicKey(info: Uint8Array): PublicKey {
  const reader = inside(readOnly(info, TAG.sequence));
  const { oid, parameters } = algorithm(reader.next(TAG.sequence));
  const bits = wholeBytes(reader.next(TAG.bitString));
  reader.end();
  switch (oid) {
    case GOST_PUBLIC_KEY: {
      const named =
        parameters?.tag === TAG.sequence ? all(parameters, 2, TAG.objectIdentifier).map(objectIdentifier) : [];
      if (named.join() !== GOST_KEY_PARAMETERS.join())
        throw unsupported('parameters of key', `${oid} ${named.join(' ')}`);
      const point = gostPublicKey(readOnly(bits, TAG.octetString).content);
      if (!point) throw malformed('a public key that is not a point of its curve');
      return { kind: 'gost', description: 'GOST R 34.10-2015 (512 bit)', point };
    }
    case RSA_ENCRYPTION: {
      const key = nodeKey(info);
      const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
      if (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most)
        throw unsupported(`RSA key of ${modulusLength} bits,`, oid);
      if (publicExponent < RSA_EXPONENT.least || publicExponent > RSA_EXPONENT.most)
        throw unsupported('RSA exponent of', oid);
      return { kind: 'rsa', description: `RSA (${modulusLength} bit)`, key };
    }
    case EC_PUBLIC_KEY: {
      const curve = parameters?.tag === TAG.objectIdentifier ? objectIdentifier(parameters) : 'given by its parameters';
      const name = CURVES[curve];
      if (!name) throw unsupported('curve', curve);
      return { kind: 'ecdsa', description: `ECDSA (${name})`, key: nodeKey(info) };
    }
  }
  throw unsupported('key', oid);
}

function nodeKey(info: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' });
  } catch {
    throw malformed('a broken public key');
  }
}

/** Whether the holder of `key` signed `data` by the algorithm named, as in certificates, CRLs and OCSP responses. */
export function verifySignature(named: Algorithm, key: PublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  const oid = withoutParameters(named, 'signature');
  const scheme = SIGNATURES[oid];
  if (!scheme) throw unsupported('signature', oid);
  return verifyWith(scheme.digest, scheme.kind, key, data, signature);
}

/** The same for a CMS signer, whose digest is named separately and has to be the one of the signature. */
export function verifySignerSignature(
  named: Algorithm,
  digestName: Digest,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const oid = withoutParameters(named, 'signature');
  if (oid === RSA_ENCRYPTION && digestName !== 'streebog512')
    return verifyWith(digestName, 'rsa', key, data, signature);
  if (SIGNATURES[oid] && SIGNATURES[oid].digest !== digestName)
    throw malformed('digest and signature algorithm differ');
  return verifySignature(named, key, data, signature);
}

function verifyWith(name: Digest, kind: KeyKind, key: PublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  if (key.kind !== kind) return false;
  return key.kind === 'gost'
    ? verifyGost(key.point, digest(name, data), signature)
    : verify(name, data, key.key, signature);
}
