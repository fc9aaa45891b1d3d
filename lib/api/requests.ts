import * as z from 'zod';
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
  .check(faulty(vinFault, 'vin-'))
  .meta({ id: 'Vin', description: 'Vehicle identification number, ISO 3779', example: 'TESTKZHAPPY000001' });
const iin = z
  .string()
  .check(faulty(iinFault, 'iin-'))
  .meta({ id: 'Iin', description: 'Individual identification number', example: '900101100014' });

const text = (maximum: number) => z.string().trim().min(1).max(maximum);

/** Base64, with or without armour and line breaks; the verifier looks at what is in it. */
const cms = z
  .string()
  .min(1)
  .max(200_000)
  .regex(/^[A-Za-z0-9+/=\s-]*$/, says('not-base64'))
  .meta({ description: 'CMS as NCALayer gives it: base64, attached or detached, with or without armour' });

const plateNumber = z
  .string()
  .regex(/^\d{3}[A-Z]{2,3}\d{2}$/, says('plate-malformed'))
  .meta({ description: 'Three digits, two or three letters, the region', example: '482KZA01' });
const certificateNumber = z
  .string()
  .regex(/^[A-Z0-9-]{4,32}$/)
  .meta({ example: 'AB-12345678' });

/** How the buyer shows who they are (8, 9): a document in the hand, or a code from the digital documents service. */
const personDocument = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity-document'), number: text(32), iin }),
  z.strictObject({
    kind: z.literal('digital-document'),
    code: text(64).meta({ description: 'From the digital documents service' }),
  }),
]);

export const empty = z.strictObject({});
export const start = z.strictObject({ vin: vin.optional(), buyerIin: iin.optional() });
export const vehicle = z.strictObject({ vin });
export const buyer = z.strictObject({ iin });
export const signature = z.strictObject({ cms });
export const consent = z.strictObject({ decision: z.enum(['agree', 'decline']) });
export const pickup = z.strictObject({
  centre: text(32),
  plateKind: text(32),
  /** Known here so that whoever sends one is told of item 2, and not of an unknown field. */
  plateNumber: z
    .unknown()
    .optional()
    .meta({ description: 'Never taken: a number cannot be chosen (2). Sent, it is `plate-number-not-choosable`.' }),
});
/** Whether the number is a mobile one is looked at by the one function that takes it: only there is the phone library. */
export const phone = z.strictObject({
  phone: z.string().min(1).max(32).meta({ description: 'A mobile number of Kazakhstan', example: '+77000000001' }),
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
  amount: z.int().nonnegative().meta({ description: 'Whole tenge' }),
  currency: z.literal('KZT'),
  status: z.enum(['paid', 'failed']),
  paidAt: z.iso.datetime({ offset: true, error: 'not-a-date' }),
});

const limit = z.coerce
  .number({ error: 'wrong-type' })
  .int(says('wrong-type'))
  .min(1)
  .max(100)
  .default(20)
  .meta({ description: 'How many to show at the most' });
const cursor = z.string().min(1).max(512).optional().meta({ description: 'The `cursor` of the page before; opaque' });

export const page = z.strictObject({ limit, cursor });
const statusOf = <const S extends readonly (typeof STATUSES)[number][]>(statuses: S) =>
  z.enum(statuses).optional().meta({ description: 'Only those that stand so' });
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
    .regex(/^[LMNO][1-7]G?$/)
    .meta({ description: 'The vehicle’s category', example: 'M1' }),
  year: z.coerce
    .number({ error: 'wrong-type' })
    .int(says('wrong-type'))
    .min(1900)
    .max(2100)
    .meta({ description: 'The calendar year of manufacture', example: 2026 }),
  engine: z.enum(['petrol', 'diesel', 'gas', 'hybrid', 'electric']),
  plateKind: text(32).default('rectangular').meta({ description: 'A code of `GET /plate-kinds`' }),
  on: z.iso.date({ error: 'not-a-date' }).optional().meta({ description: 'The day of payment; today unless given' }),
});

/** 1 to 64 printable characters. */
export const idempotencyKey = z
  .string({ error: 'required' })
  .min(1)
  .max(64)
  .regex(/^[!-~]*$/);
