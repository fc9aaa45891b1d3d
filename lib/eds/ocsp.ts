import { createHash } from 'node:crypto';
import { algorithm } from './algorithms.ts';
import {
  type Certificate,
  extensionsOf,
  isIssuedBy,
  isSignedBy,
  isValidAt,
  KEY_USAGE,
  readCertificate,
  type Signed,
  sameBytes,
} from './certificate.ts';
import {
  all,
  context,
  type Element,
  encode,
  inside,
  integerHex,
  objectIdentifier,
  only,
  readOnly,
  TAG,
  time,
  wholeBytes,
} from './der.ts';
import { malformed } from './fault.ts';

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
const NONCE = '1.3.6.1.5.5.7.48.1.2';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** How a certID names the issuer. SHA-1 serves as a name here (RFC 5019), not as a signature's digest. */
const NAMING_DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};
/** The identifier of the nonce extension, in DER. */
const NONCE_OID = Buffer.from('06092b0601050507300102', 'hex');
/** AlgorithmIdentifier of SHA-256, in DER. */
const SHA256_ALGORITHM = Buffer.from('300d06096086480165030402010500', 'hex');
/** ENUMERATED `successful`. */
const SUCCESSFUL = 0;
const MAXIMUM_RESPONSES = 64;
const MAXIMUM_CERTIFICATES = 8;
const MAXIMUM_EXTENSIONS = 16;

