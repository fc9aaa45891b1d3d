import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { type Certificate, readCertificate } from '../../lib/eds/certificate.ts';
import { type ChainJudge, createChainJudge } from '../../lib/eds/chain.ts';
import { context, encode, setOf } from '../../lib/eds/der.ts';
import { judge } from '../../lib/eds/judge.ts';
import type { RevocationChecker } from '../../lib/eds/revocation.ts';
import type { Expectation } from '../../lib/eds/signer.ts';
import type { Verdict } from '../../lib/eds/verifier.ts';
import {
  bitString,
  field,
  integer,
  namedBitString,
  number,
  octetString,
  oid,
  primitiveField,
  sequence,
  trueValue,
  utcOrGeneralizedTime,
} from '../../local/authority/der.ts';
import {
  type CertificateContents,
  certificate,
  extension,
  keyIdentifier,
  type NameParts,
  name,
} from '../../local/authority/documents.ts';
import { gostKey, newRsaKey, rsaKey, type SigningKey, type SigningKind } from '../../local/authority/keys.ts';

/*
 * Vectors made on the spot: authorities, certificates and CMS in which any one part can be made wrong while all others
 * stay right.
 */

export const AT = new Date('2026-03-01T12:00:00Z');
export const IIN = '900101300017';
export const BIN = '250140000015';
export const DOCUMENT = Buffer.from('{"application":"01K0000000000000000000000","vin":"XWEGV417AR0000001"}');

const SECRET = Buffer.alloc(32, 7);
const RSA_KEYS = new Map<string, SigningKey>();
const GOST_KEYS = new Map<string, SigningKey>();

/** The same key for the same label; RSA keys are made once and shared by labels of the same role, as making them takes long. */
export function keyFor(kind: SigningKind, label: string): SigningKey {
  const cache = kind === 'gost' ? GOST_KEYS : RSA_KEYS;
  const known = cache.get(label);
  if (known) return known;
  const key = kind === 'gost' ? gostKey(SECRET, label) : rsaKey(newRsaKey());
  cache.set(label, key);
  return key;
}

/** An ECDSA key, which the authority's own tools do not make. */
export function ecKey(namedCurve: string, hash: 'sha1' | 'sha256' | 'sha384' = 'sha256'): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  const publicKeyInfo = createPublicKey(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))).export({
    type: 'spki',
    format: 'der',
  });
  const last = { sha1: '1', sha256: '3.2', sha384: '3.3' }[hash];
  return {
    kind: 'rsa',
    publicKeyInfo,
    keyBits: publicKeyInfo,
    signatureAlgorithm: sequence(oid(`1.2.840.10045.4.${last}`)),
    digestAlgorithm: sequence(oid(hash === 'sha384' ? '2.16.840.1.101.3.4.2.2' : '2.16.840.1.101.3.4.2.1')),
    digest: keyFor('rsa', 'digest only').digest,
    sign: (bytes) => sign(hash, bytes, privateKey),
  };
}

export const USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyCertSign: 5,
  crlSign: 6,
} as const;
export const keyUsage = (...bits: number[]): Uint8Array => extension('2.5.29.15', namedBitString(...bits), true);
export const extendedKeyUsage = (...usages: string[]): Uint8Array =>
  extension('2.5.29.37', sequence(...usages.map(oid)));
export const policies = (...ids: string[]): Uint8Array =>
  extension('2.5.29.32', sequence(...ids.map((id) => sequence(oid(id)))));
export const basicConstraints = (pathLength?: number): Uint8Array =>
  extension('2.5.29.19', sequence(trueValue(), ...(pathLength === undefined ? [] : [number(pathLength)])), true);

export const EMAIL = '1.3.6.1.5.5.7.3.4';
export const CLIENT = '1.3.6.1.5.5.7.3.2';
export const OCSP = '1.3.6.1.5.5.7.3.9';
export const INDIVIDUAL = '1.2.398.3.3.4.1.1';
export const ENTITY = '1.2.398.3.3.4.1.2';
const POLICY_GOST = '1.2.398.3.3.2';

