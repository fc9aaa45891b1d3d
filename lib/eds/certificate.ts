import {
  type Algorithm,
  algorithm,
  type PublicKey,
  publicKey,
  sameAlgorithm,
  sha256Hex,
  verifySignature,
} from './algorithms.ts';
import {
  all,
  boolean,
  context,
  type Element,
  inside,
  integerHex,
  namedBits,
  objectIdentifier,
  only,
  readOnly,
  smallInteger,
  TAG,
  text,
  time,
  wholeBytes,
} from './der.ts';
import { Fault, malformed } from './fault.ts';
import type { CertificateSummary } from './verifier.ts';

/** Bits of the key usage extension (RFC 5280 4.2.1.3) by name. */
export const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

/** Attribute types of names. */
export const NAME = { commonName: '2.5.4.3', serialNumber: '2.5.4.5', organizationalUnit: '2.5.4.11' } as const;

/** The largest certificate that is read, in bytes. Those of the NCA are far smaller; larger ones only cost time. */
const MAXIMUM_CERTIFICATE_BYTES = 16 * 1024;
const MAXIMUM_EXTENSIONS = 32;
const MAXIMUM_NAME_PARTS = 32;
const MAXIMUM_LISTED = 64;
/** Longer serial numbers than RFC 5280 4.1.2.2 allows, sign byte included. */
const MAXIMUM_SERIAL_HEX = 42;

interface NamePart {
  readonly type: string;
  readonly value: string;
}

/** An X.509 certificate (RFC 5280), read strictly: version 3, DER, no extension twice. */
export interface Certificate {
  /** The whole certificate, as it was read. */
  readonly der: Uint8Array;
  /** SHA-256 of those bytes, hexadecimal. */
  readonly sha256: string;
  /** Hexadecimal of the INTEGER's bytes, lower case. */
  readonly serialNumber: string;
  /** DER of the names, compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** The attributes of the two names, in order. */
  readonly issuerParts: readonly NamePart[];
  readonly subjectParts: readonly NamePart[];
  readonly validFrom: Date;
  readonly validTo: Date;
  /** DER of the SubjectPublicKeyInfo, and the key bits within it, which OCSP hashes. */
  readonly publicKeyInfo: Uint8Array;
  readonly keyBits: Uint8Array;
  /** Whether the basic constraints make it the certificate of an authority (RFC 5280 4.2.1.9). */
  readonly isAuthority: boolean;
  /** How many further authorities may come between this one and the signer. */
  readonly pathLength?: number;
  /** The bits of the key usage extension that are set (see `KEY_USAGE`); absent without that extension. */
  readonly keyUsage?: ReadonlySet<number>;
  readonly extendedKeyUsage: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
  readonly subjectKeyIdentifier?: string;
  readonly authorityKeyIdentifier?: string;
  /** Critical extensions that are not understood here: the certificate must not be used (RFC 5280 4.2). */
  readonly unknownCritical: readonly string[];
  /** What the issuer's signature covers, and the signature. */
  readonly signed: Signed;
}

/** What an authority signed. Certificates, CRLs and OCSP responses are all built this way. */
export interface Signed {
  readonly data: Uint8Array;
  readonly algorithm: Algorithm;
  readonly signature: Uint8Array;
}

type Extensions = Pick<Certificate, 'isAuthority' | 'extendedKeyUsage' | 'policies' | 'unknownCritical'> & {
  pathLength?: number;
  keyUsage?: ReadonlySet<number>;
  subjectKeyIdentifier?: string;
  authorityKeyIdentifier?: string;
};

