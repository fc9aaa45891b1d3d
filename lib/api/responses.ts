import * as z from 'zod';
import { ITEMS } from '../domain/algorithm.ts';
import { PAYMENT_STATUSES } from '../domain/application.ts';
import { NOT_PASSED } from '../domain/checks.ts';
import { NOTICE_CODES, REFUSAL_CODES } from '../domain/refusals.ts';
import { REGION_CODES } from '../domain/regions.ts';
import type { SignatureFault } from '../domain/signature-fault.ts';
import { SYSTEM_NAMES } from '../domain/systems.ts';
import { FEE_CODES } from '../domain/tariff.ts';
import { CABINET_TEXTS } from '../domain/texts/cabinet.ts';
import type { ProblemCode } from '../domain/texts/problems.ts';
import { ENGINES, ORIGINS } from '../domain/vehicle.ts';
import { ACTIONS, ENDINGS, STATUSES } from '../domain/waits.ts';
import { PROBLEM_STATUS } from './problem.ts';
import type { Operation } from './routes.ts';

/**
 * What callers are answered, operation by operation: for the interface description, and for the tests that hold every
 * real answer against it. Strict: a field that is not named here must not leave the service.
 */

/** The keys of a record that is written out in full, as what they are. */
const keysOf = <const K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

const time = z.iso
  .datetime({ offset: true })
  .meta({ description: 'ISO 8601 with the offset of Asia/Almaty', example: '2026-04-17T10:30:00+05:00' });
const tenge = z.int().nonnegative().meta({ description: 'Whole tenge', example: 18_597 });
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, hexadecimal' });
const id = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'The application’s identifier, a ULID', example: '01KPCR8M00A1B2C3D4E5F6G7H8' });
const number = z
  .string()
  .regex(/^\d{6}-\d{4}-\d{2}$/)
  .meta({
    description: 'The application’s number, which the buyer shows at the centre (9)',
    example: '260417-4830-13',
  });
const item = z
  .enum(keysOf(ITEMS))
  .meta({ id: 'Item', description: 'An item of the Algorithm: `4.3` is item 4, step 3', example: '4.3' });
const system = z
  .enum(SYSTEM_NAMES)
  .meta({ id: 'System', description: 'A state system that the Algorithm asks or tells', example: 'customs' });
const iin = z.string().meta({ description: 'Individual identification number', example: '900101100014' });
const bin = z.string().meta({ description: 'Business identification number', example: '500140000017' });
const status = z
  .enum(STATUSES)
  .meta({ id: 'Status', description: 'Where an application stands', example: 'awaiting-consent' });

const awaiting = z
  .strictObject({
    action: z.enum(ACTIONS).meta({ description: 'What is awaited' }),
    from: z.enum(['seller', 'buyer', 'police', 'printing', 'centre']).meta({ description: 'From whom' }),
    until: time,
  })
  .meta({ id: 'Awaiting', description: 'What is awaited now, from whom, and until when' });

const notice = z
  .strictObject({
    code: z.enum([...NOTICE_CODES, 'waiting-for-system', 'suspended']),
    item,
    message: z.string().meta({ description: 'What it is, in the caller’s language' }),
    nextStep: z.string().meta({ description: 'What to do next, in the caller’s language' }),
    system: system.optional(),
    since: time.optional(),
  })
  .meta({
    id: 'Notice',
    description:
      'What is said beside the status without ending the application: something to correct (4.7), to pay (4.14, 4.17), a system that has not answered yet, or a technical halt',
  });

const seller = z
  .strictObject({ bin, name: z.string().optional() })
  .meta({ id: 'Seller', description: 'The legal entity that sells; its name once the business register has answered' });

const vehicle = z
  .strictObject({
    vin: z.string().meta({ description: 'Vehicle identification number', example: 'TESTKZHAPPY000001' }),
    make: z.string().optional(),
    model: z.string().optional(),
    year: z.int().optional().meta({ description: 'The calendar year of manufacture', example: 2026 }),
    category: z.string().optional().meta({ example: 'M1' }),
    engine: z.enum(ENGINES).optional(),
    origin: z.enum(ORIGINS).optional(),
  })
  .meta({ id: 'Vehicle', description: 'The vehicle; all but the VIN once its passport has been found (4.3)' });

const buyerInitials = z
  .strictObject({ iin, name: z.string().optional().meta({ description: 'Initials only', example: 'Ү. С. М.' }) })
  .meta({ id: 'BuyerForSeller', description: 'The buyer, as far as the seller may know' });
