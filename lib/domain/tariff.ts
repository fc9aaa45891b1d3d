/**
 * Item 4.17: the duties and fees of an initial registration, in MCI (the monthly calculation index) of the payment
 * date, each rounded half up to the tenge. Everything here is dated reference data: what has no row is not quoted.
 */
import { almatyDate } from './almaty-time.ts';
import type { PlateKindCode } from './plate-kinds.ts';
import type { Engine } from './vehicle.ts';

/** What is paid for. */
export const FEE_CODES = ['plates', 'certificate', 'registration'] as const;
export type FeeCode = (typeof FEE_CODES)[number];

/** Where a row of the tariff comes from and from which day on (`YYYY-MM-DD`, Asia/Almaty) it applies. */
interface Dated {
  readonly from: string;
  readonly source: string;
}

/** The MCI of a year, in tenge. The budget law sets it anew each year, so a row never outlives its year. */
export interface MciRow extends Dated {
  /** One MCI in whole tenge. */
  readonly amount: number;
}

/** The price of a set of plates, by kind; amounts are hundredths of an MCI, so that sums stay whole numbers. */
export interface PlateRow extends Dated {
  /** The kinds of plates that have this price. */
  readonly kinds: readonly PlateKindCode[];
  /** The price of the set, in hundredths of an MCI: 280 is 2.8 MCI. */
  readonly mciHundredths: number;
}

/** The price of the registration certificate. */
export interface CertificateRow extends Dated {
  /** The price of one certificate, in hundredths of an MCI. */
  readonly mciHundredths: number;
}

/** The fee for the initial registration of one category of vehicles, by age. */
export interface RegistrationRow extends Dated {
  /** The vehicle's category, such as `M1`. */
  readonly category: string;
  /** The kinds of engine that the row applies to. */
  readonly engines: readonly Engine[];
  /** The first band whose `upToAge` reaches the vehicle's age applies; ages in calendar years. */
  readonly bands: readonly { readonly upToAge: number; readonly mciHundredths: number }[];
}

/** All rows of the tariff; of several that fit, the one with the latest `from` applies. */
export interface Tariff {
  readonly mci: readonly MciRow[];
  readonly plates: readonly PlateRow[];
  readonly certificate: readonly CertificateRow[];
  readonly registration: readonly RegistrationRow[];
}

/**
 * The tariff as far as it is known. The law has rows of its own for electric vehicles of category M1 and for M2, M3 and
 * N1-N3, which were not found: those are not quoted.
 */
export const TARIFF: Tariff = {
  mci: [
    { from: '2025-01-01', amount: 3932, source: 'Law on the republican budget for 2025-2027' },
    { from: '2026-01-01', amount: 4325, source: 'Law on the republican budget for 2026-2028' },
  ],
  plates: [
    {
      from: '2025-01-01',
      kinds: ['rectangular', 'two-row-rear'],
      mciHundredths: 280,
      source: 'State duty for a set of number plates for a car',
    },
    {
      from: '2025-01-01',
      kinds: ['motorcycle', 'trailer'],
      mciHundredths: 140,
      source: 'State duty for a motorcycle or trailer plate (certainty low)',
    },
  ],
  certificate: [
    {
      from: '2025-01-01',
      mciHundredths: 125,
      source: 'State duty for a vehicle registration certificate',
    },
  ],
  registration: [
    {
      from: '2025-01-01',
      category: 'M1',
      engines: ['petrol', 'diesel', 'gas', 'hybrid'],
      bands: [
        { upToAge: 1, mciHundredths: 25 },
        { upToAge: 3, mciHundredths: 50_00 },
        { upToAge: Number.POSITIVE_INFINITY, mciHundredths: 500_00 },
      ],
      source: 'Fee for the initial state registration of a passenger car (the bands by age: certainty medium)',
    },
  ],
};

/** What the fees depend on. */
export interface FeeQuery {
  /** The vehicle's category, such as `M1`. */
  readonly category: string;
  /** The calendar year of manufacture. */
  readonly year: number;
  readonly engine: Engine;
  readonly plateKind: PlateKindCode;
  /** The moment of payment; the day in Asia/Almaty counts. */
  readonly on: Date;
}

/** One item to pay, in whole tenge. */
export interface FeeItem {
  readonly code: FeeCode;
  /** In whole tenge, rounded half up. */
  readonly amount: number;
}

/** The fees, in whole tenge. */
export interface FeeQuote {
  /** Tells a quote from {@link NoTariff}. */
  readonly quoted: true;
  /** The MCI of the payment date, in tenge. */
  readonly mci: number;
  readonly items: readonly FeeItem[];
  /** The sum of the items, in whole tenge. */
  readonly total: number;
}

/** That no fees can be named, because the tariff lacks a row. `detail` tells the operator which one to add. */
export interface NoTariff {
  readonly quoted: false;
  /** What has no row: the MCI of the year, or one of the fees. */
  readonly missing: 'mci' | FeeCode;
  readonly detail: string;
}

function inForce<Row extends Dated>(rows: readonly Row[], day: string): Row | undefined {
  return rows
    .filter((row) => row.from <= day)
    .sort((a, b) => a.from.localeCompare(b.from))
    .at(-1);
}

/** Tenge for so many hundredths of an MCI, half up, in whole numbers throughout: 1.25 MCI of 4,325 is 5,406.25. */
function tenge(mciHundredths: number, mci: number): number {
  return Math.floor((mciHundredths * mci + 50) / 100);
}

function missing(what: NoTariff['missing'], detail: string): NoTariff {
  return { quoted: false, missing: what, detail };
}

/** What is to be paid for an initial registration, or which row the tariff lacks. */
export function quoteFees(query: FeeQuery, tariff: Tariff = TARIFF): FeeQuote | NoTariff {
  const day = almatyDate(query.on);
  const mci = inForce(
    tariff.mci.filter((row) => row.from.slice(0, 4) === day.slice(0, 4)),
    day,
  );
  if (mci === undefined) return missing('mci', `The tariff has no monthly calculation index (MCI) for ${day}.`);

  const plates = inForce(
    tariff.plates.filter((row) => row.kinds.includes(query.plateKind)),
    day,
  );
  if (plates === undefined) return missing('plates', `The tariff has no price of ${query.plateKind} plates on ${day}.`);

  const certificate = inForce(tariff.certificate, day);
  if (certificate === undefined) return missing('certificate', `The tariff has no price of the certificate on ${day}.`);

  const registration = inForce(
    tariff.registration.filter((row) => row.category === query.category && row.engines.includes(query.engine)),
    day,
  );
  const age = Number(day.slice(0, 4)) - query.year;
  const band = registration?.bands.find(({ upToAge }) => age <= upToAge);
  if (band === undefined) {
    return missing(
      'registration',
      `The tariff has no registration fee for category ${query.category}, engine ${query.engine}, made in ${query.year}, on ${day}.`,
    );
  }

  const item = (code: FeeCode, { mciHundredths }: { readonly mciHundredths: number }): FeeItem => ({
    code,
    amount: tenge(mciHundredths, mci.amount),
  });
  const items = [item('plates', plates), item('certificate', certificate), item('registration', band)];
  return { quoted: true, mci: mci.amount, items, total: items.reduce((sum, { amount }) => sum + amount, 0) };
}
