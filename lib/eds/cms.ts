import { type Algorithm, algorithm, digest, digestNamed, verifySignerSignature } from './algorithms.ts';
import { type Certificate, keyOf, readCertificate, sameBytes } from './certificate.ts';
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
  setOf,
  smallInteger,
  TAG,
  toDefinite,
} from './der.ts';
import { Fault, malformed } from './fault.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const DATA = '1.2.840.113549.1.7.1';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SHA256: Algorithm = { oid: '2.16.840.1.101.3.4.2.1', parameters: undefined };

/** A client sends its own certificate and at most those above it. */
const MAXIMUM_CERTIFICATES = 16;
const MAXIMUM_ALGORITHMS = 16;
const MAXIMUM_ATTRIBUTES = 32;
const MAXIMUM_VALUES = 8;
/** Signers beyond the first are counted, not read. */
const MAXIMUM_SIGNERS = 64;

/** One signer's signature over one document: those contents of a CMS SignedData (RFC 5652) that are judged. */
export interface SignedDocument {
  /** The document inside the CMS; absent where the signature is detached. */
  readonly embedded?: Uint8Array;
  /** The signer's own certificate as sent. Nothing else in the CMS is used: issuers come from the trust store alone. */
  readonly certificate: Certificate;
  readonly signer: SignerInfo;
}

interface SignerInfo {
  readonly digestAlgorithm: Algorithm;
  readonly signatureAlgorithm: Algorithm;
  readonly signature: Uint8Array;
  /** What may have been signed: the signed attributes as a SET OF, in DER order or in the order in which they came. */
  readonly signedAttributes: readonly Uint8Array[];
  readonly messageDigest: Uint8Array;
  /** The time that the signer claims: shown, never judged. */
  readonly signingTime?: Element;
  readonly signingCertificate?: Element;
}

