import { theApplications } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { eachOf } from '../../lib/each-of.ts';
import { count, describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { deliver, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';

/** How long a delivery that is under way is left alone, in seconds. */
const GRACE_SECONDS = 30;

/**
 * Each minute: tells the state machine again what was written down and is not known to have reached it. A run that takes
 * longer than a minute is overlapped by the next, which does no harm: telling twice has no effect.
 */
export function redeliverAnswers(store: () => Applications, machine: () => Executions, clock: Clock = systemClock) {
  return operation(async ({ timeIsUp }) => {
    let found = 0;
    let failed = 0;
    for await (const ids of store().undelivered(new Date(clock().getTime() - GRACE_SECONDS * 1000))) {
      await eachOf(ids, async (id) => {
        try {
          const application = await store().get(id);
          if (application?.undeliveredSince) await deliver(application, machine());
        } catch (error) {
          failed += 1;
          report('warn', 'Not delivered; tried again in a minute.', { applicationId: id, ...describeError(error) });
        }
      });
      found += ids.length;
      if (timeIsUp()) break;
    }
    if (found > 0) {
      report('info', 'Redelivered.', { count: found });
      count('Redelivered', { outcome: failed > 0 ? 'some-failed' : 'all' });
    }
    return { found, failed };
  });
}

export const handler = redeliverAnswers(theApplications, theExecutions);
