import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256Hex } from '../../lib/eds/algorithms.ts';
import { extensionsOf, sameBytes } from '../../lib/eds/certificate.ts';
import { all, context, inside, only, readOnly, TAG } from '../../lib/eds/der.ts';
import { Fault } from '../../lib/eds/fault.ts';
import { CannotStart } from '../cannot-start.ts';
import type { LocalClock } from '../clock.ts';
import { namedBitString, nullValue, number, octetString, oid, primitiveField, sequence, trueValue } from './der.ts';
import {
  certificate,
  cms,
  extension,
  keyIdentifier,
  type NameParts,
  name,
  ocspResponse,
  revocationList,
} from './documents.ts';
import { gostKey, newRsaKey, rsaKey, SIGNING_KINDS, type SigningKey, type SigningKind } from './keys.ts';

export { SIGNING_KINDS, type SigningKind } from './keys.ts';

/** What can be wrong with the certificate that is signed with. */
export const SIGNING_CERTIFICATES = ['valid', 'expired', 'revoked', 'login-only', 'employee', 'untrusted'] as const;
type SigningCertificate = (typeof SIGNING_CERTIFICATES)[number];

/** A made-up person who signs, for themselves or for an entity. */
export interface Person {
  readonly iin: string;
  readonly bin?: string;
}

/** What is to be signed, in whose name, and by what sort of key and certificate. */
export interface SigningRequest {
  readonly document: Uint8Array;
  readonly as: Person;
  /** GOST by default, as nearly everybody has it. */
  readonly kind?: SigningKind;
  /** `valid` by default; the others are for trying out how a signature is rejected. */
  readonly certificate?: SigningCertificate;
  /** Leaves the document out of the CMS. */
  readonly detached?: boolean;
}

/** The made-up certification authority: it stands in for NCALayer, the OCSP responder of the NCA and its CRL. */
export interface Authority {
  /** A trust store (`EDS_TRUST`) that trusts this authority. */
  readonly trustFolder: string;
  /**
   * A signature as a CMS in base64.
   *
   * @throws Error when an employee's certificate is asked for without a BIN
   */
  sign(request: SigningRequest): string;
  /**
   * The DER answer to a DER question; undefined when that is not an OCSP request about a certificate of this authority.
   */
  handleOcsp(request: Uint8Array): Uint8Array | undefined;
  /** The revocation list of the issuing authority for one kind of key, DER. */
  crl(kind: SigningKind): Uint8Array;
  /** The value of `EDS_REVOCATION` that points at a server of this authority (see `startAuthorityServer`). */
  revocationSources(serverUrl: string): string;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** How long the authorities are valid: longer than any clock that a demonstration sets. */
const AUTHORITY_YEARS = 40;
/**
 * A certificate this close to its end is not used for signing: it must still be valid when the signature is received.
 */
const REISSUE_MARGIN_MS = DAY_MS;
/** How long a list is valid; the service fetches it far more often. */
const LIST_MS = 7 * DAY_MS;

const SERIAL_RANDOM_BYTES = 9;
const SERIAL_SEAL_BYTES = 10;
/**
 * The first byte of a serial number says whether the certificate is revoked; the last bytes, that this authority issued
 * it.
 */
const SERIAL_GOOD = 0x47;
const SERIAL_REVOKED = 0x52;

const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyEncipherment: 2, keyCertSign: 5, crlSign: 6 } as const;
const FOR_SIGNING = '1.3.6.1.5.5.7.3.4';
const FOR_LOG_IN = '1.3.6.1.5.5.7.3.2';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const NONCE = '1.3.6.1.5.5.7.48.1.2';
const OCSP_NO_CHECK = '1.3.6.1.5.5.7.48.1.5';
const INDIVIDUAL = '1.2.398.3.3.4.1.1';
const LEGAL_ENTITY = '1.2.398.3.3.4.1.2';

