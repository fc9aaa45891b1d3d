import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it, test } from 'vitest';
import { DEVELOPMENT_CENTRES } from '../../../lib/domain/centres.ts';
import { LANGUAGES, type Language, textFor } from '../../../lib/domain/messages.ts';
import { PLATE_KINDS } from '../../../lib/domain/plate-kinds.ts';
import { REGIONS } from '../../../lib/domain/regions.ts';
import { CABINET_TEXTS } from '../../../lib/domain/texts/cabinet.ts';
import { ENDING_TEXTS } from '../../../lib/domain/texts/endings.ts';
import { FAULT_TEXTS } from '../../../lib/domain/texts/faults.ts';
import { ITEM_TITLES } from '../../../lib/domain/texts/items.ts';
import { NAME_TEXTS } from '../../../lib/domain/texts/names.ts';
import { NOTICE_TEXTS } from '../../../lib/domain/texts/notices.ts';
import { PROBLEM_TEXTS } from '../../../lib/domain/texts/problems.ts';
import { REFUSAL_TEXTS } from '../../../lib/domain/texts/refusals.ts';
import { SIGNATURE_TEXTS } from '../../../lib/domain/texts/signatures.ts';
import type { Texts } from '../../../lib/domain/texts/texts.ts';

/** The texts in texts/, file by file. */
const FILES: Readonly<Record<string, Readonly<Record<string, Texts>>>> = {
  cabinet: CABINET_TEXTS,
  endings: ENDING_TEXTS,
  faults: FAULT_TEXTS,
  items: ITEM_TITLES,
  names: NAME_TEXTS,
  notices: NOTICE_TEXTS,
  problems: PROBLEM_TEXTS,
  refusals: REFUSAL_TEXTS,
  signatures: SIGNATURE_TEXTS,
};
const catalogue: readonly [string, Texts][] = Object.values(FILES).flatMap((texts) => Object.entries(texts));
/** Everything people read: the catalogue, and the names that stand with their data. */
const everything: readonly [string, Texts][] = [
  ...catalogue,
  ...PLATE_KINDS.kinds.map(({ code, name }): [string, Texts] => [`plate kind ${code}`, name]),
  ...REGIONS.map(({ code, name }): [string, Texts] => [`region ${code}`, name]),
  ...DEVELOPMENT_CENTRES.centres.flatMap(({ code, name, address }): [string, Texts][] => [
    [`centre ${code}`, name],
    [`centre ${code}, address`, address],
  ]),
];

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** A message's parts, those within plurals and selections included. */
function parts(elements: readonly Element[]): Element[] {
  return elements.flatMap((element) => [
    element,
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => parts(value)) : []),
    ...('children' in element ? parts(element.children) : []),
  ]);
}

const partsOf = (text: string, language: Language) =>
  parts(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());

/** The kinds of ICU elements, by the numbers that intl-messageformat gives them. */
const LITERAL = 0;
const PLURAL = 6;
const POUND = 7;

/** What the text has to be given: each placeholder's name and kind. */
function placeholders(text: string, language: Language): string[] {
  const found = partsOf(text, language)
    .filter(({ type }) => type !== LITERAL && type !== POUND)
    .map((element) => `${'value' in element ? element.value : ''} ${element.type}`);
  return [...new Set(found)].sort();
}

/** The forms that each plural of a text is written out in. */
function pluralForms(text: string, language: Language): string[][] {
  return partsOf(text, language).flatMap((element) =>
    element.type === PLURAL && 'options' in element ? [Object.keys(element.options).sort()] : [],
  );
}

describe('everything people read', () => {
  it('is there in three languages, no two alike', () => {
    for (const [name, texts] of everything) {
      expect(Object.keys(texts), name).toEqual([...LANGUAGES]);
      expect(new Set(Object.values(texts)).size, name).toBe(3);
      for (const text of Object.values(texts)) {
        expect(text.length, name).toBeGreaterThan(0);
        expect(text, name).toBe(text.trim());
      }
    }
  });

  it('is in its own alphabet, with no Latin letter within a Cyrillic word (c for с, i for і)', () => {
    for (const [name, { kk, ru, en }] of everything) {
      expect(en, name).not.toMatch(/\p{Script=Cyrillic}/u);
      for (const text of [kk, ru]) {
        expect(text, name).toMatch(/\p{Script=Cyrillic}/u);
        expect(text, name).not.toMatch(/\p{Script=Cyrillic}\p{Script=Latin}|\p{Script=Latin}\p{Script=Cyrillic}/u);
      }
    }
  });
});

