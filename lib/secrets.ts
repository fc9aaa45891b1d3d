import http from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { inWords } from './domain/setting-words.ts';
import { type Environment, WrongSettings } from './environment.ts';

/**
 * Returns the present value of a secret. To be called at each use, so that a rotated value is used without a restart.
 */
export type Secret = () => Promise<string>;

/**
 * The secret could not be read from AWS Secrets Manager, or does not have the form it must have. The text holds nothing
 * of it.
 */
class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
}

/** How long the extension may take, in milliseconds; it answers from its memory in one or two. */
const TIMEOUT_MS = 3_000;

const held = z.object({ SecretString: z.string() });

/**
 * A secret by the name of its variable. On one machine `<name>` holds the value; on AWS `<name>_ID` names it in Secrets
 * Manager, and the AWS Parameters and Secrets Lambda extension reads it and keeps it for five minutes. Source:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 *
 * @param form the schema of the value
 * @returns undefined when neither variable is set
 * @throws SecretUnavailable, when the value is asked for
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
