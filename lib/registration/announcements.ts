import type { Application } from '../domain/application.ts';
import { noticeFacts, portalText } from '../domain/cabinet.ts';
import type { CentreList } from '../domain/centres.ts';
import type { CabinetNotice } from '../domain/texts/cabinet.ts';
import type { Cabinet } from '../store/cabinet.ts';
import type { Evidence } from '../systems/answer.ts';
import type { Portal } from '../systems/portal.ts';

/** Where a notice goes: the cabinet of this service's own API, and the citizen's personal cabinet on the portal. */
export interface Announcing {
  readonly cabinet: () => Cabinet;
  readonly portal: () => Portal;
  /** For the name and the address of the chosen centre. */
  readonly centres: () => CentreList;
}

/** What a notice is about, and when that happened; the same for every retry. */
export interface Occasion {
  /** The item of the Algorithm under which the buyer is told. */
  readonly item: string;
  /** ISO 8601 in UTC: notices are sorted by it. */
  readonly at: string;
}

/** Puts a notice into the cabinet of this service's own API, once: the same occasion again is the same notice. */
export async function tellInCabinet(
  application: Application,
  notice: CabinetNotice,
  { item, at }: Occasion,
  cabinet: Cabinet,
): Promise<void> {
  const { id, number } = application;
  await cabinet.put(buyerOf(application).iin, {
    id: `${id}-${notice}-${at}`,
    applicationId: id,
    number,
    code: notice,
    item,
    values: noticeFacts(application),
    at,
  });
}

/**
 * Tells the buyer, once: however often it is called for the same occasion, the cabinets hold one notice.
 *
 * @throws SystemUnavailable when the portal does not answer
 */
export async function tellBuyer(
  application: Application,
  notice: CabinetNotice,
  occasion: Occasion,
  { cabinet, portal, centres }: Announcing,
): Promise<Evidence> {
  const { id } = application;
  const text = portalText(notice, noticeFacts(application), centres());
  const { evidence } = await portal().postNotice(
    { iin: buyerOf(application).iin, applicationId: id, code: notice, text },
    { item: occasion.item, idempotencyKey: `${id}:${notice}:${occasion.at}` },
  );
  // After the portal, so that nobody is asked here for what the Algorithm has not come to yet.
  await tellInCabinet(application, notice, occasion, cabinet());
  return evidence;
}

function buyerOf({ buyer }: Application): NonNullable<Application['buyer']> {
  if (!buyer) throw new Error('There is nobody to tell: the application has no buyer.');
  return buyer;
}
