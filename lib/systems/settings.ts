import * as z from 'zod/mini';
import { inWords } from '../domain/setting-words.ts';
import { isSystemName, SYSTEM_NAMES, type SystemName } from '../domain/systems.ts';
import type { Environment } from '../environment.ts';
import { DEFAULT_TIMEOUT_MS, type SystemSettings } from './transport.ts';

/** How all the state systems are reached: {@link SystemSettings} with one base URL each. */
export interface SystemsSettings extends Omit<SystemSettings, 'baseUrl'> {
  /** The base URL of each system. */
  baseUrls: Record<SystemName, string>;
}

/** A base URL: no credentials, query or fragment, which would end up in the wrong place of a request. */
const baseUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true }).check(
  z.refine((url) => {
    const { username, password, search, hash } = new URL(url);
    return !(username || password || search || hash);
  }, 'must have no credentials, query or fragment'),
);

/** The whole value of the `Authorization` header. */
export const authorizationValue = z
  .string()
  .check(z.regex(/^[!-~]+( [!-~]+)*$/, 'must be the whole value of an Authorization header'));

const common = {
  authorization: z.optional(authorizationValue),
  timeoutMs: z._default(
    z.coerce
      .number('must be a number of milliseconds')
      .check(
        z.int('must be whole milliseconds'),
        z.minimum(1, 'must be at least 1'),
        z.maximum(60_000, 'must be at most 60000'),
      ),
    DEFAULT_TIMEOUT_MS,
  ),
};

const oneSystem = z.object({ baseUrl, ...common });
const allSystems = z.object({ baseUrls: z.record(z.enum(SYSTEM_NAMES), baseUrl), ...common });

/** The environment variable with a system's base URL: `VEHICLE_PASSPORTS_URL` for `vehicle-passports`. */
export function urlVariable(system: SystemName): string {
  return `${system.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * How to reach one system, from the environment: its own URL variable, `SYSTEMS_AUTHORIZATION` (optional) and
 * `SYSTEMS_TIMEOUT_MS` (default 5000).
 * @throws Error that names each wrong or missing variable and prints no value.
 */
export function systemSettings(system: SystemName, env: Environment): SystemSettings {
  return parse(oneSystem, { baseUrl: env[urlVariable(system)], ...commonOf(env) }, () => urlVariable(system));
}

/**
 * How to reach all the systems, from the environment; variables as for {@link systemSettings}.
 * @throws Error that names each wrong or missing variable and prints no value.
 */
export function systemsSettings(env: Environment): SystemsSettings {
  const baseUrls = Object.fromEntries(SYSTEM_NAMES.map((system) => [system, env[urlVariable(system)]]));
  return parse(allSystems, { baseUrls, ...commonOf(env) }, (path) =>
    path.map(String).filter(isSystemName).map(urlVariable).join(),
  );
}

function commonOf(env: Environment) {
  return { authorization: env.SYSTEMS_AUTHORIZATION, timeoutMs: env.SYSTEMS_TIMEOUT_MS };
}

function parse<T>(schema: z.ZodMiniType<T>, values: unknown, urlVariableAt: (path: PropertyKey[]) => string): T {
  const parsed = schema.safeParse(values, inWords());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    if (path[0] === 'authorization') return `SYSTEMS_AUTHORIZATION ${message}`;
    if (path[0] === 'timeoutMs') return `SYSTEMS_TIMEOUT_MS ${message}`;
    return `${urlVariableAt(path)} ${message}`;
  });
  throw new Error(`Settings of the state systems are wrong: ${faults.join('; ')}`);
}
