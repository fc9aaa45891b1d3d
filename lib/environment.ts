import * as z from 'zod/mini';
import { inWords } from './domain/setting-words.ts';

/** The stage that holds real people's data and signatures; nothing made up can be loaded there. */
export const PRODUCTION = 'production';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment by a schema, once.
 * @throws Error that names each wrong or missing variable, says what is expected of it, and prints no value
 */
export function settingsFrom<Shape extends z.core.$ZodShape>(
  shape: Shape,
  env: Environment = process.env,
): z.infer<z.ZodMiniObject<Shape>> {
  const parsed = z.object(shape).safeParse(env, inWords());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Wrong settings: ${faults.join('; ')}`);
}

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
