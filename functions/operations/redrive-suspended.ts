import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { eachOf } from '../../lib/each-of.ts';
import { count, describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { applicationOfExecution, type Executions, theExecutions } from '../../lib/registration/executions.ts';

/** How long a failed execution is left to the operator: half of the 14 days for which Step Functions redrives it. */
const LEFT_ALONE_MS = 7 * 24 * 3_600_000;

/**
 * Each day: redrives every execution that failed a week ago or longer, so that none passes the 14 days after which it
 * can no longer continue. One whose cause lasts fails again, raises the alarm again, and has 14 new days. What an operator
 * stopped by hand stays stopped.
 */
export function redriveSuspended(machine: () => Executions, clock: Clock = systemClock) {
  return operation(async ({ timeIsUp }) => {
    let redriven = 0;
    let failed = 0;
    for await (const names of machine().failedBefore(new Date(clock().getTime() - LEFT_ALONE_MS))) {
      await eachOf(names, async (name) => {
        try {
          if ((await machine().redrive(name)) === 'delivered') redriven += 1;
        } catch (error) {
          failed += 1;
          const applicationId = applicationOfExecution(name);
          report('warn', 'Not redriven; tried again tomorrow.', { applicationId, ...describeError(error) });
        }
      });
      if (timeIsUp()) break;
    }
    if (redriven + failed > 0) {
      report('info', 'Redriven after a week.', { count: redriven });
      count('Redriven', { outcome: failed > 0 ? 'some-failed' : 'all' });
    }
    return { redriven, failed };
  });
}

export const handler = redriveSuspended(theExecutions);
