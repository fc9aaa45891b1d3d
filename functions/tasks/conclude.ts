import * as z from 'zod/mini';
import { theAnnouncing, theApplications, theTable } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { conclude as concluded, isEnded } from '../../lib/domain/lifecycle.ts';
import { REFUSAL_CODES } from '../../lib/domain/refusals.ts';
import { ENDINGS } from '../../lib/domain/waits.ts';
import { once } from '../../lib/environment.ts';
import { count, report } from '../../lib/middleware/reporting.ts';
import { ApplicationMissing, item, task, taskEvent } from '../../lib/middleware/task.ts';
import { type Announcing, tellBuyer } from '../../lib/registration/announcements.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type VinClaims, vinClaims } from '../../lib/store/vin-claims.ts';

const ending = z.extend(taskEvent, {
  /** Absent for the closing that the application itself carries: withdrawn, expired, pilot-ended. */
  item: z.optional(item),
  kind: z.optional(z.enum(ENDINGS)),
  code: z.optional(z.enum(REFUSAL_CODES)),
});

/**
 * Every end of the Algorithm: writes the outcome, gives the VIN free, and tells the buyer where the application stood in
 * the cabinet. A payment that was made for nothing is marked for refund.
 */
export function conclude(
  store: () => Applications,
  claims: () => VinClaims,
  announcing: Announcing,
  clock: Clock = systemClock,
) {
  return task(ending, async (event) => {
    const known = await store().get(event.applicationId);
    if (!known) throw new ApplicationMissing('The state machine speaks of an application that is not stored.');
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
    const { id, item, vehicle, inCabinet, outcome, payment } = application;
    const kind = outcome?.kind;
    if (vehicle) await claims().release(vehicle.vin, id);
    const occasion = { item, enteredAt: event.enteredAt };
    if (inCabinet && (kind === 'refused' || kind === 'withdrawn' || kind === 'expired' || kind === 'pilot-ended')) {
      await tellBuyer(application, kind, occasion, announcing);
    }
    if (payment?.status === 'refund-due') await tellBuyer(application, 'refund-due', occasion, announcing);
    report('info', 'Concluded.', { applicationId: id, item, outcome: outcome?.code ?? kind ?? '' });
    count('Endings', { outcome: kind ?? '', item });
    return { outcome: kind };
  });
}

export const handler = conclude(
  theApplications,
  once(() => vinClaims(theTable())),
  theAnnouncing,
);