const buyerName = z
  .strictObject({ iin, name: z.string().optional() })
  .meta({ id: 'BuyerForCentre', description: 'The buyer, as far as a service centre may know' });
const buyer = z
  .strictObject({
    iin,
    name: z.string().optional().meta({ description: 'Full name, once the State Database has answered (4.7)' }),
    birthDate: z.iso.date().optional(),
    phone: z.string().optional().meta({ description: 'Found or entered at 4.16', example: '+77000000001' }),
  })
  .meta({ id: 'Buyer', description: 'The buyer' });

const pickup = z
  .strictObject({
    centre: z.string().meta({ example: '0101' }),
    plateKind: z.string().meta({ example: 'rectangular' }),
  })
  .meta({ id: 'Pickup', description: 'Where the documents are collected, and the kind of plate (4.15)' });

const feeItem = z.strictObject({ code: z.enum(FEE_CODES), amount: tenge }).meta({ id: 'FeeItem' });

const payment = z
  .strictObject({
    id: z.string().optional(),
    status: z.enum(PAYMENT_STATUSES),
    items: z.array(feeItem),
    total: tenge,
    url: z.string().optional().meta({ description: 'Where to pay, while the payment is due' }),
    requestedAt: time,
    paidAt: time.optional(),
  })
  .meta({ id: 'Payment', description: 'The duties and fees (4.17)' });

const registration = z
  .strictObject({
    plateNumber: z.string().meta({ example: '482KZA01' }),
    certificateNumber: z.string().meta({ example: 'AB-12345678' }),
  })
  .meta({ id: 'Registration', description: 'What the police assigned (4.19)' });

const check = z
  .strictObject({
    item,
    system,
    outcome: z.enum(['passed', ...NOT_PASSED]).meta({ description: '`passed`, or what was found instead' }),
    at: time,
  })
  .meta({ id: 'Check', description: 'What a state system answered' });

const outcome = z
  .strictObject({
    kind: z.enum(ENDINGS),
    code: z.enum(REFUSAL_CODES).optional().meta({ description: 'Why it was refused' }),
    item: item.optional(),
    message: z.string().meta({ description: 'What happened, in the caller’s language' }),
    nextStep: z.string().meta({ description: 'What to do next, in the caller’s language' }),
    reason: z.string().optional().meta({ description: 'The police’s own words (4.19)' }),
    legalBasis: z.string().optional(),
    at: time,
  })
  .meta({ id: 'Outcome', description: 'How the application ended' });

const journalEntry = z
  .strictObject({
    item,
    askedBy: z.enum(['service', 'centre']).meta({
      description: 'This service by itself, or an employee of the service centre through it (8, 9)',
    }),
    system,
    outcome: z.string(),
    requestId: z.string(),
    sha256,
    at: time,
  })
  .meta({
    id: 'JournalEntry',
    description: 'Who asked which system under which item, what came of it, and the SHA-256 of its answer',
  });

/** What every role sees of an application, in a list. */
const common = {
  id,
  number,
  revision: z.int().positive().meta({ description: 'Counts the changes', example: 12 }),
  status,
  item: item.meta({ description: 'The item of the Algorithm that the application has come to' }),
  awaiting: awaiting.optional(),
  notice: notice.optional(),
  vehicle: vehicle.optional(),
  registration: registration.optional(),
  outcome: outcome.optional(),
  createdAt: time,
  updatedAt: time,
};

const checks = z.array(check);

const sellerSummary = z
  .strictObject({ ...common, seller, buyer: buyerInitials.optional() })
  .meta({ id: 'SellerSummary', description: 'An application in the seller’s list' });
const sellerApplication = z.strictObject({ ...sellerSummary.shape, checks }).meta({
  id: 'SellerApplication',
  description: 'An application as its seller sees it: nothing of fines and payments',
});
const buyerSummary = z
  .strictObject({ ...common, seller, buyer: buyer.optional(), pickup: pickup.optional() })
  .meta({ id: 'BuyerSummary', description: 'An application in the list of its buyer, or of the police' });
const buyerApplication = z
  .strictObject({ ...buyerSummary.shape, payment: payment.optional(), checks })
  .meta({ id: 'BuyerApplication', description: 'An application as its buyer and the police see it' });
const printingOrder = z
  .strictObject({ ...common, pickup: pickup.optional() })
  .meta({ id: 'PrintingOrder', description: 'An application as the printing centre sees it: nobody is named' });
