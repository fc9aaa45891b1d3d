import * as z from 'zod/mini';
import type { SystemName } from '../domain/systems.ts';
import { type Environment, settingFrom } from '../environment.ts';
import { DEFAULT_TIMEOUT_MS, type SystemSettings } from './transport.ts';

/** A base URL: no credentials, query or fragment, which would end up in the wrong place of a request. */
const baseUrlSchema = z.url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true }).check(
  z.refine((url) => {
    const { username, password, search, hash } = new URL(url);
    return !(username || password || search || hash);
  }, 'must have no credentials, query or fragment'),
);

/** The whole value of the `Authorization` header. */
export const authorizationSchema = z
  .string()
  .check(z.regex(/^[!-~]+( [!-~]+)*$/, 'must be the whole value of an Authorization header'));

const timeoutSchema = z._default(
  z.coerce
    .number('must be a number of milliseconds')
    .check(
      z.int('must be whole milliseconds'),
      z.minimum(1, 'must be at least 1'),
      z.maximum(60_000, 'must be at most 60000'),
    ),
  DEFAULT_TIMEOUT_MS,
);

/** The environment variable with a system's base URL: `VEHICLE_PASSPORTS_URL` for `vehicle-passports`. */
export function urlVariable(system: SystemName): string {
  return `${system.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * How to reach one system, from the environment: its own URL variable, and `SYSTEMS_TIMEOUT_MS` (default 5000). What it
 * takes to be let in is a secret, and read as one.
 * @throws WrongSettings
 */
export function systemSettings(system: SystemName, env?: Environment): Pick<SystemSettings, 'baseUrl' | 'timeoutMs'> {
  return {
    baseUrl: settingFrom(urlVariable(system), baseUrlSchema, env),
    timeoutMs: settingFrom('SYSTEMS_TIMEOUT_MS', timeoutSchema, env),
  };
}
