import type { JournalOutcome } from '../domain/checks.ts';
import type { SystemName } from '../domain/systems.ts';

/** What can prove later what a system answered: it goes into the application's journal. */
export interface Evidence {
  system: SystemName;
  /** The `X-Request-Id` that the system was asked with. */
  requestId: string;
  /** SHA-256 of the answer's body, byte for byte, in hex. */
  sha256: string;
  /** ISO 8601. */
  askedAt: string;
  /** ISO 8601, when the last byte of the answer was read. */
  answeredAt: string;
}

/** The journal's line for an answer. */
export function lineOf<I extends string>(item: I, evidence: Evidence, outcome: JournalOutcome) {
  const { system, requestId, sha256, answeredAt } = evidence;
  return { item, system, outcome, requestId, sha256, at: answeredAt };
}

/** The system knows the thing asked about. */
export interface Data<T> {
  kind: 'data';
  data: T;
  evidence: Evidence;
}

/** The system answered definitely that it has nothing under this key. The only answer that may refuse. */
export interface NoData {
  kind: 'no-data';
  evidence: Evidence;
}

/** What a system answered. A system that does not answer is no answer: {@link SystemUnavailable} is thrown. */
export type Answer<T> = Data<T> | NoData;

/**
 * Why there is no answer: it took too long; the connection failed or was cut; the status was neither 200 nor the
 * definite 404; the body did not fit the contract; the record was for another key than the one asked for; the body was
 * beyond the limit. Or nothing was asked, since our own authorization could not be read.
 */
export type UnavailableReason =
  | 'timeout'
  | 'connection'
  | 'status'
  | 'malformed'
  | 'wrong-key'
  | 'too-large'
  | 'authorization';

/**
 * A state system did not answer. Never a reason to refuse anyone: the state machine retries it by this name for hours,
 * and then parks the application for the operator. It holds nothing of what was asked or answered.
 */
export class SystemUnavailable extends Error {
  override readonly name = 'SystemUnavailable';
  readonly system: SystemName;
  /** The `X-Request-Id` of the question, which the system may have logged. */
  readonly requestId: string;
  readonly reason: UnavailableReason;

  /**
   * @param detail what was wrong, without anything of the request or of the answer: a status, an error code, a field's
   * name
   */
  constructor(system: SystemName, requestId: string, reason: UnavailableReason, detail: string) {
    super(`${system} did not answer (${reason}): ${detail}; request ${requestId}`);
    this.system = system;
    this.requestId = requestId;
    this.reason = reason;
  }
}

/** What accompanies a question. */
export interface Asking {
  /** The item of the Algorithm under which the question is asked, as in `4.3`; sent as `X-Purpose`. */
  item: string;
}

/** What accompanies a request that makes something happen in the other system. */
export interface Ordering extends Asking {
  /** Sent as `Idempotency-Key`: the same key has one effect, however often it is sent. */
  idempotencyKey: string;
}
