/** Item 4.15: the kinds of number plates that a buyer may choose from, and which fit which vehicle. */
import type { Texts } from './texts/texts.ts';

/** A kind of number plates. */
export interface PlateKind {
  readonly code: PlateKindCode;
  readonly name: Texts;
  /** The first letters of the vehicle categories that the kind fits: `M` stands for M1, M2, M3. */
  readonly fits: readonly VehicleClass[];
}

/** M carries passengers, N goods; L has two or three wheels (or is a quadricycle), O is a trailer. */
type VehicleClass = 'L' | 'M' | 'N' | 'O';

/** A kind's code. */
export type PlateKindCode = 'rectangular' | 'two-row-rear' | 'motorcycle' | 'trailer';

/** The kinds, from a day on. */
export const PLATE_KINDS = {
  from: '2025-10-09',
  source: 'Names and sizes are provisional (certainty low): to be confirmed against the national standard ST RK 986',
  kinds: [
    {
      code: 'rectangular',
      name: {
        kk: 'Алдыңғы және артқы тікбұрышты белгілер (520×112 мм)',
        ru: 'Прямоугольные передний и задний знаки (520×112 мм)',
        en: 'Rectangular front and rear plates (520×112 mm)',
      },
      fits: ['M', 'N'],
    },
    {
      code: 'two-row-rear',
      name: {
        kk: 'Алдыңғы тікбұрышты белгі және артқы екі қатарлы белгі',
        ru: 'Передний прямоугольный знак и задний двухрядный знак',
        en: 'Rectangular front plate and two-row rear plate',
      },
      fits: ['M', 'N'],
    },
    {
      code: 'motorcycle',
      name: { kk: 'Мотоциклге арналған белгі', ru: 'Знак для мотоцикла', en: 'Motorcycle plate' },
      fits: ['L'],
    },
    {
      code: 'trailer',
      name: { kk: 'Тіркемеге арналған белгі', ru: 'Знак для прицепа', en: 'Trailer plate' },
      fits: ['O'],
    },
  ],
} as const satisfies { from: string; source: string; kinds: readonly PlateKind[] };

/** The kind with this code; undefined when there is none. */
export function plateKind(code: string): PlateKind | undefined {
  return PLATE_KINDS.kinds.find((kind) => kind.code === code);
}

/** The kinds that fit a vehicle of this category, such as `M1`; the usual one first. */
export function plateKindsFor(category: string): readonly PlateKind[] {
  return PLATE_KINDS.kinds.filter((kind: PlateKind) => kind.fits.some((first) => category.startsWith(first)));
}

/** Whether plates of this kind fit a vehicle of this category. */
export function plateKindFits(code: string, category: string): boolean {
  return plateKindsFor(category).some((kind) => kind.code === code);
}
