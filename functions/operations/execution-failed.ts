import * as z from 'zod/mini';
import { theApplications } from '../../lib/dependencies.ts';
import { FAILED_STATUSES } from '../../lib/deployed.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { isEnded, suspend } from '../../lib/domain/lifecycle.ts';
import { count, report } from '../../lib/middleware/reporting.ts';
import { task } from '../../lib/middleware/task.ts';
import { applicationOfExecution, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { StoreUnavailable } from '../../lib/store/table.ts';

/**
 * EventBridge's event "Step Functions Execution Status Change", as far as it is used here. The error is not read from it:
 * with a key of our own, Step Functions leaves it out.
 */
const statusChange = z.object({
  detail: z.object({
    /** The execution's name, which tells the application. */
    name: z.string(),
    status: z.enum(FAILED_STATUSES),
    /** Milliseconds since the epoch. */
    stopDate: z.nullish(z.number()),
  }),
});

/**
 * An execution failed, which is always a technical fault. The application is parked and shown as suspended until the
 * operator redrives the execution, and the count of such failures raises the alarm. The event may come late or twice:
 * an execution that has been redriven meanwhile is left alone.
 */
export function executionFailed(store: () => Applications, machine: () => Executions, clock: Clock = systemClock) {
  return task(statusChange, async ({ detail }) => {
    const applicationId = applicationOfExecution(detail.name);
    const known = await store().get(applicationId);
    const stoppedAt = typeof detail.stopDate === 'number' ? new Date(detail.stopDate) : undefined;
    const failure = await machine().failureOf(detail.name, stoppedAt);
    if (!failure) return;
    const error = failure.error ?? detail.status;
    report('error', 'An execution has failed.', { applicationId, error });
    count('Suspended', { error });
    if (!known) return;
    await store().change(known, (current) => {
      // Somebody wrote after the execution was looked at, and it may run again: the event is delivered anew.
      if (current.revision !== known.revision) throw new StoreUnavailable('The application was changed meanwhile.');
      return isEnded(current) ? current : suspend(current, error, clock());
    });
  });
}

export const handler = executionFailed(theApplications, theExecutions);