/** Somebody with a key and a certificate: an authority or a signer. */
export interface Holder {
  readonly key: SigningKey;
  readonly name: NameParts;
  readonly issuer: NameParts;
  readonly serialNumber: Uint8Array;
  readonly der: Uint8Array;
  readonly certificate: Certificate;
}

let serials = 0;

/** A certificate with everything as it should be but for the changes. */
export function issue(
  issuer: { readonly key: SigningKey; readonly name: NameParts },
  key: SigningKey,
  subject: NameParts,
  extensions: readonly Uint8Array[],
  changes: Partial<CertificateContents> = {},
): Holder {
  serials += 1;
  const contents: CertificateContents = {
    serialNumber: Uint8Array.of(0x40, serials >> 8, serials & 0xff),
    issuer: issuer.name,
    subject,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validTo: new Date('2027-01-01T00:00:00Z'),
    subjectKey: key,
    extensions: [
      ...extensions,
      extension('2.5.29.14', octetString(keyIdentifier(key))),
      extension('2.5.29.35', sequence(primitiveField(0, keyIdentifier(issuer.key)))),
    ],
    ...changes,
  };
  const der = certificate(contents, issuer.key);
  return {
    key,
    name: contents.subject,
    issuer: contents.issuer,
    serialNumber: contents.serialNumber,
    der,
    certificate: readCertificate(der),
  };
}

const authorityUsage = keyUsage(USAGE.keyCertSign, USAGE.crlSign);
const named = (commonName: string): NameParts => [
  ['2.5.4.3', commonName],
  ['2.5.4.6', 'KZ'],
];

/** An authority; its own issuer where none is given. */
export function authority(
  kind: SigningKind,
  commonName: string,
  above?: Holder,
  {
    label = commonName,
    extensions = [basicConstraints(), authorityUsage],
    ...changes
  }: Partial<CertificateContents> & { label?: string } = {},
): Holder {
  const key = keyFor(kind, label);
  return issue(above ?? { key, name: named(commonName) }, key, named(commonName), extensions, changes);
}

export interface Person {
  readonly iin?: string;
  readonly bin?: string;
}

export const subject = ({ iin = IIN, bin }: Person = {}): NameParts => [
  ['2.5.4.3', 'ҮЛГІЛІ АДАМ'],
  ['2.5.4.5', `IIN${iin}`],
  ['2.5.4.6', 'KZ'],
  ...(bin === undefined ? [] : ([['2.5.4.11', `BIN${bin}`]] as const)),
];

/** Extensions of a certificate for signing. */
export const signing = (...rights: string[]): Uint8Array[] => [
  keyUsage(USAGE.digitalSignature, USAGE.nonRepudiation),
  extendedKeyUsage(EMAIL, ...rights),
  policies(POLICY_GOST),
];

/** A root, the issuing authority below it, an individual and the head of an entity. */
export interface World {
  readonly kind: SigningKind;
  readonly root: Holder;
  readonly issuing: Holder;
  readonly individual: Holder;
  readonly head: Holder;
}

export function createWorld(kind: SigningKind): World {
  const root = authority(kind, 'ROOT');
  const issuing = authority(kind, 'ISSUING', root, { extensions: [basicConstraints(0), authorityUsage] });
  const key = keyFor(kind, 'signer');
  return {
    kind,
    root,
    issuing,
    individual: issue(issuing, key, subject(), signing(INDIVIDUAL)),
    head: issue(issuing, key, subject({ bin: BIN }), signing(ENTITY, `${ENTITY}.1`)),
  };
}

const DATA = '1.2.840.113549.1.7.1';
export const attribute = (type: string, ...values: Uint8Array[]): Uint8Array => sequence(oid(type), setOf(values));
export const CONTENT_TYPE = attribute('1.2.840.113549.1.9.3', oid(DATA));
export const signingTime = attribute('1.2.840.113549.1.9.5', utcOrGeneralizedTime(AT));
export const messageDigest = (digest: Uint8Array): Uint8Array => attribute('1.2.840.113549.1.9.4', octetString(digest));