/** Reads the DER of one certificate. Anything that RFC 5280 does not allow is a `malformed` fault. */
export function readCertificate(der: Uint8Array): Certificate {
  if (der.length > MAXIMUM_CERTIFICATE_BYTES)
    throw malformed(`a certificate of more than ${MAXIMUM_CERTIFICATE_BYTES} bytes`);
  const outer = inside(readOnly(der, TAG.sequence));
  const body = outer.next(TAG.sequence);
  const signatureAlgorithm = algorithm(outer.next(TAG.sequence));
  const signature = wholeBytes(outer.next(TAG.bitString));
  outer.end();

  const reader = inside(body);
  if (smallInteger(only(reader.next(context(0)), TAG.integer)) !== 2)
    throw malformed('a certificate that is not of version 3');
  const serialNumber = integerHex(reader.next(TAG.integer));
  if (serialNumber.length > MAXIMUM_SERIAL_HEX) throw malformed('a serial number too long');
  if (!sameAlgorithm(algorithm(reader.next(TAG.sequence)), signatureAlgorithm))
    throw malformed('two signature algorithms in one certificate');
  const issuer = reader.next(TAG.sequence);
  const validity = inside(reader.next(TAG.sequence));
  const validFrom = time(validity.next(TAG.utcTime, TAG.generalizedTime));
  const validTo = time(validity.next(TAG.utcTime, TAG.generalizedTime));
  validity.end();
  const subject = reader.next(TAG.sequence);
  const publicKeyInfo = reader.next(TAG.sequence);
  const keyReader = inside(publicKeyInfo);
  keyReader.next(TAG.sequence);
  const keyBits = wholeBytes(keyReader.next(TAG.bitString));
  const extensions = reader.optional(context(3));
  reader.end();

  return {
    der,
    sha256: sha256Hex(der),
    serialNumber,
    issuer: issuer.bytes,
    subject: subject.bytes,
    issuerParts: nameParts(issuer),
    subjectParts: nameParts(subject),
    validFrom,
    validTo,
    publicKeyInfo: publicKeyInfo.bytes,
    keyBits,
    ...readExtensions(extensions ? all(only(extensions, TAG.sequence), MAXIMUM_EXTENSIONS, TAG.sequence) : []),
    signed: { data: body.bytes, algorithm: signatureAlgorithm, signature },
  };
}

/** The attributes of a name, in order. */
const nameParts = (name: Element): NamePart[] =>
  all(name, MAXIMUM_NAME_PARTS, TAG.set).flatMap((set) =>
    all(set, MAXIMUM_NAME_PARTS, TAG.sequence).map((part) => {
      const reader = inside(part);
      const type = objectIdentifier(reader.next(TAG.objectIdentifier));
      const value = text(reader.next());
      reader.end();
      return { type, value };
    }),
  );

/** One extension of a certificate, CRL or OCSP response. */
interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Reads extensions, none of which may come twice. */
export function extensionsOf(elements: readonly Element[]): Extension[] {
  const seen = new Set<string>();
  return elements.map((element) => {
    const reader = inside(element);
    const oid = objectIdentifier(reader.next(TAG.objectIdentifier));
    const criticality = reader.optional(TAG.boolean);
    const value = reader.next(TAG.octetString).content;
    reader.end();
    if (seen.has(oid)) throw malformed(`extension ${oid} twice`);
    seen.add(oid);
    return { oid, critical: criticality ? boolean(criticality) : false, value };
  });
}

function readExtensions(elements: readonly Element[]): Extensions {
  let read: Extensions = { isAuthority: false, extendedKeyUsage: new Set(), policies: new Set(), unknownCritical: [] };
  for (const { oid, critical, value } of extensionsOf(elements)) {
    const known = KNOWN[oid]?.(value);
    if (known) read = { ...read, ...known };
    else if (critical) read = { ...read, unknownCritical: [...read.unknownCritical, oid] };
  }
  return read;
}

