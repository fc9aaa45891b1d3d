import { theApplications } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { eachOf } from '../../lib/each-of.ts';
import { count, describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { applicationOfExecution, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';

const DAY_MS = 24 * 3_600_000;
/**
 * For how long a failed execution is left to the operator: half of the 14 days in which Step Functions can redrive it.
 */
const LEFT_ALONE_MS = 7 * DAY_MS;
const REDRIVABLE_MS = 14 * DAY_MS;

/**
 * Each day: redrives every execution that failed a week ago or longer, so that none passes the 14 days after which it
 * can no longer continue. If the cause remains, it fails again, raises the alarm again, and has another 14 days. An
 * execution that an operator stopped by hand stays stopped; it counts as failed, so that the alarm calls it to mind. So
 * does one that can be redriven no more (its 14 days or its year have passed, or its history is full), for as long as its
 * application stands still and no other execution has carried it on.
 */
export function redriveSuspended(
  store: () => Pick<Applications, 'get'>,
  machine: () => Executions,
  clock: Clock = systemClock,
) {
  return operation(async ({ timeIsUp }) => {
    let redriven = 0;
    let failed = 0;
    let stopped = 0;
    let gone = 0;
    const now = clock().getTime();
    const before = new Date(now - LEFT_ALONE_MS);
    for await (const names of machine().stoppedByHand({ after: new Date(now - REDRIVABLE_MS), before })) {
      stopped += names.length;
      for (const name of names) {
        const applicationId = applicationOfExecution(name);
        report('warn', 'Stopped by hand a week ago or longer: it can be redriven for 14 days.', { applicationId });
      }
    }
    for await (const names of machine().failedBefore(before)) {
      await eachOf(names, async (name) => {
        const applicationId = applicationOfExecution(name);
        try {
          if ((await machine().redrive(name)) === 'delivered') redriven += 1;
          else if ((await store().get(applicationId))?.status === 'suspended') {
            gone += 1;
            report('warn', 'Suspended, and its execution can be redriven no more.', { applicationId });
          }
        } catch (error) {
          failed += 1;
          report('warn', 'Not redriven; tried again tomorrow.', { applicationId, ...describeError(error) });
        }
      });
      if (timeIsUp()) break;
    }
    const left = failed + stopped + gone;
    if (redriven + left > 0) {
      report('info', 'Redriven after a week.', { count: redriven });
      count('Redriven', { outcome: left > 0 ? 'some-failed' : 'all' });
    }
    return { redriven, failed, stopped, gone };
  });
}

export const handler = redriveSuspended(theApplications, theExecutions);
