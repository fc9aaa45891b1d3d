import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { $ZodError } from 'zod/v4/core';
import type { DimensionsOf, MetricName } from '../metrics.ts';

/**
 * What functions say about themselves. By allow-list: identifiers of applications and requests, items, outcomes, names
 * of systems and errors, durations. Never a body, a header, an answer or an error's text, which may quote one.
 */
export interface Report {
  applicationId?: string;
  item?: string;
  system?: string;
  /** A code: the outcome of a check, an action, a reason. */
  outcome?: string;
  /** The route's template, never the path that was called. */
  route?: string;
  status?: number;
  /** An error's name and, for our own errors, where in our code it arose. */
  error?: string;
  at?: string;
  count?: number;
}

/**
 * The log of every function, as JSON lines. Written to through {@link report}, which takes nothing but what {@link
 * Report} lists.
 */
export const logger = new Logger({ serviceName: 'tirkeu' });
const metrics = new Metrics({ namespace: 'Tirkeu', serviceName: 'tirkeu' });

/** The places of our own code in an error's stack: file, line and column, without the message. */
function placesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return frames
    .filter((line) => !line.includes('node_modules') && !line.includes('node:'))
    .slice(0, 4)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/\(?file:\/\/.*?\/(?=(?:lib|functions)\/)/, '('),
    )
    .join(' < ');
}

/** The name of an error, and where it arose. */
export function describeError(error: unknown): Pick<Report, 'error' | 'at'> {
  return error instanceof Error ? { error: error.name, at: placesOf(error) } : { error: typeof error };
}

/** Writes a line to the log. */
export function report(level: 'info' | 'warn' | 'error', message: string, about: Report = {}): void {
  logger[level](message, { ...about });
}

/** Adds one to a count that operators watch: a CloudWatch metric, written as a line of the log. */
export function count<N extends MetricName>(name: N, dimensions: DimensionsOf<N>): void {
  add(name, MetricUnit.Count, 1, dimensions);
}

/** Adds to a duration that operators watch, in milliseconds. */
export function took<N extends MetricName>(name: N, milliseconds: number, dimensions: DimensionsOf<N>): void {
  add(name, MetricUnit.Milliseconds, milliseconds, dimensions);
}

function add(
  name: MetricName,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number,
  dimensions: Readonly<Record<string, string>>,
): void {
  const one = metrics.singleMetric();
  for (const [dimension, of] of Object.entries(dimensions)) one.addDimension(dimension, of);
  one.addMetric(name, unit, value);
}

/**
 * Errors that arise from data, and whose text may quote it: those of parsers, of schemas, and of the language itself.
 */
const QUOTING = [SyntaxError, TypeError, RangeError, URIError, $ZodError];

/**
 * The error in the form that Lambda and the execution's history may have: when its text may quote data, only its name
 * and the place where it arose.
 */
function withoutQuotes(error: Error): Error {
  if (!QUOTING.some((kind) => error instanceof kind)) return error;
  const { name } = error;
  const message = `arose at ${placesOf(error)}`;
  return Object.assign(new Error(message), { name, stack: `${name}: ${message}` });
}

/**
 * Adds the request's identifier to each line of the log, and reports the error of a call that failed. Lambda writes the
 * text of such an error to the log, and Step Functions to the history: so the error is passed on without anything it
 * may quote.
 */
export function reporting<Event, Result>(): MiddlewareObj<Event, Result> {
  return {
    before: ({ context }) => {
      logger.addContext(context);
    },
    onError: (request) => {
      const { error } = request;
      report('error', 'The call failed.', describeError(error));
      if (error) request.error = withoutQuotes(error);
    },
  };
}