describe('each text of the catalogue', () => {
  it('has the same placeholders in each language', () => {
    for (const [key, texts] of catalogue) {
      for (const language of LANGUAGES) {
        expect(placeholders(texts[language], language), `${key}, ${language}`).toEqual(placeholders(texts.kk, 'kk'));
      }
    }
  });

  it('has the plural forms that each language needs', () => {
    for (const [key, texts] of catalogue) {
      for (const language of LANGUAGES) {
        const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
        for (const forms of pluralForms(texts[language], language)) {
          expect(forms, `${key}, ${language}`).toEqual([...pluralCategories].sort());
        }
      }
    }
  });

  it('can be said, and nothing of its making shows', () => {
    for (const [key, texts] of catalogue) {
      for (const language of LANGUAGES) {
        const text = texts[language];
        const names = placeholders(text, language).map((name) => name.split(' ')[0] ?? '');
        const values = Object.fromEntries(names.map((name) => [name, name === 'since' ? new Date(0) : 2]));
        expect(textFor(texts, language, values), key).not.toMatch(/[{}#]|undefined/);
        // An apostrophe would start quoting in ICU MessageFormat and swallow what follows: ’ is written instead.
        expect(text, key).not.toContain("'");
      }
    }
  });
});

test('no file of texts is left out here', () => {
  const files = readdirSync(new URL('../../../lib/domain/texts/', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  );
  expect(files.filter((file) => file !== 'texts')).toEqual(Object.keys(FILES));
});

/** Beginnings of the order's own words, so that case endings may follow. */
const TERMS = [
  'бастапқы мемлекеттік тіркеу',
  'бастапқы тіркеу',
  'мемлекеттік тіркеу нөмірлік белгі',
  'жоғары сұранысқа ие және сақтауға қалдырылған мемлекеттік тіркеу нөмірлік белгілерін таңдау мүмкін емес',
  'көлік құралын тіркеу туралы куәлік',
  'көлік құралдарының электрондық паспорттары жүйесі',
  'кедендік төлемдерді төлеу жөніндегі мәліметтер',
  'кәдеге жарату төлемін төлеу жөніндегі мәліметтер',
  'сатып алу-сату шарт',
  'электрондық қол қою жүйелері',
  '"жеке тұлғалар" мемлекеттік деректер базасы',
  'өзекті мәртебесі',
  'дұрыс жсн енгізу қажет',
  '"әкімшілік өндірістердің бірыңғай тізілімі" ақпараттық жүйесі',
  'төленбеген',
  'мобильдік азаматтар базасы',
  'баждар мен алымдарды төле',
  'өтінімге эцқ арқылы қол қо',
  'дәлелді бас тарт',
  'халыққа қызмет көрсету орталығы',
  'дайын құжаттарды алу үшін',
  'жеке бас',
  'цифрлық құжаттар сервисінен электрондық құжат',
  'өтінім нөмірі',
  'электрондық кезек талонын бер',
  'беру секторы',
  'қазақстан республикасының аумағында өндірілген немесе көлік құралдарын өндірушілердің ресми дилерлері әкелген көлік құралдары',
  'vin-код',
  'сатушы',
  'сатып алушы',
  'эқжж',
  'хқко',
  'мтнб',
  'кқтк',
];

describe('the Kazakh terms', () => {
  const normal = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ');
  const ours = normal(everything.map(([, { kk }]) => kk).join('\n'));

  it('stand in our texts', () => {
    expect(TERMS.filter((term) => !ours.includes(term))).toEqual([]);
  });

  const order = new URL('../../../../shared/order.kk.txt', import.meta.url);
  it.skipIf(!existsSync(order))("are the order's own", () => {
    const orders = normal(readFileSync(order, 'utf8'));
    expect(TERMS.filter((term) => !orders.includes(term))).toEqual([]);
  });
});
