import type { ClockTimer, LocalClock } from '../clock.ts';
import type { InvocationResult } from '../lambda/runtime.ts';

/**
 * When a function is called by the clock: once at a moment (milliseconds since the epoch), or again and again after so
 * many seconds.
 */
export type Schedule =
  | { readonly functionName: string; readonly at: number }
  | { readonly functionName: string; readonly everySeconds: number };

/** How the machine's EventBridge Scheduler is set up. */
export interface SchedulerOptions {
  readonly schedules: readonly Schedule[];
  readonly clock: LocalClock;
  readonly invoke: (functionName: string, event: object) => Promise<InvocationResult>;
  /** The one-time schedules that have been carried out, by a name of their own; kept over restarts. */
  readonly completed: { has(name: string): boolean; add(name: string): void };
  /** Called when a one-time schedule has been retried for as long as is allowed. */
  readonly onGivenUp?: (functionName: string) => void;
}

/** The scheduler, running. */
export interface Scheduler {
  /** Calls nothing any more. */
  stop(): void;
}

/** As in EventBridge Scheduler: a failed call is retried for at most a day, at most 185 times, with growing pauses. */
const RETRIES = 185;
const RETRY_FOR_MS = 24 * 3_600_000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Starts the scheduler. A one-time schedule whose moment has passed is carried out at once, unless it already was. A
 * repeated one is carried out at once and then each time it is due; when the clock is moved over several of its times,
 * once.
 */
export function startScheduler({ schedules, clock, invoke, completed, onGivenUp }: SchedulerOptions): Scheduler {
  const timers = new Map<Schedule, ClockTimer>();
  let stopped = false;

  const wakeAt = (schedule: Schedule, due: number, run: () => Promise<void>) => {
    if (!stopped)
      timers.set(
        schedule,
        clock.at(due, () => void run()),
      );
  };

  const succeeds = async (functionName: string) => {
    const result = await invoke(functionName, {});
    return !('functionError' in result);
  };

  const once = (schedule: Schedule & { at: number }) => {
    const { functionName, at } = schedule;
    const name = `${functionName} at ${new Date(at).toISOString()}`;
    if (completed.has(name)) return;
    let retries = 0;
    let firstTry: number | undefined;
    const run = async () => {
      firstTry ??= clock.now();
      if (await succeeds(functionName)) return completed.add(name);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** retries, LONGEST_PAUSE_MS);
      retries += 1;
      if (retries > RETRIES || clock.now() + pause > firstTry + RETRY_FOR_MS) onGivenUp?.(functionName);
      else wakeAt(schedule, clock.now() + pause, run);
    };
    wakeAt(schedule, at, run);
  };

  const repeatedly = (schedule: Schedule & { everySeconds: number }) => {
    const run = async () => {
      const next = clock.now() + schedule.everySeconds * 1_000;
      await succeeds(schedule.functionName);
      wakeAt(schedule, next, run);
    };
    wakeAt(schedule, clock.now(), run);
  };

  for (const schedule of schedules) {
    if ('at' in schedule) once(schedule);
    else repeatedly(schedule);
  }

  return {
    stop() {
      stopped = true;
      for (const timer of timers.values()) timer.cancel();
    },
  };
}
