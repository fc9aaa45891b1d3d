import { almatyTime } from '../domain/almaty-time.ts';
import type { Application, Notice, Summary } from '../domain/application.ts';
import type { StoredNotice } from '../domain/cabinet.ts';
import { cabinetText } from '../domain/cabinet.ts';
import type { CentreList } from '../domain/centres.ts';
import { isCheck, isPassed } from '../domain/checks.ts';
import { deadline } from '../domain/lifecycle.ts';
import { endingText, type Language, noticeText, refusalText, textFor } from '../domain/messages.ts';
import { fullName, initials } from '../domain/person-name.ts';
import { NAME_TEXTS } from '../domain/texts/names.ts';
import { type Action, type Party, WAITS } from '../domain/waits.ts';
import type { Role } from './caller.ts';

/** What is awaited, in the form in which callers see it. */
export interface Awaiting {
  action: Action;
  /** Who has to give it. */
  from: Party;
  /** ISO 8601 with the offset of Asia/Almaty. */
  until: string;
}

/** Whom an application is shown to, and when the pilot ends: everything that its view depends on besides itself. */
export interface Viewer {
  role: Role;
  language: Language;
  pilotEndsAt: Date;
}

/**
 * What an application waits for, with the moment after which it can no longer be given; undefined when it waits for
 * nothing.
 */
export function awaitingOf({ awaiting }: Pick<Application, 'awaiting'>, pilotEndsAt: Date): Awaiting | undefined {
  if (!awaiting) return undefined;
  return {
    action: awaiting.action,
    from: WAITS[awaiting.action].from,
    until: almatyTime(new Date(deadline(awaiting, pilotEndsAt))),
  };
}

/** What only the buyer and the police may see: fines (4.14), the phone (4.16), the payment (4.17). */
const PRIVATE_ITEMS: ReadonlySet<string> = new Set(['4.14', '4.16', '4.17']);

/** The buyer, as far as the role may know: the seller by initials, the printing centre not at all. */
function buyerFor(role: Role, buyer: Application['buyer']) {
  if (!buyer || role === 'printing') return undefined;
  const known = buyer.surname !== undefined;
  if (role === 'seller') return { iin: buyer.iin, ...(known && { name: initials(buyer) }) };
  return {
    iin: buyer.iin,
    ...(known && { name: fullName(buyer) }),
    ...(role !== 'centre' && buyer.birthDate && { birthDate: buyer.birthDate }),
    ...(role !== 'centre' && buyer.phone && { phone: buyer.phone }),
  };
}

/**
 * The message that goes with a wait or a check, in the caller's language; the seller sees nothing about fines and
 * payments.
 */
function noticeFor(
  { role, language }: Viewer,
  application: Pick<Application, 'item' | 'notice' | 'waitingFor' | 'suspended'>,
) {
  const { item, notice, waitingFor, suspended } = application;
  if (suspended) {
    const since = new Date(suspended.since);
    return {
      code: 'suspended',
      item: waitingFor?.item ?? item,
      ...noticeText('suspended', language, { since }),
      since: almatyTime(since),
      ...(waitingFor && { system: waitingFor.system }),
    };
  }
  if (waitingFor) {
    const since = new Date(waitingFor.since);
    const { system } = waitingFor;
    const name = textFor(NAME_TEXTS[`system.${system}`], language);
    return {
      code: 'waiting-for-system',
      item: waitingFor.item,
      ...noticeText('waiting-for-system', language, { system: name, since }),
      system,
      since: almatyTime(since),
    };
  }
  return notice && mayKnow(role, notice)
    ? { code: notice.code, item: notice.item, ...noticeText(notice.code, language, notice.values) }
    : undefined;
}

const mayKnow = (role: Role, { item }: Notice) => role === 'buyer' || role === 'police' || !PRIVATE_ITEMS.has(item);

