import * as z from 'zod';
import { parsePilotEnd } from '../lib/domain/pilot.ts';
import { CannotStart } from './cannot-start.ts';

/** The setting of each port, with its default. */
const PORTS = { PORT: 8080, STEP_FUNCTIONS_PORT: 8083, DYNAMODB_PORT: 8000, SYSTEMS_PORT: 8090 } as const;

const port = (name: keyof typeof PORTS) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .catch(() => {
      throw new CannotStart(
        `${name} must be a whole number from 0 (any free port) to 65535, as in ${name}=${PORTS[name]}.`,
      );
    });

const schema = z.object({
  PORT: port('PORT'),
  STEP_FUNCTIONS_PORT: port('STEP_FUNCTIONS_PORT'),
  DYNAMODB_PORT: port('DYNAMODB_PORT'),
  SYSTEMS_PORT: port('SYSTEMS_PORT'),
  LOCAL_DIR: z.string(),
  PILOT_ENDS_AT: z
    .string()
    .transform((text) => {
      try {
        return parsePilotEnd(text);
      } catch (error) {
        throw new CannotStart(`PILOT_ENDS_AT: ${error instanceof Error ? error.message : String(error)}`);
      }
    })
    .optional(),
});

/** What environment variables tell `npm start`. */
export type LocalSettings = z.infer<typeof schema>;

/**
 * Reads the settings of `npm start`; an empty variable counts as not set.
 *
 * @throws CannotStart that names the wrong variable, its form, and an example
 */
export function localSettings(environment: Readonly<Record<string, string | undefined>>): LocalSettings {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const settings = schema.parse({ ...PORTS, LOCAL_DIR: '.local', ...Object.fromEntries(given) });
  const taken = new Map<number, string>();
  for (const name of Object.keys(PORTS) as (keyof typeof PORTS)[]) {
    const other = taken.get(settings[name]);
    if (other !== undefined && settings[name] !== 0) {
      throw new CannotStart(`${other} and ${name} are both ${settings[name]}: give each a port of its own.`);
    }
    taken.set(settings[name], name);
  }
  return settings;
}
