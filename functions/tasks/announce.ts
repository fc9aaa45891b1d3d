import * as z from 'zod/mini';
import { theAnnouncing, theApplications } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { record, wasTold } from '../../lib/domain/lifecycle.ts';
import { entryOf, noting } from '../../lib/middleware/check.ts';
import { applicationOf, changeAsTask, goingOn, task, taskEvent } from '../../lib/middleware/task.ts';
import { type Announcing, tellBuyer } from '../../lib/registration/announcements.ts';
import type { Applications } from '../../lib/store/applications.ts';

const announcement = z.extend(taskEvent, {
  notice: z.enum(['application-received', 'fines-to-pay', 'service-given', 'documents-ready']),
});

/**
 * Tells the buyer in the personal cabinet: of the application (4.10), of unpaid fines (4.14), that the service was
 * given (4.19), that the documents are ready (7). From the first notice on, the buyer sees the application in the
 * cabinet.
 */
export function announce(store: () => Applications, announcing: Announcing, clock: Clock = systemClock) {
  return task(announcement, async (event) => {
    const application = await applicationOf(event, store());
    if (wasTold(application, event.item, event.enteredAt)) return { outcome: 'told' };
    const evidence = await noting(application, event, store(), clock, () =>
      tellBuyer(application, event.notice, { item: event.item, at: event.enteredAt }, announcing),
    );
    await changeAsTask(store(), application, (current) =>
      record(goingOn(current), entryOf(event, evidence, 'told'), { inCabinet: true }),
    );
    return { outcome: 'told' };
  });
}

export const handler = announce(theApplications, theAnnouncing);
