import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../../local/clock.ts';
import { type IdentityProvider, openIdentityProvider } from '../../../local/identity/identity.ts';
import { InvalidTokenRequest, tokenRequest } from '../../../local/identity/token-request.ts';

const ISSUER = 'http://127.0.0.1:8080/dev';
const AUDIENCE = 'tirkeu';
const BIN = '500140000017';
const IIN = '900101100014';

const clock = createClock();
let directory: string;
let keyFile: string;
let provider: IdentityProvider;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'identity-'));
  keyFile = join(directory, 'made', 'key.json');
  provider = await openIdentityProvider({ keyFile, issuer: ISSUER, audience: AUDIENCE, clock });
});
afterEach(() => clock.set(Date.now()));
afterAll(() => {
  clock.stop();
  return rm(directory, { recursive: true });
});

const verify = (token: string, from = provider) =>
  jwtVerify(token, createLocalJWKSet(from.jwks()), {
    issuer: ISSUER,
    audience: AUDIENCE,
    currentDate: new Date(clock.now()),
  });

describe('a token', () => {
  test.each([
    [{ role: 'seller', bin: BIN }],
    [{ role: 'buyer', iin: IIN }],
    [{ role: 'centre', centre: '0201' }],
    [{ role: 'police', region: '20' }],
    [{ role: 'printing' }],
  ] as const)('of %o carries the role and its claim', async (request) => {
    const { payload } = await verify(await provider.issueToken(request));
    expect(payload).toMatchObject(request);
    expect(payload.sub).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is valid from the clock’s now for as long as was asked', async () => {
    clock.set(Date.parse('2027-03-01T00:00:00Z'));
    const { payload } = await verify(await provider.issueToken({ role: 'printing', expiresIn: 60 }));
    const now = Date.parse('2027-03-01T00:00:00Z') / 1000;
    expect([payload.iat, payload.nbf, payload.exp].map((at = 0) => at - now)).toEqual([0, 0, 60]);
  });

  test('is over when its time is', async () => {
    const token = await provider.issueToken({ role: 'printing', expiresIn: 60 });
    clock.set(clock.now() + 60_000);
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  test('names the same caller by the same subject, another by another, and neither by their number', async () => {
    const subject = async (iin: string) => decodeJwt(await provider.issueToken({ role: 'buyer', iin })).sub;
    expect(await subject(IIN)).toBe(await subject(IIN));
    expect(await subject(IIN)).not.toBe(await subject('900102100015'));
    expect(await subject(IIN)).not.toContain(IIN);
  });
});

describe('the key', () => {
  test('is kept: a token outlives a restart', async () => {
    const token = await provider.issueToken({ role: 'printing' });
    const restarted = await openIdentityProvider({ keyFile, issuer: ISSUER, audience: AUDIENCE, clock });
    await expect(verify(token, restarted)).resolves.toBeDefined();
    expect((await stat(keyFile)).mode & 0o077).toBe(0);
  });

  test('does not leave with the public keys', () => {
    expect(Object.keys(provider.jwks().keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  test('that is damaged is reported with what to do', async () => {
    const damaged = join(directory, 'damaged.json');
    await writeFile(damaged, '{"kty":"RSA"');
    await expect(openIdentityProvider({ keyFile: damaged, issuer: ISSUER, audience: AUDIENCE, clock })).rejects.toThrow(
      /damaged\.json does not hold an RSA private key.*Delete it/,
    );
  });
});

test('the configuration leads to the keys and to the tokens', () => {
  expect(provider.configuration()).toMatchObject({
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/jwks`,
    token_endpoint: `${ISSUER}/token`,
  });
});

describe('a wrong request says what is wrong', () => {
  test.each([
    [undefined, ''],
    [{}, '/role'],
    [{ role: 'admin' }, '/role'],
    [{ role: 'seller' }, '/bin'],
    [{ role: 'seller', bin: '500140000018' }, '/bin'],
    [{ role: 'seller', bin: BIN, iin: IIN }, '/iin'],
    [{ role: 'buyer', iin: '900101100015' }, '/iin'],
    [{ role: 'centre', centre: '../0201' }, '/centre'],
    [{ role: 'police', region: '21' }, '/region'],
    [{ role: 'police', region: 1 }, '/region'],
    [{ role: 'printing', expiresIn: 0 }, '/expiresIn'],
    [{ role: 'printing', expiresIn: 1.5 }, '/expiresIn'],
  ])('%o', (body, pointer) => {
    const faults = () => {
      try {
        return tokenRequest(body);
      } catch (error) {
        return error instanceof InvalidTokenRequest ? error.faults.map((fault) => fault.pointer) : error;
      }
    };
    expect(faults()).toEqual([pointer]);
  });
});
