/** The regions of Kazakhstan and cities of republican significance, by the code on number plates. */
import type { Texts } from './texts/texts.ts';

/** A region of the country, or a city of republican significance. */
export interface Region {
  readonly code: RegionCode;
  readonly name: Texts;
}

const NAMES = {
  '01': { kk: 'Астана қаласы', ru: 'город Астана', en: 'Astana city' },
  '02': { kk: 'Алматы қаласы', ru: 'город Алматы', en: 'Almaty city' },
  '03': { kk: 'Ақмола облысы', ru: 'Акмолинская область', en: 'Akmola region' },
  '04': { kk: 'Ақтөбе облысы', ru: 'Актюбинская область', en: 'Aktobe region' },
  '05': { kk: 'Алматы облысы', ru: 'Алматинская область', en: 'Almaty region' },
  '06': { kk: 'Атырау облысы', ru: 'Атырауская область', en: 'Atyrau region' },
  '07': { kk: 'Батыс Қазақстан облысы', ru: 'Западно-Казахстанская область', en: 'West Kazakhstan region' },
  '08': { kk: 'Жамбыл облысы', ru: 'Жамбылская область', en: 'Zhambyl region' },
  '09': { kk: 'Қарағанды облысы', ru: 'Карагандинская область', en: 'Karaganda region' },
  '10': { kk: 'Қостанай облысы', ru: 'Костанайская область', en: 'Kostanay region' },
  '11': { kk: 'Қызылорда облысы', ru: 'Кызылординская область', en: 'Kyzylorda region' },
  '12': { kk: 'Маңғыстау облысы', ru: 'Мангистауская область', en: 'Mangystau region' },
  '13': { kk: 'Түркістан облысы', ru: 'Туркестанская область', en: 'Turkestan region' },
  '14': { kk: 'Павлодар облысы', ru: 'Павлодарская область', en: 'Pavlodar region' },
  '15': { kk: 'Солтүстік Қазақстан облысы', ru: 'Северо-Казахстанская область', en: 'North Kazakhstan region' },
  '16': { kk: 'Шығыс Қазақстан облысы', ru: 'Восточно-Казахстанская область', en: 'East Kazakhstan region' },
  '17': { kk: 'Шымкент қаласы', ru: 'город Шымкент', en: 'Shymkent city' },
  '18': { kk: 'Абай облысы', ru: 'область Абай', en: 'Abai region' },
  '19': { kk: 'Жетісу облысы', ru: 'область Жетісу', en: 'Jetisu region' },
  '20': { kk: 'Ұлытау облысы', ru: 'область Ұлытау', en: 'Ulytau region' },
} as const satisfies Record<string, Texts>;

/** A region's code, `01` to `20`. */
export type RegionCode = keyof typeof NAMES;

/** Whether a text is a region's code. */
export function isRegionCode(text: string): text is RegionCode {
  return Object.hasOwn(NAMES, text);
}

// `Object.keys` alone would put '10' to '20', which look like array indexes, before '01' to '09'.
/** All regions' codes, in order. */
export const REGION_CODES: readonly RegionCode[] = Object.keys(NAMES).filter(isRegionCode).sort();

/** All regions, in the order of their codes. */
export const REGIONS: readonly Region[] = REGION_CODES.map((code) => ({ code, name: NAMES[code] }));
