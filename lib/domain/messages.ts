/**
 * What is said to people, in Kazakh, Russian and English. The texts themselves stand side by side in texts/, in ICU
 * MessageFormat, one file a subject; this file fills them in.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type { NoticeCode, RefusalCode } from './refusals.ts';
import type { SignatureFault } from './signature-fault.ts';
import { ENDING_TEXTS, type EndingCode } from './texts/endings.ts';
import { NAME_TEXTS } from './texts/names.ts';
import { NOTICE_TEXTS } from './texts/notices.ts';
import { PROBLEM_TEXTS } from './texts/problems.ts';
import { REFUSAL_TEXTS } from './texts/refusals.ts';
import { SIGNATURE_TEXTS } from './texts/signatures.ts';
import type { Language, Texts } from './texts/texts.ts';
import type { Action, Party } from './waits.ts';

export type { Language } from './texts/texts.ts';

/** What fills a text's placeholders. */
export type TextValues = Readonly<Record<string, string | number | Date>>;

/** Whose ways of writing dates and numbers each language follows. */
const LOCALES: Readonly<Record<Language, string>> = { kk: 'kk', ru: 'ru', en: 'en-GB' };

/** People read times as the clock on their wall shows them. */
const ALMATY = { timeZone: 'Asia/Almaty' } as const;
const FORMATS = {
  time: { short: { ...ALMATY, day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } },
} as const;

const compiled: Readonly<Record<Language, Map<Texts, IntlMessageFormat>>> = {
  kk: new Map(),
  ru: new Map(),
  en: new Map(),
};

function formatOf(texts: Texts, language: Language): IntlMessageFormat {
  const known = compiled[language].get(texts);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(texts[language], LOCALES[language], FORMATS, { ignoreTag: true });
  compiled[language].set(texts, format);
  return format;
}

/**
 * A text in a language.
 *
 * @param values what fills the text's placeholders
 * @throws Error when a placeholder has no value: a fault in the code that asks, never in what people send.
 */
export function textFor(texts: Texts, language: Language, values: TextValues = {}): string {
  return String(formatOf(texts, language).format({ ...values }));
}

/** The languages in the order that texts stand in. */
export const LANGUAGES: readonly Language[] = ['kk', 'ru', 'en'];

/** Kazakh, the state language, where nothing else is asked for. */
export const DEFAULT_LANGUAGE: Language = 'kk';

/** A weight of RFC 9110, 12.4.2: 0 to 1 with up to three decimals. Anything else counts as 0. */
function quality(weight: string): number {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0;
}

/**
 * The language to answer in: the one that the header `Accept-Language` (RFC 9110, 12.5.4) likes best of ours, the first
 * of equals; Kazakh when it names none of them.
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const named = new Map<Language, number>();
  let others = 0;
  // No browser sends as much; what lies beyond is not worth the time.
  for (const range of (acceptLanguage ?? '').slice(0, 1000).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const liked = quality(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
    const language = LANGUAGES.find((known) => known === tag.split('-')[0]);
    if (language !== undefined) named.set(language, Math.max(liked, named.get(language) ?? 0));
    else if (tag === '*') others = liked;
  }
  for (const language of LANGUAGES) if (!named.has(language)) named.set(language, others);
  const most = Math.max(...named.values());
  const best = [...named.keys()].find((language) => named.get(language) === most);
  return most > 0 && best !== undefined ? best : DEFAULT_LANGUAGE;
}

/** What people are told about where an application is, or how it ended. */
export interface Explanation {
  /** What it is, in one or two sentences. */
  readonly message: string;
  /** What the reader can do now. */
  readonly nextStep: string;
}

/** The explanation of a refusal. `registration-refused` takes `reason` and `legalBasis`, the police's own words. */
export function refusalText(code: RefusalCode, language: Language, values?: TextValues): Explanation {
  return {
    message: textFor(REFUSAL_TEXTS[`refusal.${code}.message`], language, values),
    nextStep: textFor(REFUSAL_TEXTS[`refusal.${code}.next-step`], language, values),
  };
}

/** The explanation of an ending other than a refusal. */
export function endingText(kind: EndingCode, language: Language, values?: TextValues): Explanation {
  return {
    message: textFor(ENDING_TEXTS[`ending.${kind}.message`], language, values),
    nextStep: textFor(ENDING_TEXTS[`ending.${kind}.next-step`], language, values),
  };
}

/**
 * The explanation of a notice. `unpaid-fines` takes `count` and `total` (tenge), `suspended` takes `since`, and
 * `waiting-for-system` also the name of the `system`.
 */
export function noticeText(
  code: NoticeCode | 'waiting-for-system' | 'suspended',
  language: Language,
  values?: TextValues,
): Explanation {
  return {
    message: textFor(NOTICE_TEXTS[`notice.${code}.message`], language, values),
    nextStep: textFor(NOTICE_TEXTS[`notice.${code}.next-step`], language, values),
  };
}

/**
 * Why an action is not awaited now. Either something else is, from someone; or nothing is, because checks are running,
 * the application is suspended or being closed, the time or the pilot is over, the step has been repeated as often as it
 * may be, or the application has ended.
 */
export function notAwaitedDetail(
  language: Language,
  now:
    | { readonly action: Action; readonly from: Party }
    | 'checking'
    | 'suspended'
    | 'closing'
    | 'over'
    | 'too-often'
    | 'pilot-ended'
    | 'ended',
): string {
  if (typeof now === 'string') return textFor(PROBLEM_TEXTS[`problem.not-awaited.${now}`], language);
  return textFor(PROBLEM_TEXTS['problem.not-awaited.detail'], language, {
    action: textFor(NAME_TEXTS[`action.${now.action}`], language),
    from: textFor(NAME_TEXTS[`from.${now.from}`], language),
  });
}

/** Why an electronic digital signature was not accepted, and what to do. */
export function signatureDetail(fault: SignatureFault, language: Language): string {
  return textFor(PROBLEM_TEXTS['problem.signature-invalid.detail'], language, {
    reason: textFor(SIGNATURE_TEXTS[`signature.${fault}`], language),
  });
}