/** How it ended, in the caller's language. */
function outcomeFor(language: Language, outcome: NonNullable<Application['outcome']>) {
  const { kind, code, item, reason, legalBasis, at } = outcome;
  const said = { ...(reason && { reason }), ...(legalBasis && { legalBasis }) };
  const explained =
    kind === 'refused' ? code !== undefined && refusalText(code, language, said) : endingText(kind, language);
  return { kind, ...(code && { code }), ...(item && { item }), ...explained, ...said, at: almatyTime(new Date(at)) };
}

/** An application as lists show it to a role. */
export function summaryView(application: Summary, viewer: Viewer) {
  const { id, number, revision, status, item, seller, vehicle, pickup, registration, outcome } = application;
  const { role, language, pilotEndsAt } = viewer;
  const awaiting = awaitingOf(application, pilotEndsAt);
  const buyer = buyerFor(role, application.buyer);
  const notice = noticeFor(viewer, application);
  return {
    id,
    number,
    revision,
    status,
    item,
    ...(awaiting && { awaiting }),
    ...(notice && { notice }),
    ...(role !== 'printing' && { seller }),
    ...(vehicle && { vehicle }),
    ...(buyer && { buyer }),
    ...(pickup && role !== 'seller' && { pickup: { centre: pickup.centre, plateKind: pickup.plateKind } }),
    ...(registration && {
      registration: { plateNumber: registration.plateNumber, certificateNumber: registration.certificateNumber },
    }),
    ...(outcome && { outcome: outcomeFor(language, outcome) }),
    createdAt: almatyTime(new Date(application.createdAt)),
    updatedAt: almatyTime(new Date(application.updatedAt)),
  };
}

/** The payment as the buyer and the police see it. */
function paymentFor(
  { id, status, items, total, url, requestedAt, paidAt }: NonNullable<Application['payment']>,
  mayBePaid: boolean,
) {
  return {
    ...(id && { id }),
    status,
    items,
    total,
    ...(status === 'due' && mayBePaid && url && { url }),
    requestedAt: almatyTime(new Date(requestedAt)),
    ...(paidAt && { paidAt: almatyTime(new Date(paidAt)) }),
  };
}

/** An application as a role sees it: every response about one passes through here. */
export function applicationView(application: Application, viewer: Viewer) {
  const { role } = viewer;
  const { payment, journal } = application;
  const sensitive = role === 'buyer' || role === 'police';
  const { createdAt, updatedAt, outcome, ...summary } = summaryView(application, viewer);
  const checks = journal
    .filter((entry) => isCheck(entry) && (sensitive || !PRIVATE_ITEMS.has(entry.item)))
    .map(({ item, system, outcome: found, at }) => ({
      item,
      system,
      outcome: isPassed(found) ? 'passed' : found,
      at: almatyTime(new Date(at)),
    }));
  return {
    ...summary,
    ...(sensitive && payment && { payment: paymentFor(payment, !outcome && !application.closing) }),
    ...((sensitive || role === 'seller') && { checks }),
    ...(outcome && { outcome }),
    createdAt,
    updatedAt,
  };
}

/** The items under which an employee of a service centre has a system asked, with the buyer standing there. */
const CENTRE_ITEMS: ReadonlySet<string> = new Set(['8', '9']);

/** A line of the journal, as the buyer and the police read it: who asked which system what, under which item, when. */
export function journalView({ journal }: Application) {
  return journal.map(({ item, system, outcome, requestId, sha256, at }) => ({
    item,
    askedBy: CENTRE_ITEMS.has(item) ? 'centre' : 'service',
    system,
    outcome,
    requestId,
    sha256,
    at: almatyTime(new Date(at)),
  }));
}

/** A notice of the buyer's cabinet, in the buyer's language. */
export function noticeView(notice: StoredNotice, language: Language, centres: CentreList) {
  const { id, applicationId, number, code, item, at } = notice;
  const text = cabinetText(code, language, notice.values ?? {}, centres);
  return { id, applicationId, number, code, item, text, at: almatyTime(new Date(at)) };
}
