import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readCrl } from '../../lib/eds/crl.ts';
import { type OnlineRevocationSettings, offlineRevocation, onlineRevocation } from '../../lib/eds/revocation.ts';
import { utcOrGeneralizedTime } from '../../local/authority/der.ts';
import {
  extension,
  type ListContents,
  name,
  type OcspContents,
  ocspResponse,
  revocationList,
} from '../../local/authority/documents.ts';
import type { SigningKey } from '../../local/authority/keys.ts';
import {
  AT,
  authority,
  basicConstraints,
  bitString,
  cmsOf,
  createWorld,
  extendedKeyUsage,
  field,
  type Holder,
  integer,
  issue,
  judged,
  keyFor,
  keyUsage,
  OCSP,
  octetString,
  oid,
  sequence,
  signing,
  USAGE,
  wordOf,
} from './forge.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const earlier = (ms: number): Date => new Date(AT.getTime() - ms);
const RESPONDER = [['2.5.4.3', 'RESPONDER']] as const;

describe.each(['gost', 'rsa'] as const)('revocation by %s', (kind) => {
  const world = createWorld(kind);
  const { root, issuing, individual, head } = world;
  const responder = issue(issuing, keyFor(kind, 'responder'), RESPONDER, [
    keyUsage(USAGE.digitalSignature),
    extendedKeyUsage(OCSP),
  ]);

  const certId = ({ serialNumber }: Holder, issuer: Holder = issuing): Uint8Array => {
    const sha256 = (bytes: Uint8Array) => octetString(createHash('sha256').update(bytes).digest());
    return sequence(
      sequence(oid('2.16.840.1.101.3.4.2.1'), Buffer.from('0500', 'hex')),
      sha256(name(issuer.name)),
      sha256(issuer.key.keyBits),
      integer(serialNumber),
    );
  };

  const ocsp = (changes: Partial<OcspContents> = {}, key: SigningKey = responder.key): Uint8Array =>
    ocspResponse(
      {
        certId: certId(individual),
        status: 'good',
        at: earlier(MINUTE),
        responder: RESPONDER,
        responderCertificate: responder.der,
        ...changes,
      },
      key,
    );

  const crl = (changes: Partial<ListContents> = {}, by: Holder = issuing): Uint8Array =>
    revocationList(
      {
        issuer: by.name,
        thisUpdate: earlier(DAY),
        nextUpdate: new Date(AT.getTime() + DAY),
        number: 7,
        revoked: [],
        ...changes,
      },
      by.key,
    );

  const revoked = (at: Date) => [{ serialNumber: individual.serialNumber, at }];
  const cms = cmsOf(individual);
  const word = (files: { ocsp?: Uint8Array[]; crls?: Uint8Array[] }): Promise<string> =>
    judged(world, cms, { revocation: offlineRevocation({ ocsp: [], crls: [], ...files }) }).then(wordOf);

  describe('OCSP', () => {
    it('good and revoked are believed, and kept as evidence', async () => {
      const good = ocsp();
      const verdict = await judged(world, cms, { revocation: offlineRevocation({ ocsp: [good], crls: [] }) });
      expect(verdict).toMatchObject({
        valid: true,
        evidence: {
          revocation: {
            source: 'ocsp',
            status: 'good',
            response: Buffer.from(good).toString('base64'),
            thisUpdate: earlier(MINUTE).toISOString(),
          },
        },
      });
      expect(await word({ ocsp: [ocsp({ status: { revokedAt: earlier(DAY) } })] })).toBe('revoked');
      expect(await word({ ocsp: [ocsp({ status: { revokedAt: AT } })] })).toBe('revoked');
    });

    it('a revocation after the moment of receipt does not count', async () => {
      const later = new Date(AT.getTime() + MINUTE);
      expect(await word({ ocsp: [ocsp({ at: later, status: { revokedAt: later } })] })).toBe('valid');
    });

    it('a responder whose certificate began after the moment of receipt may answer later', async () => {
      const minutes = (count: number): Date => new Date(AT.getTime() + count * MINUTE);
      const young = issue(issuing, responder.key, RESPONDER, [extendedKeyUsage(OCSP)], { validFrom: minutes(1) });
      expect(await word({ ocsp: [ocsp({ at: minutes(2), responderCertificate: young.der })] })).toBe('valid');
      expect(await word({ ocsp: [ocsp({ at: minutes(0), responderCertificate: young.der })] })).toBe(
        'revocation-unknown',
      );
    });

    it('the issuer itself may answer', async () => {
      expect(await word({ ocsp: [ocsp({ responderCertificate: individual.der }, issuing.key)] })).toBe('valid');
    });

    it.each<[string, () => Uint8Array]>([
      ['of unknown status', () => ocsp({ status: 'unknown' })],
      ['about another serial number', () => ocsp({ certId: certId(head) })],
      [
        'about a certificate of an issuer with another key',
        () => ocsp({ certId: certId(individual, { ...issuing, key: root.key }) }),
      ],
      [
        'about a certificate of an issuer of another name',
        () => ocsp({ certId: certId(individual, { ...issuing, name: root.name }) }),
      ],
      ['that is too old', () => ocsp({ at: earlier(61 * MINUTE) })],
      ['from the future', () => ocsp({ at: new Date(Date.now() + 100 * 365 * DAY) })],
      ['signed by an end entity', () => ocsp({ responderCertificate: head.der }, head.key)],
      ["signed by another key than the responder's", () => ocsp({}, keyFor(kind, 'another'))],
      [
        'signed by a responder of another authority',
        () => {
          const other = authority(kind, 'ISSUING', undefined, { label: 'other issuing' });
          const theirs = issue(other, keyFor(kind, 'their responder'), RESPONDER, [extendedKeyUsage(OCSP)]);
          return ocsp({ responderCertificate: theirs.der }, theirs.key);
        },
      ],
      [
        'signed by a responder of the root',
        () => {
          const above = issue(root, keyFor(kind, 'root responder'), RESPONDER, [extendedKeyUsage(OCSP)]);
          return ocsp({ responderCertificate: above.der }, above.key);
        },
      ],
      [
        'signed by a responder whose key is for something else',
        () => {
          const other = issue(issuing, responder.key, RESPONDER, [
            keyUsage(USAGE.keyEncipherment),
            extendedKeyUsage(OCSP),
          ]);
          return ocsp({ responderCertificate: other.der });
        },
      ],
      [
        'signed by a responder that was over',
        () => {
          const over = issue(issuing, responder.key, RESPONDER, [extendedKeyUsage(OCSP)], { validTo: earlier(DAY) });
          return ocsp({ responderCertificate: over.der });
        },
      ],
      [
        'signed by a responder that was over at the moment of receipt, whenever it says that it answered',
        () => {
          const over = issue(issuing, responder.key, RESPONDER, [extendedKeyUsage(OCSP)], { validTo: earlier(MINUTE) });
          return ocsp({ at: earlier(30 * MINUTE), responderCertificate: over.der });
        },
      ],
      ['that says "try later"', () => sequence(Uint8Array.of(0x0a, 1, 3))],
      ['with bytes after it', () => Buffer.concat([ocsp(), Uint8Array.of(0)])],
      ['of random bytes', () => Buffer.from('no OCSP response')],
    ])('an answer %s is not believed', async (_what, answer) => {
      expect(await word({ ocsp: [answer()] })).toBe('revocation-unknown');
    });
  });

  describe('CRL', () => {
    it('listed is revoked, not listed is good, and the list is named in evidence', async () => {
      const list = crl();
      const verdict = await judged(world, cms, { revocation: offlineRevocation({ ocsp: [], crls: [list] }) });
      const sha256 = createHash('sha256').update(list).digest('hex');
      expect(verdict).toMatchObject({
        valid: true,
        evidence: { revocation: { source: 'crl', status: 'good', number: '7', sha256 } },
      });
      expect(await word({ crls: [crl({ revoked: revoked(earlier(DAY)) })] })).toBe('revoked');
      expect(await word({ crls: [crl({ revoked: revoked(new Date(AT.getTime() + MINUTE)) })] })).toBe('valid');
    });

    it.each<[string, () => Uint8Array]>([
      ['that is out of date', () => crl({ nextUpdate: earlier(1) })],
      [
        'from the future',
        () =>
          crl({
            thisUpdate: new Date(Date.now() + 100 * 365 * DAY),
            nextUpdate: new Date(Date.now() + 101 * 365 * DAY),
          }),
      ],
      ['of another authority', () => crl({}, root)],
      ["in another authority's name, though of the same key", () => crl({ issuer: root.name })],
      ['forged in the name of the issuer', () => crl({}, { ...issuing, key: keyFor(kind, 'another') })],
      ['that is partial (delta)', () => partial('2.5.29.27')],
      ['for one distribution point', () => partial('2.5.29.28')],
      ['with bytes after it', () => Buffer.concat([crl(), Uint8Array.of(0)])],
      ['of random bytes', () => Buffer.from('no list')],
    ])('a list %s is not believed', async (_what, list) => {
      expect(await word({ crls: [list()] })).toBe('revocation-unknown');
    });

    it('a list of an issuer that may not sign lists is not believed', async () => {
      const silent = authority(kind, 'ISSUING', root, {
        extensions: [basicConstraints(), keyUsage(USAGE.keyCertSign)],
      });
      const verdict = await judged(world, cms, {
        intermediates: [silent],
        revocation: offlineRevocation({ ocsp: [], crls: [crl()] }),
      });
      expect(wordOf(verdict)).toBe('revocation-unknown');
    });

    it('a list made after the certificate ran out says nothing about it', async () => {
      const late = new Date(individual.certificate.validTo.getTime() + MINUTE);
      expect(await word({ crls: [crl({ thisUpdate: late, nextUpdate: new Date(late.getTime() + DAY) })] })).toBe(
        'revocation-unknown',
      );
    });

    /** The list with a critical extension added, signed again. */
    function partial(critical: string): Uint8Array {
      const body = sequence(
        integer(Uint8Array.of(1)),
        issuing.key.signatureAlgorithm,
        name(issuing.name),
        utcOrGeneralizedTime(earlier(DAY)),
        utcOrGeneralizedTime(new Date(AT.getTime() + DAY)),
        field(0, sequence(extension(critical, integer(Uint8Array.of(1)), true))),
      );
      return sequence(body, issuing.key.signatureAlgorithm, bitString(issuing.key.sign(body)));
    }
  });

  it('several sources: one that cannot be believed is passed over, a revocation in any counts', async () => {
    const forged = crl({}, { ...issuing, key: keyFor(kind, 'another') });
    expect(await word({ ocsp: [ocsp({ certId: certId(head) })], crls: [forged, crl()] })).toBe('valid');
    expect(await word({ ocsp: [ocsp()], crls: [crl({ revoked: revoked(earlier(DAY)) })] })).toBe('revoked');
  });

  it('without any source nothing is known', async () => {
    expect(await word({})).toBe('revocation-unknown');
  });

  describe('asked over the network', () => {
    const requests: string[] = [];
    afterEach(() => {
      requests.length = 0;
    });
    let now = AT;

    /** A network where each URL answers with these bytes, fails where there are none, and says what was asked. */
    const network =
      (answers: Readonly<Record<string, (body: Uint8Array) => Uint8Array | undefined>>): typeof fetch =>
      async (url, init) => {
        requests.push(String(url));
        const body = init?.body instanceof Uint8Array ? init.body : new Uint8Array();
        const answer = answers[String(url)]?.(body);
        if (!answer) throw new TypeError('fetch failed');
        return new Response(Buffer.from(answer));
      };

    const checker = (fetch: OnlineRevocationSettings['fetch'], changes: Partial<OnlineRevocationSettings> = {}) =>
      onlineRevocation({
        sources: { '*': { ocsp: 'http://ca/ocsp', crl: 'http://ca/crl' } },
        ocspAgeMinutes: 60,
        crlRefreshMinutes: 30,
        clock: () => now,
        ...(fetch && { fetch }),
        ...changes,
      });

    /** The nonce extension's value of a request: it stands at its end. */
    const nonceOf = (request: Uint8Array): Uint8Array => request.subarray(-18);
    const word = (revocation: ReturnType<typeof checker>): Promise<string> =>
      judged(world, cms, { revocation }).then(wordOf);

    it('OCSP answers with the nonce of the question', async () => {
      expect(await word(checker(network({ 'http://ca/ocsp': (request) => ocsp({ nonce: nonceOf(request) }) })))).toBe(
        'valid',
      );
      expect(requests).toEqual(['http://ca/ocsp']);
    });

    it('an answer without the nonce, or with another, is not believed: the CRL is asked', async () => {
      const replayed = {
        'http://ca/ocsp': () => ocsp(),
        'http://ca/crl': () => crl({ revoked: revoked(earlier(DAY)) }),
      };
      expect(await word(checker(network(replayed)))).toBe('revoked');
      const another = {
        ...replayed,
        'http://ca/ocsp': () => ocsp({ nonce: Buffer.from('0410'.padEnd(36, '0'), 'hex') }),
      };
      expect(await word(checker(network(another)))).toBe('revoked');
      expect(requests).toEqual(['http://ca/ocsp', 'http://ca/crl', 'http://ca/ocsp', 'http://ca/crl']);
    });

    it('where nobody answers, nothing is known', async () => {
      expect(await word(checker(network({})))).toBe('revocation-unknown');
      expect(await word(checker(async () => new Response('', { status: 500 })))).toBe('revocation-unknown');
      expect(await word(checker(async () => new Response('x'.repeat(70_000))))).toBe('revocation-unknown');
      expect(await word(checker(network({}), { sources: {} }))).toBe('revocation-unknown');
    });

    it('a list is fetched once in its time, and an old one stands in while it is fresh', async () => {
      now = AT;
      let list: Uint8Array | undefined = crl();
      const revocation = checker(network({ 'http://ca/crl': () => list }), {
        sources: { [issuing.certificate.sha256]: { crl: 'http://ca/crl' } },
      });
      expect(await word(revocation)).toBe('valid');
      expect(await word(revocation)).toBe('valid');
      expect(requests).toHaveLength(1);

      now = new Date(AT.getTime() + 31 * MINUTE);
      list = undefined;
      expect(await word(revocation)).toBe('valid');
      expect(requests).toHaveLength(2);

      list = crl({ revoked: revoked(earlier(DAY)) });
      expect(await word(revocation)).toBe('revoked');
      now = AT;
    });

    it('a list that goes out of date within its time is fetched anew', async () => {
      now = AT;
      const nextUpdate = (minutes: number): Date => new Date(AT.getTime() + minutes * MINUTE);
      let list = crl({ nextUpdate: nextUpdate(10) });
      const revocation = checker(network({ 'http://ca/crl': () => list }), {
        sources: { '*': { crl: 'http://ca/crl' } },
      });
      const at = (): Promise<string> => judged(world, cms, { revocation, at: now }).then(wordOf);
      expect(await at()).toBe('valid');

      now = nextUpdate(11);
      list = crl({ thisUpdate: nextUpdate(10), nextUpdate: nextUpdate(20) });
      expect(await at()).toBe('valid');
      expect(await at()).toBe('valid');
      expect(requests).toHaveLength(2);
      now = AT;
    });

    it('a list is not replaced by an older one', async () => {
      now = AT;
      let list = crl({ revoked: revoked(earlier(DAY)) });
      const revocation = checker(network({ 'http://ca/crl': () => list }), {
        sources: { '*': { crl: 'http://ca/crl' } },
      });
      expect(await word(revocation)).toBe('revoked');

      now = new Date(AT.getTime() + 31 * MINUTE);
      list = crl({ thisUpdate: earlier(2 * DAY) });
      expect(await word(revocation)).toBe('revoked');
      expect(requests).toHaveLength(2);
      now = AT;
    });

    it('an answer from the future is not believed, but for a clock that is a little ahead', async () => {
      const at = (minutes: number): Date => new Date(AT.getTime() + minutes * MINUTE);
      const revocation = (minutes: number) =>
        checker(network({ 'http://ca/crl': () => crl({ thisUpdate: at(minutes) }) }));
      expect(await word(revocation(4))).toBe('valid');
      expect(await word(revocation(6))).toBe('revocation-unknown');
    });

    it('a list may be too old by setting, whatever its own next update', async () => {
      const revocation = (crlAgeMinutes: number) =>
        checker(network({ 'http://ca/crl': () => crl() }), { crlAgeMinutes });
      expect(await word(revocation(24 * 60))).toBe('valid');
      expect(await word(revocation(23 * 60))).toBe('revocation-unknown');
    });
  });

  it('a list of many entries is read, the earliest date of a serial number counting', () => {
    const entries = Array.from({ length: 5000 }, (_, i) => ({
      serialNumber: Uint8Array.of(1, i >> 8, i & 0xff),
      at: earlier(DAY),
    }));
    const list = readCrl(
      crl({ revoked: [...entries, { serialNumber: Uint8Array.of(1, 0, 0), at: earlier(2 * DAY) }] }),
    );
    expect(list.revoked.size).toBe(5000);
    expect(list.revoked.get('010000')).toBe(earlier(2 * DAY).getTime());
  });

  it('a signature is not asked about that is refused anyway', async () => {
    const asked: string[] = [];
    const revocation = { check: () => Promise.reject(new Error(`asked ${asked.push('x')}`)) };
    const employee = issue(issuing, individual.key, individual.name, signing());
    expect(wordOf(await judged(world, cmsOf(employee), { revocation }))).toBe('not-a-signing-certificate');
    expect(asked).toEqual([]);
    await expect(judged(world, cms, { revocation })).rejects.toThrow('asked 1');
  });
});
