import * as z from 'zod';
import { faultsOf } from '../lib/api/faults.ts';
import { Problem } from '../lib/api/problem.ts';
import { almatyTime } from '../lib/domain/almaty-time.ts';
import { isSystemName, type SystemName } from '../lib/domain/systems.ts';
import { type Authority, SIGNING_CERTIFICATES, SIGNING_KINDS } from './authority/authority.ts';
import type { LocalClock } from './clock.ts';
import { type GatewayRequest, type GatewayResponse, parseQuery } from './gateway/http.ts';
import { type GatewayRoute, router } from './gateway/routes.ts';
import type { IdentityProvider } from './identity/identity.ts';
import { InvalidTokenRequest, tokenRequest } from './identity/token-request.ts';
import { ApiError } from './step-functions/errors.ts';
import type { StepFunctions } from './step-functions/server.ts';
import { CASE_NAMES, caseOf } from './systems/cases.ts';
import { faultSchema, simulationSettingsSchema } from './systems/faults.ts';
import type { AutomaticSystem, SimulatedSystems } from './systems/systems.ts';

/** What the routes that exist on one machine only work with. */
export interface DevParts {
  readonly clock: LocalClock;
  /** Keeps the clock's shift against real time, in milliseconds, over restarts. */
  readonly keepOffset: (offset: number) => void;
  readonly identity: IdentityProvider;
  readonly authority: Authority;
  readonly systems: SimulatedSystems;
  readonly stepFunctions: StepFunctions;
  /** The ARN of an application's execution. */
  readonly executionArn: (applicationId: string) => string;
}

/** The request of a route: the values of the parameters in its path, and readers of its body and query. */
interface DevRequest {
  parameter(name: string): string;
  body<T>(schema: z.ZodType<T>): T;
  query<T>(schema: z.ZodType<T>): T;
}

interface DevRoute extends GatewayRoute {
  /** The answer's body, sent as JSON; undefined is answered with 204. */
  readonly handle: (request: DevRequest) => Promise<unknown> | unknown;
}

/** The size of the pages in which an execution's history is read: the most that the engine gives. */
const HISTORY_PAGE = 1_000;
/** How far the clock can be moved in one step: a hundred years. */
const LONGEST_ADVANCE_SECONDS = 100 * 366 * 86_400;
/**
 * The clock stays before this. After the year 9999 times have another form (`+010000-...`), which no schema takes, and
 * the clock cannot be moved back.
 */
const END_OF_TIME = '9000-01-01T00:00:00.000Z';

const signRequest = z.strictObject({
  document: z.base64(),
  // Numbers in test certificates fail the check digit, so only their form is looked at.
  as: z.strictObject({
    iin: z.string().regex(/^\d{12}$/),
    bin: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  }),
  kind: z.enum(SIGNING_KINDS).optional(),
  certificate: z.enum(SIGNING_CERTIFICATES).optional(),
  detached: z.boolean().optional(),
});
const clockRequest = z.union([
  z.strictObject({ advanceSeconds: z.number().min(0).max(LONGEST_ADVANCE_SECONDS) }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
]);
const record = z.record(z.string(), z.unknown());
const payRequest = z.strictObject({ outcome: z.enum(['paid', 'failed']).optional() });
const casesQuery = z.strictObject({ serial: z.coerce.number().int().min(1).max(9_999).optional() });

/**
 * The routes under `/dev`, which exist on one machine only: the made-up identity provider, signing in place of
 * NCALayer, the clock, the simulated systems and what is in them, payments, executions.
 *
 * @returns what answers a request under `/dev`; it resolves with undefined when the request is for none of these routes
 */
export function devRoutes(parts: DevParts): (request: GatewayRequest) => Promise<GatewayResponse | undefined> {
  const find = router(routesOf(parts));
  return async (request) => {
    const match = find(request.method, request.path);
    if (!match) return undefined;
    const answer = await match.route.handle({
      parameter: (name) => match.parameters[name] ?? '',
      body: (schema) => checked(schema, bodyOf(request)),
      query: (schema) => checked(schema, lastValues(parseQuery(request.query)), 'query'),
    });
    if (answer === undefined) return { statusCode: 204 };
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(answer),
    };
  };
}

