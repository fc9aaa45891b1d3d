import type { Item } from '../domain/algorithm.ts';
import type { Application } from '../domain/application.ts';
import { DEVELOPMENT_CENTRES } from '../domain/centres.ts';
import { documentToSign } from '../domain/documents.ts';
import { conclude } from '../domain/lifecycle.ts';
import { type Language, notAwaitedDetail, signatureDetail } from '../domain/messages.ts';
import { DEFAULT_PILOT_ENDS_AT } from '../domain/pilot.ts';
import { PLATE_KINDS } from '../domain/plate-kinds.ts';
import type { SystemName } from '../domain/systems.ts';
import { quoteFees } from '../domain/tariff.ts';
import type { ProblemCode } from '../domain/texts/problems.ts';
import type { Action, Status } from '../domain/waits.ts';
import type { Role } from './caller.ts';
import { Problem, type ProblemDetails, problemResponse, RETRY_AFTER_SECONDS } from './problem.ts';
import type { Operation } from './routes.ts';
import { applicationView, awaitingOf, journalView, noticeView, summaryView } from './views.ts';

/**
 * The examples of the interface description. One made-up application is shown through the views that real ones are shown
 * through, and problems are made as real ones are, so that an example is what the service answers. The numbers are those
 * of the made-up cases: nobody's.
 */

const LANGUAGE: Language = 'en';
const PILOT_ENDS_AT = new Date(DEFAULT_PILOT_ENDS_AT);
const ID = '01KPCR8M00A1B2C3D4E5F6G7H8';
const NUMBER = '260417-4830-13';
const BIN = '500140000017';
const IIN = '900101100014';
const VIN = 'TESTKZHAPPY000001';
const INSTANCE = '0c9b1b6e-5d0f-4a3b-9d57-2f3f8a6f1c11';
const CMS = 'MIIGsgYJKoZIhvcNAQcCoIIGozCCBp8CAQExDjAMBggqgw4DCgEDAwUA';
const SIGNED_AT = '2026-04-17T06:05:00.000Z';
const DAY = new Date('2026-04-17T06:10:00.000Z');

const digest = (character: string) => character.repeat(64);

const quote = quoteFees({ category: 'M1', year: 2026, engine: 'petrol', plateKind: 'rectangular', on: DAY });
const fees = quote.quoted ? quote : { items: [], total: 0, mci: 0 };
const feeItems = fees.items.map(({ code, amount }) => ({ code, amount }));

const asked = (item: Item, system: SystemName, outcome: string, minute: number) => ({
  item,
  system,
  outcome,
  requestId: `5f0c7c5e-0000-4000-8000-0000000000${minute}`,
  sha256: digest('a'),
  at: `2026-04-17T06:${minute}:00.000Z`,
});

const signature = {
  at: SIGNED_AT,
  documentSha256: digest('b'),
  cmsSha256: digest('c'),
  certificateSha256: digest('d'),
};

/** A registration that has come to its end, as it is stored. */
const whole: Application = {
  id: ID,
  number: NUMBER,
  revision: 12,
  createdAt: '2026-04-17T06:00:00.000Z',
  updatedAt: '2026-04-17T06:20:00.000Z',
  status: 'checking',
  item: '10',
  seller: { bin: BIN, name: 'Ulgi Avto LLP (made up)' },
  vehicle: {
    vin: VIN,
    make: 'ULGI',
    model: 'SAMPLE',
    year: 2026,
    category: 'M1',
    engine: 'petrol',
    origin: 'made-in-kazakhstan',
  },
  buyer: {
    iin: IIN,
    surname: 'Үлгіев',
    name: 'Сынақ',
    patronymic: 'Мысалұлы',
    birthDate: '1890-01-01',
    phone: '+77000000001',
  },
  inCabinet: true,
  contract: { id: 'CONTRACT-HAPPY000001', signedAt: '2026-04-16T10:00:00+05:00' },
  documents: { seller: digest('b'), buyer: digest('e') },
  signatures: { seller: signature, buyer: signature },
  pickup: { centre: '0101', region: '01', plateKind: 'rectangular' },
  payment: {
    id: 'PAYMENT-1',
    status: 'paid',
    items: feeItems,
    total: fees.total,
    requestedAt: DAY.toISOString(),
    paidAt: '2026-04-17T06:12:00.000Z',
  },
  registration: {
    plateNumber: '482KZA01',
    certificateNumber: 'AB-12345678',
    decidedAt: '2026-04-17T06:18:00.000Z',
  },
  journal: [
    asked('4.1', 'business-register', 'sells-vehicles', 10),
    asked('4.3', 'vehicle-passports', 'on-record', 11),
    asked('4.14', 'administrative-proceedings', 'none-unpaid', 12),
  ],
};

