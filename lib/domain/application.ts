import * as z from 'zod/mini';
import { type Item, isItem } from './algorithm.ts';
import { NOTICE_CODES, REFUSAL_CODES } from './refusals.ts';
import { SYSTEM_NAMES } from './systems.ts';
import { FEE_CODES } from './tariff.ts';
import { ENGINES, ORIGINS } from './vehicle.ts';
import { ACTIONS, ENDINGS, STATUSES } from './waits.ts';

/**
 * The application for initial registration: the one record that a whole registration is about. These schemas are the
 * form in which it is stored and read back; the types are inferred from them. Absent rather than null; times in
 * ISO 8601; money in whole tenge.
 */

/** An item of the Algorithm. */
export const itemSchema = z.custom<Item>(
  (given) => typeof given === 'string' && isItem(given),
  'must be an item of the Algorithm',
);
const time = z.iso.datetime({ offset: true });
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Who sells (4.1). The name is known once the business register has answered. */
const seller = z.strictObject({ bin: z.string(), name: z.optional(z.string()) });

/** The vehicle (4.2), with the vehicle passport's data once it has been found (4.3). */
const vehicle = z.strictObject({
  vin: z.string(),
  make: z.optional(z.string()),
  model: z.optional(z.string()),
  year: z.optional(z.int()),
  category: z.optional(z.string()),
  engine: z.optional(z.enum(ENGINES)),
  origin: z.optional(z.enum(ORIGINS)),
});

/** The buyer (4.6), with the State Database's data once it has been found (4.7), and the phone number (4.16). */
const buyer = z.strictObject({
  iin: z.string(),
  surname: z.optional(z.string()),
  name: z.optional(z.string()),
  patronymic: z.optional(z.string()),
  birthDate: z.optional(z.string()),
  phone: z.optional(z.string()),
});

/** What the application waits for now, from whom, and until when. */
const awaiting = z.strictObject({
  action: z.enum(ACTIONS),
  since: time,
  until: time,
});

/**
 * An answer that has been given and that the execution has not taken over yet. `output` is what the state machine is
 * told.
 */
const answer = z.strictObject({ action: z.enum(ACTIONS), at: time, output: z.record(z.string(), z.string()) });

/** A message along with a wait that does not end the application (4.7, 4.14, 4.17). */
const notice = z.strictObject({
  code: z.enum(NOTICE_CODES),
  item: itemSchema,
  values: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
});

/**
 * The newest try of the state machine's to begin a wait: when its state was entered, after how many redrives of the
 * execution, and after how many retries of the state.
 */
const waitTry = z.strictObject({ enteredAt: time, redriveCount: z.int(), retryCount: z.int() });

/** The state system that has not answered yet, and since when it has been asked. */
const waitingFor = z.strictObject({ item: itemSchema, system: z.enum(SYSTEM_NAMES), since: time });

/**
 * The digest of the last answer given to each action, so that a repeated answer can be told from a different one, and how
 * often the action has been answered.
 */
const given = z.partialRecord(z.enum(ACTIONS), z.strictObject({ sha256, at: time, times: z.optional(z.int()) }));

const fee = z.strictObject({ code: z.enum(FEE_CODES), amount: z.int() });

/** How far a payment has come: requested, made, or made for nothing and to be given back. */
export const PAYMENT_STATUSES = ['due', 'paid', 'refund-due'] as const;

/** The duties and fees (4.17), as quoted on the day when the payment was requested. */
const payment = z.strictObject({
  id: z.optional(z.string()),
  url: z.optional(z.string()),
  status: z.enum(PAYMENT_STATUSES),
  items: z.array(fee),
  total: z.int(),
  requestedAt: time,
  paidAt: z.optional(time),
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
  item: itemSchema,
  system: z.enum(SYSTEM_NAMES),
  outcome: z.string(),
  requestId: z.string(),
  sha256,
  at: time,
  /** The moment the state machine entered the state that asked: tells a retried question from a new one. */
  entered: z.optional(time),
});

/** How the application ended. */
const outcome = z.strictObject({
  kind: z.enum(ENDINGS),
  code: z.optional(z.enum(REFUSAL_CODES)),
  item: z.optional(itemSchema),
  /** The police's own words (4.19). */
  reason: z.optional(z.string()),
  legalBasis: z.optional(z.string()),
  at: time,
});

/**
 * The application as it is stored: one item of the table, from the seller's start (4.1) to its end. Fields come as the
 * Algorithm reaches them, and an unknown one is a fault. It holds personal data and the task token, so no caller ever
 * gets it as it is: `lib/api/views.ts` says what each role sees.
 */
