import * as z from 'zod/mini';
import { type CallerOf, callerSchema, type Role, tokenExpirySchema } from '../api/caller.ts';
import { faultsOf } from '../api/faults.ts';
import {
  type ApiResponse,
  COMMON_HEADERS,
  type Fault,
  Problem,
  problemResponse,
  RETRY_AFTER_SECONDS,
} from '../api/problem.ts';
import { idempotencyKey } from '../api/requests.ts';
import type { Route } from '../api/route.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { type Language, preferredLanguage, textFor } from '../domain/messages.ts';
import { PROBLEM_TEXTS } from '../domain/texts/problems.ts';
import { brokenTexts } from '../domain/well-formed.ts';
import { CursorInvalid } from '../store/applications.ts';
import { StoreUnavailable } from '../store/table.ts';
import { SystemUnavailable } from '../systems/answer.ts';
import { bundle } from './bundle.ts';
import { count, describeError, report } from './reporting.ts';

/** What a route is given: all of it has been checked, and nothing has to be parsed again. */
export interface ApiRequest<R extends Route> {
  /** The caller, with what the role is bound to; undefined on a public route. */
  readonly caller: R extends { role: infer Caller extends Role } ? CallerOf<Caller> : undefined;
  readonly language: Language;
  /** The body, as the route's schema gives it; undefined when the route has none. */
  readonly body: R extends { body: infer Body extends z.ZodMiniType } ? z.infer<Body> : undefined;
  /** The query, as the route's schema gives it; undefined when the route has none. */
  readonly query: R extends { query: infer Query extends z.ZodMiniType } ? z.infer<Query> : undefined;
  /** The header `Idempotency-Key`; empty where the route does not ask for it. */
  readonly idempotencyKey: string;
  /**
   * The path that was called, as the caller knows it: on AWS it begins with the stage, unless the API has a domain of
   * its own.
   */
  readonly calledPath: string;
  /** A part of the path, by its name in the template. */
  path(name: 'id' | 'number'): string;
  /** A header by its name in small letters; several lines of it are one list. */
  header(name: string): string | undefined;
  /** The body as it came, to check a signature over. */
  readonly rawBody: string;
  /** The moment of the request, by the clock of the service. */
  readonly now: Date;
}

/** What a route answers: JSON with the route's own status, unless it says otherwise. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made into JSON; bytes are sent as they are. */
  readonly body?: unknown;
}

/** A route and the code that carries it out. */
export interface Endpoint {
  readonly route: Route;
  handle(call: Call): Promise<Reply>;
}

/**
 * Looks at a request before anything else does: where a signature over the bytes says who calls, or where one word in
 * the body decides.
 *
 * @throws Problem when the request is to be turned away
 */
export type Guard = (request: Pick<ApiRequest<Route>, 'rawBody' | 'header'>) => Promise<void>;

/** What every route's request is made from. */
interface Call {
  readonly event: ProxyEvent;
  readonly caller: unknown;
  readonly language: Language;
  readonly now: Date;
  header(name: string): string | undefined;
}

/**
 * The query as a list of names and values: a record would lose `__proto__`, which has to be reported like any other
 * unknown name.
 */
const queryEntries = z.pipe(
  z.transform((given: unknown) => Object.entries(given ?? {})),
  z.array(z.tuple([z.string(), z.array(z.string())])),
);

/** As much of API Gateway's proxy event as is used. */
const proxyEvent = z.object({
  resource: z.string(),
  httpMethod: z.string(),
  multiValueHeaders: z.nullish(z.record(z.string(), z.optional(z.array(z.string())))),
  multiValueQueryStringParameters: queryEntries,
  pathParameters: z.nullish(z.record(z.string(), z.optional(z.string()))),
  body: z.nullish(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
  requestContext: z.object({
    requestId: z.string(),
    path: z.string(),
    authorizer: z.nullish(z.record(z.string(), z.unknown())),
  }),
});

type ProxyEvent = z.infer<typeof proxyEvent>;

/**
 * The longest part of a path that is looked up, in characters: identifiers and numbers of applications are far shorter.
 */
const LONGEST_PATH_PARAMETER = 64;

/** The largest body that any route needs. The limit of API Gateway (10 MB) is far above it. */
const LARGEST_BODY_BYTES = 256 * 1024;

/**
 * A route with the code that carries it out. `carryOut` is called once the route's schemas have accepted the request,
 * and its types follow from them; it may throw a {@link Problem}.
 *
 * @param guard what looks at the request before that
 */
export function endpoint<R extends Route>(
  route: R,
  carryOut: (request: ApiRequest<R>) => Promise<Reply>,
  guard?: Guard,
): Endpoint;
export function endpoint(
  route: Route,
  carryOut: (request: ApiRequest<Route>) => Promise<Reply>,
  guard?: Guard,
): Endpoint {
  return {
    route,
    async handle({ event, caller, language, now, header }) {
      const known = callerFor(route, caller, now);
      const parameters = parametersOf(event);
      const rawBody = bodyOf(event);
      if (route.body && rawBody !== '') expectPlain(header('content-encoding'));
      await guard?.({ rawBody, header });
      const faults: Fault[] = [];
      const query = queryOf(route, event, faults);
      const body = route.body && parsed(route.body, jsonOf(rawBody, header('content-type')), '', faults);
      const key = route.idempotent
        ? parsed(idempotencyKey, header('idempotency-key'), 'header/Idempotency-Key', faults)
        : '';
      if (faults.length > 0) throw new Problem('invalid-request', { faults });
      return carryOut({
        caller: known,
        language,
        query,
        body,
        idempotencyKey: key,
        calledPath: event.requestContext.path.replace(/\/+$/, ''),
        path: (name) => parameters[name] ?? '',
        header,
        rawBody,
        now,
      } as ApiRequest<Route>);
    },
  };
}

/** The caller, when the route is for their role. Public routes know no caller. */
function callerFor(route: Route, caller: unknown, now: Date) {
  if (!route.role) return undefined;
  const known = callerSchema.safeParse(caller);
  const token = tokenExpirySchema.safeParse(caller);
  const expired = !token.success || token.data.exp * 1000 <= now.getTime();
  if (!known.success || expired) throw new Problem('unauthenticated');
  if (known.data.role !== route.role) throw new Problem('forbidden');
  return known.data;
}

/** What a schema makes of what was sent; what is wrong in it is added to the faults. */
function parsed(schema: z.ZodMiniType, given: unknown, root: string, faults: Fault[]): unknown {
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) {
    faults.push(...brokenTexts(result.data, root).map((pointer) => ({ pointer, fault: 'broken-character' as const })));
    return result.data;
  }
  faults.push(...faultsOf(result.error, root));
  return undefined;
}