const awaiting = (action: Action) => ({
  action,
  since: '2026-04-17T06:20:00.000Z',
  until: '2026-05-01T06:20:00.000Z',
});

const { registration: _, ...undecided } = whole;
const { pickup: __, payment: ___, signatures: ____, ...unchosen } = undecided;

/** The application at a few places of the Algorithm. */
const at = {
  start: {
    id: ID,
    number: NUMBER,
    revision: 1,
    createdAt: whole.createdAt,
    updatedAt: whole.createdAt,
    status: 'checking',
    item: '4.1',
    seller: { bin: BIN },
    journal: [],
  },
  consent: { ...unchosen, status: 'awaiting-consent', item: '4.10', awaiting: awaiting('consent') },
  payment: {
    ...undecided,
    status: 'awaiting-payment',
    item: '4.17',
    awaiting: awaiting('payment'),
    payment: {
      id: 'PAYMENT-1',
      status: 'due',
      items: feeItems,
      total: fees.total,
      url: 'https://payments.example/PAYMENT-1',
      requestedAt: DAY.toISOString(),
    },
  },
  fines: {
    ...unchosen,
    status: 'awaiting-resubmission',
    item: '4.14',
    awaiting: awaiting('resubmission'),
    notice: { code: 'unpaid-fines', item: '4.14', values: { count: 1, total: 8650 } },
  },
  decision: { ...undecided, status: 'in-registration', item: '4.19', awaiting: awaiting('decision') },
  printing: { ...whole, status: 'in-printing', item: '6', awaiting: awaiting('printed') },
  collection: { ...whole, status: 'ready-for-collection', item: '8', awaiting: awaiting('queue-ticket') },
  held: {
    ...unchosen,
    status: 'checking',
    item: '4.4',
    waitingFor: { item: '4.4', system: 'customs', since: '2026-04-17T06:20:00.000Z' },
  },
  refused: conclude(unchosen, { kind: 'refused', code: 'no-customs-payment', item: '4.4' }, DAY),
  registered: conclude(whole, { kind: 'registered', item: '10' }, DAY),
} satisfies Record<string, Application & { status: Status }>;

const viewer = (role: Role) => ({ role, language: LANGUAGE, pilotEndsAt: PILOT_ENDS_AT });
const shown = (application: Application, role: Role) => applicationView(application, viewer(role));
const listed = (application: Application, role: Role) => ({ items: [summaryView(application, viewer(role))] });
const bytesOf = (of: 'seller' | 'buyer') => Buffer.from(documentToSign(whole, of, new Date(SIGNED_AT)));
const document = (of: 'seller' | 'buyer') => JSON.parse(bytesOf(of).toString());

/** An example of an answer, and what it shows where an operation has several. */
interface Example {
  readonly summary: string;
  readonly value: unknown;
}

const one = (summary: string, value: unknown): Record<string, Example> => ({ example: { summary, value } });

const storedSignature = {
  of: 'seller',
  document: bytesOf('seller').toString('base64'),
  cms: CMS,
  cmsSha256: digest('c'),
  evidence: {
    signer: {
      iin: IIN,
      bin: BIN,
      name: 'ҮЛГІЕВ СЫНАҚ',
      certificate: {
        serialNumber: '5ac1f0',
        issuer: 'ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022',
        sha256: digest('d'),
        validFrom: '2026-01-01T00:00:00.000Z',
        validTo: '2027-01-01T00:00:00.000Z',
        algorithm: 'GOST R 34.10-2015 (512 bit)',
      },
    },
    documentSha256: digest('b'),
    cmsSha256: digest('c'),
    certificate: 'MIIGsg==',
    revocation: { source: 'ocsp', status: 'good', response: 'MIIGsg==', thisUpdate: '2026-04-17T06:04:00.000Z' },
    verifiedAt: SIGNED_AT,
    checks: [
      { name: 'structure', result: 'passed' },
      { name: 'document', result: 'passed' },
      { name: 'signature', result: 'passed' },
    ],
  },
};

