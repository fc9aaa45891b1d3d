import * as z from 'zod/mini';
import { iinFault, vinFault } from '../domain/identifiers.ts';
import type { FieldFault } from '../domain/texts/faults.ts';
import type { Status } from '../domain/waits.ts';

/**
 * What callers may send, as far as several routes share it; the rest is with the routes, so that a function makes no schema
 * that it never uses. Unknown fields are faults. The message of a custom fault is its code; the code that reports it finds
 * the words.
 */

const faulty = (find: (text: string) => string | undefined, prefix: string) => (ctx: z.core.ParsePayload<string>) => {
  const fault = find(ctx.value);
  if (fault) ctx.issues.push({ code: 'custom', message: `${prefix}${fault}`, input: ctx.value });
};

/** The setting of a schema that makes it report its fault by one of our codes. */
export const says = (fault: FieldFault) => ({ error: fault });

/** A vehicle identification number (4.2). Its faults are `vin-characters`, `vin-letters-ioq` and `vin-length`. */
export const vin = z
  .string()
  .check(
    faulty(vinFault, 'vin-'),
    z.meta({ id: 'Vin', description: 'Vehicle identification number, ISO 3779', example: 'TESTKZHAPPY000001' }),
  );

/**
 * An individual identification number (4.6), with its century, date and check digit looked at. Its faults are those of
 * `IinFault`, with `iin-` before them.
 */
export const iin = z
  .string()
  .check(
    faulty(iinFault, 'iin-'),
    z.meta({ id: 'Iin', description: 'Individual identification number', example: '900101100014' }),
  );

/** A text of 1 to so many characters. */
export const text = (maximum: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(maximum));

/** Base64, with or without armour and line breaks; the verifier looks at what is in it. */
const cms = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(200_000),
    z.regex(/^[A-Za-z0-9+/=\s-]*$/, says('not-base64')),
    z.meta({ description: 'CMS as NCALayer gives it: base64, attached or detached, with or without armour' }),
  );

/**
 * The body of an answer that says all by being given, such as "printed" (6) or "submitted again" (4.14): `{}` and no
 * field.
 */
export const empty = z.strictObject({});

/** The body of a signature (4.9, 4.18). */
export const signature = z.strictObject({ cms });

/**
 * A whole number in the query: digits and nothing else, where JavaScript also takes `0x7ea`, `2e3` and ` 7` for numbers.
 *
 * @param usual which one it is unless given, for the interface description: zod cannot tell it of what a text is made into
 */
export const digits = (minimum: number, maximum: number, usual?: number) =>
  z.pipe(
    z.transform((given: unknown) => (typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given)),
    z.int().check(z.minimum(minimum), z.maximum(maximum), z.meta(usual === undefined ? {} : { default: usual })),
  );

const LIMIT = 20;
const limit = z._default(digits(1, 100, LIMIT), LIMIT).check(z.meta({ description: 'How many to show at the most' }));

const cursor = z
  .optional(z.string().check(z.minLength(1), z.maxLength(512)))
  .check(z.meta({ description: 'The `cursor` of the page before; opaque' }));

/** The query of every list: how many to show, and from where. */
export const page = z.strictObject({ limit, cursor });

/** A page of applications: of all, or of those with one status. */
export const pageOf = <const S extends readonly Status[]>(statuses: S) =>
  z.strictObject({
    limit,
    cursor,
    status: z.optional(z.enum(statuses)).check(z.meta({ description: 'Only those that stand so' })),
  });

/** 1 to 64 characters, none of them a control character. */
export const idempotencyKey = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^\P{Cc}*$/u));
