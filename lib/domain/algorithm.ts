/**
 * The Algorithm: the annex to the joint order of the Minister of Internal Affairs of 9 October 2025 No 754 and of the
 * Minister of Artificial Intelligence and Digital Development of 7 October 2025 No 499. Its items, by the numbers the
 * order gives them: `4.3` is item 4, step 3.
 */
import type { SystemName } from './systems.ts';
import type { Language } from './texts/texts.ts';

/** Every item of the Algorithm, with the state systems that it asks or tells. Item 3 lists abbreviations and item 4 is the frame of its steps. */
export const ITEMS = {
  '1': [],
  '2': [],
  '3': [],
  '4': [],
  '4.1': ['business-register'],
  '4.2': [],
  '4.3': ['vehicle-passports'],
  '4.4': ['customs'],
  '4.5': ['recycling'],
  '4.6': [],
  '4.7': ['individuals'],
  '4.8': ['sale-contracts'],
  '4.9': [],
  '4.10': ['portal'],
  '4.11': ['individuals'],
  '4.12': ['vehicle-passports'],
  '4.13': ['sale-contracts'],
  '4.14': ['administrative-proceedings'],
  '4.15': [],
  '4.16': ['mobile-citizens'],
  '4.17': ['payment-gateway'],
  '4.18': [],
  '4.19': ['vehicle-register', 'portal'],
  '5': ['vehicle-register'],
  '6': ['printing'],
  '7': ['portal'],
  '8': ['digital-documents', 'e-queue'],
  '9': ['digital-documents'],
  '10': [],
} as const satisfies Record<string, readonly SystemName[]>;

/** An item of the Algorithm, by its number. */
export type Item = keyof typeof ITEMS;

/** Whether a text is the number of an item. */
export function isItem(text: string): text is Item {
  return Object.hasOwn(ITEMS, text);
}

/** How an item is cited in a sentence: `item 4, step 3 of the Algorithm`. */
export function citation(item: Item, language: Language): string {
  const [number, step] = item.split('.');
  const cited = {
    kk: step === undefined ? `Алгоритмнің ${number}-тармағы` : `Алгоритмнің ${number}-тармағының ${step}-тармақшасы`,
    ru: step === undefined ? `пункт ${number} Алгоритма` : `подпункт ${step}) пункта ${number} Алгоритма`,
    en: step === undefined ? `item ${number} of the Algorithm` : `item ${number}, step ${step} of the Algorithm`,
  };
  return cited[language];
}