export const applicationSchema = z.strictObject({
  /** ULID: sorts by the moment of creation. */
  id: z.string(),
  /** What the buyer shows at the service centre (9). */
  number: z.string(),
  /** Counts the writes; every change is conditional on it. */
  revision: z.int().check(z.positive()),
  createdAt: time,
  updatedAt: time,
  status: z.enum(STATUSES),
  /** The item of the Algorithm that the application has come to. */
  item: itemSchema,
  seller,
  /** What the seller gave with the start and no wait has taken over yet. */
  prepared: z.optional(z.strictObject({ vin: z.optional(z.string()), iin: z.optional(z.string()) })),
  vehicle: z.optional(vehicle),
  buyer: z.optional(buyer),
  /**
   * Whether the buyer sees the application in the cabinet: from 4.10 on, and at its end also when the buyer may only
   * have been invited.
   */
  inCabinet: z.optional(z.literal(true)),
  /** The sale contract that the signing systems know for this seller, buyer and VIN (4.8). */
  contract: z.optional(z.strictObject({ id: z.string(), signedAt: z.string() })),
  /** The buyer's unpaid fines (4.14): how many, and their total in tenge. Never shown to the seller. */
  fines: z.optional(z.strictObject({ count: z.int(), total: z.number() })),
  awaiting: z.optional(awaiting),
  answer: z.optional(answer),
  /** The task token of the wait. A secret: it leaves the store only towards Step Functions. */
  token: z.optional(z.string()),
  lastTry: z.optional(waitTry),
  /** Since when something written here may not have reached the state machine yet: what the sweeper looks for. */
  undeliveredSince: z.optional(time),
  /** That the application is to be closed before its end, decided here and carried out by the state machine. */
  closing: z.optional(z.strictObject({ kind: z.enum(['withdrawn', 'expired', 'pilot-ended']), at: time })),
  notice: z.optional(notice),
  waitingFor: z.optional(waitingFor),
  /**
   * Since when the execution has stood still, failed, when it failed last (it may have been redriven in between), and the
   * error's name: never its text, which may quote personal data.
   */
  suspended: z.optional(z.strictObject({ since: time, last: z.optional(time), error: z.string() })),
  given: z.optional(given),
  /** SHA-256 of each document to sign, made when its signature is first awaited (4.9, 4.18). */
  documents: z.optional(z.strictObject({ seller: z.optional(sha256), buyer: z.optional(sha256) })),
  signatures: z.optional(z.strictObject({ seller: z.optional(signature), buyer: z.optional(signature) })),
  /** What the buyer chose (4.15): the centre, with its region, and the kind of plates. */
  pickup: z.optional(z.strictObject({ centre: z.string(), region: z.string(), plateKind: z.string() })),
  payment: z.optional(payment),
  /** The police's decision to register (4.19, 5), with what was assigned to the vehicle. */
  registration: z.optional(
    z.strictObject({
      plateNumber: z.string(),
      certificateNumber: z.string(),
      decidedAt: time,
    }),
  ),
  /** The reasoned refusal of the police (4.19), until the application is concluded with it. */
  refusal: z.optional(z.strictObject({ reason: z.string(), legalBasis: z.string() })),
  /** The electronic queue ticket in force (8). */
  ticket: z.optional(z.strictObject({ ticket: z.string(), window: z.optional(z.string()), issuedAt: time })),
  /** How many queue tickets have been issued: a lapsed ticket is followed by another. */
  tickets: z.optional(z.int()),
  journal: z.array(journalEntry),
  outcome: z.optional(outcome),
});

/**
 * An application for initial registration, as {@link applicationSchema} describes it. How it changes is told in
 * `lifecycle.ts`, `beginning.ts`, `payment.ts` and `answers.ts`.
 */
export type Application = z.infer<typeof applicationSchema>;

/**
 * One line of the journal: which state system was asked under which item, the outcome as a code, and the SHA-256 of the
 * answer. Never the answer itself.
 */
export type JournalEntry = z.infer<typeof journalEntry>;

/**
 * A message along with what is awaited that leaves the application alive: a wrong IIN (4.7), unpaid fines (4.14), a
 * failed payment (4.17). A code with its values; the words are in `texts/notices.ts`.
 */
export type Notice = z.infer<typeof notice>;

/**
 * How an application ended and when; a refusal also has its code and the item that says so, and one by the police
 * (4.19) their reason and its legal basis. Written once, by `conclude` in `lifecycle.ts`.
 */
export type Outcome = z.infer<typeof outcome>;

/**
 * That a signature was accepted and when, with the SHA-256 (hexadecimal) of the document, of the CMS and of the
 * certificate. The CMS itself and the evidence are in the store of attachments.
 */
export type SignatureRecord = z.infer<typeof signature>;

/**
 * The payment of the duties and fees (4.17), in whole tenge. `id` and `url` are those of the e-government payment
 * gateway, absent until it has answered.
 */
export type Payment = z.infer<typeof payment>;

/** Which of the two documents: the seller's (4.9) or the buyer's (4.18). */
export type Signatory = 'seller' | 'buyer';

/** What lists show; the indexes of the table carry no more than this. */
export const summarySchema = z.pick(applicationSchema, {
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
