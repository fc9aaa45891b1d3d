import { ACTIONS, type Action } from './domain/waits.ts';
import { FUNCTION_NAMES, type FunctionName } from './functions.ts';

/** What is deployed around the functions, on AWS and on one machine alike. */

/**
 * How long the gateway keeps the authorizer's answer for a token, in seconds. Whether the token has expired is checked
 * with each request all the same.
 */
export const AUTHORIZER_CACHE_SECONDS = 60;
/** How often the sweeper delivers again what may not have reached the state machine, in seconds. */
export const REDELIVER_EVERY_SECONDS = 60;
/** How often executions that failed long ago are redriven, in seconds. */
export const REDRIVE_EVERY_SECONDS = 24 * 60 * 60;

/** The statuses of a failed execution, of which `execution-failed` is notified: a technical fault, never a refusal. */
export const FAILED_STATUSES = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** Whether an execution of this status has failed. */
export const isFailed = (status: string | undefined): boolean => FAILED_STATUSES.some((failed) => failed === status);

/** `SellerActivity` for `seller-activity`: names in CloudFormation and in the state machine's placeholders. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The placeholders in the definition of the state machine, each with what it stands for. */
export interface Placeholders {
  /** `SellerActivityFunctionArn`: the ARN of the function `seller-activity`. */
  readonly functions: ReadonlyMap<string, FunctionName>;
  /** `ConsentTimeoutSeconds`: how long the wait `consent` lasts. */
  readonly waits: ReadonlyMap<string, Action>;
}

/**
 * Finds the placeholders of a definition, which are written as in `${ConsentTimeoutSeconds}`.
 *
 * @throws Error when one stands for nothing
 */
export function placeholdersOf(definition: string): Placeholders {
  const found = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
  /** Those that stand for one of these things; they are taken off the list of those still unknown. */
  const standingFor = <Thing extends string>(things: readonly Thing[], suffix: string) =>
    new Map(
      things.flatMap((thing) => {
        const placeholder = pascalCase(thing) + suffix;
        return found.delete(placeholder) ? [[placeholder, thing] as const] : [];
      }),
    );
  const functions = standingFor(FUNCTION_NAMES, 'FunctionArn');
  const waits = standingFor(ACTIONS, 'TimeoutSeconds');
  if (found.size === 0) return { functions, waits };
  throw new Error(`The state machine's definition has placeholders that stand for nothing: ${[...found].join(', ')}.`);
}