function routesOf(parts: DevParts): DevRoute[] {
  const { clock, identity, authority, systems } = parts;
  const route = (method: string, path: string, handle: DevRoute['handle']): DevRoute => ({
    method,
    path: `/dev${path}`,
    function: 'dev',
    handle,
  });
  const system = (request: DevRequest): SystemName => {
    const name = request.parameter('system');
    if (!isSystemName(name)) throw new Problem('not-found');
    return name;
  };

  return [
    route('GET', '/.well-known/openid-configuration', () => identity.configuration()),
    route('GET', '/jwks', () => identity.jwks()),
    route('POST', '/token', async (request) => {
      try {
        const asked = tokenRequest(request.body(z.unknown()));
        return { access_token: await identity.issueToken(asked), token_type: 'Bearer' };
      } catch (error) {
        if (!(error instanceof InvalidTokenRequest)) throw error;
        const faults = error.faults.map(({ pointer }) => ({ pointer, fault: 'wrong-form' as const }));
        throw new Problem('invalid-request', { faults, detail: () => error.message });
      }
    }),
    route('POST', '/eds/sign', (request) => {
      const { document, as, kind, certificate, detached } = request.body(signRequest);
      if (certificate === 'employee' && as.bin === undefined) {
        throw new Problem('invalid-request', { faults: [{ pointer: '/as/bin', fault: 'required' }] });
      }
      const cms = authority.sign({
        document: Buffer.from(document, 'base64'),
        as: { iin: as.iin, ...(as.bin !== undefined && { bin: as.bin }) },
        ...(kind && { kind }),
        ...(certificate && { certificate }),
        ...(detached !== undefined && { detached }),
      });
      return { cms };
    }),
    route('POST', '/clock', (request) => {
      const asked = request.body(clockRequest);
      const now = clock.now();
      const moment = 'now' in asked ? Date.parse(asked.now) : now + asked.advanceSeconds * 1_000;
      if (moment < now) {
        throw new Problem('invalid-request', {
          faults: [{ pointer: '/now', fault: 'not-allowed', values: { allowed: `> ${isoTime(now)}` } }],
          detail: () =>
            `The clock shows ${almatyTime(new Date(now))} and is only moved forward: what has happened cannot be undone.`,
        });
      }
      if (moment >= Date.parse(END_OF_TIME)) {
        const pointer = 'now' in asked ? '/now' : '/advanceSeconds';
        throw new Problem('invalid-request', {
          faults: [{ pointer, fault: 'not-allowed', values: { allowed: `< ${END_OF_TIME}` } }],
          detail: () => `The clock is not moved beyond ${END_OF_TIME}.`,
        });
      }
      // Stored first: what its timers do is written with times that must not be ahead of the clock after a restart.
      parts.keepOffset(moment - Date.now());
      clock.set(moment);
      return { now: isoTime(clock.now()) };
    }),

    route('GET', '/systems/{system}/records/{key}', (request) => {
      const found = systems.record(system(request), request.parameter('key'));
      if (!found) throw new Problem('not-found');
      return found;
    }),
    route('PUT', '/systems/{system}/records/{key}', (request) => {
      const given = request.body(record);
      systems.putRecord(system(request), request.parameter('key'), given);
      return given;
    }),
    route('DELETE', '/systems/{system}/records/{key}', (request) =>
      systems.deleteRecord(system(request), request.parameter('key')),
    ),
    route('PUT', '/systems/{system}/fault', (request) => {
      const fault = request.body(faultSchema);
      systems.setFault(system(request), fault);
      return fault;
    }),
    route('PUT', '/systems/{system}/settings', (request) => {
      const name = system(request);
      if (!isAutomatic(name)) throw new Problem('not-found');
      const settings = request.body(simulationSettingsSchema);
      systems.setAutomatic(name, settings.automatic);
      return settings;
    }),
    route('GET', '/payments/{paymentId}', (request) => {
      const payment = systems.payment(request.parameter('paymentId'));
      if (!payment) throw new Problem('not-found');
      return payment;
    }),
    route('POST', '/payments/{paymentId}/pay', async (request) => {
      const { outcome } = request.body(payRequest);
      const payment = await systems.pay(request.parameter('paymentId'), outcome);
      if (!payment) throw new Problem('not-found');
      return payment;
    }),

    route('GET', '/executions/{applicationId}', (request) =>
      executionOf(parts, parts.executionArn(request.parameter('applicationId'))),
    ),
    route('GET', '/cases', (request) => {
      const { serial } = request.query(casesQuery);
      return { items: CASE_NAMES.map((name, index) => caseOf(name, serial ?? index + 1)) };
    }),
  ];
}

function executionOf({ stepFunctions: { engine } }: DevParts, executionArn: string) {
  const { arn, status, started, stopped, error, cause } = described(engine, executionArn);
  const history: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const page = engine.getExecutionHistory({ executionArn, maxResults: HISTORY_PAGE, nextToken });
    history.push(...page.items.map((event) => withoutToken({ ...event, timestamp: isoTime(event.timestamp) })));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return {
    executionArn: arn,
    status,
    startDate: isoTime(started),
    ...(stopped !== null && { stopDate: isoTime(stopped) }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    history,
  };
}

/** An event without its task token, which would let anyone who reads it answer in another's place. */
function withoutToken(event: object): unknown {
  return JSON.parse(JSON.stringify(event).replace(/(\\"token\\":\\")[^"\\]*/g, '$1(left out)'));
}

function described(engine: StepFunctions['engine'], executionArn: string) {
  try {
    return engine.describeExecution(executionArn);
  } catch (error) {
    // If no execution can have the application's identifier as its name, there is no execution.
    if (error instanceof ApiError && ['ExecutionDoesNotExist', 'InvalidArn'].includes(error.code)) {
      throw new Problem('not-found');
    }
    throw error;
  }
}

const isoTime = (epochMs: number) => new Date(epochMs).toISOString();

const isAutomatic = (system: SystemName): system is AutomaticSystem =>
  system === 'vehicle-register' || system === 'printing';

function checked<T>(schema: z.ZodType<T>, value: unknown, root?: string): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new Problem('invalid-request', { faults: faultsOf(parsed.error, root) });
  return parsed.data;
}

function bodyOf(request: GatewayRequest): unknown {
  if (request.body === '') return {};
  // A page in a browser cannot send this type to another address without asking: it cannot move the clock of a developer.
  if (!/^application\/json\s*(;|$)/i.test(request.header('content-type') ?? '')) {
    throw new Problem('unsupported-media-type');
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw new Problem('invalid-request', { faults: [{ pointer: '', fault: 'not-json' }] });
  }
}

const lastValues = (query: Record<string, string[]> | undefined) =>
  Object.fromEntries(Object.entries(query ?? {}).map(([name, values]) => [name, values.at(-1)]));
