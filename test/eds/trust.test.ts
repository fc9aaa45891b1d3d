import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edsVerifierFromEnvironment } from '../../lib/eds/environment.ts';
import { loadTrustStore } from '../../lib/eds/trust.ts';
import { AT, authority, base64, type Holder } from './forge.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const root = authority('gost', 'REAL ROOT');
const issuing = authority('gost', 'REAL AUTHORITY', root);

/** Writes a store with these authorities and, but for those left out, their pins. */
function store(
  roots: readonly Holder[],
  intermediates: readonly Holder[],
  pinned = [...roots, ...intermediates],
): void {
  for (const [name, holders] of Object.entries({ roots, intermediates })) {
    mkdirSync(join(folder, name));
    holders.forEach(({ der }, i) => {
      const pem = `-----BEGIN CERTIFICATE-----\n${base64(der)}\n-----END CERTIFICATE-----\n`;
      writeFileSync(join(folder, name, `${i}.pem`), pem);
    });
  }
  const lines = pinned.map(({ certificate }) => `${certificate.sha256.toUpperCase()}  checked by two people`);
  writeFileSync(join(folder, 'pins.txt'), ['# pins', '', ...lines, ''].join('\n'));
}

describe('the trust store', () => {
  it('holds exactly what is in its folder and pinned', () => {
    store([root], [issuing]);
    const { roots, intermediates } = loadTrustStore(folder, { production: true });
    expect([...roots, ...intermediates].map(({ sha256 }) => sha256)).toEqual([
      root.certificate.sha256,
      issuing.certificate.sha256,
    ]);
  });

  it('is refused with a certificate that is not pinned, or a pin that is not met', () => {
    store([root], [issuing], [root]);
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/"REAL AUTHORITY" is not in pins.txt/);
    appendFileSync(join(folder, 'pins.txt'), `${issuing.certificate.sha256}\n${'0'.repeat(64)}\n`);
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/names 0000/);
  });

  it('is refused without a root, with broken pins and with files that are no certificates', () => {
    store([], [issuing]);
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/No trusted root/);
    appendFileSync(join(folder, 'pins.txt'), 'abc\n');
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/"abc" does not begin with a SHA-256/);
    writeFileSync(join(folder, 'pins.txt'), '');
    writeFileSync(join(folder, 'roots', 'x.pem'), 'no certificate');
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/x\.pem does not hold certificates/);
  });

  it.each(['NCA (GOST) TEST 2022', 'TIRKEU MADE-UP ROOT (GOST)', 'ТЕСТОВЫЙ ЦЕНТР'])(
    'with %s is refused in production alone',
    (name) => {
      store([authority('gost', name, undefined, { label: 'ROOT' })], []);
      expect(() => loadTrustStore(folder, { production: true })).toThrow(/is a test authority/);
      expect(loadTrustStore(folder, { production: false }).roots).toHaveLength(1);
    },
  );

  it('with an intermediate below a test root is refused in production', () => {
    const test = authority('gost', 'A TEST ROOT', undefined, { label: 'ROOT' });
    store([root], [authority('gost', 'INNOCENT', test)]);
    expect(() => loadTrustStore(folder, { production: true })).toThrow(/"INNOCENT" is a test authority/);
  });
});

describe('the verifier of the environment', () => {
  const dependencies = { clock: () => AT, onDisagreement: () => {} };
  const right = () => ({ STAGE: 'dev', EDS_TRUST: folder, EDS_REVOCATION: '{"*":{"ocsp":"http://ocsp.example/"}}' });

  it('is made from right settings', () => {
    store([root], [issuing]);
    const settings = { ...right(), EDS_NCANODE_URL: 'http://ncanode.example', EDS_CRL_MAX_AGE_MINUTES: '1440' };
    expect(edsVerifierFromEnvironment(settings, dependencies).verify).toBeTypeOf('function');
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['STAGE', { STAGE: undefined }],
    ['EDS_TRUST', { EDS_TRUST: undefined }],
    ['EDS_REVOCATION', { EDS_REVOCATION: undefined }],
    ['EDS_REVOCATION', { EDS_REVOCATION: 'secret' }],
    ['EDS_REVOCATION', { EDS_REVOCATION: '{"*":{}}' }],
    ['EDS_REVOCATION', { EDS_REVOCATION: '{"some authority":{"ocsp":"http://ocsp.example/"}}' }],
    ['EDS_REVOCATION', { EDS_REVOCATION: '{"*":{"ocsp":"ldap://secret/"}}' }],
    ['EDS_OCSP_MAX_AGE_MINUTES', { EDS_OCSP_MAX_AGE_MINUTES: '-1' }],
    ['EDS_NCANODE_URL', { EDS_NCANODE_URL: 'secret' }],
  ])('names %s where it is wrong, and no value', (name, wrong) => {
    store([root], [issuing]);
    const make = () => edsVerifierFromEnvironment({ ...right(), ...wrong }, dependencies);
    expect(make).toThrow(`Wrong settings: ${name}`);
    expect(make).not.toThrow('secret');
  });

  it('refuses a test authority in production', () => {
    store([authority('gost', 'A TEST ROOT', undefined, { label: 'ROOT' })], []);
    expect(() => edsVerifierFromEnvironment({ ...right(), STAGE: 'production' }, dependencies)).toThrow(
      'test authority',
    );
  });
});
