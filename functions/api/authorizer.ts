import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { type Caller, callerSchema, type TokenExpiry } from '../../lib/api/caller.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { once, settingsFrom } from '../../lib/environment.ts';
import { bundle } from '../../lib/middleware/bundle.ts';
import { describeError, report } from '../../lib/middleware/reporting.ts';

/** Algorithms that a token may be signed with: public keys only, so that nobody who can verify can also sign. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
/**
 * How far the issuer's clock may be ahead of ours, in seconds, so that a token can be used at once. No token is
 * accepted after its end.
 */
const CLOCK_TOLERANCE_SECONDS = 5;

const claim = z.string().check(z.minLength(1));

/** Settings of the authorizer, each an environment variable. */
export const authorizerSettings = {
  TOKEN_ISSUER: z.string().check(z.minLength(1)),
  TOKEN_AUDIENCE: z.string().check(z.minLength(1)),
  TOKEN_JWKS_URL: z.url({ protocol: /^https?$/ }),
  TOKEN_CLAIM_ROLE: z._default(claim, 'role'),
  TOKEN_CLAIM_BIN: z._default(claim, 'bin'),
  TOKEN_CLAIM_IIN: z._default(claim, 'iin'),
  TOKEN_CLAIM_CENTRE: z._default(claim, 'centre'),
  TOKEN_CLAIM_REGION: z._default(claim, 'region'),
};

/**
 * The settings once read: the issuer, the audience and the keys that a token is held against, and the claims in which
 * it names the caller.
 */
export type AuthorizerSettings = z.infer<z.ZodMiniObject<typeof authorizerSettings>>;

const authorizerEvent = z.object({
  methodArn: z.string(),
  authorizationToken: z.optional(z.string()),
  headers: z.nullish(z.record(z.string(), z.optional(z.string()))),
});

/** The bearer token of a request (RFC 6750, 2.1). */
function bearerOf({ authorizationToken, headers }: z.infer<typeof authorizerEvent>): string | undefined {
  const given =
    authorizationToken ?? Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^Bearer +([\w~+/.-]+=*)$/i.exec(given ?? '')?.[1];
}

/**
 * Whom a token speaks for, and until when.
 *
 * @throws when the token is not from the issuer or not for us, is expired or not yet valid, or names no caller
 */
export async function callerOf(
  token: string,
  settings: AuthorizerSettings,
  keys: JWTVerifyGetKey,
  now: Date,
): Promise<Caller & TokenExpiry> {
  const { payload } = await jwtVerify(token, keys, {
    issuer: settings.TOKEN_ISSUER,
    audience: settings.TOKEN_AUDIENCE,
    algorithms: ALGORITHMS,
    requiredClaims: ['exp', 'sub'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: now,
  });
  const { exp = 0 } = payload;
  if (exp * 1000 <= now.getTime())
    throw new errors.JWTExpired('The token has expired.', payload, 'exp', 'check_failed');
  const caller = callerSchema.parse({
    sub: payload.sub,
    role: payload[settings.TOKEN_CLAIM_ROLE],
    bin: payload[settings.TOKEN_CLAIM_BIN],
    iin: payload[settings.TOKEN_CLAIM_IIN],
    centre: payload[settings.TOKEN_CLAIM_CENTRE],
    region: payload[settings.TOKEN_CLAIM_REGION],
  });
  return { ...caller, exp };
}

/** jose's errors about the issuer's keys or their address: an answer other than 200, or one that holds no keys. */
const KEYS_ERRORS: ReadonlySet<string> = new Set([
  errors.JOSEError.code,
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
]);

/** Whether an error says that the token is no good, rather than that this could not be found out. */
const isAboutToken = (error: unknown) =>
  error instanceof $ZodError || (error instanceof errors.JOSEError && !KEYS_ERRORS.has(error.code));

/** The methods of the API's stage: one token opens all that its role may do, so that the gateway can keep the answer. */
const everyMethod = (methodArn: string) => `${methodArn.split('/').slice(0, 2).join('/')}/*`;

/**
 * The Lambda authorizer of API Gateway: verifies the OpenID Connect access token and yields the caller. For a token
 * that is no good it throws `Unauthorized`, which the gateway turns into 401. Which role a route is for is decided by
 * the function of the route.
 */
export function authorize(settings: () => AuthorizerSettings, keys: () => JWTVerifyGetKey, clock: Clock = systemClock) {
  return bundle<unknown, APIGatewayAuthorizerResult>().handler(async (given) => {
    const event = authorizerEvent.parse(given);
    const token = bearerOf(event);
    if (!token) throw new Error('Unauthorized');
    try {
      const { sub, ...caller } = await callerOf(token, settings(), keys(), clock());
      return {
        principalId: sub,
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: everyMethod(event.methodArn) }],
        },
        context: { sub, ...caller },
      };
    } catch (error) {
      // The keys could not be fetched: that says nothing about the token, and 401 would make people sign in again.
      if (!isAboutToken(error)) throw error;
      report('info', 'A token was turned away.', describeError(error));
      throw new Error('Unauthorized');
    }
  });
}

const settings = once(() => settingsFrom(authorizerSettings));
const keys = once(() => createRemoteJWKSet(new URL(settings().TOKEN_JWKS_URL), { cooldownDuration: 10_000 }));

export const handler = authorize(settings, keys);
