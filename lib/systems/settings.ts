import * as z from 'zod/mini';
import { inWords } from '../domain/setting-words.ts';
import type { SystemName } from '../domain/systems.ts';
import type { Environment } from '../environment.ts';
import { DEFAULT_TIMEOUT_MS, type SystemSettings } from './transport.ts';

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

const settings = z.object({
  baseUrl,
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
});

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
  const variables = {
    baseUrl: urlVariable(system),
    authorization: 'SYSTEMS_AUTHORIZATION',
    timeoutMs: 'SYSTEMS_TIMEOUT_MS',
  };
  const given = Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, env[variable]]));
  const parsed = settings.safeParse(given, inWords());
  if (parsed.success) return parsed.data;
  const names = new Map<PropertyKey | undefined, string>(Object.entries(variables));
  const faults = parsed.error.issues.map(({ path: [name], message }) => `${names.get(name)} ${message}`);
  throw new Error(`Settings of the state systems are wrong: ${faults.join('; ')}`);
}