/** Examples of what each operation answers. */
export const RESPONSE_EXAMPLES: Readonly<Record<Operation, Readonly<Record<string, Example>>>> = {
  startApplication: one(
    'Started; the checks run',
    shown({ ...at.start, vehicle: { vin: VIN }, buyer: { iin: IIN } }, 'seller'),
  ),
  listSellerApplications: one('A page of the list', listed(at.consent, 'seller')),
  getSellerApplication: {
    awaiting: { summary: 'Waits for the buyer', value: shown(at.consent, 'seller') },
    'waiting-for-system': { summary: 'A state system does not answer: no refusal', value: shown(at.held, 'seller') },
    refused: { summary: 'Refused', value: shown(at.refused, 'seller') },
    registered: { summary: 'Registered and handed over', value: shown(at.registered, 'seller') },
  },
  enterVehicle: one('The checks run', shown({ ...at.start, item: '4.2', vehicle: { vin: VIN } }, 'seller')),
  enterBuyer: one('The checks run', shown({ ...unchosen, item: '4.6', buyer: { iin: IIN } }, 'seller')),
  getSellerDocument: one('What the seller signs', document('seller')),
  signAsSeller: one('Signed; the buyer is told', shown(at.consent, 'seller')),
  withdraw: one('To be closed', shown({ ...unchosen, item: '4.10' }, 'seller')),
  listNotices: one('A page of the cabinet', {
    items: [
      noticeView(
        {
          id: `${ID}-application-received`,
          applicationId: ID,
          number: NUMBER,
          code: 'application-received',
          item: '4.10',
          values: { number: NUMBER, seller: 'Ulgi Avto LLP (made up)' },
          at: SIGNED_AT,
        },
        LANGUAGE,
        DEVELOPMENT_CENTRES,
      ),
    ],
  }),
  listBuyerApplications: one('A page of the list', listed(at.payment, 'buyer')),
  getBuyerApplication: {
    payment: { summary: 'Waits for the payment', value: shown(at.payment, 'buyer') },
    fines: { summary: 'Fines are to be paid first', value: shown(at.fines, 'buyer') },
  },
  decideConsent: one('Agreed; the checks run', shown({ ...unchosen, item: '4.10' }, 'buyer')),
  resubmit: one('Submitted again; the checks run', shown({ ...unchosen, item: '4.14' }, 'buyer')),
  choosePickup: one('Chosen', shown({ ...unchosen, item: '4.15', pickup: whole.pickup }, 'buyer')),
  enterPhone: one('Entered', shown({ ...unchosen, item: '4.16', pickup: whole.pickup }, 'buyer')),
  getBuyerDocument: one('What the buyer signs', document('buyer')),
  signAsBuyer: one('Signed; submitted to the police', shown({ ...undecided, item: '4.18' }, 'buyer')),
  getJournal: one('The journal', { items: journalView(whole) }),
  notifyPayment: one('Taken in', { applicationId: ID, paymentId: 'PAYMENT-1', status: 'paid' }),
  listPoliceApplications: one('A page of the list', listed(at.decision, 'police')),
  getPoliceApplication: one('The dossier', {
    ...shown(at.decision, 'police'),
    journal: journalView(whole),
    contract: whole.contract,
    documents: whole.documents,
    signatures: [storedSignature],
  }),
  decide: one('Registered; the certificate is printed next', shown({ ...whole, item: '4.19' }, 'police')),
  listPrintingOrders: one('A page of the list', listed(at.printing, 'printing')),
  completePrinting: one('Printed', shown({ ...whole, item: '6' }, 'printing')),
  listCentreApplications: one('A page of the list', listed(at.collection, 'centre')),
  getCentreApplication: one('Ready for collection', shown(at.collection, 'centre')),
  issueQueueTicket: one('The ticket', { ticket: 'A-042', window: '7' }),
  handOver: one('Handed over', shown({ ...whole, item: '10' }, 'centre')),
  listCentres: one('The list, shortened', {
    items: DEVELOPMENT_CENTRES.centres.slice(0, 2).map(({ code, name, region, address }) => ({
      code,
      name: name[LANGUAGE],
      region,
      address: address[LANGUAGE],
    })),
  }),
  listPlateKinds: one('The list', {
    items: PLATE_KINDS.kinds.map(({ code, name }) => ({ code, name: name[LANGUAGE] })),
  }),
  quoteFees: one('A new car on ordinary plates, 2026', {
    items: feeItems,
    total: fees.total,
    mci: fees.mci,
    currency: 'KZT',
  }),
  getPilot: one('The order’s own term', { open: true, endsAt: '2026-09-01T00:00:00+05:00', extended: false }),
  getHealth: one('Up', { status: 'ok' }),
  getOpenApi: one('The beginning', { openapi: '3.1.1' }),
};

