import http from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { inWords } from './domain/setting-words.ts';
import { type Environment, WrongSettings } from './environment.ts';

/** Gives a secret's present value. To be called at each use: a value that was rotated is seen without a restart. */
export type Secret = () => Promise<string>;

/** The secret could not be had from AWS Secrets Manager, or is not of the form it must have. Carries nothing of it. */
class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
}

/** How long the extension may take, in milliseconds; it answers from its memory in one or two. */
const TIMEOUT_MS = 3_000;

const held = z.object({ SecretString: z.string() });

/**
 * A secret by the name of its variable: on one machine the value stands in `<name>`; on AWS `<name>_ID` names it in
 * Secrets Manager, and it is had from the AWS Parameters and Secrets Lambda extension, which keeps it for five minutes.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 *
 * @param form what the value has to be
 * @returns undefined when neither variable is set
 * @throws SecretUnavailable, when asked for the value
 */
export function secretFrom(
  name: string,
  form: z.ZodMiniType<string>,
  env: Environment = process.env,
): Secret | undefined {
  const { [name]: value, [`${name}_ID`]: id } = env;
  if (value === undefined && id === undefined) return undefined;
  return async () => {
    const parsed = form.safeParse(value ?? (await fetchSecret(id ?? '', env)), inWords());
    if (!parsed.success) throw new SecretUnavailable(`${name}: ${parsed.error.issues[0]?.message ?? 'wrong form'}`);
    return parsed.data;
  };
}

/**
 * As {@link secretFrom}, of a secret that there has to be.
 *
 * @throws WrongSettings when neither variable is set
 */
export function requiredSecretFrom(name: string, form: z.ZodMiniType<string>, env?: Environment): Secret {
  const secret = secretFrom(name, form, env);
  if (!secret) throw new WrongSettings([`${name} or ${name}_ID: must be set`]);
  return secret;
}

async function fetchSecret(id: string, env: Environment): Promise<string> {
  const port = env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? '2773';
  const url = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(id)}`;
  const headers = { 'x-aws-parameters-secrets-token': env.AWS_SESSION_TOKEN ?? '' };
  try {
    // node:http, not fetch: see lib/systems/transport.ts.
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }, resolve).on('error', reject);
    });
    const body = await text(response);
    if (response.statusCode !== 200) {
      throw new SecretUnavailable(`${id}: the extension answered with status ${response.statusCode}`);
    }
    return held.parse(JSON.parse(body)).SecretString;
  } catch (error) {
    if (error instanceof SecretUnavailable) throw error;
    // Its own words might quote what was read.
    throw new SecretUnavailable(`${id}: ${error instanceof Error ? error.name : 'no answer'}`);
  }
}
