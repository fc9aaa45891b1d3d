import { type Language, type TextValues, textFor } from '../domain/messages.ts';
import { FAULT_TEXTS, type FieldFault } from '../domain/texts/faults.ts';
import { PROBLEM_TEXTS, type ProblemCode } from '../domain/texts/problems.ts';
import type { Awaiting } from './views.ts';

/** The status of each problem: the one place where an error becomes a status. */
export const PROBLEM_STATUS = {
  'invalid-request': 400,
  'plate-number-not-choosable': 400,
  unauthenticated: 401,
  forbidden: 403,
  'pilot-ended': 403,
  'not-found': 404,
  'not-awaited': 409,
  'hand-over-mismatch': 409,
  'person-mismatch': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'signature-invalid': 422,
  'plate-in-high-demand': 422,
  'plate-kind-not-available': 422,
  'centre-unknown': 422,
  'idempotency-key-reused': 422,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ProblemCode, number>;

/** After how many seconds to try again, when something was out of reach or too many others called. */
export const RETRY_AFTER_SECONDS = 5;

/** A stable URI for a kind of problem. It is a name (RFC 9457, 3.1.1): nothing need be found there. */
const problemType = (code: ProblemCode) => `https://tirkeu.kz/problems/${code}`;

/** One fault of a request: where (RFC 6901 pointer into the body; `query/name` or `header/name` otherwise) and what. */
export interface Fault {
  /** `/buyerIin` in the body, `query/limit`, `header/Idempotency-Key`. */
  pointer: string;
  /** What is wrong there; the sentence for it is in `texts/faults.ts`. */
  fault: FieldFault;
  /** What fills the sentence of the fault, such as a `minimum`. */
  values?: TextValues;
}

/** What a problem says besides its code. */
export interface ProblemDetails {
  /** The item of the Algorithm that it is about. */
  item?: string;
  /** What is awaited instead, for `not-awaited`. */
  awaiting?: Awaiting;
  /** Every fault of the request, for `invalid-request`. */
  faults?: readonly Fault[];
  /** Why a signature is not valid. */
  reason?: string;
  /** A detail in place of the code's own. */
  detail?: (language: Language) => string;
  /** After how many seconds to try again. */
  retryAfter?: number;
}

/** What went wrong, for the caller to know: thrown where it is found out, and answered as RFC 9457 problem details. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** An HTTP response, as functions and the gateway give it. */
export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  /** A problem or an answer as JSON text; documents to sign byte for byte. */
  body: string;
}

/** Headers of every response: nothing is kept by caches on the way, and nothing is guessed from the bytes. */
export const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'accept-language',
} as const;

/**
 * A problem as RFC 9457 problem details in the caller's language.
 *
 * @param instance the request's identifier, by which the operator finds it in the log
 */
export function problemResponse({ code, details }: Problem, language: Language, instance: string): ApiResponse {
  const { item, awaiting, faults, reason, detail, retryAfter } = details;
  const statusCode = PROBLEM_STATUS[code];
  const body = {
    type: problemType(code),
    title: textFor(PROBLEM_TEXTS[`problem.${code}.title`], language),
    status: statusCode,
    detail:
      detail?.(language) ?? textFor(PROBLEM_TEXTS[`problem.${code}.detail`], language, { count: faults?.length ?? 0 }),
    code,
    instance: `urn:uuid:${instance}`,
    ...(item && { item }),
    ...(awaiting && { awaiting }),
    ...(reason && { reason }),
    ...(faults && {
      errors: faults.map(({ pointer, fault, values }) => ({
        pointer,
        message: textFor(FAULT_TEXTS[`fault.${fault}`], language, values),
      })),
    }),
  };
  return {
    statusCode,
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(statusCode === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: JSON.stringify(body),
  };
}
