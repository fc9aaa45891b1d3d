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
  readonly centres: () => CentreList;
}

/**
 * Tells the buyer, once: however often it is called for the same occasion, the cabinets hold one notice.
 *
 * @param occasion when the state machine came to the telling; the same for every retry
 * @throws SystemUnavailable when the portal does not answer
 */
export async function tellBuyer(
  application: Application,
  notice: CabinetNotice,
  occasion: { item: string; enteredAt: string },
  { cabinet, portal, centres }: Announcing,
): Promise<Evidence> {
  const { id, number, buyer } = application;
  if (!buyer) throw new Error('There is nobody to tell: the application has no buyer.');
  const { item, enteredAt } = occasion;
  const values = noticeFacts(application);
  await cabinet().put(buyer.iin, {
    id: `${id}-${notice}-${enteredAt}`,
    applicationId: id,
    number,
    code: notice,
    item,
    values,
    at: enteredAt,
  });
  const { evidence } = await portal().postNotice(
    { iin: buyer.iin, applicationId: id, code: notice, text: portalText(notice, values, centres()) },
    { item, idempotencyKey: `${id}:${notice}:${enteredAt}` },
  );
  return evidence;
}
