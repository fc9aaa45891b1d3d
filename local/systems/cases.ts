/** The made-up cases: for every branch of the Algorithm, a dealer, a vehicle and a buyer that lead down it. */
import type { Item } from '../../lib/domain/algorithm.ts';
import type { NoticeCode, RefusalCode } from '../../lib/domain/refusals.ts';
import type { SystemName } from '../../lib/domain/systems.ts';
import type { Status } from '../../lib/domain/waits.ts';
import {
  type DealerName,
  dealerBin,
  type PersonName,
  personIin,
  recordOf,
  type SystemRecord,
  type VehicleName,
  vehicleVin,
} from './data-set.ts';
import type { Fault } from './faults.ts';

/** One way through the Algorithm. */
export interface Case {
  name: CaseName;
  title: string;
  /** The item of the Algorithm at which the case leaves the straight way, or that it is about. */
  item: Item;
  /** BIN. */
  seller: string;
  vin: string;
  /** IIN. */
  buyer: string;
  /** Where the application ends up, if everyone else does their part. */
  leadsTo: Destination;
  /** For a loop: where it ends up after what `how` describes has been done. */
  thenTo?: Destination;
  /** What whoever plays the case has to do besides the ordinary. */
  how?: string;
  /**
   * What changes in a state system on the way: by `PUT`, or `DELETE` where there is no record, under `/dev/systems`.
   */
  change?: Change;
  /** What goes wrong in a state system from the start: `PUT /dev/systems/{system}/fault`. */
  fault?: { system: SystemName } & Fault;
}

/** Where an application is: its status, and the code and the item of its outcome or of its notice. */
export interface Destination {
  status: Status;
  code?: RefusalCode | NoticeCode;
  item?: Item;
}

/** What a state system holds from some moment on. */
export interface Change {
  /** The status of the application at which the change is made. */
  at: Status;
  system: SystemName;
  key: string;
  /** Absent: the system has nothing under this key any more. */
  record?: SystemRecord;
}

interface Plot {
  title: string;
  item: Item;
  seller?: DealerName;
  vehicle?: VehicleName;
  buyer?: PersonName;
  leadsTo: Destination;
  thenTo?: Destination;
  how?: string;
  change?: (case_: { seller: string; vin: string; buyer: string }) => Change;
  fault?: { system: SystemName } & Fault;
}

const REGISTERED = { status: 'registered' } as const;
const WRONG_IIN = { status: 'awaiting-buyer', code: 'correct-iin-required', item: '4.7' } as const;

const refused = (code: RefusalCode, item: Item) => ({ status: 'refused', code, item }) as const;

