import * as z from 'zod/mini';
import { theAnnouncing, theApplications, theTable } from '../../lib/dependencies.ts';
import { itemSchema, type JournalEntry } from '../../lib/domain/application.ts';
import { noticesOfEnd } from '../../lib/domain/cabinet.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { conclude as concluded, isEnded, recordAfterEnd } from '../../lib/domain/lifecycle.ts';
import { REFUSAL_CODES } from '../../lib/domain/refusals.ts';
import { ENDINGS } from '../../lib/domain/waits.ts';
import { once } from '../../lib/environment.ts';
import { count, report } from '../../lib/middleware/reporting.ts';
import { storedApplication, task, taskEvent } from '../../lib/middleware/task.ts';
import { type Announcing, tellBuyer } from '../../lib/registration/announcements.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type VinClaims, vinClaims } from '../../lib/store/vin-claims.ts';
import { lineOf } from '../../lib/systems/answer.ts';

const ending = z.extend(taskEvent, {
  /** Absent for the closing that the application itself carries: withdrawn, expired, pilot-ended. */
  item: z.optional(itemSchema),
  kind: z.optional(z.enum(ENDINGS)),
  code: z.optional(z.enum(REFUSAL_CODES)),
});

/**
 * Every end of the Algorithm: writes the outcome, releases the VIN, and tells the buyer if the application was in the
 * cabinet. A payment that was made for nothing is marked for refund.
 */
export function conclude(
  store: () => Applications,
  claims: () => VinClaims,
  announcing: Announcing,
  clock: Clock = systemClock,
) {
  return task(ending, async (event) => {
    const known = await storedApplication(event, store());
    const application = await store().change(known, (current) => {
      if (isEnded(current)) return current;
      const kind = event.kind ?? current.closing?.kind;
      if (!kind) throw new Error('An application is to be concluded, and nothing says how.');
      return concluded(
        current,
        { kind, ...(event.code && { code: event.code }), ...(event.item && { item: event.item }) },
        clock(),
      );
    });
    const { id, item, vehicle, outcome } = application;
    if (!outcome) throw new Error('An application has been concluded, and says nothing of how.');
    const { kind } = outcome;
    if (vehicle) await claims().release(vehicle.vin, id);
    const lines: JournalEntry[] = [];
    // A payment that comes after the end is announced with the same moment, that of the end: a refund has one notice.
    const occasion = { item, at: outcome.at };
    for (const notice of noticesOfEnd(application)) {
      const evidence = await tellBuyer(application, notice, occasion, announcing);
      lines.push({ ...lineOf(item, evidence, 'told'), entered: event.enteredAt });
    }
    if (lines.length > 0) await store().change(application, (current) => recordAfterEnd(current, lines));
    report('info', 'Concluded.', { applicationId: id, item, outcome: outcome.code ?? kind });
    count('Endings', { outcome: kind, item });
    if (application.payment?.status === 'refund-due') count('RefundsDue', {});
    return { outcome: kind };
  });
}

export const handler = conclude(
  theApplications,
  once(() => vinClaims(theTable())),
  theAnnouncing,
);
