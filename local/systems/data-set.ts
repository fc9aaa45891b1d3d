/**
 * The made-up people, dealers and vehicles of the simulated state systems. Their numbers tell their kind, so that there
 * are as many of each kind as anyone needs: the last digits are a free serial number.
 *
 * Nobody real can have these numbers. An IIN here is of a person born in 1890; a BIN here is of a company registered in
 * the years before there were BINs (1950); a VIN here begins with TESTKZ, which is no manufacturer's.
 */
import { checkDigit, isBin, isIin, isVin } from '../../lib/domain/identifiers.ts';
import type { SystemName } from '../../lib/domain/systems.ts';
import type { Fines } from '../../lib/systems/administrative-proceedings.ts';
import type { Entity } from '../../lib/systems/business-register.ts';
import type { CustomsPayment } from '../../lib/systems/customs.ts';
import type { DigitalDocument } from '../../lib/systems/digital-documents.ts';
import type { Person } from '../../lib/systems/individuals.ts';
import type { RegisteredPhone } from '../../lib/systems/mobile-citizens.ts';
import type { RecyclingPayment } from '../../lib/systems/recycling.ts';
import type { SaleContract } from '../../lib/systems/sale-contracts.ts';
import type { VehiclePassport } from '../../lib/systems/vehicle-passports.ts';

/** What a simulated system holds under one key: the `data` of the system's contract. */
export type SystemRecord = Readonly<Record<string, unknown>>;

interface DealerKind {
  readonly about: string;
  /** Absent: the business register does not know the company. */
  readonly oked?: string[];
}

/** The kinds of dealers, by the year and month of their BINs. */
const DEALERS = {
  dealer: { code: '5001', about: 'sells cars', oked: ['45.11.2', '45.20.1'] },
  secondary: {
    code: '5002',
    about: 'repairs cars, and sells them as a secondary activity',
    oked: ['45.20.1', '45.11.2'],
  },
  repair: { code: '5003', about: 'repairs cars and sells parts, but no vehicles', oked: ['45.20.1', '45.31.0'] },
  unknown: { code: '5004', about: 'not in the business register' },
} as const satisfies Record<string, DealerKind & { code: string }>;

interface PersonKind {
  readonly about: string;
  readonly status?: Person['status'];
  readonly unknown?: true;
  readonly fined?: true;
  readonly phoneless?: true;
  /** How many of the person's first attempts at a payment the bank turns down. */
  readonly declinedPayments?: number;
}

/** The kinds of people, by the month and day of their IINs. */
const PEOPLE = {
  buyer: { code: '0101', about: 'nothing stands in the way' },
  unknown: { code: '0102', about: 'not in the State Database "Individuals"', unknown: true },
  dead: { code: '0103', about: 'recorded as dead', status: 'dead' },
  missing: { code: '0104', about: 'recorded as missing', status: 'missing' },
  incapable: { code: '0105', about: 'recorded as lacking legal capacity', status: 'incapable' },
  dying: { code: '0106', about: 'nothing stands in the way, until the record is changed' },
  fined: { code: '0107', about: 'has an unpaid administrative fine', fined: true },
  phoneless: { code: '0108', about: 'has no registered phone number', phoneless: true },
  'short-of-money': { code: '0109', about: 'the first attempt to pay fails', declinedPayments: 1 },
} as const satisfies Record<string, PersonKind & { code: string }>;

interface VehicleKind {
  readonly about: string;
  /** What differs from a petrol car of 2026 made in Kazakhstan; `none`: there is no passport. */
  readonly passport?: Partial<VehiclePassport> | 'none';
  readonly customs?: CustomsPayment['status'] | 'none';
  readonly recycling?: 'none';
  readonly contract?: 'none';
  /** The interior ministry's register refuses to register it (4.19). */
  readonly refused?: true;
}

