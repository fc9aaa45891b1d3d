import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEdsVerifier } from '../../../lib/eds/create.ts';
import { edsVerifierFromEnvironment } from '../../../lib/eds/environment.ts';
import { offlineRevocation } from '../../../lib/eds/revocation.ts';
import { loadTrustStore } from '../../../lib/eds/trust.ts';
import type { EdsVerifier, ExpectedSigner } from '../../../lib/eds/verifier.ts';
import {
  type Authority,
  createAuthority,
  SIGNING_KINDS,
  type SigningRequest,
} from '../../../local/authority/authority.ts';
import { type AuthorityServer, startAuthorityServer } from '../../../local/authority/server.ts';
import { createClock, type LocalClock } from '../../../local/clock.ts';

const IIN = '900101300017';
const BIN = '250140000015';
const DAY_MS = 86_400_000;
const document = Buffer.from('{"vin":"XWEGV417AR0000001"}');

let folder = '';
let clock: LocalClock;
let authority: Authority;
let server: AuthorityServer;
let verifier: EdsVerifier;

const environment = (made: Authority, url: string) => ({
  STAGE: 'local',
  EDS_TRUST: made.trustFolder,
  EDS_REVOCATION: made.revocationSources(url),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'authority-'));
  clock = createClock();
  authority = createAuthority({ folder, clock });
  server = await startAuthorityServer({ authority, port: 0 });
  verifier = edsVerifierFromEnvironment(environment(authority, server.url), {
    clock: () => new Date(clock.now()),
    onDisagreement: () => {},
  });
});
afterAll(async () => {
  clock.stop();
  await server.close();
  rmSync(folder, { recursive: true });
});

const individual: ExpectedSigner = { kind: 'individual', iin: IIN };
const entity: ExpectedSigner = { kind: 'legal-entity', bin: BIN };

async function verdictOn(request: Partial<SigningRequest>, signer: ExpectedSigner = individual): Promise<string> {
  const cms = authority.sign({ document, as: { iin: IIN }, ...request });
  const verdict = await verifier.verify({ cms, document, signer, at: new Date(clock.now()) });
  return verdict.valid ? 'valid' : verdict.reason;
}

describe.each(SIGNING_KINDS)('the made-up authority, by %s', (kind) => {
  it.each([
    ['valid', 'valid'],
    ['expired', 'expired'],
    ['revoked', 'revoked'],
    ['login-only', 'not-a-signing-certificate'],
    ['untrusted', 'untrusted-chain'],
  ] as const)('an individual with certificate %s: %s', async (certificate, word) => {
    expect(await verdictOn({ kind, certificate })).toBe(word);
  });

  it('for an entity its head may sign, an employee not, a stranger not', async () => {
    const as = { iin: IIN, bin: BIN };
    expect(await verdictOn({ kind, as }, entity)).toBe('valid');
    expect(await verdictOn({ kind, as, certificate: 'employee' }, entity)).toBe('no-right-to-sign');
    expect(await verdictOn({ kind, as: { ...as, bin: '250140000016' } }, entity)).toBe('wrong-signer');
  });

  it('signs detached and attached', async () => {
    expect(await verdictOn({ kind, detached: true })).toBe('valid');
    expect(await verdictOn({ kind, detached: false })).toBe('valid');
  });

  it('lists what it revoked', async () => {
    const cms = authority.sign({ document, as: { iin: IIN }, kind, certificate: 'revoked' });
    const byList = createEdsVerifier({
      trust: loadTrustStore(authority.trustFolder, { production: false }),
      revocation: offlineRevocation({ ocsp: [], crls: [authority.crl(kind)] }),
    });
    const at = new Date(clock.now());
    expect(await byList.verify({ cms, document, signer: individual, at })).toMatchObject({
      valid: false,
      reason: 'revoked',
    });
    const good = authority.sign({ document, as: { iin: IIN }, kind });
    expect(await byList.verify({ cms: good, document, signer: individual, at })).toMatchObject({ valid: true });
  });
});

describe('the made-up authority', () => {
  it('signs by GOST unless told otherwise', async () => {
    const cms = authority.sign({ document, as: { iin: IIN } });
    const verdict = await verifier.verify({ cms, document, signer: individual, at: new Date(clock.now()) });
    expect(verdict).toMatchObject({
      valid: true,
      signer: { certificate: { algorithm: 'GOST R 34.10-2015 (512 bit)' } },
      evidence: { revocation: { source: 'ocsp' } },
    });
    expect(JSON.stringify(verdict.evidence).length).toBeLessThan(6000);
  });

  it('follows the clock by months, forwards and back', async () => {
    const today = clock.now();
    for (const days of [400, 4000, -400]) {
      clock.set(today + days * DAY_MS);
      expect(await verdictOn({})).toBe('valid');
      expect(await verdictOn({ certificate: 'expired' })).toBe('expired');
    }
    clock.set(today);
    expect(await verdictOn({})).toBe('valid');
  });

  it('is the same after a restart, and knows what it signed and revoked before', async () => {
    const revoked = authority.sign({ document, as: { iin: IIN }, certificate: 'revoked' });
    const good = authority.sign({ document, as: { iin: IIN } });
    const again = createAuthority({ folder, clock });
    const restarted = await startAuthorityServer({ authority: again, port: 0 });
    try {
      const dependencies = { clock: () => new Date(clock.now()), onDisagreement: () => {} };
      const judge = edsVerifierFromEnvironment(environment(again, restarted.url), dependencies);
      const at = new Date(clock.now());
      expect(await judge.verify({ cms: good, document, signer: individual, at })).toMatchObject({ valid: true });
      expect(await judge.verify({ cms: revoked, document, signer: individual, at })).toMatchObject({
        reason: 'revoked',
      });
      expect(again.crl('gost').length).toBeGreaterThan(
        createAuthority({ folder: join(folder, 'other'), clock }).crl('gost').length,
      );
    } finally {
      await restarted.close();
    }
  });

  it('cannot be trusted in production', () => {
    expect(() => loadTrustStore(authority.trustFolder, { production: true })).toThrow('is a test authority');
  });

  it('keeps its keys from other users of the machine', () => {
    expect(statSync(join(folder, 'authority.json')).mode & 0o077).toBe(0);
  });

  it('asks for the BIN of an employee', () => {
    expect(() => authority.sign({ document, as: { iin: IIN }, certificate: 'employee' })).toThrow('give its BIN');
  });

  it('answers questions that are none with 400, and serves nothing else', async () => {
    const post = (body: string) => fetch(`${server.url}/ocsp`, { method: 'POST', body });
    expect((await post('no question')).status).toBe(400);
    expect((await post('x'.repeat(20_000))).status).toBe(413);
    expect((await fetch(`${server.url}/`)).status).toBe(404);
    expect((await fetch(`${server.url}/crl/dsa`)).status).toBe(404);
  });
});
