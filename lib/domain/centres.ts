/**
 * Item 4.15: the service centres from which a buyer chooses where to collect the finished documents. The real list is a
 * setting that the ministry supplies; the one here is made up, for development.
 */
import { REGIONS, type RegionCode } from './regions.ts';
import type { Texts } from './texts/texts.ts';

/** A public service centre that hands out certificates and plates. */
export interface Centre {
  /** Unique among all centres; an employee's access token carries it. */
  readonly code: string;
  /** Whose police decide about what is collected here (4.19), and which region's plates are given. */
  readonly region: RegionCode;
  readonly name: Texts;
  readonly address: Texts;
}

/** The centres, from a day on. */
export interface CentreList {
  /** The first day on which the list applies, `YYYY-MM-DD`. */
  readonly from: string;
  /** Who supplied the list, in words for the reader of the setting. */
  readonly source: string;
  readonly centres: readonly Centre[];
}

/** The two cities that get a second centre, so that a wrong centre of the right region can be tried. */
const TWO_CENTRES: readonly RegionCode[] = ['01', '02'];

/** Made up for development: no such centres exist. One in each region, coded by it: `0301` is the first of region 03. */
export const DEVELOPMENT_CENTRES: CentreList = {
  from: '2025-10-09',
  source: 'Made up for development; the ministry supplies the real list',
  centres: REGIONS.flatMap(({ code: region, name }) =>
    (TWO_CENTRES.includes(region) ? [1, 2] : [1]).map((number) => ({
      code: `${region}0${number}`,
      region,
      name: {
        kk: `${name.kk}, № ${number} ХҚКО (үлгі)`,
        ru: `${name.ru}, ЦОН № ${number} (образец)`,
        en: `${name.en}, service centre No ${number} (sample)`,
      },
      address: { kk: `Үлгі көшесі, ${number}`, ru: `улица Образцовая, ${number}`, en: `${number} Sample Street` },
    })),
  ),
};

/** The centre with this code; undefined when the list has none. */
export function findCentre(code: string, list: CentreList = DEVELOPMENT_CENTRES): Centre | undefined {
  return list.centres.find((centre) => centre.code === code);
}
