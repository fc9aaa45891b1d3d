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