/** What may differ from a right CMS. */
export interface CmsChanges {
  /** What is embedded; nothing by default. */
  readonly embedded?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
  /** Attributes that are sent in place of those, in this order; signed too, in this order, where so told. */
  readonly sent?: readonly Uint8Array[];
  readonly signAsSent?: boolean;
  /** Signs the document itself, without signed attributes. */
  readonly bare?: boolean;
  /** Signs with another key than the certificate's. */
  readonly key?: SigningKey;
  readonly signers?: number;
  readonly certificates?: readonly Uint8Array[];
  readonly digestAlgorithm?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** The identifier of the signer, in place of issuer and serial number. */
  readonly identifier?: Uint8Array;
  readonly contentType?: string;
}

/** A CMS by this holder over the document, DER. */
export function cmsOf(holder: Holder, document: Uint8Array = DOCUMENT, changes: CmsChanges = {}): Uint8Array {
  const { key = holder.key, signers = 1, contentType = DATA } = changes;
  const attributes = setOf(
    changes.attributes ?? [CONTENT_TYPE, signingTime, messageDigest(holder.key.digest(document))],
  );
  const sent = changes.sent ? encode(0x31, Buffer.concat([...changes.sent])) : attributes;
  const signerInfo = sequence(
    number(1),
    changes.identifier ?? sequence(name(holder.issuer), integer(holder.serialNumber)),
    changes.digestAlgorithm ?? holder.key.digestAlgorithm,
    ...(changes.bare ? [] : [Buffer.concat([Uint8Array.of(context(0)), sent.subarray(1)])]),
    changes.signatureAlgorithm ?? holder.key.signatureAlgorithm,
    octetString(key.sign(changes.bare ? document : changes.signAsSent ? sent : attributes)),
  );
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    field(
      0,
      sequence(
        number(1),
        setOf([holder.key.digestAlgorithm]),
        sequence(oid(contentType), ...(changes.embedded ? [field(0, octetString(changes.embedded))] : [])),
        field(0, ...(changes.certificates ?? [holder.der])),
        setOf(Array.from({ length: signers }, () => signerInfo)),
      ),
    ),
  );
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What a case may have otherwise than the usual one. */
export interface CaseChanges {
  readonly document?: Uint8Array | undefined;
  readonly expected?: Expectation;
  readonly at?: Date;
  readonly roots?: readonly Holder[];
  readonly intermediates?: readonly Holder[];
  readonly revocation?: RevocationChecker;
}

/** Judges remember the signatures above the issuer; so do tests, which is most of their time. */
const judges = new WeakMap<Holder, ChainJudge>();

function judgeOf(world: Pick<World, 'root' | 'issuing'>, { roots, intermediates }: CaseChanges): ChainJudge {
  const known = roots || intermediates ? undefined : judges.get(world.issuing);
  if (known) return known;
  const made = createChainJudge({
    roots: (roots ?? [world.root]).map(({ certificate: trusted }) => trusted),
    intermediates: (intermediates ?? [world.issuing]).map(({ certificate: trusted }) => trusted),
  });
  if (!roots && !intermediates) judges.set(world.issuing, made);
  return made;
}

/** Judges a CMS in this world: as an individual's over the usual document, unless the case says otherwise. */
export function judged(
  world: Pick<World, 'root' | 'issuing'>,
  cms: Uint8Array | string,
  changes: CaseChanges = {},
): Promise<Verdict> {
  const usual = { document: DOCUMENT, expected: { kind: 'individual', iin: IIN }, at: AT } as const;
  const { document, expected, at, revocation }: CaseChanges & { readonly at: Date } = { ...usual, ...changes };
  return judge({
    cms: typeof cms === 'string' ? cms : base64(cms),
    ...(document && { document }),
    expected,
    at,
    chain: judgeOf(world, changes),
    ...(revocation && { revocation }),
    maximumBytes: 512 * 1024,
  });
}

/** The verdict in one word: `valid` or the reason. */
export const wordOf = (verdict: Verdict): string => (verdict.valid ? 'valid' : verdict.reason);

export { bitString, encode, field, integer, octetString, oid, sequence };