/** The kinds of vehicles, by the five characters after TESTKZ. */
const VEHICLES = {
  car: { code: 'HAPPY', about: 'a petrol car of 2026 made in Kazakhstan, everything in order' },
  imported: {
    code: 'DEALR',
    about: 'a diesel car of 2026 brought in by an official dealer',
    passport: { origin: 'imported-by-official-dealer', engine: 'diesel', model: 'SAMPLE 4X4' },
    customs: 'paid',
  },
  electric: { code: 'ELECT', about: 'an electric car of 2026', passport: { engine: 'electric', model: 'SAMPLE E' } },
  'two-years-old': { code: 'AGED2', about: 'a car of 2024', passport: { year: 2024 } },
  'six-years-old': { code: 'AGED6', about: 'a car of 2020', passport: { year: 2020 } },
  lorry: { code: 'TRUCK', about: 'a lorry of category N2', passport: { category: 'N2', engine: 'diesel' } },
  'without-passport': { code: 'NPASS', about: 'has no electronic passport', passport: 'none' },
  'out-of-scope': {
    code: 'GREYM',
    about: 'brought in by neither the manufacturer nor an official dealer',
    passport: { origin: 'other' },
    customs: 'paid',
  },
  'without-customs': { code: 'NCSTM', about: 'customs has no record of it', customs: 'none' },
  'without-recycling': { code: 'NRECY', about: 'the recycling payment was not made', recycling: 'none' },
  'without-contract': { code: 'NSALE', about: 'has no sale contract', contract: 'none' },
  'refused-by-register': { code: 'REFSD', about: 'the interior ministry’s register refuses it', refused: true },
} as const satisfies Record<string, VehicleKind & { code: string }>;

/**
 * A kind of made-up dealer, such as one that does not sell vehicles (4.1). The year and month of registration in a BIN
 * tell it.
 */
export type DealerName = keyof typeof DEALERS;

/** A kind of made-up person, such as one with unpaid fines (4.14). The month and day of birth in an IIN tell it. */
export type PersonName = keyof typeof PEOPLE;

/** A kind of made-up vehicle, such as one without a passport (4.3). The characters after TESTKZ tell it. */
export type VehicleName = keyof typeof VEHICLES;

/** The BIN of a made-up dealer of this kind. */
export function dealerBin(kind: DealerName, serial = 1): string {
  return bin(DEALERS[kind].code, serial);
}

/** The IIN of a made-up person of this kind, a man born in 1890. */
export function personIin(kind: PersonName, serial = 1): string {
  return iin(PEOPLE[kind].code, serial);
}

/** The VIN of a made-up vehicle of this kind; serial numbers up to 999,999 give different ones. */
export function vehicleVin(kind: VehicleName, serial = 1): string {
  return vin(VEHICLES[kind].code, serial);
}

function bin(code: string, serial: number): string {
  return identificationNumber(`${code}40`, serial, 5);
}

function iin(code: string, serial: number): string {
  return identificationNumber(`90${code}1`, serial, 4);
}

function vin(code: string, serial: number): string {
  return `TESTKZ${code}${String(serial % 1_000_000).padStart(6, '0')}`;
}

/** A number with its check digit; a serial number that has none, about one in 120, gives way to the next. */
function identificationNumber(prefix: string, serial: number, digits: number): string {
  const firstEleven = prefix + String(serial % 10 ** digits).padStart(digits, '0');
  const digit = checkDigit(firstEleven);
  return digit === undefined ? identificationNumber(prefix, serial + 1, digits) : `${firstEleven}${digit}`;
}

/** The code by which a made-up person shows an electronic identity document; `expired`: one that is no longer valid. */
export function documentCode(iin: string, validity: 'valid' | 'expired' = 'valid'): string {
  return `${validity === 'valid' ? 'DOC' : 'OLD'}-${iin.slice(2)}`;
}

/** What a simulated system holds under a key by default, as long as nobody has put anything else there. */
export function recordOf(system: SystemName, key: string): SystemRecord | undefined {
  return RECORDS[system]?.(key);
}

