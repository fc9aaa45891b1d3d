import { theApplications } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { eachOf } from '../../lib/each-of.ts';
import { count, describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { deliver, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';

/** How long a delivery that is under way is left alone, in seconds. */
const GRACE_SECONDS = 30;
/** How many are looked at in one run; those that are left come first in the next. */
const AT_MOST = 1000;

/** Each minute: tells the state machine again what was written down and is not known to have reached it. */
export function redeliverAnswers(store: () => Applications, machine: () => Executions, clock: Clock = systemClock) {
  return operation(async () => {
    const ids = await store().undelivered(new Date(clock().getTime() - GRACE_SECONDS * 1000), AT_MOST);
    let failed = 0;
    await eachOf(ids, async (id) => {
      try {
        const application = await store().get(id);
        if (application?.undeliveredSince) await deliver(application, machine());
      } catch (error) {
        failed += 1;
        report('warn', 'Not delivered; tried again in a minute.', { applicationId: id, ...describeError(error) });
      }
    });
    if (ids.length > 0) {
      report('info', 'Redelivered.', { count: ids.length });
      count('Redelivered', { outcome: failed > 0 ? 'some-failed' : 'all' });
    }
    return { found: ids.length, failed };
  });
}

export const handler = redeliverAnswers(theApplications, theExecutions);
