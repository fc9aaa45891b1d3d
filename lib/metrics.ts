/**
 * What operators watch: each count or duration with its dimensions. Functions write these (lib/middleware/reporting.ts),
 * alarms and the dashboard read them (lib/cloud/metrics.ts); a name that is not listed here compiles in neither.
 */
export const METRICS = {
  /** Applications that sellers have started. */
  Started: [],
  /** Answers of state systems to checks, by what they said. */
  Answers: ['system', 'outcome'],
  /** How long an answer of a state system took, in milliseconds. */
  AnswerTime: ['system'],
  /** Questions and orders that a state system did not answer. */
  NoAnswers: ['system'],
  /** Applications that came to their end, and at which item. */
  Endings: ['outcome', 'item'],
  /** Payments that are to be given back. */
  RefundsDue: [],
  /** Signatures that one verifier accepts and the other rejects. */
  VerifiersDisagree: [],
  /** Requests that ended in an error of ours. */
  ServerErrors: ['route'],
  /** Executions that failed, by the error. */
  Suspended: ['error'],
  /** Runs of the sweeper that found something: whether all was delivered. */
  Redelivered: ['outcome'],
  /** Daily runs that found something to redrive: whether all was redriven. */
  Redriven: ['outcome'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The name of something that operators watch. */
export type MetricName = keyof typeof METRICS;

/** A value for each dimension of a metric, and for nothing else. */
export type DimensionsOf<N extends MetricName> = N extends MetricName
  ? (typeof METRICS)[N] extends readonly []
    ? Readonly<Record<string, never>>
    : Readonly<Record<(typeof METRICS)[N][number], string>>
  : never;
