import { algorithm, sameAlgorithm, sha256Hex } from './algorithms.ts';
import { type Certificate, extensionsOf, isSignedBy, KEY_USAGE, type Signed, sameBytes } from './certificate.ts';
import { all, context, inside, integerHex, only, readOnly, smallInteger, TAG, time, wholeBytes } from './der.ts';
import { malformed } from './fault.ts';
import type { Status, Subject } from './ocsp.ts';

const CRL_NUMBER = '2.5.29.20';
const MAXIMUM_EXTENSIONS = 16;

/** A complete list of what one authority has revoked (RFC 5280 5). */
export interface RevocationList {
  /** SHA-256 of the DER bytes, hexadecimal. */
  readonly sha256: string;
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  /** By when the authority issues the next list: this one is stale after that. */
  readonly nextUpdate: Date;
  /** Decimal. */
  readonly number?: string;
  /** When each certificate was revoked (milliseconds since the epoch), by serial number as in `Certificate`. */
  readonly revoked: ReadonlyMap<string, number>;
  readonly signed: Signed;
}

/**
 * Reads a complete CRL.
 *
 * @throws Fault for a partial list (delta, indirect, by reason or distribution point), which marks itself by a critical
 * extension: taken for complete, it would hide revocations
 */
export function readCrl(der: Uint8Array): RevocationList {
  const outer = inside(readOnly(der, TAG.sequence));
  const body = outer.next(TAG.sequence);
  const signatureAlgorithm = algorithm(outer.next(TAG.sequence));
  const signature = wholeBytes(outer.next(TAG.bitString));
  outer.end();

  const reader = inside(body);
  const version = reader.optional(TAG.integer);
  if (version && smallInteger(version) !== 1) throw malformed('a CRL that is not of version 2');
  if (!sameAlgorithm(algorithm(reader.next(TAG.sequence)), signatureAlgorithm))
    throw malformed('two signature algorithms in one CRL');
  const issuer = reader.next(TAG.sequence).bytes;
  const thisUpdate = time(reader.next(TAG.utcTime, TAG.generalizedTime));
  const nextUpdate = time(reader.next(TAG.utcTime, TAG.generalizedTime));
  const entries = reader.optional(TAG.sequence);
  const extensionField = reader.optional(context(0));
  reader.end();

  const extensions = extensionField
    ? extensionsOf(all(only(extensionField, TAG.sequence), MAXIMUM_EXTENSIONS, TAG.sequence))
    : [];
  checkCritical(extensions);
  const number = extensions.find(({ oid }) => oid === CRL_NUMBER)?.value;

  const revoked = new Map<string, number>();
  const list = entries && inside(entries);
  while (list && !list.done) {
    const entry = inside(list.next(TAG.sequence));
    const serialNumber = integerHex(entry.next(TAG.integer));
    const date = time(entry.next(TAG.utcTime, TAG.generalizedTime)).getTime();
    const entryExtensions = entry.optional(TAG.sequence);
    entry.end();
    if (entryExtensions) checkCritical(extensionsOf(all(entryExtensions, MAXIMUM_EXTENSIONS, TAG.sequence)));
    revoked.set(serialNumber, Math.min(date, revoked.get(serialNumber) ?? date));
  }

  return {
    sha256: sha256Hex(der),
    issuer,
    thisUpdate,
    nextUpdate,
    ...(number && { number: BigInt(`0x${integerHex(readOnly(number, TAG.integer))}`).toString() }),
    revoked,
    signed: { data: body.bytes, algorithm: signatureAlgorithm, signature },
  };
}

function checkCritical(extensions: ReturnType<typeof extensionsOf>): void {
  const unknown = extensions.find(({ critical }) => critical);
  if (unknown) throw malformed(`unknown critical extension ${unknown.oid}`);
}

/**
 * What the list says about a certificate.
 *
 * @throws Fault unless the certificate's issuer signed the list and may do so
 */
export function lookUp(list: RevocationList, { certificate, issuer }: Subject): Status {
  if (!isListOf(list, issuer)) throw malformed('a CRL that the issuer did not sign');
  const revokedAt = list.revoked.get(certificate.serialNumber);
  return {
    status: revokedAt === undefined ? 'good' : 'revoked',
    ...(revokedAt !== undefined && { revokedAt: new Date(revokedAt) }),
    thisUpdate: list.thisUpdate,
    nextUpdate: list.nextUpdate,
  };
}

/** Whether an issuer signed a list: signatures over megabytes, checked once per list and issuer. */
const genuine = new WeakMap<RevocationList, WeakMap<Certificate, boolean>>();

function isListOf(list: RevocationList, issuer: Certificate): boolean {
  const known = genuine.get(list)?.get(issuer);
  if (known !== undefined) return known;
  const isGenuine =
    sameBytes(list.issuer, issuer.subject) &&
    (issuer.keyUsage?.has(KEY_USAGE.crlSign) ?? true) &&
    isSignedBy(list.signed, issuer);
  genuine.set(list, (genuine.get(list) ?? new WeakMap()).set(issuer, isGenuine));
  return isGenuine;
}
