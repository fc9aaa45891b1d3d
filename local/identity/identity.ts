import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK_RSA_Private,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.ts';
import type { LocalClock } from '../clock.ts';
import { type TokenRequest, tokenRequest } from './token-request.ts';

const ALGORITHM = 'RS256';
const DEFAULT_EXPIRES_IN_SECONDS = 3_600;

/** The made-up OpenID provider: it believes everyone, and signs what they say they are. */
export interface IdentityProvider {
  /**
   * An access token with the claims that the authorizer reads, valid from the present moment of the clock.
   *
   * @throws InvalidTokenRequest when the claims do not belong to the role
   */
  issueToken(request: TokenRequest): Promise<string>;
  /** The public keys (RFC 7517) that tokens are verified with. */
  jwks(): JSONWebKeySet;
  /** The provider's metadata (OpenID Connect Discovery 1.0). */
  configuration(): Record<string, unknown>;
}

/** How the made-up OpenID provider is set up. */
export interface IdentityOptions {
  /** Where the signing key is kept; made when the file is not there. */
  keyFile: string;
  /** The provider's own URL: tokens carry it, and its addresses lie below it. */
  issuer: string;
  /** The audience of the tokens: this service. */
  audience: string;
  clock: LocalClock;
}

/**
 * Opens the provider, with the same key as last time if there was one: tokens outlive a restart.
 *
 * @throws CannotStart when the file holds something else
 */
export async function openIdentityProvider(options: IdentityOptions): Promise<IdentityProvider> {
  const { issuer, audience, clock } = options;
  const { d, p, q, dp, dq, qi, ...publicPart } = await signingKey(options.keyFile);
  const kid = await calculateJwkThumbprint(publicPart);
  const key = await importJWK({ ...publicPart, d, p, q, dp, dq, qi }, ALGORITHM);

  return {
    async issueToken(request) {
      const { role, expiresIn = DEFAULT_EXPIRES_IN_SECONDS, ...claims } = tokenRequest(request);
      const issuedAt = Math.floor(clock.now() / 1_000);
      return new SignJWT({ role, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject(role, claims))
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + expiresIn)
        .sign(key);
    },
    jwks: () => ({ keys: [{ ...publicPart, kid, alg: ALGORITHM, use: 'sig' }] }),
    configuration: () => ({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      token_endpoint: `${issuer}/token`,
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [ALGORITHM],
    }),
  };
}

/** A subject that is the same for the same caller and shows none of their numbers: a subject may be logged. */
function subject(role: string, claims: object): string {
  return createHash('sha256')
    .update(JSON.stringify([role, ...Object.values(claims)]))
    .digest('hex')
    .slice(0, 32);
}

const privateKeySchema = z.object({
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
}) satisfies z.ZodType<JWK_RSA_Private & { kty: 'RSA' }>;

async function signingKey(keyFile: string): Promise<z.infer<typeof privateKeySchema>> {
  let kept: string;
  try {
    kept = await readFile(keyFile, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const made = privateKeySchema.parse(await exportJWK(privateKey));
    await mkdir(dirname(keyFile), { recursive: true });
    // Renamed into its place, so that a process that dies here leaves no half a key.
    await writeFile(`${keyFile}.new`, JSON.stringify(made), { mode: 0o600 });
    await rename(`${keyFile}.new`, keyFile);
    return made;
  }
  try {
    return privateKeySchema.parse(JSON.parse(kept));
  } catch {
    throw new CannotStart(
      `${keyFile} does not hold an RSA private key as a JWK. Delete it to have a new one made, or set LOCAL_DIR to another folder.`,
    );
  }
}
