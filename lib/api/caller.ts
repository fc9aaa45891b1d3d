import * as z from 'zod/mini';
import { isBin, isIin } from '../domain/identifiers.ts';
import { REGION_CODES } from '../domain/regions.ts';

/** The kinds of callers that hold access tokens. The payment gateway holds none: it signs what it sends. */
export const ROLES = ['seller', 'buyer', 'centre', 'police', 'printing'] as const;

export type Role = (typeof ROLES)[number];

const sub = z.string().check(z.minLength(1), z.maxLength(256));

/** Who calls, as the verified access token says: a seller by BIN, a buyer by IIN, an employee by centre, an officer by region. */
export const callerSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('seller'), sub, bin: z.string().check(z.refine(isBin)) }),
  z.object({ role: z.literal('buyer'), sub, iin: z.string().check(z.refine(isIin)) }),
  z.object({ role: z.literal('centre'), sub, centre: z.string().check(z.minLength(1), z.maxLength(32)) }),
  z.object({ role: z.literal('police'), sub, region: z.enum(REGION_CODES) }),
  z.object({ role: z.literal('printing'), sub }),
]);

/**
 * When the caller's token expires, in seconds since the epoch. API Gateway keeps the authorizer's answer for a while,
 * possibly beyond that moment, so every function looks again.
 */
export const tokenExpirySchema = z.object({ exp: z.coerce.number() });

export type TokenExpiry = z.infer<typeof tokenExpirySchema>;

/**
 * Who calls: the role, and what it is bound to. `sub` is the token's subject, which the identity provider gave the
 * person or the system.
 */
export type Caller = z.infer<typeof callerSchema>;

/** The caller of one role: `CallerOf<'seller'>` has a `bin`, `CallerOf<'buyer'>` an `iin`, and so on. */
export type CallerOf<R extends Role> = Extract<Caller, { role: R }>;
