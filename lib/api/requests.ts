import * as z from 'zod/mini';
import { iinFault, vinFault } from '../domain/identifiers.ts';
import type { FieldFault } from '../domain/texts/faults.ts';
import { STATUSES } from '../domain/waits.ts';

/**
 * What callers may send. Unknown fields are faults. A custom fault is told by its code as the message; whoever reports
 * it finds the words for the code.
 */

const faulty = (find: (text: string) => string | undefined, prefix: string) => (ctx: z.core.ParsePayload<string>) => {
  const fault = find(ctx.value);
  if (fault) ctx.issues.push({ code: 'custom', message: `${prefix}${fault}`, input: ctx.value });
};

const says = (fault: FieldFault) => ({ error: fault });

const vin = z
  .string()
  .check(
    faulty(vinFault, 'vin-'),
    z.meta({ id: 'Vin', description: 'Vehicle identification number, ISO 3779', example: 'TESTKZHAPPY000001' }),
  );
const iin = z
  .string()
  .check(
    faulty(iinFault, 'iin-'),
    z.meta({ id: 'Iin', description: 'Individual identification number', example: '900101100014' }),
  );

const text = (maximum: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(maximum));

/** Base64, with or without armour and line breaks; the verifier looks at what is in it. */
const cms = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(200_000),
    z.regex(/^[A-Za-z0-9+/=\s-]*$/, says('not-base64')),
    z.meta({ description: 'CMS as NCALayer gives it: base64, attached or detached, with or without armour' }),
  );

const plateNumber = z
  .string()
  .check(
    z.regex(/^\d{3}[A-Z]{2,3}\d{2}$/, says('plate-malformed')),
    z.meta({ description: 'Three digits, two or three letters, the region', example: '482KZA01' }),
  );
const certificateNumber = z.string().check(z.regex(/^[A-Z0-9-]{4,32}$/), z.meta({ example: 'AB-12345678' }));

/** How the buyer shows who they are (8, 9): a document in the hand, or a code from the digital documents service. */
const personDocument = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity-document'), number: text(32), iin }),
  z.strictObject({
    kind: z.literal('digital-document'),
    code: text(64).check(z.meta({ description: 'From the digital documents service' })),
  }),
]);

export const empty = z.strictObject({});
export const start = z.strictObject({ vin: z.optional(vin), buyerIin: z.optional(iin) });
export const vehicle = z.strictObject({ vin });
export const buyer = z.strictObject({ iin });
export const signature = z.strictObject({ cms });
export const consent = z.strictObject({ decision: z.enum(['agree', 'decline']) });
export const pickup = z.strictObject({
  centre: text(32),
  plateKind: text(32),
  /** Known here so that whoever sends one is told of item 2, and not of an unknown field. */
  plateNumber: z
    .optional(z.unknown())
    .check(
      z.meta({ description: 'Never taken: a number cannot be chosen (2). Sent, it is `plate-number-not-choosable`.' }),
    ),
});
/** Whether the number is a mobile one is looked at by the one function that takes it: only there is the phone library. */
export const phone = z.strictObject({
  phone: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(32),
      z.meta({ description: 'A mobile number of Kazakhstan', example: '+77000000001' }),
    ),
});
export const decision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('register'), plateNumber, certificateNumber }),
  z.strictObject({ decision: z.literal('refuse'), reason: text(2000), legalBasis: text(500) }),
]);
export const queueTicket = z.strictObject({ document: personDocument });
export const handOver = z.strictObject({
  document: personDocument,
  certificateNumber: text(32),
  plateNumber: text(16),
});
export const paymentNotification = z.strictObject({
  paymentId: text(128),
  applicationId: text(64),
  amount: z.int().check(z.nonnegative(), z.meta({ description: 'Whole tenge' })),
  currency: z.literal('KZT'),
  status: z.enum(['paid', 'failed']),
  paidAt: z.iso.datetime({ offset: true, error: 'not-a-date' }),
});

const limit = z
  ._default(z.coerce.number({ error: 'wrong-type' }).check(z.int(says('wrong-type')), z.minimum(1), z.maximum(100)), 20)
  .check(z.meta({ description: 'How many to show at the most' }));
const cursor = z
  .optional(z.string().check(z.minLength(1), z.maxLength(512)))
  .check(z.meta({ description: 'The `cursor` of the page before; opaque' }));

export const page = z.strictObject({ limit, cursor });
const statusOf = <const S extends readonly (typeof STATUSES)[number][]>(statuses: S) =>
  z.optional(z.enum(statuses)).check(z.meta({ description: 'Only those that stand so' }));
export const applicationsPage = z.strictObject({ limit, cursor, status: statusOf(STATUSES) });
export const policePage = z.strictObject({ limit, cursor, status: statusOf(['in-registration']) });
export const centrePage = z.strictObject({
  limit,
  cursor,
  status: statusOf(['ready-for-collection', 'ticket-issued', 'registered']),
});
export const fees = z.strictObject({
  category: z
    .string()
    .check(z.regex(/^[LMNO][1-7]G?$/), z.meta({ description: 'The vehicle’s category', example: 'M1' })),
  year: z.coerce
    .number({ error: 'wrong-type' })
    .check(
      z.int(says('wrong-type')),
      z.minimum(1900),
      z.maximum(2100),
      z.meta({ description: 'The calendar year of manufacture', example: 2026 }),
    ),
  engine: z.enum(['petrol', 'diesel', 'gas', 'hybrid', 'electric']),
  plateKind: z._default(text(32), 'rectangular').check(z.meta({ description: 'A code of `GET /plate-kinds`' })),
  on: z
    .optional(z.iso.date({ error: 'not-a-date' }))
    .check(z.meta({ description: 'The day of payment; today unless given' })),
});

/** 1 to 64 printable characters. */
export const idempotencyKey = z
  .string({ error: 'required' })
  .check(z.minLength(1), z.maxLength(64), z.regex(/^[!-~]*$/));