const LETTERS: Readonly<Record<SigningKind, string>> = { gost: 'GOST', rsa: 'RSA' };

/** What is kept on disk: secrets of made-up people only. */
const keptSchema = z.object({
  /** Hexadecimal; all GOST keys are derived from it. */
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  /** PEM: making RSA keys takes long, so all made-up people share one. */
  rsa: z.object({ root: z.string(), issuing: z.string(), people: z.string() }),
  /** DER in base64, a root and its issuing authority for each kind. */
  authorities: z.record(z.enum(SIGNING_KINDS), z.object({ root: z.base64(), issuing: z.base64() })),
  revoked: z.array(z.object({ kind: z.enum(SIGNING_KINDS), serialNumber: z.string(), at: z.iso.datetime() })),
});
type Kept = z.infer<typeof keptSchema>;

/** An authority of one kind of key. */
interface Issuer {
  readonly name: NameParts;
  readonly key: SigningKey;
  readonly der: Uint8Array;
}

interface Issued {
  readonly key: SigningKey;
  readonly der: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly issuer: Issuer;
  readonly validFrom: number;
  readonly validTo: number;
}

/**
 * Opens the authority that is kept in `folder`, or founds it there: a root and an issuing authority each for GOST and
 * RSA. Periods of validity follow the clock, so that certificates stay usable when it is moved by months.
 *
 * @throws CannotStart when what is kept there cannot be read
 */
