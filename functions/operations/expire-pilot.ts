import { pilotEndsAt, theApplications } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { canBeClosed, close } from '../../lib/domain/lifecycle.ts';
import { pilotIsOpen } from '../../lib/domain/pilot.ts';
import { eachOf } from '../../lib/each-of.ts';
import { describeError, report } from '../../lib/middleware/reporting.ts';
import { operation } from '../../lib/middleware/task.ts';
import { deliver, type Executions, theExecutions } from '../../lib/registration/executions.ts';
import type { Applications } from '../../lib/store/applications.ts';

const PAGE = 100;

/**
 * There was more to close than fits into one call: thrown so that the caller repeats the call, which then continues.
 */
export class NotFinished extends Error {
  override readonly name = 'NotFinished';
}

/**
 * At the pilot's end (order, item 5): closes every application that the buyer has not signed, page by page. Signed ones
 * go on to their decision and hand-over. Called again, even after being killed halfway, it closes what is left; called
 * before the end (when the date was amended), it does nothing.
 */
export function expirePilot(
  store: () => Applications,
  machine: () => Executions,
  endsAt: () => Date,
  clock: Clock = systemClock,
) {
  return operation(async ({ timeIsUp }) => {
    if (pilotIsOpen(clock(), endsAt())) {
      report('info', 'The pilot has not ended: nothing is closed.');
      return { closed: 0 };
    }
    let closed = 0;
    let failed = 0;
    let cursor: string | undefined;
    do {
      const page = await store().listByDesk('unsigned', { limit: PAGE, cursor });
      await eachOf(page.items, async ({ id }) => {
        try {
          const known = await store().get(id);
          if (!known || known.closing) return;
          const application = await store().change(known, (current) =>
            canBeClosed(current) ? close(current, 'pilot-ended', clock()) : current,
          );
          if (application.closing?.kind !== 'pilot-ended') return;
          closed += 1;
          await deliver(application, machine());
        } catch (error) {
          failed += 1;
          report('warn', 'Not closed; tried again.', { applicationId: id, ...describeError(error) });
        }
      });
      cursor = page.cursor;
    } while (cursor && !timeIsUp());
    report('info', 'Closed at the end of the pilot.', { count: closed });
    if (cursor || failed > 0) throw new NotFinished('There is more to close.');
    return { closed };
  });
}

export const handler = expirePilot(theApplications, theExecutions, pilotEndsAt);