const RECORDS: Partial<Record<SystemName, (key: string) => SystemRecord | undefined>> = {
  'business-register': (bin): Entity | undefined => {
    const oked = dealer(bin)?.oked;
    return oked && { bin, name: `«Үлгі Авто ${Number(bin.slice(6, 11))}» ЖШС (ойдан шығарылған)`, oked: [...oked] };
  },
  'vehicle-passports': (vin): VehiclePassport | undefined => {
    const kind = vehicle(vin);
    if (!kind || kind.passport === 'none') return undefined;
    return {
      vin,
      make: 'ULGI',
      model: 'SAMPLE',
      year: 2026,
      category: 'M1',
      engine: 'petrol',
      origin: 'made-in-kazakhstan',
      ...kind.passport,
    };
  },
  customs: (vin): CustomsPayment | undefined => {
    const status = vehicle(vin)?.customs ?? 'not-subject';
    return vehicle(vin) && status !== 'none' ? { vin, status, reference: `CUSTOMS-${vin.slice(6)}` } : undefined;
  },
  recycling: (vin): RecyclingPayment | undefined => {
    const kind = vehicle(vin);
    return kind && kind.recycling !== 'none'
      ? { vin, status: 'paid', reference: `RECYCLING-${vin.slice(6)}` }
      : undefined;
  },
  individuals: (iin): Person | undefined => {
    const kind = person(iin);
    if (!kind || kind.unknown) return undefined;
    const birthDate = `1890-${iin.slice(2, 4)}-${iin.slice(4, 6)}`;
    const status = kind.status ?? 'active';
    return { iin, surname: 'Үлгіев', name: 'Сынақ', patronymic: 'Мысалұлы', birthDate, status };
  },
  'sale-contracts': (key): SaleContract | undefined => {
    const [seller = '', buyer = '', vin = ''] = key.split(':');
    const sold = vehicle(vin);
    if (!dealer(seller)?.oked || !person(buyer) || !sold || sold.contract === 'none') return undefined;
    return { id: `CONTRACT-${vin.slice(6)}`, seller, buyer, vin, signedAt: '2026-01-15T10:00:00+05:00' };
  },
  'administrative-proceedings': (iin): Fines | undefined =>
    person(iin)?.fined && { iin, unpaid: [{ id: `FINE-${iin.slice(7)}`, amount: 8_650, issuedOn: '2026-01-20' }] },
  'mobile-citizens': (iin): RegisteredPhone | undefined =>
    person(iin) && !person(iin)?.phoneless ? { iin, phone: `+7700000${iin.slice(7, 11)}` } : undefined,
  'digital-documents': (code): DigitalDocument | undefined => {
    const [, validity, digits] = /^(DOC|OLD)-(\d{10})$/.exec(code) ?? [];
    const iin = `90${digits}`;
    if (!person(iin)) return undefined;
    return { code, kind: 'identity-card', iin, validUntil: validity === 'DOC' ? '2035-12-31' : '2025-12-31' };
  },
  'vehicle-register': (vin): RegisterInstruction | undefined =>
    vehicle(vin)?.refused && {
      decision: 'refuse',
      reason: 'Қозғалтқыштың нөмірі көлік құралының паспортындағы нөмірге сәйкес келмейді (ойдан шығарылған мысал)',
      legalBasis: 'ҚР Ішкі істер министрінің 2014 жылғы 2 желтоқсандағы № 862 бұйрығы',
    },
  'payment-gateway': (iin): PayerInstruction | undefined => {
    const declinedAttempts = person(iin)?.declinedPayments;
    return declinedAttempts ? { declinedAttempts } : undefined;
  },
};

/** What the simulated register of vehicles does with a VIN; without an instruction it registers the vehicle. */
export type RegisterInstruction = { decision: 'refuse'; reason: string; legalBasis: string };

/** What the simulated payment gateway does with a payer's IIN: how many attempts at each payment it turns down. */
export type PayerInstruction = { declinedAttempts: number };

function dealer(bin: string): DealerKind | undefined {
  const isOfDataSet = isBin(bin) && bin.slice(4, 6) === '40';
  return isOfDataSet ? Object.values(DEALERS).find(({ code }) => bin.startsWith(code)) : undefined;
}

function person(iin: string): PersonKind | undefined {
  const isOfDataSet = isIin(iin) && iin.startsWith('90') && iin[6] === '1';
  return isOfDataSet ? Object.values(PEOPLE).find(({ code }) => iin.slice(2, 6) === code) : undefined;
}

function vehicle(vin: string): VehicleKind | undefined {
  const isOfDataSet = isVin(vin) && /^TESTKZ.{5}\d{6}$/.test(vin);
  return isOfDataSet ? Object.values(VEHICLES).find(({ code }) => vin.slice(6, 11) === code) : undefined;
}

/** One kind of made-up dealer, person or vehicle, with the first number of its kind. */
export interface Kind {
  /** What is special about it, in the words of that page. */
  about: string;
  /** The BIN, IIN or VIN with the serial number 1. */
  number: string;
}

/** All kinds, for the page that lists them (docs/cases.md). */
export const KINDS: Readonly<Record<'dealers' | 'people' | 'vehicles', readonly Kind[]>> = {
  dealers: Object.values(DEALERS).map(({ about, code }) => ({ about, number: bin(code, 1) })),
  people: Object.values(PEOPLE).map(({ about, code }) => ({ about, number: iin(code, 1) })),
  vehicles: Object.values(VEHICLES).map(({ about, code }) => ({ about, number: vin(code, 1) })),
};