/** The certificate that is asked about, and its issuer. */
export interface Subject {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** What a source says about one certificate. */
export interface Status {
  readonly status: 'good' | 'revoked' | 'unknown';
  /** When it was revoked. */
  readonly revokedAt?: Date;
  readonly thisUpdate: Date;
  /** By when the source will know more; absent when it does not say. */
  readonly nextUpdate?: Date;
}

/** An OCSP request (RFC 6960 4.1) about one certificate, in DER. */
export function ocspRequest({ certificate, issuer }: Subject, nonce: Uint8Array): Uint8Array {
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  const certId = sequence(
    SHA256_ALGORITHM,
    encode(TAG.octetString, sha256(issuer.subject)),
    encode(TAG.octetString, sha256(issuer.keyBits)),
    encode(TAG.integer, Buffer.from(certificate.serialNumber, 'hex')),
  );
  const extension = sequence(NONCE_OID, encode(TAG.octetString, encode(TAG.octetString, nonce)));
  return sequence(sequence(sequence(sequence(certId)), encode(context(2), sequence(extension))));
}

const sequence = (...parts: Uint8Array[]): Uint8Array => encode(TAG.sequence, Buffer.concat(parts));

/**
 * Reads an OCSP response (RFC 6960 4.2). It is believed only if the issuer itself signed it, or a responder that the
 * issuer certified for OCSP signing and nothing else.
 *
 * @param nonce the one that was sent, if any: the answer must repeat it
 * @throws Fault otherwise, also for an answer about another certificate
 */
export function readOcspResponse(response: Uint8Array, { certificate, issuer }: Subject, nonce?: Uint8Array): Status {
  const outer = inside(readOnly(response, TAG.sequence));
  const status = outer.next(TAG.enumerated).content;
  if (status.length !== 1 || status[0] !== SUCCESSFUL) throw malformed(`an OCSP response of status ${status[0]}`);
  const wrapped = inside(only(outer.next(context(0)), TAG.sequence));
  outer.end();
  if (objectIdentifier(wrapped.next(TAG.objectIdentifier)) !== BASIC_RESPONSE)
    throw malformed('not a basic OCSP response');
  const basic = inside(readOnly(wrapped.next(TAG.octetString).content, TAG.sequence));
  wrapped.end();

  const data = basic.next(TAG.sequence);
  const signed: Signed = {
    data: data.bytes,
    algorithm: algorithm(basic.next(TAG.sequence)),
    signature: wholeBytes(basic.next(TAG.bitString)),
  };
  const enclosed = basic.optional(context(0));
  basic.end();

  const reader = inside(data);
  reader.optional(context(0));
  const named = isNamedBy(reader.next(context(1), context(2)));
  const producedAt = time(reader.next(TAG.generalizedTime));
  const responses = all(reader.next(TAG.sequence), MAXIMUM_RESPONSES, TAG.sequence);
  const extensionField = reader.optional(context(1));
  reader.end();
  const extensions = extensionField
    ? extensionsOf(all(only(extensionField, TAG.sequence), MAXIMUM_EXTENSIONS, TAG.sequence))
    : [];

  checkCritical(extensions);
  const answered = extensions.find(({ oid }) => oid === NONCE)?.value;
  if (nonce && !(answered && sameBytes(answered, encode(TAG.octetString, nonce))))
    throw malformed('an OCSP response to another question');

  const certificates = enclosed
    ? all(only(enclosed, TAG.sequence), MAXIMUM_CERTIFICATES, TAG.sequence).map(({ bytes }) => readCertificate(bytes))
    : [];
  // The certificate that is named is tried first, to save verifying a signature for nothing.
  const candidates = [issuer, ...certificates].toSorted((a, b) => Number(named(b)) - Number(named(a)));
  const responder = candidates.find(
    (candidate) =>
      (candidate === issuer || isDelegated(candidate, issuer, producedAt)) && isSignedBy(signed, candidate),
  );
  if (!responder) throw malformed('an OCSP response that neither the issuer nor its responder signed');

  const about = responses.map(readSingleResponse).filter(({ names }) => names(certificate, issuer));
  const [single, ...others] = about;
  if (!single || others.length > 0) throw malformed('an OCSP response about another certificate');
  return single.status;
}

/** Whether a ResponderID (RFC 6960 4.2.1) means a certificate: by its name, or by the SHA-1 of its key. */
function isNamedBy(responderId: Element): (certificate: Certificate) => boolean {
  if (responderId.tag === context(1)) {
    const { bytes } = only(responderId, TAG.sequence);
    return ({ subject }) => sameBytes(subject, bytes);
  }
  const { content } = only(responderId, TAG.octetString);
  return ({ keyBits }) => sameBytes(createHash('sha1').update(keyBits).digest(), content);
}

/** A responder's certificate: issued by this very issuer, for OCSP signing, valid when the answer was given. */
const isDelegated = (responder: Certificate, issuer: Certificate, at: Date): boolean =>
  sameBytes(responder.issuer, issuer.subject) &&
  responder.extendedKeyUsage.has(OCSP_SIGNING) &&
  (responder.keyUsage?.has(KEY_USAGE.digitalSignature) ?? true) &&
  responder.unknownCritical.length === 0 &&
  isValidAt(responder, at) &&
  isIssuedBy(responder, issuer);

function checkCritical(extensions: ReturnType<typeof extensionsOf>): void {
  const unknown = extensions.find(({ oid, critical }) => critical && oid !== NONCE);
  if (unknown) throw malformed(`unknown critical extension ${unknown.oid}`);
}

function readSingleResponse(element: Element): {
  status: Status;
  names: (certificate: Certificate, issuer: Certificate) => boolean;
} {
  const reader = inside(element);
  const certId = inside(reader.next(TAG.sequence));
  const naming = NAMING_DIGESTS[algorithm(certId.next(TAG.sequence)).oid];
  const nameHash = certId.next(TAG.octetString).content;
  const keyHash = certId.next(TAG.octetString).content;
  const serialNumber = integerHex(certId.next(TAG.integer));
  certId.end();
  const state = reader.next(context(0, 'primitive'), context(1), context(2, 'primitive'));
  const thisUpdate = time(reader.next(TAG.generalizedTime));
  const next = reader.optional(context(0));
  const extensions = reader.optional(context(1));
  reader.end();
  if (extensions) checkCritical(extensionsOf(all(only(extensions, TAG.sequence), MAXIMUM_EXTENSIONS, TAG.sequence)));

  const revoked = state.tag === context(1);
  return {
    status: {
      status: revoked ? 'revoked' : state.tag === context(0, 'primitive') ? 'good' : 'unknown',
      ...(revoked && { revokedAt: time(inside(state).next(TAG.generalizedTime)) }),
      thisUpdate,
      ...(next && { nextUpdate: time(only(next, TAG.generalizedTime)) }),
    },
    names: (certificate, issuer) => {
      if (!naming || certificate.serialNumber !== serialNumber) return false;
      const hash = (bytes: Uint8Array): Uint8Array => createHash(naming).update(bytes).digest();
      return sameBytes(hash(issuer.subject), nameHash) && sameBytes(hash(issuer.keyBits), keyHash);
    },
  };
}