export function createAuthority({ folder, clock }: { readonly folder: string; readonly clock: LocalClock }): Authority {
  const keptFile = join(folder, 'authority.json');
  const trustFolder = join(folder, 'trust');
  mkdirSync(folder, { recursive: true });
  let kept = existsSync(keptFile) ? read(keptFile) : found(new Date(clock.now()));
  const save = (): void => {
    writeFileSync(`${keptFile}.new`, JSON.stringify(kept, null, 2), { mode: 0o600 });
    renameSync(`${keptFile}.new`, keptFile);
  };
  if (!existsSync(keptFile)) save();

  const secret = Buffer.from(kept.secret, 'hex');
  const issuers: Readonly<Record<SigningKind, Issuer>> = { gost: issuerOf(kept, 'gost'), rsa: issuerOf(kept, 'rsa') };
  writeTrust(trustFolder, kept);

  const seal = (head: Uint8Array): Uint8Array =>
    createHmac('sha256', secret).update(head).digest().subarray(0, SERIAL_SEAL_BYTES);
  const serialNumberFor = (revoked: boolean): Uint8Array => {
    const head = Buffer.concat([
      Uint8Array.of(revoked ? SERIAL_REVOKED : SERIAL_GOOD),
      randomBytes(SERIAL_RANDOM_BYTES),
    ]);
    return Buffer.concat([head, seal(head)]);
  };
  const isOurs = (serialNumber: Uint8Array): boolean => {
    const head = serialNumber.subarray(0, 1 + SERIAL_RANDOM_BYTES);
    const rest = serialNumber.subarray(1 + SERIAL_RANDOM_BYTES);
    return rest.length === SERIAL_SEAL_BYTES && timingSafeEqual(rest, seal(head));
  };

  const issued = new Map<string, Issued>();

  const issue = (kind: SigningKind, variant: SigningCertificate, person: Person): Issued => {
    const now = clock.now();
    const revoked = variant === 'revoked';
    const trusted = issuers[kind];
    // The impostor has the names of the trusted authority, but not its key.
    const issuer = variant === 'untrusted' ? { ...trusted, key: keyOf(kept, kind, 'people', 'impostor') } : trusted;
    const key = keyOf(kept, kind, 'people', `${person.iin} ${person.bin ?? ''} ${variant}`);
    const serialNumber = serialNumberFor(revoked);
    const [from, to] = variant === 'expired' ? [now - 2 * YEAR_MS, now - YEAR_MS] : [now - DAY_MS, now + YEAR_MS];
    const validFrom = new Date(from);
    const validTo = new Date(to);
    const der = certificate(
      {
        serialNumber,
        issuer: issuer.name,
        subject: subjectOf(person),
        validFrom,
        validTo,
        subjectKey: key,
        extensions: [...usageOf(kind, variant, person), ...identifiers(key, trusted.key)],
      },
      issuer.key,
    );
    if (revoked) {
      kept = {
        ...kept,
        revoked: [
          ...kept.revoked,
          { kind, serialNumber: Buffer.from(serialNumber).toString('hex'), at: validFrom.toISOString() },
        ],
      };
      save();
    }
    return { key, der, serialNumber, issuer, validFrom: from, validTo: to };
  };

  const certificateFor = (kind: SigningKind, variant: SigningCertificate, person: Person): Issued => {
    const holder = [kind, variant, person.iin, person.bin].join(' ');
    const now = clock.now();
    const known = issued.get(holder);
    const usable =
      known &&
      (variant === 'expired' ? known.validTo < now : known.validFrom <= now && now < known.validTo - REISSUE_MARGIN_MS);
    if (usable) return known;
    const fresh = issue(kind, variant, person);
    issued.set(holder, fresh);
    return fresh;
  };

  const responders = new Map<SigningKind, Issued>();
  const responderFor = (kind: SigningKind): Issued => {
    const now = clock.now();
    const known = responders.get(kind);
    if (known && known.validFrom <= now && now < known.validTo - REISSUE_MARGIN_MS) return known;
    const issuer = issuers[kind];
    const key = keyOf(kept, kind, 'people', 'responder');
    const serialNumber = serialNumberFor(false);
    const validFrom = now - DAY_MS;
    const validTo = now + YEAR_MS;
    const der = certificate(
      {
        serialNumber,
        issuer: issuer.name,
        subject: RESPONDER,
        validFrom: new Date(validFrom),
        validTo: new Date(validTo),
        subjectKey: key,
        extensions: [
          keyUsage(KEY_USAGE.digitalSignature),
          extension('2.5.29.37', sequence(oid(OCSP_SIGNING))),
          extension(OCSP_NO_CHECK, nullValue()),
          ...identifiers(key, issuer.key),
        ],
      },
      issuer.key,
    );
    const responder = { key, der, serialNumber, issuer, validFrom, validTo };
    responders.set(kind, responder);
    return responder;
  };

  return {
    trustFolder,

    sign({ document, as, kind = 'gost', certificate: variant = 'valid', detached = false }) {
      if (variant === 'employee' && as.bin === undefined)
        throw new Error('An employee signs for an entity: give its BIN.');
      const { key, der, serialNumber, issuer } = certificateFor(kind, variant, as);
      const at = new Date(clock.now());
      return Buffer.from(
        cms({ document, certificate: der, issuer: issuer.name, serialNumber, at, detached }, key),
      ).toString('base64');
    },

    handleOcsp(request) {
      const question = readQuestion(request);
      if (!question) return undefined;
      const kind = SIGNING_KINDS.find((candidate) => question.isAbout(issuers[candidate]));
      if (!kind) return undefined;
      const { serialNumber, certId, nonce } = question;
      const { der, key } = responderFor(kind);
      const now = clock.now();
      const status = !isOurs(serialNumber)
        ? 'unknown'
        : serialNumber[0] === SERIAL_REVOKED
          ? { revokedAt: new Date(now - DAY_MS) }
          : 'good';
      return ocspResponse(
        { certId, status, at: new Date(now), ...(nonce && { nonce }), responder: RESPONDER, responderCertificate: der },
        key,
      );
    },

    crl(kind) {
      const { name: issuer, key } = issuers[kind];
      const now = clock.now();
      const revoked = kept.revoked
        .filter((entry) => entry.kind === kind)
        .map(({ serialNumber, at }) => ({ serialNumber: Buffer.from(serialNumber, 'hex'), at: new Date(at) }));
      return revocationList(
        {
          issuer,
          thisUpdate: new Date(now),
          nextUpdate: new Date(now + LIST_MS),
          number: Math.floor(now / 1000),
          revoked,
        },
        key,
      );
    },

    revocationSources: (serverUrl) =>
      JSON.stringify(
        Object.fromEntries(
          SIGNING_KINDS.map((kind) => [
            sha256Hex(issuers[kind].der),
            { ocsp: `${serverUrl}/ocsp`, crl: `${serverUrl}/crl/${kind}` },
          ]),
        ),
      ),
  };
}

