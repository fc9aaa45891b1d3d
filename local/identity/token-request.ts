import { z } from 'zod';
import { isBin, isIin } from '../../lib/domain/identifiers.ts';
import { REGION_CODES } from '../../lib/domain/regions.ts';

const MAX_EXPIRES_IN_SECONDS = 10 * 365 * 24 * 60 * 60;

const expiresIn = z
  .int('must be a whole number of seconds')
  .min(1, 'must be at least 1 second')
  .max(MAX_EXPIRES_IN_SECONDS, 'must be at most ten years')
  .optional();

const tokenRequestSchema = z.discriminatedUnion(
  'role',
  [
    z.strictObject({
      role: z.literal('seller'),
      bin: z.string('a seller has a BIN').refine(isBin, 'is not a BIN: 12 digits with a check digit'),
      expiresIn,
    }),
    z.strictObject({
      role: z.literal('buyer'),
      iin: z.string('a buyer has an IIN').refine(isIin, 'is not an IIN: 12 digits with a check digit'),
      expiresIn,
    }),
    z.strictObject({
      role: z.literal('centre'),
      centre: z.string("a centre's employee has the centre's code").regex(/^[A-Za-z0-9-]{1,32}$/, 'is not a code'),
      expiresIn,
    }),
    z.strictObject({
      role: z.literal('police'),
      region: z.enum(REGION_CODES, 'a police officer has a region, 01 to 20'),
      expiresIn,
    }),
    z.strictObject({ role: z.literal('printing'), expiresIn }),
  ],
  'must be seller, buyer, centre, police or printing',
);

/** Who a token is to be issued to: a role with the claims that belong to it, and for how many seconds (default 3600). */
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** A request that no token can be issued for; `faults` say what is wrong, each with a JSON pointer. */
export class InvalidTokenRequest extends Error {
  override readonly name = 'InvalidTokenRequest';
  readonly faults: readonly { pointer: string; message: string }[];

  constructor(faults: readonly { pointer: string; message: string }[]) {
    super(`No token can be issued: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`);
    this.faults = faults;
  }
}

/**
 * Reads what `POST /dev/token` was given.
 * @throws InvalidTokenRequest
 */
export function tokenRequest(body: unknown): TokenRequest {
  const parsed = tokenRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InvalidTokenRequest(
    parsed.error.issues.flatMap((issue) => {
      const pointer = issue.path.map((part) => `/${String(part)}`).join('');
      return issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ pointer: `${pointer}/${key}`, message: 'does not belong to this role' }))
        : [{ pointer, message: issue.message }];
    }),
  );
}