const ARMOUR = /^\s*-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----\s+([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/;

/** The bytes of a CMS sent as base64, with or without armour and line breaks. */
export function decodeCms(sent: string, maximumBytes: number): Uint8Array {
  if (sent.length > maximumBytes * 2) throw malformed(`a signature of more than ${maximumBytes} bytes`);
  const base64 = (ARMOUR.exec(sent)?.[2] ?? sent).replace(/[\r\n\t ]/g, '');
  if (base64.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw malformed('not base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) throw malformed('not base64');
  if (bytes.length > maximumBytes) throw malformed(`a signature of more than ${maximumBytes} bytes`);
  return bytes;
}

/** The parts of a CMS SignedData (RFC 5652 5.1), before anything is required of its signers. */
interface SignedData {
  readonly embedded?: Uint8Array;
  readonly certificates: readonly Element[];
  readonly signers: readonly Element[];
}

/** Reads the envelope: plain data, DER or BER, nothing after it. */
export function readSignedData(bytes: Uint8Array): SignedData {
  const outer = inside(readOnly(toDefinite(bytes), TAG.sequence));
  if (objectIdentifier(outer.next(TAG.objectIdentifier)) !== SIGNED_DATA) throw malformed('not signed data');
  const signedData = inside(only(outer.next(context(0)), TAG.sequence));
  outer.end();

  smallInteger(signedData.next(TAG.integer));
  all(signedData.next(TAG.set), MAXIMUM_ALGORITHMS, TAG.sequence);
  const content = inside(signedData.next(TAG.sequence));
  if (objectIdentifier(content.next(TAG.objectIdentifier)) !== DATA) throw malformed('content that is not plain data');
  const embedded = content.optional(context(0));
  content.end();
  const certificates = signedData.optional(context(0));
  signedData.optional(context(1));
  const signers = all(signedData.next(TAG.set), MAXIMUM_SIGNERS, TAG.sequence);
  signedData.end();
  return {
    ...(embedded && { embedded: only(embedded, TAG.octetString).content }),
    certificates: certificates ? all(certificates, MAXIMUM_CERTIFICATES) : [],
    signers,
  };
}

/** Reads a CMS with exactly one signer and signed attributes, the only kind that is judged. */
export function readCms(bytes: Uint8Array): SignedDocument {
  const { embedded, certificates, signers } = readSignedData(bytes);
  const [signer, ...others] = signers;
  if (!signer || others.length > 0) throw new Fault('not-one-signer', `${signers.length} signers`);
  return { ...(embedded && { embedded }), ...readSigner(signer, certificates) };
}

/** Reads one signer's information (RFC 5652 5.3) and finds the signer's certificate among those sent. */
export function readSigner(signer: Element, certificates: readonly Element[]): Omit<SignedDocument, 'embedded'> {
  const info = inside(signer);
  smallInteger(info.next(TAG.integer));
  const identifier = info.next(TAG.sequence, context(0, 'primitive'));
  const digestAlgorithm = algorithm(info.next(TAG.sequence));
  const attributes = info.optional(context(0));
  if (!attributes) throw malformed('no signed attributes');
  const signatureAlgorithm = algorithm(info.next(TAG.sequence));
  const signature = info.next(TAG.octetString).content;
  info.optional(context(1));
  info.end();
  return {
    certificate: signersCertificate(identifier, certificates),
    signer: { digestAlgorithm, signatureAlgorithm, signature, ...readAttributes(attributes) },
  };
}

/** The one certificate that the signer identifier names, by issuer and serial number or by key identifier. */
function signersCertificate(identifier: Element, sent: readonly Element[]): Certificate {
  const names = namesCertificate(identifier);
  // Other kinds of certificate (attribute certificates) are context-tagged and have no say here.
  const named = sent
    .filter(({ tag }) => tag === TAG.sequence)
    .map(({ bytes }) => readCertificate(bytes))
    .filter(names);
  const [certificate, ...others] = named;
  if (!certificate) throw malformed("the signer's certificate is not enclosed");
  if (others.some((other) => other.sha256 !== certificate.sha256))
    throw malformed("two certificates answer to the signer's identifier");
  return certificate;
}

function namesCertificate(identifier: Element): (certificate: Certificate) => boolean {
  if (identifier.tag !== TAG.sequence) {
    const key = Buffer.from(identifier.content).toString('hex');
    return (certificate) => certificate.subjectKeyIdentifier === key;
  }
  const reader = inside(identifier);
  const issuer = reader.next(TAG.sequence).bytes;
  const serialNumber = integerHex(reader.next(TAG.integer));
  reader.end();
  return (certificate) => certificate.serialNumber === serialNumber && sameBytes(certificate.issuer, issuer);
}

/** Each attribute once, with one value: content type `data`, message digest, and what else is understood. */
function readAttributes(
  attributes: Element,
): Pick<SignerInfo, 'signedAttributes' | 'messageDigest' | 'signingTime' | 'signingCertificate'> {
  const values = new Map<string, Element>();
  const elements = all(attributes, MAXIMUM_ATTRIBUTES, TAG.sequence);
  for (const attribute of elements) {
    const reader = inside(attribute);
    const type = objectIdentifier(reader.next(TAG.objectIdentifier));
    const [value, ...others] = all(reader.next(TAG.set), MAXIMUM_VALUES);
    reader.end();
    if (!value || others.length > 0 || values.has(type)) throw malformed(`not one value of signed attribute ${type}`);
    values.set(type, value);
  }
  const contentType = values.get(CONTENT_TYPE);
  if (contentType?.tag !== TAG.objectIdentifier || objectIdentifier(contentType) !== DATA)
    throw malformed('no signed content type of plain data');
  const messageDigest = values.get(MESSAGE_DIGEST);
  if (messageDigest?.tag !== TAG.octetString) throw malformed('no signed message digest');
  const signingTime = values.get(SIGNING_TIME);
  const signingCertificate = values.get(SIGNING_CERTIFICATE_V2);
  const ordered = setOf(elements.map(({ bytes }) => bytes));
  const asSent = encode(TAG.set, attributes.content);
  return {
    // RFC 5652 5.4 has them signed in the order of DER; OpenSSL, among others, takes the order in which they came. The
    // attributes are the same.
    signedAttributes: sameBytes(ordered, asSent) ? [ordered] : [ordered, asSent],
    messageDigest: messageDigest.content,
    ...(signingTime && { signingTime }),
    ...(signingCertificate && { signingCertificate }),
  };
}

/** The document is the one that was signed: embedded content equals it, and the signed digest is its digest. */
export function checkDocument({ embedded, signer }: SignedDocument, document: Uint8Array): void {
  const digestName = digestNamed(signer.digestAlgorithm);
  if (embedded && !sameBytes(embedded, document))
    throw new Fault('altered-document', 'the embedded content is another document');
  if (!sameBytes(digest(digestName, document), signer.messageDigest))
    throw new Fault('altered-document', 'the signed digest is not that of the document');
}

/** The signature over the signed attributes is the enclosed certificate's, and they name no other certificate. */
export function checkSignature({ certificate, signer }: SignedDocument): void {
  if (signer.signingCertificate && !namesThis(signer.signingCertificate, certificate))
    throw new Fault('altered-document', 'the signed attributes name another certificate');
  const digestName = digestNamed(signer.digestAlgorithm);
  const key = keyOf(certificate);
  const isSigned = (attributes: Uint8Array): boolean =>
    verifySignerSignature(signer.signatureAlgorithm, digestName, key, attributes, signer.signature);
  if (!signer.signedAttributes.some(isSigned))
    throw new Fault('altered-document', "the signature is not that of the certificate's key");
}

/** SigningCertificateV2 (RFC 5035 3): its first entry is the signer's certificate, hashed with SHA-256 unless it says otherwise. */
function namesThis(attribute: Element, certificate: Certificate): boolean {
  if (attribute.tag !== TAG.sequence) throw malformed('a broken signing certificate attribute');
  const entries = inside(inside(attribute).next(TAG.sequence));
  const entry = inside(entries.next(TAG.sequence));
  const named = entry.optional(TAG.sequence);
  const hash = entry.next(TAG.octetString).content;
  return sameBytes(digest(digestNamed(named ? algorithm(named) : SHA256), certificate.der), hash);
}