function parametersOf({ pathParameters }: ProxyEvent): Readonly<Record<string, string | undefined>> {
  const parameters = pathParameters ?? {};
  const tooLong = Object.values(parameters).some((value = '') => value.length > LONGEST_PATH_PARAMETER);
  if (tooLong) throw new Problem('not-found');
  return parameters;
}

/** The headers by their names in small letters. Several lines of one are one list (RFC 9110, 5.3). */
function headersOf({ multiValueHeaders }: ProxyEvent): ReadonlyMap<string, string> {
  const lines = Object.entries(multiValueHeaders ?? {});
  return new Map(lines.map(([name, values = []]) => [name.toLowerCase(), values.join(', ')]));
}

/**
 * Makes sure that a body is not compressed, before its content is looked at.
 *
 * @throws Problem `unsupported-media-type`
 */
function expectPlain(encoding: string | undefined): void {
  if (encoding === undefined || /^identity$/i.test(encoding)) return;
  throw new Problem('unsupported-media-type', {
    detail: (language) => textFor(PROBLEM_TEXTS['problem.unsupported-media-type.encoding'], language),
  });
}

function bodyOf({ body, isBase64Encoded }: ProxyEvent): string {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
  if (Buffer.byteLength(text) > LARGEST_BODY_BYTES) throw new Problem('too-large');
  return text;
}

function jsonOf(text: string, contentType: string | undefined): unknown {
  // A route whose body says nothing may be called without one.
  if (text === '') return {};
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) throw new Problem('unsupported-media-type');
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid-request', { faults: [{ pointer: '', fault: 'not-json' }] });
  }
}

const noQuery = z.strictObject({});

function queryOf({ query = noQuery }: Route, event: ProxyEvent, faults: Fault[]): unknown {
  const given = event.multiValueQueryStringParameters;
  const repeated = given.filter(([, values]) => values.length > 1);
  for (const [name] of repeated) faults.push({ pointer: `query/${name.slice(0, 100)}`, fault: 'wrong-form' });
  if (repeated.length > 0) return undefined;
  const values = Object.fromEntries(given.map(([name, [value]]) => [name, value]));
  return parsed(query, values, 'query', faults);
}

/**
 * The problem that an error becomes for the caller. An error that is not known here is our own fault, and nothing else
 * is said of it.
 */
function problemFor(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CursorInvalid) {
    return new Problem('invalid-request', { faults: [{ pointer: 'query/cursor', fault: 'wrong-cursor' }] });
  }
  if (error instanceof SystemUnavailable || error instanceof StoreUnavailable) {
    return new Problem('unavailable', { retryAfter: RETRY_AFTER_SECONDS });
  }
  return new Problem('internal');
}

/**
 * The middy bundle of the functions of the API: finds the route, checks the caller's role and everything that was sent,
 * and turns every error into a problem in the caller's language.
 */
export function api(endpoints: readonly Endpoint[], clock: Clock = systemClock) {
  const byRoute = new Map(endpoints.map((one) => [`${one.route.method} ${one.route.path}`, one]));
  return bundle<unknown, ApiResponse>().handler(async (given) => {
    const event = proxyEvent.parse(given);
    const headers = headersOf(event);
    const header = (name: string) => headers.get(name);
    const language = preferredLanguage(header('accept-language'));
    const { requestId, authorizer } = event.requestContext;
    const route = `${event.httpMethod} ${event.resource}`;
    try {
      const found = byRoute.get(route);
      if (!found) throw new Problem('not-found');
      const reply = await found.handle({ event, caller: authorizer, language, now: clock(), header });
      const response = responseOf(reply, found.route, language);
      report('info', 'Answered.', { route, status: response.statusCode });
      return response;
    } catch (error) {
      const problem = problemFor(error);
      const response = problemResponse(problem, language, requestId);
      const { statusCode: status } = response;
      report(status >= 500 ? 'error' : 'info', 'Turned down.', {
        route,
        status,
        outcome: problem.code,
        ...(status >= 500 && describeError(error)),
      });
      if (status >= 500) count('ServerErrors', { route });
      return response;
    }
  });
}

function responseOf({ status, headers, body }: Reply, route: Route, language: Language): ApiResponse {
  const bytes = body instanceof Uint8Array;
  return {
    statusCode: status ?? route.status,
    headers: {
      ...COMMON_HEADERS,
      'content-language': language,
      ...(body !== undefined && { 'content-type': bytes ? 'application/json' : 'application/json; charset=utf-8' }),
      ...headers,
    },
    body: body === undefined ? '' : bytes ? new TextDecoder().decode(body) : JSON.stringify(body),
  };
}