/** The extensions that are judged; others may be present, unless they are critical. */
const KNOWN: Readonly<Record<string, (value: Uint8Array) => Partial<Extensions>>> = {
  '2.5.29.19': (value) => {
    const reader = inside(readOnly(value, TAG.sequence));
    const authority = reader.optional(TAG.boolean);
    const pathLength = reader.optional(TAG.integer);
    reader.end();
    return {
      isAuthority: authority ? boolean(authority) : false,
      ...(pathLength && { pathLength: smallInteger(pathLength) }),
    };
  },
  '2.5.29.15': (value) => ({ keyUsage: namedBits(readOnly(value, TAG.bitString)) }),
  '2.5.29.37': (value) => ({
    extendedKeyUsage: new Set(
      all(readOnly(value, TAG.sequence), MAXIMUM_LISTED, TAG.objectIdentifier).map(objectIdentifier),
    ),
  }),
  '2.5.29.32': (value) => ({
    policies: new Set(
      all(readOnly(value, TAG.sequence), MAXIMUM_LISTED, TAG.sequence).map((policy) =>
        objectIdentifier(inside(policy).next(TAG.objectIdentifier)),
      ),
    ),
  }),
  '2.5.29.14': (value) => ({ subjectKeyIdentifier: hex(readOnly(value, TAG.octetString).content) }),
  '2.5.29.35': (value) => {
    const identifier = inside(readOnly(value, TAG.sequence)).optional(context(0, 'primitive'));
    return identifier ? { authorityKeyIdentifier: hex(identifier.content) } : {};
  },
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Whether two byte strings are equal. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** The values that a name gives for one attribute type. */
export const valuesOf = (parts: readonly NamePart[], type: string): string[] =>
  parts.filter((part) => part.type === type).map((part) => part.value);

/** Public keys are decompressed and checked once per certificate object; issuers are verified against all the time. */
const keys = new WeakMap<Certificate, PublicKey>();

/** The certificate's public key. */
export function keyOf(certificate: Certificate): PublicKey {
  const known = keys.get(certificate);
  if (known) return known;
  const key = publicKey(certificate.publicKeyInfo);
  keys.set(certificate, key);
  return key;
}

/** Whether `issuer`'s key made the signature. An algorithm that is not accepted is an `unsupported-algorithm` fault. */
export const isSignedBy = (signed: Signed, issuer: Certificate): boolean =>
  verifySignature(signed.algorithm, keyOf(issuer), signed.data, signed.signature);

/** How many certificates are remembered: those of dealers and of OCSP responders are seen again and again. */
const REMEMBERED = 1_000;
const remembered = new Set<string>();

/**
 * Whether `issuer`'s key signed the certificate. A signature once found good stays good, so it is verified only once.
 */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  const fact = `${certificate.sha256} ${issuer.sha256}`;
  if (remembered.has(fact)) return true;
  if (!isSignedBy(certificate.signed, issuer)) return false;
  const [oldest] = remembered;
  if (oldest !== undefined && remembered.size >= REMEMBERED) remembered.delete(oldest);
  remembered.add(fact);
  return true;
}

/** Whether the certificate was valid at a moment, its last second included (RFC 5280 4.1.2.5). */
export const isValidAt = (certificate: Certificate, at: Date): boolean =>
  certificate.validFrom.getTime() <= at.getTime() && at.getTime() < certificate.validTo.getTime() + 1000;

/** What evidence and answers say about a certificate. */
export const summary = (certificate: Certificate): CertificateSummary => ({
  serialNumber: certificate.serialNumber,
  issuer: valuesOf(certificate.issuerParts, NAME.commonName).join(', '),
  sha256: certificate.sha256,
  validFrom: certificate.validFrom.toISOString(),
  validTo: certificate.validTo.toISOString(),
  algorithm: keyOf(certificate).description,
});

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+?)-----END \1-----/g;

/** The DER blocks of a file that holds PEM (any number of blocks), bare base64, or DER. */
export function derBlocks(file: Uint8Array): Uint8Array[] {
  if (file[0] === TAG.sequence) return [file];
  const content = Buffer.from(file).toString('latin1');
  const blocks = [...content.matchAll(PEM)].map((match) => Buffer.from(match[2] ?? '', 'base64'));
  if (blocks.length > 0) return blocks;
  const bare = content.replace(/\s/g, '');
  if (/^[A-Za-z0-9+/]+=*$/.test(bare)) return [Buffer.from(bare, 'base64')];
  throw new Fault('malformed', 'neither PEM nor DER');
}

/** All certificates of a PEM or DER file. */
export const readCertificates = (file: Uint8Array): Certificate[] => derBlocks(file).map(readCertificate);
