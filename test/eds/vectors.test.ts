import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCertificates } from '../../lib/eds/certificate.ts';
import { createChainJudge } from '../../lib/eds/chain.ts';
import { readSignedData, readSigner } from '../../lib/eds/cms.ts';
import { type Case, judge } from '../../lib/eds/judge.ts';
import { readOcspResponse } from '../../lib/eds/ocsp.ts';
import { offlineRevocation } from '../../lib/eds/revocation.ts';
import type { Expectation } from '../../lib/eds/signer.ts';
import { isTestAuthority } from '../../lib/eds/trust.ts';
import { wordOf } from './forge.ts';

/*
 * Vectors of the NCA's test contour and of real clients. They are not part of the project: where they are not beside
 * it, these tests are skipped.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/eds-vectors');

describe.skipIf(!existsSync(folder))("the NCA's test contour", () => {
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  const chainOf = (root: string, ...intermediates: string[]) =>
    createChainJudge({
      roots: readCertificates(read(root)),
      intermediates: intermediates.flatMap((file) => readCertificates(read(file))),
    });
  const gost = () => chainOf('nca-test-ca/root_test_gost_2022.cer', 'nca-test-ca/nca_gost2022_test.cer');

  const judged = (cms: string, changes: Partial<Case> = {}) =>
    judge({
      cms: read(cms).toString('base64'),
      expected: undefined,
      at: new Date('2026-11-22T12:00:00Z'),
      chain: gost(),
      maximumBytes: 64 * 1024,
      ...changes,
    });
  const document = () => ({ document: read('cms/generated/document.json') });
  const crl = () => offlineRevocation({ ocsp: [], crls: [read('crl/nca_gost2022_test.crl')] });

  it.each<[string, string, Expectation, string]>([
    ['an individual', 'cms_gost_individual_detached.p7s', { kind: 'individual', iin: '123456789011' }, 'valid'],
    ["an entity's head", 'cms_gost_head_attached.p7s', { kind: 'legal-entity', bin: '123456789021' }, 'valid'],
    [
      'an employee',
      'cms_gost_employee_detached.p7s',
      { kind: 'legal-entity', bin: '123456789021' },
      'no-right-to-sign',
    ],
    ['a revoked individual', 'cms_gost_individual_revoked_detached.p7s', { kind: 'individual' }, 'revoked'],
    ['a wrong digest', 'neg_baddigest.p7s', undefined, 'altered-document'],
  ])('%s: %s', async (_who, file, expected, word) => {
    expect(wordOf(await judged(`cms/generated/${file}`, { ...document(), expected, revocation: crl() }))).toBe(word);
  });

  it('a real GOST signature with a time stamp, at its time and later', async () => {
    const cms = 'cms/kalkan-gost-ceo-tsp.cms';
    const at = new Date('2025-02-24T20:00:00Z');
    const verdict = await judged(cms, {
      document: Buffer.from('b5eb2d', 'hex'),
      at,
      expected: { kind: 'legal-entity' },
    });
    expect(verdict).toMatchObject({ valid: true, signer: { iin: '123456789011', bin: '123456789021' } });
    expect(wordOf(await judged(cms))).toBe('expired');
  });

  it('a real RSA signature at its time', async () => {
    const cms = 'cms/kalkan-rsa-attached.cms';
    const chain = chainOf('rsa-test-ca/nca_rsa_test.crt');
    const at = new Date('2021-09-28T14:40:30Z');
    expect(wordOf(await judged(cms, { chain, at, document: Buffer.from('test123') }))).toBe('valid');
    expect(wordOf(await judged(cms, { chain, at, document: Buffer.from('test124') }))).toBe('altered-document');
    expect(wordOf(await judged(cms, { at }))).toBe('untrusted-chain');
  });

  it('two real signers', async () => {
    expect(wordOf(await judged('cms/kalkan-gost-and-rsa-attached.cms'))).toBe('not-one-signer');
  });

  it.each(['nca-test-ca/root_test_gost_2022.cer', 'nca-test-ca/nca_gost2022_test.cer', 'rsa-test-ca/nca_rsa_test.crt'])(
    '%s is known as a test authority, by name and by key',
    (file) => {
      const [certificate] = readCertificates(read(file));
      if (!certificate) throw new Error('The vectors are not as described.');
      expect(isTestAuthority(certificate)).toBe(true);
      expect(isTestAuthority({ ...certificate, subjectParts: [], issuerParts: [] })).toBe(true);
      expect(isTestAuthority({ ...certificate, publicKeyInfo: new Uint8Array() })).toBe(true);
      expect(
        isTestAuthority({ ...certificate, subjectParts: [], issuerParts: [], publicKeyInfo: new Uint8Array() }),
      ).toBe(false);
    },
  );

  it('a real OCSP answer, by a delegated responder', () => {
    const { certificates, signers } = readSignedData(read('cms/kalkan-gost-and-rsa-attached.cms'));
    const [first] = signers;
    const [issuer] = readCertificates(read('nca-test-ca/nca_gost2022_test.cer'));
    if (!first || !issuer) throw new Error('The vectors are not as described.');
    const { certificate } = readSigner(first, certificates);
    const response = read('ocsp/ocsp_response_individual_2015.bin');
    const answer = { status: 'revoked', thisUpdate: new Date('2022-09-02T16:58:34Z') };
    const about = { certificate, issuer };
    const at = answer.thisUpdate;
    expect(readOcspResponse(response, about, at)).toMatchObject(answer);
    const nonce = Buffer.from('e408ffb790834af2', 'hex');
    expect(readOcspResponse(response, about, at, nonce)).toMatchObject(answer);
    expect(() => readOcspResponse(response, about, at, nonce.subarray(1))).toThrow('another question');
  });
});
