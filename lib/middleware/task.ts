import * as z from 'zod/mini';
import { type Application, itemSchema } from '../domain/application.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { APPLICATION_CLOSING, isEnded } from '../domain/lifecycle.ts';
import type { Applications } from '../store/applications.ts';
import { StoreUnavailable } from '../store/table.ts';
import { bundle } from './bundle.ts';

/** The application is to be closed before its end, or has ended: thrown by every task that finds it so, caught by the state machine. */
class ApplicationClosing extends Error {
  override readonly name = APPLICATION_CLOSING;
}

/**
 * An execution begins with an application that the buyer has already signed: an earlier execution got that far and can no
 * longer continue. Caught by the state machine, which goes on after 4.18; what was done before is found in the application
 * and is not done again.
 */
export class ApplicationSigned extends Error {
  override readonly name = 'ApplicationSigned';
}

/** An application that the state machine speaks of and the store does not have: our own fault. */
class ApplicationMissing extends Error {
  override readonly name = 'ApplicationMissing';
}

/** What the state machine hands to each of its tasks. */
export const taskEvent = z.object({
  applicationId: z.string().check(z.minLength(1)),
  /** The item of the Algorithm that the state implements. */
  item: itemSchema,
  /** When the state was entered: the same for every retry of it. */
  enteredAt: z.iso.datetime({ offset: true }),
});

export type TaskEvent = z.infer<typeof taskEvent>;

/** What it hands to a task that is about a wait: one that begins it, or asks for what is then waited for. */
export const waitingTaskEvent = z.extend(taskEvent, {
  /** How long the wait lasts. */
  timeoutSeconds: z.int().check(z.positive()),
});

/** The middy bundle of every function that the state machine calls: its event is checked against the schema, and errors are reported by name. */
export function task<Schema extends z.ZodMiniType, Result>(
  schema: Schema,
  run: (event: z.infer<Schema>) => Promise<Result>,
) {
  return bundle<unknown, Result>().handler((event) => run(schema.parse(event)));
}

/** What is left of an operation's time when it stops after the page that it is at. */
const SPARE_MS = 60_000;

/**
 * The middy bundle of the functions that a schedule calls. They need nothing from the event, work in pages, and ask
 * `timeIsUp` when to stop.
 */
export function operation<Result>(run: (call: { timeIsUp: () => boolean }) => Promise<Result>) {
  return bundle<unknown, Result>().handler((_event, context) =>
    run({ timeIsUp: () => context.getRemainingTimeInMillis() < SPARE_MS }),
  );
}

/**
 * The application a task is about; the first thing that its call asks for.
 *
 * @throws StoreUnavailable when it was suspended since the call asked, which may take several tries: the call's execution
 * has failed, and the application is not to look as if it had been redriven
 */
export async function storedApplication(
  { applicationId }: Pick<TaskEvent, 'applicationId'>,
  store: Pick<Applications, 'get'>,
  clock: Clock = systemClock,
): Promise<Application> {
  const asked = clock();
  const application = await store.get(applicationId);
  if (!application) throw new ApplicationMissing('The state machine speaks of an application that is not stored.');
  const { suspended } = application;
  if (suspended && new Date(suspended.last ?? suspended.since) >= asked)
    throw new StoreUnavailable('The application was suspended meanwhile.');
  return application;
}

/** The application a task is about, unless it is to be closed or has ended. */
export const applicationOf = async (
  event: Pick<TaskEvent, 'applicationId'>,
  store: Pick<Applications, 'get'>,
): Promise<Application> => goingOn(await storedApplication(event, store));

/**
 * The same application, unless it is to be closed: asked again of what others wrote meanwhile. One that has ended stays so,
 * whatever execution has been started for it once more.
 */
export function goingOn(application: Application): Application {
  if (application.closing) throw new ApplicationClosing('The application is to be closed.');
  if (isEnded(application)) throw new ApplicationClosing('The application has ended.');
  return application;
}

/**
 * Changes an application as a task does, whose write says that its execution runs. When the application was suspended
 * while the call was under way, for the first time or again, nothing is written: either the call had been given up, and
 * its execution has failed since, or the word of an earlier failure came late, and the next try goes on.
 *
 * @param known the application as it was when the call began
 * @throws StoreUnavailable when it was suspended meanwhile
 */
export function changeAsTask(
  store: Pick<Applications, 'change'>,
  known: Application,
  change: (current: Application) => Application,
): Promise<Application> {
  return store.change(known, (current) => {
    if (current.suspended && current.suspended.last !== known.suspended?.last)
      throw new StoreUnavailable('The application was suspended meanwhile.');
    return change(current);
  });
}
