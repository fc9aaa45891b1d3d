import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signature as requestBody } from '../../lib/api/requests.ts';
import { readCertificate } from '../../lib/eds/certificate.ts';
import { primitiveField } from '../../local/authority/der.ts';
import { extension, keyIdentifier, certificate as signCertificate } from '../../local/authority/documents.ts';
import {
  AT,
  attribute,
  authority,
  BIN,
  base64,
  basicConstraints,
  bitString,
  CLIENT,
  CONTENT_TYPE,
  cmsOf,
  createWorld,
  DOCUMENT,
  EMAIL,
  ENTITY,
  ecKey,
  encode,
  extendedKeyUsage,
  type Holder,
  IIN,
  INDIVIDUAL,
  integer,
  issue,
  judged,
  keyFor,
  keyUsage,
  messageDigest,
  octetString,
  oid,
  policies,
  sequence,
  signing,
  signingTime,
  subject,
  USAGE,
  wordOf,
} from './forge.ts';

const ENTITY_EXPECTED = { kind: 'legal-entity', bin: BIN } as const;

describe.each(['gost', 'rsa'] as const)('a signature by %s', (kind) => {
  const world = createWorld(kind);
  const { root, issuing, individual, head } = world;
  const key = individual.key;
  const judge = (cms: Uint8Array | string, options = {}) => judged(world, cms, options).then(wordOf);
  const person = (extensions: readonly Uint8Array[], changes = {}): Holder =>
    issue(issuing, key, subject(), extensions, changes);

  describe('in general', () => {
    it('is accepted, and names the signer', async () => {
      const verdict = await judged(world, cmsOf(individual));
      expect(verdict).toMatchObject({
        valid: true,
        signer: { iin: IIN, name: 'ҮЛГІЛІ АДАМ', certificate: { issuer: 'ISSUING' } },
      });
      expect(verdict.evidence.checks.map(({ name, result }) => `${name} ${result}`)).toEqual([
        'structure passed',
        'document passed',
        'signature passed',
        'chain passed',
        'purpose passed',
        'person passed',
        'revocation not-made',
      ]);
      expect(Buffer.from(verdict.evidence.certificate ?? '', 'base64')).toEqual(Buffer.from(individual.der));
    });

    it('is accepted attached, armoured and with CRLF', async () => {
      const lines = base64(cmsOf(individual, DOCUMENT, { embedded: DOCUMENT })).match(/.{1,64}/g) ?? [];
      expect(await judge(lines.join('\r\n'))).toBe('valid');
      for (const label of ['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA']) {
        const cms = `-----BEGIN ${label}-----\r\n${lines.join('\r\n')}\r\n-----END ${label}-----\r\n`;
        expect(requestBody.safeParse({ cms }).success).toBe(true);
        expect(await judge(cms)).toBe('valid');
      }
    });

    it('is judged by what is embedded where no document is given', async () => {
      const verdict = await judged(world, cmsOf(head, DOCUMENT, { embedded: DOCUMENT }), {
        document: undefined,
        expected: undefined,
      });
      expect(verdict).toMatchObject({ valid: true, signer: { iin: IIN, bin: BIN } });
    });
  });

  describe('over a document', () => {
    it('is refused where the document was altered', async () => {
      const altered = Buffer.from(DOCUMENT);
      altered.writeUInt8(altered.readUInt8(5) ^ 1, 5);
      expect(await judge(cmsOf(individual), { document: altered })).toBe('altered-document');
    });

    it('is refused where another document is embedded', async () => {
      expect(await judge(cmsOf(individual, DOCUMENT, { embedded: Buffer.from('{}') }))).toBe('altered-document');
    });

    it('is refused where the signed attributes are replayed as the document', async () => {
      const attributes = [CONTENT_TYPE, signingTime, messageDigest(key.digest(DOCUMENT))];
      const signedBytes = encode(0x31, Buffer.concat([...attributes].sort(Buffer.compare)));
      expect(await judge(cmsOf(individual, signedBytes, { bare: true }), { document: signedBytes })).toBe('malformed');
    });
  });

  describe('by a key', () => {
    it("is refused where the key is not the certificate's", async () => {
      expect(await judge(cmsOf(individual, DOCUMENT, { key: keyFor(kind, 'another') }))).toBe('altered-document');
    });

    it('is refused where the signed attributes name another certificate', async () => {
      const names = (der: Uint8Array) =>
        attribute(
          '1.2.840.113549.1.9.16.2.47',
          sequence(sequence(sequence(octetString(createHash('sha256').update(der).digest())))),
        );
      const attributes = (der: Uint8Array) => [CONTENT_TYPE, messageDigest(key.digest(DOCUMENT)), names(der)];
      expect(await judge(cmsOf(individual, DOCUMENT, { attributes: attributes(individual.der) }))).toBe('valid');
      expect(await judge(cmsOf(individual, DOCUMENT, { attributes: attributes(head.der) }))).toBe('altered-document');
    });

    it("is accepted whatever else is enclosed, in whatever order, and read only by the signer's certificate", async () => {
      const unreadable = sequence(sequence(octetString(DOCUMENT)));
      const certificates = [issuing.der, unreadable, individual.der, root.der];
      expect(await judge(cmsOf(individual, DOCUMENT, { certificates }))).toBe('valid');
      expect(await judge(cmsOf(individual, DOCUMENT, { certificates: [unreadable] }))).toBe('malformed');
    });

    it('is accepted by key identifier, if exactly one certificate has it', async () => {
      const identifier = primitiveField(0, keyIdentifier(key));
      expect(await judge(cmsOf(individual, DOCUMENT, { identifier }))).toBe('valid');
      expect(await judge(cmsOf(individual, DOCUMENT, { identifier, certificates: [individual.der, head.der] }))).toBe(
        'malformed',
      );
    });
  });

  describe('with signers and attributes', () => {
    it.each([0, 2, 3])('is refused with %i signers', async (signers) => {
      expect(await judge(cmsOf(individual, DOCUMENT, { signers }))).toBe('not-one-signer');
    });

    it.each([
      ['no signed attributes', { bare: true }],
      ['no message digest', { attributes: [CONTENT_TYPE, signingTime] }],
      ['no content type', { attributes: [messageDigest(key.digest(DOCUMENT))] }],
      [
        'another content type',
        {
          attributes: [
            attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.7.2')),
            messageDigest(key.digest(DOCUMENT)),
          ],
        },
      ],
      [
        'two message digests',
        {
          attributes: [CONTENT_TYPE, messageDigest(key.digest(DOCUMENT)), messageDigest(key.digest(Buffer.from('x')))],
        },
      ],
      [
        'a message digest of two values',
        {
          attributes: [
            CONTENT_TYPE,
            attribute(
              '1.2.840.113549.1.9.4',
              octetString(key.digest(DOCUMENT)),
              octetString(key.digest(Buffer.from('x'))),
            ),
          ],
        },
      ],
      ['content that is not plain data', { contentType: '1.2.840.113549.1.7.2' }],
      ["no signer's certificate", { certificates: [] }],
      ['only the certificate of another', { certificates: [issuing.der] }],
    ])('is refused with %s', async (_what, changes) => {
      expect(await judge(cmsOf(individual, DOCUMENT, changes))).toBe('malformed');
    });
  });

  it('is accepted with signed attributes in the order in which they came, signed so or in the order of DER', async () => {
    const inOrder = [CONTENT_TYPE, signingTime, messageDigest(key.digest(DOCUMENT))];
    const asSent = inOrder.toReversed();
    expect(await judge(cmsOf(individual, DOCUMENT, { attributes: inOrder, sent: asSent }))).toBe('valid');
    expect(await judge(cmsOf(individual, DOCUMENT, { sent: asSent, signAsSent: true }))).toBe('valid');
    expect(
      await judge(cmsOf(individual, DOCUMENT, { sent: [CONTENT_TYPE, messageDigest(key.digest(DOCUMENT))] })),
    ).toBe('altered-document');
  });

  describe('with algorithms', () => {
    const withNull = (id: string) => sequence(oid(id), Buffer.from('0500', 'hex'));

    it.each([
      ['SHA-1', { digestAlgorithm: withNull('1.3.14.3.2.26') }],
      ['MD5', { digestAlgorithm: withNull('1.2.840.113549.2.5') }],
      ['GOST 34.11 of 2012 with 256 bits', { digestAlgorithm: withNull('1.2.398.3.10.1.3.2') }],
      ['RSA with SHA-1', { signatureAlgorithm: withNull('1.2.840.113549.1.1.5') }],
      ['RSA-PSS', { signatureAlgorithm: sequence(oid('1.2.840.113549.1.1.10'), sequence()) }],
      ['GOST of 2004', { signatureAlgorithm: withNull('1.2.398.3.10.1.1.1.2') }],
      ['GOST of 2015 with 256 bits', { signatureAlgorithm: withNull('1.2.398.3.10.1.1.2.3.1') }],
      ['parameters where there are none', { digestAlgorithm: sequence(oid('2.16.840.1.101.3.4.2.1'), sequence()) }],
    ])('is refused with %s', async (_what, changes) => {
      expect(await judge(cmsOf(individual, DOCUMENT, changes))).toBe('unsupported-algorithm');
    });

    it('is refused where digest and signature algorithm differ', async () => {
      const digestAlgorithm = withNull('2.16.840.1.101.3.4.2.3');
      const attributes = [CONTENT_TYPE, messageDigest(createHash('sha512').update(DOCUMENT).digest())];
      expect(await judge(cmsOf(individual, DOCUMENT, { digestAlgorithm, attributes }))).toBe('malformed');
    });

    it('is refused where the certificate was signed with SHA-1', async () => {
      const weak = issue(
        { ...issuing, key: { ...issuing.key, signatureAlgorithm: withNull('1.2.840.113549.1.1.5') } },
        key,
        subject(),
        signing(INDIVIDUAL),
      );
      expect(await judge(cmsOf(weak))).toBe('unsupported-algorithm');
    });
  });

  describe('with a chain', () => {
    it("is refused with an attacker's certificate of the same names", async () => {
      const impostor = issue({ ...issuing, key: keyFor(kind, 'impostor') }, key, subject(), signing(INDIVIDUAL));
      expect(await judge(cmsOf(impostor))).toBe('untrusted-chain');
      expect(
        await judge(
          cmsOf(
            issue({ ...issuing, key: keyFor(kind, 'impostor') }, key, subject(), signing(INDIVIDUAL), {
              extensions: signing(INDIVIDUAL),
            }),
          ),
        ),
      ).toBe('untrusted-chain');
    });

    it('is refused where the issuer is only enclosed in the CMS', async () => {
      const cms = cmsOf(individual, DOCUMENT, { certificates: [individual.der, issuing.der] });
      expect(await judge(cms, { intermediates: [] })).toBe('untrusted-chain');
      expect(await judge(cms)).toBe('valid');
    });

    it('is refused where the root is not trusted', async () => {
      expect(await judge(cmsOf(individual), { roots: [authority(kind, 'OTHER ROOT')] })).toBe('untrusted-chain');
      expect(
        await judge(cmsOf(individual), { roots: [authority(kind, 'ROOT', undefined, { label: 'impostor' })] }),
      ).toBe('untrusted-chain');
    });

    it('is refused where the root has the right names and key identifier, but another key', async () => {
      const impostor = keyFor(kind, 'impostor');
      const extensions = [
        basicConstraints(),
        keyUsage(USAGE.keyCertSign),
        extension('2.5.29.14', octetString(keyIdentifier(root.key))),
      ];
      const forged = issue({ key: impostor, name: root.name }, impostor, root.name, [], { extensions });
      expect(await judge(cmsOf(individual), { roots: [forged] })).toBe('untrusted-chain');
    });

    it("is refused where an end entity's certificate issued it", async () => {
      const below = issue(individual, keyFor(kind, 'another'), subject(), signing(INDIVIDUAL));
      expect(await judge(cmsOf(below), { intermediates: [issuing, individual] })).toBe('untrusted-chain');
    });

    it.each([
      ['is no authority', [keyUsage(USAGE.keyCertSign)]],
      ['may not sign certificates', [basicConstraints(), keyUsage(USAGE.crlSign)]],
      [
        'has a critical extension that nobody knows',
        [basicConstraints(), keyUsage(USAGE.keyCertSign), extension('2.5.29.30', sequence(), true)],
      ],
    ])('is refused where the issuer %s', async (_what, extensions) => {
      const unfit = authority(kind, 'ISSUING', root, { extensions });
      expect(await judge(cmsOf(individual), { intermediates: [unfit] })).toBe('untrusted-chain');
    });

    it('an issuer without key usage may sign certificates (RFC 5280 6.1.4)', async () => {
      const plain = authority(kind, 'ISSUING', root, { extensions: [basicConstraints()] });
      expect(await judge(cmsOf(individual), { intermediates: [plain] })).toBe('valid');
    });

    it('keeps to path lengths', async () => {
      const narrow = authority(kind, 'NARROW', root, {
        extensions: [basicConstraints(0), keyUsage(USAGE.keyCertSign)],
      });
      const wide = authority(kind, 'WIDE', root, { extensions: [basicConstraints(1), keyUsage(USAGE.keyCertSign)] });
      const signerBelow = (above: Holder) => {
        const below = authority(kind, 'BELOW', above);
        return { cms: cmsOf(issue(below, key, subject(), signing(INDIVIDUAL))), intermediates: [above, below] };
      };
      const underWide = signerBelow(wide);
      const underNarrow = signerBelow(narrow);
      expect(await judge(underWide.cms, underWide)).toBe('valid');
      expect(await judge(underNarrow.cms, underNarrow)).toBe('untrusted-chain');
    });

    it('is refused with a critical extension that nobody knows', async () => {
      const strange = (critical: boolean) =>
        person([...signing(INDIVIDUAL), extension('1.2.398.3.3.99', octetString(new Uint8Array()), critical)]);
      expect(await judge(cmsOf(strange(false)))).toBe('valid');
      expect(await judge(cmsOf(strange(true)))).toBe('untrusted-chain');
    });

    it.each([
      ['the last second', '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', 'valid'],
      ['after the end', '2027-01-01T00:00:01Z', '2027-01-01T00:00:00Z', 'expired'],
      ['long after', '2031-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 'expired'],
      ['before the beginning', '2025-12-31T23:59:59Z', '2027-01-01T00:00:00Z', 'expired'],
    ])('at %s: %s', async (_when, at, validTo, word) => {
      expect(
        await judge(cmsOf(person(signing(INDIVIDUAL), { validTo: new Date(validTo) })), { at: new Date(at) }),
      ).toBe(word);
    });

    it('is refused where an authority above is over', async () => {
      const over = authority(kind, 'ISSUING', root, { validTo: new Date('2026-02-01T00:00:00Z') });
      expect(await judge(cmsOf(individual), { intermediates: [over] })).toBe('expired');
      expect(await judge(cmsOf(individual), { intermediates: [over, issuing] })).toBe('valid');
    });
  });

  describe('for a purpose', () => {
    const usage = keyUsage(USAGE.digitalSignature, USAGE.nonRepudiation);
    const policy = policies('1.2.398.3.3.2');

    it.each([
      [
        'for log-in',
        [
          keyUsage(USAGE.digitalSignature, USAGE.keyEncipherment),
          extendedKeyUsage(CLIENT, INDIVIDUAL),
          policies('1.2.398.3.3.2.4'),
        ],
      ],
      ['for log-in by its extended usage alone', [usage, extendedKeyUsage(CLIENT, INDIVIDUAL), policy]],
      ['without non-repudiation', [keyUsage(USAGE.digitalSignature), extendedKeyUsage(EMAIL, INDIVIDUAL), policy]],
      ['without key usage', [extendedKeyUsage(EMAIL, INDIVIDUAL), policy]],
      ['without extended key usage', [usage, policy]],
      ['of neither an individual nor an entity', [usage, extendedKeyUsage(EMAIL), policy]],
      ['of the log-in policy', [usage, extendedKeyUsage(EMAIL, INDIVIDUAL), policies('1.2.398.3.3.2.4')]],
      ["of the entities' policy", [usage, extendedKeyUsage(EMAIL, INDIVIDUAL), policies('1.2.398.3.3.2.1')]],
      ['without a policy', [usage, extendedKeyUsage(EMAIL, INDIVIDUAL)]],
      ['of an authority', [basicConstraints(), keyUsage(0, 1, 5), extendedKeyUsage(EMAIL, INDIVIDUAL), policy]],
    ])('a certificate %s is refused', async (_what, extensions) => {
      expect(await judge(cmsOf(person(extensions)))).toBe('not-a-signing-certificate');
    });

    it('further usages and policies do no harm', async () => {
      expect(
        await judge(
          cmsOf(
            person([
              usage,
              extendedKeyUsage('1.2.398.5.19.1', EMAIL, INDIVIDUAL),
              policies('1.2.3.4', '1.2.398.3.3.2.3'),
            ]),
          ),
        ),
      ).toBe('valid');
    });
  });

  describe('of a person', () => {
    it("is refused where it is another person's or entity's", async () => {
      expect(await judge(cmsOf(individual), { expected: { kind: 'individual', iin: '850101300018' } })).toBe(
        'wrong-signer',
      );
      expect(await judge(cmsOf(head), { expected: { kind: 'legal-entity', bin: '250140000016' } })).toBe(
        'wrong-signer',
      );
    });

    it('is refused where an entity signs for a person, or a person for an entity', async () => {
      expect(await judge(cmsOf(head))).toBe('wrong-signer');
      expect(await judge(cmsOf(individual), { expected: ENTITY_EXPECTED })).toBe('wrong-signer');
    });

    it.each([
      ['the head', ['.1'], 'valid'],
      ['a person who may sign', ['.2'], 'valid'],
      ['an employee who may sign', ['.2', '.5'], 'valid'],
      ['an employee', ['.5'], 'no-right-to-sign'],
      ['nobody in particular', [], 'no-right-to-sign'],
    ])('for an entity, %s: %s', async (_who, rights, word) => {
      const holder = issue(
        issuing,
        key,
        subject({ bin: BIN }),
        signing(ENTITY, ...rights.map((right) => `${ENTITY}${right}`)),
      );
      expect(await judge(cmsOf(holder), { expected: ENTITY_EXPECTED })).toBe(word);
    });

    it.each([
      ['no IIN', subject().filter(([type]) => type !== '2.5.4.5'), signing(INDIVIDUAL)],
      ['two IINs', [...subject(), ['2.5.4.5', 'IIN850101300018'] as const], signing(INDIVIDUAL)],
      ['an IIN of 11 digits', subject({ iin: '90010130001' }), signing(INDIVIDUAL)],
      ['a BIN though an individual', subject({ bin: BIN }), signing(INDIVIDUAL)],
    ])('with %s is refused', async (_what, parts, extensions) => {
      expect(await judge(cmsOf(issue(issuing, key, parts, extensions)))).toBe('wrong-signer');
    });

    it.each([
      ['no BIN', subject()],
      ['two BINs', [...subject({ bin: BIN }), ['2.5.4.11', 'BIN250140000016'] as const]],
      ['a BIN of letters', subject({ bin: '25014000001X' })],
    ])('of an entity with %s is refused', async (_what, parts) => {
      const holder = issue(issuing, key, parts, signing(ENTITY, `${ENTITY}.1`));
      expect(await judge(cmsOf(holder), { expected: ENTITY_EXPECTED })).toBe('wrong-signer');
    });
  });

  describe('as bytes', () => {
    it('is refused with bytes after it', async () => {
      expect(await judge(Buffer.concat([cmsOf(individual), Uint8Array.of(0)]))).toBe('malformed');
    });

    it.each([
      ['nothing', ''],
      ['no base64', '!!!!'],
      ['base64 with stray bits', 'MIAB'.repeat(3).concat('MB==')],
      ['armour around nothing', '-----BEGIN CMS-----\n-----END CMS-----'],
      ['armour of another thing', `-----BEGIN CERTIFICATE-----\n${base64(individual.der)}\n-----END CERTIFICATE-----`],
      ['a certificate', base64(individual.der)],
      ['more than is allowed', 'A'.repeat(800_000)],
    ])('is refused as %s', async (_what, sent) => {
      expect(await judge(sent)).toBe('malformed');
    });

    it('is accepted in BER: indefinite lengths and content in pieces', async () => {
      expect(await judge(indefinite(cmsOf(individual)))).toBe('valid');
      expect(await judge(indefinite(cmsOf(individual, DOCUMENT, { embedded: DOCUMENT })))).toBe('valid');
      expect(await judge(Buffer.concat([indefinite(cmsOf(individual)), Uint8Array.of(0, 0)]))).toBe('malformed');
      expect(await judge(indefinite(cmsOf(individual)).subarray(0, -2))).toBe('malformed');
    });

    it('is refused with a certificate that carries an extension twice or is not of version 3', () => {
      const contents = {
        serialNumber: Uint8Array.of(1),
        issuer: issuing.name,
        subject: subject(),
        validFrom: AT,
        validTo: AT,
        subjectKey: key,
      };
      const twice = signCertificate(
        { ...contents, extensions: [...signing(INDIVIDUAL), policies('1.2.3')] },
        issuing.key,
      );
      expect(() => readCertificate(twice)).toThrow('twice');
      const version1 = Buffer.from(individual.der);
      version1[version1.indexOf(Buffer.from('a003020102', 'hex')) + 4] = 0;
      expect(() => readCertificate(version1)).toThrow('version 3');
    });
  });
});

/** The same CMS with indefinite lengths down to the signed data's parts, and embedded content in two pieces. */
function indefinite(der: Uint8Array): Uint8Array {
  const value = (bytes: Uint8Array): Uint8Array => {
    const count = (bytes[1] ?? 0) & 0x80 ? (bytes[1] ?? 0) & 0x7f : 0;
    return bytes.subarray(2 + count);
  };
  const parts = (bytes: Uint8Array): Uint8Array[] => {
    const found: Uint8Array[] = [];
    for (let rest = bytes; rest.length > 0; ) {
      const long = (rest[1] ?? 0) & 0x80 ? (rest[1] ?? 0) & 0x7f : 0;
      const length =
        long === 0 ? (rest[1] ?? 0) : Number.parseInt(Buffer.from(rest.subarray(2, 2 + long)).toString('hex'), 16);
      found.push(rest.subarray(0, 2 + long + length));
      rest = rest.subarray(2 + long + length);
    }
    return found;
  };
  const open = (tag: number, ...inner: Uint8Array[]): Uint8Array =>
    Buffer.concat([Uint8Array.of(tag, 0x80), ...inner, Uint8Array.of(0, 0)]);
  const loosen = (bytes: Uint8Array, depth: number): Uint8Array => {
    const tag = bytes[0] ?? 0;
    if (tag === 0x04 && depth === 5) {
      const content = value(bytes);
      return open(0x24, encode(0x04, content.subarray(0, 7)), encode(0x04, content.subarray(7)));
    }
    // Certificates stay as they were signed.
    if ((tag & 0x20) === 0 || depth > 5 || (depth === 4 && bytes.length > 600)) return bytes;
    return open(tag, ...parts(value(bytes)).map((part) => loosen(part, depth + 1)));
  };
  return loosen(der, 0);
}

/** An ECDSA signature over P-256 that holds for the key at infinity: r is the generator's x, s the digest. */
function signedByNobody(bytes: Uint8Array): Uint8Array {
  const r = '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296';
  const s = createHash('sha256').update(bytes).digest();
  return sequence(integer(Buffer.from(r, 'hex')), integer(s));
}

describe('a signature by other keys', () => {
  const world = createWorld('rsa');
  const by = (key: ReturnType<typeof ecKey>) => cmsOf(issue(world.issuing, key, subject(), signing(INDIVIDUAL)));

  it.each([
    ['ECDSA over P-256', 'valid', () => ecKey('P-256')],
    ['ECDSA over P-384', 'valid', () => ecKey('P-384')],
    ['ECDSA over secp256k1', 'unsupported-algorithm', () => ecKey('secp256k1')],
    ['ECDSA over P-521', 'unsupported-algorithm', () => ecKey('P-521')],
    ['ECDSA with SHA-1', 'unsupported-algorithm', () => ecKey('P-256', 'sha1')],
  ])('%s: %s', async (_what, word, key) => {
    expect(wordOf(await judged(world, by(key())))).toBe(word);
  });

  it('a key at infinity, by which anybody can sign, is refused', async () => {
    const key = ecKey('P-256');
    const publicKeyInfo = sequence(
      sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
      bitString(Uint8Array.of(0)),
    );
    expect(wordOf(await judged(world, by({ ...key, publicKeyInfo, sign: signedByNobody })))).toBe('malformed');
  });

  it('an RSA signature that calls itself ECDSA is refused', async () => {
    const signatureAlgorithm = sequence(oid('1.2.840.10045.4.3.2'));
    expect(wordOf(await judged(world, cmsOf(world.individual, DOCUMENT, { signatureAlgorithm })))).toBe(
      'altered-document',
    );
  });
});