const centreApplication = z
  .strictObject({ ...common, seller, buyer: buyerName.optional(), pickup: pickup.optional() })
  .meta({
    id: 'CentreApplication',
    description: 'An application as the centre sees it where its documents are collected',
  });

const contract = z
  .strictObject({ id: z.string(), signedAt: z.string() })
  .meta({ id: 'Contract', description: 'The sale contract that the electronic signing systems hold (4.8, 4.13)' });

/** Why a signature is not accepted. */
export const SIGNATURE_FAULTS = [
  'altered-document',
  'untrusted-chain',
  'expired',
  'revoked',
  'revocation-unknown',
  'not-a-signing-certificate',
  'wrong-signer',
  'no-right-to-sign',
  'malformed',
  'unsupported-algorithm',
  'not-one-signer',
] as const satisfies readonly SignatureFault[];

const storedSignature = z
  .strictObject({
    of: z.enum(['seller', 'buyer']),
    document: z.string().meta({ description: 'What was signed, byte for byte', format: 'byte' }),
    cms: z.string().meta({ description: 'As the client sent it', format: 'byte' }),
    cmsSha256: sha256.meta({ description: 'SHA-256 of `cms`: of the text, as it was sent' }),
    evidence: z.strictObject({
      signer: z.strictObject({
        iin,
        bin: bin.optional(),
        name: z.string().meta({ description: 'The certificate’s common name' }),
        certificate: z.strictObject({
          serialNumber: z.string(),
          issuer: z.string(),
          sha256,
          validFrom: z.iso.datetime(),
          validTo: z.iso.datetime(),
          algorithm: z.string().meta({ example: 'GOST R 34.10-2015 (512 bit)' }),
        }),
      }),
      documentSha256: sha256,
      cmsSha256: sha256.meta({ description: 'SHA-256 of the CMS itself: of the bytes that the text stands for' }),
      certificate: z.string().optional().meta({ description: 'The signer’s certificate, base64 of DER' }),
      revocation: z
        .strictObject({
          source: z.enum(['ocsp', 'crl']),
          status: z.enum(['good', 'revoked']),
          response: z.string().optional().meta({ description: 'The whole OCSP response, base64 of DER' }),
          sha256: sha256.optional().meta({ description: 'SHA-256 of the list’s DER bytes' }),
          number: z.string().optional().meta({ description: 'The list’s number' }),
          thisUpdate: z.string(),
        })
        .optional(),
      verifiedAt: z.iso.datetime(),
      checks: z.array(
        z.strictObject({
          name: z.enum([
            'structure',
            'document',
            'signature',
            'chain',
            'purpose',
            'person',
            'revocation',
            'second-opinion',
          ]),
          result: z.enum(['passed', 'failed', 'not-made']),
          detail: z.string().optional(),
        }),
      ),
    }),
  })
  .meta({ id: 'StoredSignature', description: 'A signature with all that is needed to judge it again' });

const dossier = z
  .strictObject({
    ...buyerApplication.shape,
    journal: z.array(journalEntry),
    contract,
    documents: z.strictObject({ seller: sha256, buyer: sha256 }).meta({ description: 'SHA-256 of what was signed' }),
    signatures: z.array(storedSignature),
  })
  .meta({ id: 'Dossier', description: 'All that the administrative police decide on (5)' });

const documentCommon = {
  document: z.literal('application-for-initial-registration'),
  order: z.string(),
  application: z.strictObject({ id, number }),
  madeAt: z.iso.datetime(),
  seller,
  vehicle,
  contract,
};
const sellerDocument = z
  .strictObject({ ...documentCommon, item: z.literal('4.9'), buyer: z.strictObject({ iin }) })
  .meta({
    id: 'SellerDocument',
    description: 'What the seller signs: canonical JSON (RFC 8785). Sign exactly these bytes',
  });
const buyerDocument = z
  .strictObject({
    ...documentCommon,
    item: z.literal('4.18'),
    buyer: z.strictObject({
      iin,
      surname: z.string(),
      name: z.string(),
      patronymic: z.string().optional(),
      birthDate: z.iso.date(),
      phone: z.string(),
    }),
    pickup,
    payment: z.strictObject({ id: z.string(), items: z.array(feeItem), total: tenge, paidAt: z.string() }),
    sellerDocumentSha256: sha256,
  })
  .meta({
    id: 'BuyerDocument',
    description: 'What the buyer signs: canonical JSON (RFC 8785). Sign exactly these bytes',
  });