const shownDocument = { kind: 'identity-document', number: '012345678', iin: IIN };

/** Examples of what each operation with a body is sent. */
export const REQUEST_EXAMPLES: Readonly<Partial<Record<Operation, Readonly<Record<string, Example>>>>> = {
  startApplication: {
    whole: { summary: 'All that is known at the start', value: { vin: VIN, buyerIin: IIN } },
    bare: { summary: 'VIN and IIN follow (4.2, 4.6)', value: {} },
  },
  enterVehicle: one('The VIN', { vin: VIN }),
  enterBuyer: one('The IIN', { iin: IIN }),
  signAsSeller: one('CMS from NCALayer', { cms: CMS }),
  decideConsent: {
    agree: { summary: 'The buyer agrees', value: { decision: 'agree' } },
    decline: { summary: 'The buyer declines: the application ends', value: { decision: 'decline' } },
  },
  resubmit: one('Nothing to say', {}),
  choosePickup: one('Centre and kind of plate', { centre: '0101', plateKind: 'rectangular' }),
  enterPhone: one('A mobile number', { phone: '+77000000001' }),
  signAsBuyer: one('CMS from NCALayer', { cms: CMS }),
  notifyPayment: {
    paid: {
      summary: 'Paid',
      value: {
        paymentId: 'PAYMENT-1',
        applicationId: ID,
        amount: fees.total,
        currency: 'KZT',
        status: 'paid',
        paidAt: '2026-04-17T11:12:00+05:00',
      },
    },
  },
  decide: {
    register: {
      summary: 'The vehicle is registered',
      value: { decision: 'register', plateNumber: '482KZA01', certificateNumber: 'AB-12345678' },
    },
    refuse: {
      summary: 'A reasoned refusal',
      value: {
        decision: 'refuse',
        reason: 'The engine’s number is not the one in the vehicle passport',
        legalBasis: 'Order of the Minister of Internal Affairs of 2 December 2014 No 862',
      },
    },
  },
  completePrinting: one('Nothing to say', {}),
  issueQueueTicket: {
    card: { summary: 'An identity document in the hand', value: { document: shownDocument } },
    digital: {
      summary: 'A code of the digital documents service',
      value: { document: { kind: 'digital-document', code: 'DOC-0101100014' } },
    },
  },
  handOver: one('Document, certificate and plates', {
    document: shownDocument,
    certificateNumber: 'AB-12345678',
    plateNumber: '482KZA01',
  }),
};

const consent = awaitingOf(at.consent, PILOT_ENDS_AT);

/** What each problem says besides its code, in its example. */
const PROBLEM_EXAMPLES: Readonly<Record<ProblemCode, ProblemDetails>> = {
  'invalid-request': { faults: [{ pointer: '/buyerIin', fault: 'iin-check-digit' }] },
  'plate-number-not-choosable': { item: '2' },
  unauthenticated: {},
  forbidden: {},
  'pilot-ended': { item: '5' },
  'not-found': {},
  'not-awaited': {
    ...(consent && { awaiting: consent, detail: (language: Language) => notAwaitedDetail(language, consent) }),
    item: '4.10',
  },
  'hand-over-mismatch': { item: '10' },
  'person-mismatch': { item: '8' },
  'too-large': {},
  'unsupported-media-type': {},
  'signature-invalid': {
    item: '4.9',
    reason: 'altered-document',
    detail: (language) => signatureDetail('altered-document', language),
  },
  'plate-in-high-demand': { item: '2' },
  'plate-kind-not-available': { item: '4.15' },
  'centre-unknown': { item: '4.15' },
  'idempotency-key-reused': {},
  'too-many-requests': { item: '4.6', retryAfter: 1200 },
  internal: {},
  unavailable: { retryAfter: RETRY_AFTER_SECONDS },
};

/** A problem's example: its body, as it is sent. */
export function problemExample(code: ProblemCode): unknown {
  return JSON.parse(problemResponse(new Problem(code, PROBLEM_EXAMPLES[code]), LANGUAGE, INSTANCE).body);
}