const PLOTS = {
  registered: {
    title: 'The straight way: a car made in Kazakhstan is registered and handed over',
    item: '10',
    leadsTo: REGISTERED,
  },
  'imported-by-official-dealer': {
    title: 'A car brought in by an official dealer, customs payments made',
    item: '1',
    vehicle: 'imported',
    leadsTo: REGISTERED,
  },
  'secondary-activity': {
    title: 'The dealer sells vehicles as a secondary activity',
    item: '4.1',
    seller: 'secondary',
    leadsTo: REGISTERED,
  },
  'two-years-old': {
    title: 'A car of 2024: the fee of the second age band',
    item: '4.17',
    vehicle: 'two-years-old',
    leadsTo: REGISTERED,
  },
  'six-years-old': {
    title: 'A car of 2020: the fee of the third age band',
    item: '4.17',
    vehicle: 'six-years-old',
    leadsTo: REGISTERED,
  },
  'seller-not-on-record': {
    title: 'The business register does not know the seller',
    item: '4.1',
    seller: 'unknown',
    leadsTo: refused('activity-not-vehicle-sale', '4.1'),
  },
  'seller-repairs-only': {
    title: 'The seller repairs vehicles and sells parts, but no vehicles',
    item: '4.1',
    seller: 'repair',
    leadsTo: refused('activity-not-vehicle-sale', '4.1'),
  },
  'no-passport': {
    title: 'The vehicle has no electronic passport',
    item: '4.3',
    vehicle: 'without-passport',
    leadsTo: refused('no-vehicle-passport', '4.3'),
  },
  'out-of-scope': {
    title: 'The vehicle was brought in by neither the manufacturer nor an official dealer',
    item: '1',
    vehicle: 'out-of-scope',
    leadsTo: refused('vehicle-out-of-scope', '1'),
  },
  'already-in-application': {
    title: 'Another application for the same vehicle is alive',
    item: '4.3',
    leadsTo: refused('vehicle-already-in-application', '4.3'),
    how: 'Start two applications with this VIN, the second once the first has passed 4.3; the second is refused.',
  },
  'no-customs-payment': {
    title: 'Customs has no record of the vehicle',
    item: '4.4',
    vehicle: 'without-customs',
    leadsTo: refused('no-customs-payment', '4.4'),
  },
  'no-recycling-payment': {
    title: 'The recycling payment was not made',
    item: '4.5',
    vehicle: 'without-recycling',
    leadsTo: refused('no-recycling-payment', '4.5'),
  },
  'buyer-unknown': {
    title: 'The State Database does not know the IIN',
    item: '4.7',
    buyer: 'unknown',
    leadsTo: WRONG_IIN,
    thenTo: REGISTERED,
    how: `Then give another IIN, such as ${personIin('buyer')}.`,
  },
  'buyer-dead': {
    title: 'The buyer is recorded as dead',
    item: '4.7',
    buyer: 'dead',
    leadsTo: WRONG_IIN,
    thenTo: REGISTERED,
    how: `Then give another IIN, such as ${personIin('buyer')}.`,
  },
  'buyer-missing': {
    title: 'The buyer is recorded as missing',
    item: '4.7',
    buyer: 'missing',
    leadsTo: WRONG_IIN,
    thenTo: REGISTERED,
    how: `Then give another IIN, such as ${personIin('buyer')}.`,
  },
  'buyer-incapable': {
    title: 'The buyer is recorded as lacking legal capacity',
    item: '4.7',
    buyer: 'incapable',
    leadsTo: WRONG_IIN,
    thenTo: REGISTERED,
    how: `Then give another IIN, such as ${personIin('buyer')}.`,
  },
  'no-sale-contract': {
    title: 'The electronic signing systems have no contract of this sale',
    item: '4.8',
    vehicle: 'without-contract',
    leadsTo: refused('no-sale-contract', '4.8'),
  },
  declined: {
    title: 'The buyer does not agree to the application',
    item: '4.10',
    leadsTo: { status: 'declined' },
    how: 'At awaiting-consent the buyer answers "decline".',
  },
  withdrawn: {
    title: 'The seller withdraws the application',
    item: '4.10',
    leadsTo: { status: 'withdrawn' },
    how: 'At awaiting-consent the seller sends DELETE.',
  },
  expired: {
    title: 'The buyer never answers',
    item: '4.10',
    leadsTo: { status: 'expired' },
    how: 'At awaiting-consent move the clock on by 30 days (`POST /dev/clock`).',
  },
  'pilot-ended': {
    title: 'The pilot ends before the buyer has signed',
    item: '4.10',
    leadsTo: { status: 'pilot-ended' },
    how: 'At awaiting-consent move the clock to the end of the pilot (`GET /pilot`, `POST /dev/clock`).',
  },
  'buyer-dies': {
    title: 'The buyer’s status changes after the application came in',
    item: '4.11',
    buyer: 'dying',
    leadsTo: refused('buyer-not-found', '4.11'),
    change: ({ buyer }) => ({
      at: 'awaiting-consent',
      system: 'individuals',
      key: buyer,
      record: { ...recordOf('individuals', buyer), status: 'dead' },
    }),
  },
  'passport-annulled': {
    title: 'The vehicle passport is annulled after the application came in',
    item: '4.12',
    leadsTo: refused('no-vehicle-passport', '4.12'),
    change: ({ vin }) => ({ at: 'awaiting-consent', system: 'vehicle-passports', key: vin }),
  },
  'contract-dissolved': {
    title: 'The sale contract is dissolved after the application came in',
    item: '4.13',
    leadsTo: refused('no-sale-contract', '4.13'),
    change: ({ seller, buyer, vin }) => ({
      at: 'awaiting-consent',
      system: 'sale-contracts',
      key: `${seller}:${buyer}:${vin}`,
    }),
  },
  'unpaid-fines': {
    title: 'The buyer has an unpaid administrative fine, pays it and resubmits',
    item: '4.14',
    buyer: 'fined',
    leadsTo: { status: 'awaiting-resubmission', code: 'unpaid-fines', item: '4.14' },
    thenTo: REGISTERED,
    how: 'Pay the fine by the change, then resubmit; while it is unpaid, the loop goes round again.',
    change: ({ buyer }) => ({ at: 'awaiting-resubmission', system: 'administrative-proceedings', key: buyer }),
  },
  'phone-not-registered': {
    title: 'The database of mobile citizens has no number for the buyer',
    item: '4.16',
    buyer: 'phoneless',
    leadsTo: { status: 'awaiting-phone' },
    thenTo: REGISTERED,
    how: 'Then the buyer gives a number, such as +77000000001.',
  },
  'payment-failed': {
    title: 'The first attempt to pay fails',
    item: '4.17',
    buyer: 'short-of-money',
    leadsTo: { status: 'awaiting-payment', code: 'payment-failed', item: '4.17' },
    thenTo: REGISTERED,
    how: 'Pay; the first attempt is turned down. Then pay again.',
  },
  'electric-car': {
    title: 'An electric car, for which the tariff has no row: no fee is quoted, the operator is called',
    item: '4.17',
    vehicle: 'electric',
    leadsTo: { status: 'suspended' },
  },
  'no-tariff-row': {
    title: 'A lorry, for whose category the tariff has no row: no fee is quoted, the operator is called',
    item: '4.17',
    vehicle: 'lorry',
    leadsTo: { status: 'suspended' },
  },
  'refused-by-register': {
    title: 'The police refuse, with their reason',
    item: '4.19',
    vehicle: 'refused-by-register',
    leadsTo: refused('registration-refused', '4.19'),
  },
  outage: {
    title: 'The system of vehicle passports is down for a while: nobody is refused',
    item: '4.3',
    leadsTo: REGISTERED,
    how: 'The check is tried again with growing pauses; moving the clock on shortens them.',
    fault: { system: 'vehicle-passports', mode: 'down', times: 3 },
  },
} as const satisfies Record<string, Plot>;

