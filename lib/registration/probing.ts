import { Problem } from '../api/problem.ts';
import { textFor } from '../domain/messages.ts';
import { PROBLEM_TEXTS } from '../domain/texts/problems.ts';
import type { Probes } from '../store/probes.ts';

/**
 * How many IINs that lead to nothing a seller may enter in an hour (4.6). Further ones have to wait for the next hour.
 */
const WRONG_IINS_AN_HOUR = 30;

/**
 * How many seconds a seller who tries out IINs has to wait before the next one (4.6, decision 0001, 3); undefined for
 * all others.
 */
export async function putOffFor(bin: string, wrongIins: Probes, now: Date): Promise<number | undefined> {
  const { count, secondsLeft } = await wrongIins.thisHour(bin, now);
  return count >= WRONG_IINS_AN_HOUR ? secondsLeft : undefined;
}

/** The problem `too-many-requests` of a seller who tries out IINs (4.6); undefined for everybody else. */
export async function tooManyWrongIins(bin: string, wrongIins: Probes, now: Date): Promise<Problem | undefined> {
  const retryAfter = await putOffFor(bin, wrongIins, now);
  if (retryAfter === undefined) return undefined;
  const until = new Date(now.getTime() + retryAfter * 1000);
  return new Problem('too-many-requests', {
    retryAfter,
    item: '4.6',
    detail: (language) => textFor(PROBLEM_TEXTS['problem.too-many-requests.iins'], language, { until }),
  });
}
