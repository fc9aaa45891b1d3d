import type { SystemName } from '../../lib/domain/systems.ts';

/** How many of the last calls of a system are remembered. */
const REMEMBERED = 100;

/** One request that a simulated system received. */
export interface Call {
  method: string;
  /** `X-Purpose`: the item of the Algorithm. */
  purpose: string | undefined;
  /** `X-Request-Id`, which the journal of the application has too. */
  requestId: string | undefined;
  /** `Idempotency-Key`; orders only. */
  idempotencyKey: string | undefined;
  /** The clock's time, ISO 8601. */
  at: string;
}

/** What was asked of the simulated systems since they were started; kept in memory only. */
export interface CallLog {
  /** Remembers a call. */
  add(system: SystemName, call: Call): void;
  /** How often a system was called, and its last calls, the latest last. */
  of(system: SystemName): { total: number; last: readonly Call[] };
}

/** An empty log, which remembers the last 100 calls of each system. */
export function createCallLog(): CallLog {
  const log = new Map<SystemName, { total: number; last: Call[] }>();
  const of = (system: SystemName) => log.get(system) ?? { total: 0, last: [] };
  return {
    of,
    add(system, call) {
      const { total, last } = of(system);
      log.set(system, { total: total + 1, last: [...last, call].slice(-REMEMBERED) });
    },
  };
}