const cabinetNotice = z
  .strictObject({
    id: z.string(),
    applicationId: id,
    number,
    code: z.enum(keysOf(CABINET_TEXTS).map((key) => key.replace('cabinet.', ''))),
    item,
    text: z.string().meta({ description: 'In the caller’s language' }),
    at: time,
  })
  .meta({ id: 'CabinetNotice', description: 'A notice in the buyer’s cabinet' });

const cursor = z.string().optional().meta({ description: 'Where the next page begins; absent on the last page' });
const pageOf = (items: z.ZodType) => z.strictObject({ items: z.array(items), cursor });
const listOf = (items: z.ZodType) => z.strictObject({ items: z.array(items) });

const centre = z
  .strictObject({
    code: z.string().meta({ example: '0101' }),
    name: z.string(),
    region: z.enum(REGION_CODES),
    address: z.string(),
  })
  .meta({ id: 'Centre', description: 'A public service centre, in the caller’s language' });

/** What each operation answers when it succeeds. */
export const RESPONSES = {
  startApplication: sellerApplication,
  listSellerApplications: pageOf(sellerSummary),
  getSellerApplication: sellerApplication,
  enterVehicle: sellerApplication,
  enterBuyer: sellerApplication,
  getSellerDocument: sellerDocument,
  signAsSeller: sellerApplication,
  withdraw: sellerApplication,
  listNotices: pageOf(cabinetNotice),
  listBuyerApplications: pageOf(buyerSummary),
  getBuyerApplication: buyerApplication,
  decideConsent: buyerApplication,
  resubmit: buyerApplication,
  choosePickup: buyerApplication,
  enterPhone: buyerApplication,
  getBuyerDocument: buyerDocument,
  signAsBuyer: buyerApplication,
  getJournal: listOf(journalEntry),
  notifyPayment: z
    .strictObject({ applicationId: id, paymentId: z.string(), status: z.enum(['paid', 'failed']) })
    .meta({ description: 'The word was taken in' }),
  listPoliceApplications: pageOf(buyerSummary),
  getPoliceApplication: dossier,
  decide: buyerApplication,
  listPrintingOrders: pageOf(printingOrder),
  completePrinting: printingOrder,
  listCentreApplications: pageOf(centreApplication),
  getCentreApplication: centreApplication,
  issueQueueTicket: z
    .strictObject({ ticket: z.string(), window: z.string().optional() })
    .meta({ description: 'The electronic queue ticket (8)' }),
  handOver: centreApplication,
  listCentres: listOf(centre),
  listPlateKinds: listOf(z.strictObject({ code: z.string(), name: z.string() })),
  quoteFees: z
    .strictObject({
      items: z.array(feeItem),
      total: tenge,
      mci: tenge.meta({ description: 'The monthly calculation index of the day, in tenge', example: 4325 }),
      currency: z.literal('KZT'),
    })
    .meta({ description: 'The duties and fees by the tariff of the day' }),
  getPilot: z
    .strictObject({
      open: z.boolean(),
      endsAt: time.meta({ description: 'The first moment after the pilot' }),
      extended: z.boolean().meta({ description: 'Whether the end was moved beyond the order’s own' }),
    })
    .meta({ description: 'The pilot’s term' }),
  getHealth: z.strictObject({ status: z.literal('ok') }),
  getOpenApi: z.record(z.string(), z.unknown()).meta({ description: 'OpenAPI 3.1' }),
} as const satisfies Record<Operation, z.ZodType>;

const problemCodes: readonly ProblemCode[] = keysOf(PROBLEM_STATUS);

/** A problem (RFC 9457) with one of these codes; with any, when none is named. */
export const problemOf = (codes: readonly ProblemCode[] = problemCodes) =>
  z.strictObject({
    type: z.url().meta({ description: 'Names the kind of problem; need not be fetched' }),
    title: z.string().meta({ description: 'In the caller’s language' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened and what to do, in the caller’s language' }),
    code: z.enum(codes),
    instance: z.string().meta({ description: 'By which the operator finds the request in the log' }),
    item: item.optional(),
    awaiting: awaiting.optional(),
    reason: z.enum(SIGNATURE_FAULTS).optional().meta({ description: 'Why a signature was not accepted' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({
            description: 'RFC 6901 into the body; `query/<name>`, `header/<name>` or `path` otherwise',
            example: '/buyerIin',
          }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Each fault of the request' }),
  });

/** Any problem. */
export const problem = problemOf().meta({ id: 'Problem', description: 'What went wrong, RFC 9457' });
