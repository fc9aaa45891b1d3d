import { theApplications } from '../../lib/dependencies.ts';
import type { Application } from '../../lib/domain/application.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { eachOf } from '../../lib/each-of.ts';
import { count, describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { deliver, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';

/** For how long a delivery that may still be under way is left alone, in seconds. */
const GRACE_SECONDS = 30;

/**
 * After how long it is a fault, in milliseconds, that something sent each minute is not taken over: far longer than any
 * pause between two tries.
 */
const LONG_MS = 3_600_000;

/**
 * Each minute: tells the state machine again what was written down and may not have reached it. A run that takes longer
 * than a minute overlaps with the next, which does no harm: telling it twice has no effect. What cannot be delivered
 * for long counts as failed, and raises the alarm.
 */
export function redeliverAnswers(store: () => Applications, machine: () => Executions, clock: Clock = systemClock) {
  return operation(async ({ timeIsUp }) => {
    let found = 0;
    let failed = 0;
    for await (const ids of store().undelivered(new Date(clock().getTime() - GRACE_SECONDS * 1000))) {
      await eachOf(ids, async (id) => {
        try {
          const application = await store().get(id);
          if (!application?.undeliveredSince) return;
          await deliver(application, machine());
          if (!isStuck(application, clock())) return;
          failed += 1;
          report('warn', 'Told again and again, and not taken over.', { applicationId: id });
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

/**
 * Whether what was written should have been taken over long ago: nothing is known to hold the application up, and still
 * its execution does not continue. It may wait under another token, or have ended without our knowing.
 */
function isStuck({ undeliveredSince, status, waitingFor }: Application, now: Date): boolean {
  if (!undeliveredSince || status === 'suspended' || waitingFor) return false;
  return now.getTime() - Date.parse(undeliveredSince) > LONG_MS;
}

export const handler = redeliverAnswers(theApplications, theExecutions);
