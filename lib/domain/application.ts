import * as z from 'zod';
import { ACTIONS, STATUSES } from './waits.ts';

/**
 * The application for initial registration: the one record that a whole registration is about. These schemas are the
 * form in which it is stored and read back; the types are inferred from them. Absent rather than null; times in
 * ISO 8601; money in whole tenge.
 */

const time = z.iso.datetime({ offset: true });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Who sells (4.1). The name is known once the business register has answered. */
const seller = z.strictObject({ bin: z.string(), name: z.string().optional() });

/** The vehicle (4.2), with the vehicle passport's data once it has been found (4.3). */
const vehicle = z.strictObject({
  vin: z.string(),
  make: z.string().optional(),
  model: z.string().optional(),
  year: z.number().int().optional(),
  category: z.string().optional(),
  engine: z.enum(['petrol', 'diesel', 'gas', 'hybrid', 'electric']).optional(),
  origin: z.enum(['made-in-kazakhstan', 'imported-by-official-dealer', 'other']).optional(),
});

/** The buyer (4.6), with the State Database's data once it has been found (4.7), and the phone number (4.16). */
const buyer = z.strictObject({
  iin: z.string(),
  surname: z.string().optional(),
  name: z.string().optional(),
  patronymic: z.string().optional(),
  birthDate: z.string().optional(),
  phone: z.string().optional(),
});

/** What the application waits for now, from whom, and until when. */
const awaiting = z.strictObject({
  action: z.enum(ACTIONS),
  since: time,
  until: time,
});

/** An answer that was given and that the execution has not taken over yet. `output` is what the state machine is told. */
const answer = z.strictObject({ action: z.enum(ACTIONS), at: time, output: z.record(z.string(), z.string()) });

/** A message beside a wait that does not end the application (4.7, 4.14, 4.17). */
const notice = z.strictObject({
  code: z.enum(['correct-iin-required', 'unpaid-fines', 'payment-failed']),
  item: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** The state system that has not answered yet, and since when it has been asked. */
const waitingFor = z.strictObject({ item: z.string(), system: z.string(), since: time });

/** The last answer given to each action, by its digest, so that the same answer again is told from another one. */
const given = z.partialRecord(z.enum(ACTIONS), z.strictObject({ sha256, at: time }));

const fee = z.strictObject({ code: z.string(), amount: z.number().int() });

/** The duties and fees (4.17), as they were quoted on the day the payment was requested. */
const payment = z.strictObject({
  id: z.string().optional(),
  url: z.string().optional(),
  status: z.enum(['due', 'paid', 'refund-due']),
  items: z.array(fee),
  total: z.number().int(),
  requestedAt: time,
  paidAt: time.optional(),
});

/** An accepted electronic digital signature; the CMS and the evidence are stored beside the application. */
const signature = z.strictObject({
  at: time,
  documentSha256: sha256,
  cmsSha256: sha256,
  certificateSha256: sha256,
});

/** One line of the journal: what was asked of which system under which item, and what came of it. */
const journalEntry = z.strictObject({
  item: z.string(),
  system: z.string(),
  outcome: z.string(),
  requestId: z.string(),
  sha256,
  at: time,
  /** The moment the state machine entered the state that asked: tells a retried question from a new one. */
  entered: time.optional(),
});

/** How the application ended. */
const outcome = z.strictObject({
  kind: z.enum(['registered', 'refused', 'declined', 'withdrawn', 'expired', 'pilot-ended']),
  code: z.string().optional(),
  item: z.string().optional(),
  /** The police's own words (4.19). */
  reason: z.string().optional(),
  legalBasis: z.string().optional(),
  at: time,
});

export const applicationSchema = z.strictObject({
  /** ULID: sorts by the moment of creation. */
  id: z.string(),
  /** What the buyer shows at the service centre (9). */
  number: z.string(),
  /** Counts the writes; every change is conditional on it. */
  revision: z.number().int().positive(),
  createdAt: time,
  updatedAt: time,
  status: z.enum(STATUSES),
  /** The item of the Algorithm that the application has come to. */
  item: z.string(),
  seller,
  /** What the seller gave with the start and no wait has taken over yet. */
  prepared: z.strictObject({ vin: z.string().optional(), iin: z.string().optional() }).optional(),
  vehicle: vehicle.optional(),
  buyer: buyer.optional(),
  /** Whether the application stands in the buyer's cabinet: from 4.10 on. */
  inCabinet: z.literal(true).optional(),
  contract: z.strictObject({ id: z.string(), signedAt: z.string() }).optional(),
  fines: z.strictObject({ count: z.number().int(), total: z.number() }).optional(),
  awaiting: awaiting.optional(),
  answer: answer.optional(),
  /** The task token of the wait. A secret: it leaves the store only towards Step Functions. */
  token: z.string().optional(),
  /** Since when something written here has not been known to have reached the state machine. */
  undeliveredSince: time.optional(),
  /** Decided to be closed before its end; carried out by the state machine. */
  closing: z.strictObject({ kind: z.enum(['withdrawn', 'expired', 'pilot-ended']), at: time }).optional(),
  notice: notice.optional(),
  waitingFor: waitingFor.optional(),
  suspended: z.strictObject({ since: time, error: z.string() }).optional(),
  given: given.optional(),
  documents: z.strictObject({ seller: sha256.optional(), buyer: sha256.optional() }).optional(),
  signatures: z.strictObject({ seller: signature.optional(), buyer: signature.optional() }).optional(),
  pickup: z.strictObject({ centre: z.string(), region: z.string(), plateKind: z.string() }).optional(),
  payment: payment.optional(),
  registration: z
    .strictObject({
      plateNumber: z.string(),
      certificateNumber: z.string(),
      decidedAt: time,
    })
    .optional(),
  /** The reasoned refusal of the police (4.19), until the application is concluded with it. */
  refusal: z.strictObject({ reason: z.string(), legalBasis: z.string() }).optional(),
  ticket: z.strictObject({ ticket: z.string(), window: z.string().optional(), issuedAt: time }).optional(),
  /** How many queue tickets have been issued: a lapsed ticket is followed by another. */
  tickets: z.number().int().optional(),
  journal: z.array(journalEntry),
  outcome: outcome.optional(),
});

export type Application = z.infer<typeof applicationSchema>;
export type JournalEntry = z.infer<typeof journalEntry>;
export type Notice = z.infer<typeof notice>;
export type Outcome = z.infer<typeof outcome>;
export type SignatureRecord = z.infer<typeof signature>;
export type Payment = z.infer<typeof payment>;

/** Which of the two documents: the seller's (4.9) or the buyer's (4.18). */
export type Signatory = 'seller' | 'buyer';

/** What lists show; the indexes of the table carry no more than this. */
export const SUMMARY_FIELDS = [
  'id',
  'number',
  'revision',
  'createdAt',
  'updatedAt',
  'status',
  'item',
  'seller',
  'vehicle',
  'buyer',
  'awaiting',
  'notice',
  'pickup',
  'registration',
  'outcome',
] as const satisfies readonly (keyof Application)[];

export const summarySchema = applicationSchema.pick({
  id: true,
  number: true,
  revision: true,
  createdAt: true,
  updatedAt: true,
  status: true,
  item: true,
  seller: true,
  vehicle: true,
  buyer: true,
  awaiting: true,
  notice: true,
  pickup: true,
  registration: true,
  outcome: true,
});

/** An application as lists show it. */
export type Summary = z.infer<typeof summarySchema>;
