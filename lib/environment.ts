import * as z from 'zod/mini';
import { inWords } from './domain/setting-words.ts';

/** The stage that holds real people's data and signatures; nothing made up can be loaded there. */
export const PRODUCTION = 'production';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are wrong or missing: names each variable, says what is expected of it, and prints no value. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';

  constructor(faults: readonly string[]) {
    super(`Wrong settings: ${faults.join('; ')}`);
  }
}

/**
 * Reads settings from the environment, each by its variable's schema.
 * @throws WrongSettings
 */
export function settingsFrom<Shape extends z.core.$ZodShape>(
  shape: Shape,
  env: Environment = process.env,
): z.infer<z.ZodMiniObject<Shape>> {
  const parsed = z.object(shape).safeParse(env, inWords());
  if (parsed.success) return parsed.data;
  throw new WrongSettings(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

/**
 * Reads one setting from the environment.
 * @throws WrongSettings
 */
export function settingFrom<T>(name: string, schema: z.ZodMiniType<T>, env: Environment = process.env): T {
  const parsed = schema.safeParse(env[name], inWords());
  if (parsed.success) return parsed.data;
  throw new WrongSettings(parsed.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`));
}

/** A variable that holds JSON of a schema. */
export const jsonOf = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );

/** The settings that more than one function reads, each as its variable's schema. */
export const SETTINGS = {
  /** The table of applications. */
  TABLE_NAME: z.string().check(z.minLength(1)),
  /** The registration state machine. */
  STATE_MACHINE_ARN: z.string().check(z.startsWith('arn:')),
  /** The first moment after the pilot, as in 2026-09-01T00:00:00+05:00. */
  PILOT_ENDS_AT: z.pipe(
    z.iso.datetime({ offset: true }),
    z.transform((text) => new Date(text)),
  ),
} as const;

/**
 * Calls `make` at the first use and keeps the result: one client for the life of the process, and none that is not
 * needed.
 */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