/** The name of a case, as in `npm run demo -- --case <name>`. */
export type CaseName = keyof typeof PLOTS;

/** Every case's name, in the order of the Algorithm. */
export const CASE_NAMES = Object.keys(PLOTS).filter(isCaseName);

/** Whether a word names a case. */
export function isCaseName(word: string): word is CaseName {
  return Object.hasOwn(PLOTS, word);
}

/**
 * A case with numbers of its own: each serial number gives another vehicle and, within 9,999 serial numbers, another
 * buyer. What a case changed in a state system stays, so play it again with a new serial number.
 */
export function caseOf(name: CaseName, serial = 1): Case {
  const plot: Plot = PLOTS[name];
  const numbers = {
    seller: dealerBin(plot.seller ?? 'dealer'),
    vin: vehicleVin(plot.vehicle ?? 'car', serial),
    buyer: personIin(plot.buyer ?? 'buyer', serial),
  };
  return {
    name,
    title: plot.title,
    item: plot.item,
    ...numbers,
    leadsTo: plot.leadsTo,
    ...(plot.thenTo && { thenTo: plot.thenTo }),
    ...(plot.how && { how: plot.how }),
    ...(plot.change && { change: plot.change(numbers) }),
    ...(plot.fault && { fault: plot.fault }),
  };
}

/** Every case, each with its own vehicle, so that they can be played at the same time. */
export const CASES: readonly Case[] = CASE_NAMES.map((name, index) => caseOf(name, index + 1));
