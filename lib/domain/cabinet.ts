import * as z from 'zod/mini';
import { citation, isItem } from './algorithm.ts';
import type { Application } from './application.ts';
import { type CentreList, findCentre } from './centres.ts';
import { type Language, refusalText, textFor } from './messages.ts';
import { isRefusalCode } from './refusals.ts';
import { CABINET_TEXTS, type CabinetNotice } from './texts/cabinet.ts';

/** Whether a text is the code of a notice in the cabinet. */
export function isCabinetNotice(code: string): code is CabinetNotice {
  return Object.hasOwn(CABINET_TEXTS, `cabinet.${code}`);
}

/** A notice in the buyer's cabinet (4.10 and what follows); its text is made when it is read, in the reader's language. */
export const storedNotice = z.strictObject({
  /** Made from the application and the occasion, so that a retried task writes the same notice and no second one. */
  id: z.string(),
  applicationId: z.string(),
  number: z.string(),
  /** Which text: see texts/cabinet.ts. */
  code: z.custom<CabinetNotice>((given) => typeof given === 'string' && isCabinetNotice(given)),
  item: z.string(),
  values: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  at: z.iso.datetime({ offset: true }),
});

export type StoredNotice = z.infer<typeof storedNotice>;

/** The facts of a notice in the buyer's cabinet, without the words: those are made when it is read or sent. */
export type NoticeFacts = Readonly<Record<string, string | number>>;

/** The facts that a notice about this application may need. */
export function noticeFacts({ number, seller, fines, payment, pickup, outcome }: Application): NoticeFacts {
  return {
    number,
    seller: seller.name ?? seller.bin,
    ...(fines && { count: fines.count }),
    ...((payment ?? fines) && { total: payment?.total ?? fines?.total ?? 0 }),
    ...(pickup && { centre: pickup.centre }),
    ...(outcome?.code && { code: outcome.code }),
    ...(outcome?.item && { item: outcome.item }),
    ...(outcome?.reason && { reason: outcome.reason }),
    ...(outcome?.legalBasis && { legalBasis: outcome.legalBasis }),
  };
}

/**
 * What the buyer is told of the end, if the application was in the cabinet. A buyer who collected, or declined, knows
 * already.
 */
export function noticesOfEnd({ inCabinet, outcome, payment }: Application): CabinetNotice[] {
  const kind = outcome?.kind;
  const ofEnd = kind === 'refused' || kind === 'withdrawn' || kind === 'expired' || kind === 'pilot-ended';
  return [...(inCabinet && ofEnd ? [kind] : []), ...(payment?.status === 'refund-due' ? ['refund-due' as const] : [])];
}

/** The text of a notice in one language. */
export function cabinetText(
  notice: CabinetNotice,
  language: Language,
  facts: NoticeFacts,
  centres?: CentreList,
): string {
  const centre = typeof facts.centre === 'string' ? findCentre(facts.centre, centres) : undefined;
  const { code, item } = facts;
  return textFor(CABINET_TEXTS[`cabinet.${notice}`], language, {
    ...facts,
    // A centre that has left the list since it was chosen is called by its code.
    ...(facts.centre !== undefined && {
      centre: centre?.name[language] ?? facts.centre,
      address: centre?.address[language] ?? '—',
    }),
    ...(typeof item === 'string' && isItem(item) && { citation: citation(item, language) }),
    ...(typeof code === 'string' && isRefusalCode(code) && refusalText(code, language, facts)),
  });
}

/**
 * A notice as it goes to the portal, which does not say what language its reader prefers: in Kazakh, the state
 * language, then in Russian.
 */
export function portalText(notice: CabinetNotice, facts: NoticeFacts, centres?: CentreList): string {
  return `${cabinetText(notice, 'kk', facts, centres)}\n\n${cabinetText(notice, 'ru', facts, centres)}`;
}