/** Whose key: one RSA key is kept for each holder, GOST keys are derived from labels. */
type Holder = keyof Kept['rsa'];

const keyOf = (
  { secret, rsa }: Pick<Kept, 'secret' | 'rsa'>,
  kind: SigningKind,
  holder: Holder,
  label: string = holder,
): SigningKey => (kind === 'gost' ? gostKey(Buffer.from(secret, 'hex'), `${holder} ${label}`) : rsaKey(rsa[holder]));

const issuerOf = (kept: Kept, kind: SigningKind): Issuer => ({
  name: authorityName('AUTHORITY', kind),
  key: keyOf(kept, kind, 'issuing'),
  der: Buffer.from(kept.authorities[kind].issuing, 'base64'),
});

const authorityName = (which: 'ROOT' | 'AUTHORITY', kind: SigningKind): NameParts => [
  ['2.5.4.3', `TIRKEU MADE-UP ${which} (${LETTERS[kind]})`],
  ['2.5.4.6', 'KZ'],
];

/** New keys and authorities. */
function found(now: Date): Kept {
  const secrets = {
    secret: randomBytes(32).toString('hex'),
    rsa: { root: newRsaKey(), issuing: newRsaKey(), people: newRsaKey() },
  };
  return {
    ...secrets,
    authorities: { gost: foundChain(secrets, 'gost', now), rsa: foundChain(secrets, 'rsa', now) },
    revoked: [],
  };
}

function foundChain(
  secrets: Pick<Kept, 'secret' | 'rsa'>,
  kind: SigningKind,
  now: Date,
): { root: string; issuing: string } {
  const rootKey = keyOf(secrets, kind, 'root');
  const rootName = authorityName('ROOT', kind);
  const authority = (serial: number, subject: NameParts, subjectKey: SigningKey, constraints: Uint8Array): string =>
    Buffer.from(
      certificate(
        {
          serialNumber: Uint8Array.of(serial),
          issuer: rootName,
          subject,
          validFrom: new Date(now.getTime() - AUTHORITY_YEARS * YEAR_MS),
          validTo: new Date(now.getTime() + AUTHORITY_YEARS * YEAR_MS),
          subjectKey,
          extensions: [
            extension('2.5.29.19', constraints, true),
            keyUsage(KEY_USAGE.keyCertSign, KEY_USAGE.crlSign),
            ...identifiers(subjectKey, rootKey),
          ],
        },
        rootKey,
      ),
    ).toString('base64');
  return {
    root: authority(1, rootName, rootKey, sequence(trueValue())),
    issuing: authority(
      2,
      authorityName('AUTHORITY', kind),
      keyOf(secrets, kind, 'issuing'),
      sequence(trueValue(), number(0)),
    ),
  };
}

const RESPONDER: NameParts = [
  ['2.5.4.3', 'OCSP RESPONDER'],
  ['2.5.4.6', 'KZ'],
];

/** The subject as the NCA writes it: the person, and for an entity its name and BIN. */
const subjectOf = ({ iin, bin }: Person): NameParts => [
  ['2.5.4.3', 'ҮЛГІЛІ АДАМ'],
  ['2.5.4.4', 'ҮЛГІЛІ'],
  ['2.5.4.5', `IIN${iin}`],
  ['2.5.4.6', 'KZ'],
  ...(bin === undefined
    ? []
    : ([
        ['2.5.4.10', 'ЖШС "ҮЛГІ"'],
        ['2.5.4.11', `BIN${bin}`],
      ] as const)),
  ['2.5.4.42', 'АДАМҰЛЫ'],
];

