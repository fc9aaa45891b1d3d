import * as z from 'zod';
import { isBin, isIin } from '../domain/identifiers.ts';
import { isRegionCode } from '../domain/regions.ts';

/** The kinds of callers that access tokens speak of. */
export const ROLES = ['seller', 'buyer', 'centre', 'police', 'printing'] as const;

export type Role = (typeof ROLES)[number];

const sub = z.string().min(1).max(256);

/** Who calls, as the verified access token says: a seller by BIN, a buyer by IIN, an employee by centre, an officer by region. */
export const callerSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('seller'), sub, bin: z.string().refine(isBin) }),
  z.object({ role: z.literal('buyer'), sub, iin: z.string().refine(isIin) }),
  z.object({ role: z.literal('centre'), sub, centre: z.string().min(1).max(32) }),
  z.object({ role: z.literal('police'), sub, region: z.string().refine(isRegionCode) }),
  z.object({ role: z.literal('printing'), sub }),
]);

export type Caller = z.infer<typeof callerSchema>;
export type CallerOf<R extends Role> = Extract<Caller, { role: R }>;
