import { createHash } from 'node:crypto';
import { setOf } from '../../lib/eds/der.ts';
import {
  bitString,
  field,
  generalizedTime,
  integer,
  number,
  octetString,
  oid,
  primitiveField,
  printableString,
  sequence,
  trueValue,
  utcOrGeneralizedTime,
  utf8String,
} from './der.ts';
import type { SigningKey } from './keys.ts';

/*
 * What an authority issues and a signer makes, as DER: certificates, lists, OCSP answers and CMS, in the shape that the
 * NCA gives them.
 */

/** `[type, value]` pairs of a name; types are object identifiers. */
export type NameParts = readonly (readonly [type: string, value: string])[];

/** Types whose values the NCA writes as PrintableString. */
const PRINTABLE = new Set(['2.5.4.5', '2.5.4.6']);

/** A distinguished name (RFC 5280 4.1.2.4): one set for each of its parts, in order. */
export const name = (parts: NameParts): Uint8Array =>
  sequence(
    ...parts.map(([type, value]) =>
      setOf([sequence(oid(type), PRINTABLE.has(type) ? printableString(value) : utf8String(value))]),
    ),
  );

/** An extension of a certificate. */
export const extension = (id: string, value: Uint8Array, critical = false): Uint8Array =>
  sequence(oid(id), ...(critical ? [trueValue()] : []), octetString(value));

/** Something signed: what is signed, by which algorithm, the signature. */
const signed = (data: Uint8Array, key: SigningKey): Uint8Array =>
  sequence(data, key.signatureAlgorithm, bitString(key.sign(data)));

/** Key identifiers are the SHA-1 of the key bits (RFC 5280 4.2.1.2), as the NCA makes them. */
export const keyIdentifier = ({ keyBits }: SigningKey): Uint8Array => createHash('sha1').update(keyBits).digest();

/**
 * What a certificate says (RFC 5280 4.1), besides its signature. Numbers are big-endian; `extensions` are encoded
 * already.
 */
export interface CertificateContents {
  readonly serialNumber: Uint8Array;
  readonly issuer: NameParts;
  readonly subject: NameParts;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** The key that is certified. */
  readonly subjectKey: Pick<SigningKey, 'publicKeyInfo'>;
  readonly extensions: readonly Uint8Array[];
}

/** An X.509 certificate signed by the issuer's key. */
export const certificate = (contents: CertificateContents, issuerKey: SigningKey): Uint8Array =>
  signed(
    sequence(
      field(0, number(2)),
      integer(contents.serialNumber),
      issuerKey.signatureAlgorithm,
      name(contents.issuer),
      sequence(utcOrGeneralizedTime(contents.validFrom), utcOrGeneralizedTime(contents.validTo)),
      name(contents.subject),
      contents.subjectKey.publicKeyInfo,
      ...(contents.extensions.length > 0 ? [field(3, sequence(...contents.extensions))] : []),
    ),
    issuerKey,
  );

/**
 * What a revocation list says (RFC 5280 5.1), besides its signature. `number` is the CRL number, which grows from list
 * to list.
 */
export interface ListContents {
  readonly issuer: NameParts;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly number: number;
  readonly revoked: readonly { readonly serialNumber: Uint8Array; readonly at: Date }[];
}

/** A certificate revocation list. */
export const revocationList = (
  { issuer, thisUpdate, nextUpdate, number: listNumber, revoked }: ListContents,
  issuerKey: SigningKey,
): Uint8Array =>
  signed(
    sequence(
      number(1),
      issuerKey.signatureAlgorithm,
      name(issuer),
      utcOrGeneralizedTime(thisUpdate),
      utcOrGeneralizedTime(nextUpdate),
      ...(revoked.length > 0
        ? [
            sequence(
              ...revoked.map(({ serialNumber, at }) => sequence(integer(serialNumber), utcOrGeneralizedTime(at))),
            ),
          ]
        : []),
      field(0, sequence(extension('2.5.29.20', integer(bigEndian(listNumber))))),
    ),
    issuerKey,
  );

const bigEndian = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
};

/** What an OCSP response says of one certificate (RFC 6960 4.2), besides its signature. */
export interface OcspContents {
  /** The CertID of the question, DER. */
  readonly certId: Uint8Array;
  readonly status: 'good' | 'unknown' | { readonly revokedAt: Date };
  /** The moment of the answer: `producedAt` and `thisUpdate`. */
  readonly at: Date;
  /** The nonce extension's value, as asked. */
  readonly nonce?: Uint8Array;
  /** The responder: its name, key and certificate. */
  readonly responder: NameParts;
  /** DER; it is sent with the response. */
  readonly responderCertificate: Uint8Array;
}

/** A successful OCSP response with one answer and, as the NCA has it, no next update. */
export function ocspResponse(
  { certId, status, at, nonce, responder, responderCertificate }: OcspContents,
  key: SigningKey,
): Uint8Array {
  const word =
    status === 'good'
      ? primitiveField(0, new Uint8Array())
      : status === 'unknown'
        ? primitiveField(2, new Uint8Array())
        : field(1, generalizedTime(status.revokedAt));
  const data = sequence(
    field(1, name(responder)),
    generalizedTime(at),
    sequence(sequence(certId, word, generalizedTime(at))),
    ...(nonce ? [field(1, sequence(extension('1.3.6.1.5.5.7.48.1.2', nonce)))] : []),
  );
  const basic = sequence(
    data,
    key.signatureAlgorithm,
    bitString(key.sign(data)),
    field(0, sequence(responderCertificate)),
  );
  return sequence(Uint8Array.of(0x0a, 1, 0), field(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))));
}

interface CmsContents {
  readonly document: Uint8Array;
  readonly certificate: Uint8Array;
  readonly issuer: NameParts;
  readonly serialNumber: Uint8Array;
  readonly at: Date;
  readonly detached: boolean;
}

const DATA = '1.2.840.113549.1.7.1';
const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf([value]));

/** A CMS with one signer, in the shape that NCALayer gives. */
export function cms(
  { document, certificate: der, issuer, serialNumber, at, detached }: CmsContents,
  key: SigningKey,
): Uint8Array {
  const certificateHash = createHash('sha256').update(der).digest();
  const attributes = setOf([
    attribute('1.2.840.113549.1.9.3', oid(DATA)),
    attribute('1.2.840.113549.1.9.5', utcOrGeneralizedTime(at)),
    attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octetString(certificateHash))))),
    attribute('1.2.840.113549.1.9.4', octetString(key.digest(document))),
  ]);
  const signerInfo = sequence(
    number(1),
    sequence(name(issuer), integer(serialNumber)),
    key.digestAlgorithm,
    Buffer.concat([Uint8Array.of(0xa0), attributes.subarray(1)]),
    key.signatureAlgorithm,
    octetString(key.sign(attributes)),
  );
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    field(
      0,
      sequence(
        number(1),
        setOf([key.digestAlgorithm]),
        sequence(oid(DATA), ...(detached ? [] : [field(0, octetString(document))])),
        field(0, der),
        setOf([signerInfo]),
      ),
    ),
  );
}