const keyUsage = (...bits: number[]): Uint8Array => extension('2.5.29.15', namedBitString(...bits), true);

/** What the certificate is for: key usage, extended key usage and policy. */
function usageOf(kind: SigningKind, variant: SigningCertificate, { bin }: Person): Uint8Array[] {
  const logIn = variant === 'login-only';
  const holder = bin === undefined ? [INDIVIDUAL] : [LEGAL_ENTITY, `${LEGAL_ENTITY}.${variant === 'employee' ? 5 : 1}`];
  const policy = kind === 'gost' ? '1.2.398.3.3.2' : `1.2.398.3.3.2.${logIn ? 4 : bin === undefined ? 3 : 1}`;
  return [
    logIn
      ? keyUsage(KEY_USAGE.digitalSignature, KEY_USAGE.keyEncipherment)
      : keyUsage(KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation),
    extension('2.5.29.37', sequence(...[logIn ? FOR_LOG_IN : FOR_SIGNING, ...holder].map(oid))),
    extension('2.5.29.32', sequence(sequence(oid(policy)))),
  ];
}

/** Subject and authority key identifiers. */
const identifiers = (key: SigningKey, issuerKey: SigningKey): Uint8Array[] => [
  extension('2.5.29.14', octetString(keyIdentifier(key))),
  extension('2.5.29.35', sequence(primitiveField(0, keyIdentifier(issuerKey)))),
];

function read(keptFile: string): Kept {
  const text = readFileSync(keptFile, 'utf8');
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    throw new CannotStart(
      `${keptFile} does not hold the keys of the made-up authority. Move the data away, or set LOCAL_DIR to another folder.`,
    );
  }
}

/** Writes the folder that `loadTrustStore` reads. */
function writeTrust(folder: string, { authorities }: Kept): void {
  const pins = ['# The made-up authority of this machine. Anybody can sign in its name: never trust it anywhere else.'];
  for (const kind of SIGNING_KINDS)
    for (const [which, base64] of Object.entries({
      roots: authorities[kind].root,
      intermediates: authorities[kind].issuing,
    })) {
      mkdirSync(join(folder, which), { recursive: true });
      const lines = base64.match(/.{1,64}/g) ?? [];
      writeFileSync(
        join(folder, which, `${kind}.pem`),
        `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
      );
      pins.push(`${sha256Hex(Buffer.from(base64, 'base64'))} ${which}/${kind}.pem`);
    }
  writeFileSync(join(folder, 'pins.txt'), `${pins.join('\n')}\n`);
}

interface Question {
  readonly certId: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly isAbout: (issuer: Issuer) => boolean;
}

/** Reads an OCSP request about one certificate (RFC 6960 4.1), by SHA-256 of the issuer's name; undefined for anything else. */
function readQuestion(request: Uint8Array): Question | undefined {
  try {
    const body = inside(only(readOnly(request, TAG.sequence), TAG.sequence));
    const certId = only(only(body.next(TAG.sequence), TAG.sequence), TAG.sequence);
    const extensions = body.optional(context(2));
    const fields = inside(certId);
    fields.next(TAG.sequence);
    const nameHash = fields.next(TAG.octetString).content;
    fields.next(TAG.octetString);
    const serialNumber = fields.next(TAG.integer).content;
    const nonce =
      extensions &&
      extensionsOf(all(only(extensions, TAG.sequence), 8, TAG.sequence)).find(({ oid: id }) => id === NONCE)?.value;
    return {
      certId: certId.bytes,
      serialNumber,
      ...(nonce && { nonce }),
      isAbout: ({ name: issuer }) => sameBytes(createHash('sha256').update(name(issuer)).digest(), nameHash),
    };
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
