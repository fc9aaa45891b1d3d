import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { requiredSecretFrom, secretFrom } from '../lib/secrets.ts';

const form = z.string().min(16, 'must be at least 16 characters');

/** Stands in for the AWS Parameters and Secrets Lambda extension. */
let value: unknown;
const asked: http.IncomingMessage[] = [];
const extension = http.createServer((request, response) => {
  asked.push(request);
  if (value === undefined) response.writeHead(400).end('s3cret words');
  else response.end(JSON.stringify(value));
});
let env: Record<string, string>;

beforeAll(async () => {
  await once(extension.listen(0, 'localhost'), 'listening');
  env = {
    KEY_ID: 'tirkeu/production/payment gateway',
    AWS_SESSION_TOKEN: 'session',
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String((extension.address() as AddressInfo).port),
  };
});
afterAll(() => {
  extension.closeAllConnections();
  extension.close();
});

test('on one machine the variable holds the value', async () => {
  expect(await secretFrom('KEY', form, { KEY: 'x'.repeat(16) })?.()).toBe('x'.repeat(16));
  expect(secretFrom('KEY', form, {})).toBeUndefined();
});

test('a secret that there has to be is missed at once, by the names of its variables', async () => {
  expect(await requiredSecretFrom('KEY', form, { KEY: 'x'.repeat(16) })()).toBe('x'.repeat(16));
  expect(() => requiredSecretFrom('KEY', form, {})).toThrow(/^Wrong settings: KEY or KEY_ID: must be set$/);
});

test('on AWS the extension gives the secret that the variable names, anew at each use', async () => {
  const secret = secretFrom('KEY', form, env);
  expect(asked).toEqual([]);
  value = { SecretString: 'a'.repeat(16) };
  expect(await secret?.()).toBe('a'.repeat(16));
  value = { SecretString: 'b'.repeat(16) };
  expect(await secret?.()).toBe('b'.repeat(16));
  expect(asked[0]?.url).toBe('/secretsmanager/get?secretId=tirkeu%2Fproduction%2Fpayment%20gateway');
  expect(asked[0]?.headers['x-aws-parameters-secrets-token']).toBe('session');
});

describe('a fault says which secret, and never what it holds', () => {
  test.each([
    ['too short', { SecretString: 's3cret' }, /^KEY: must be at least 16 characters$/],
    ['no text', { SecretBinary: 's3cret' }, /payment gateway: \$ZodError$/],
    ['refused', undefined, /payment gateway: the extension answered with status 400$/],
  ])('%s', async (_case, given, message) => {
    value = given;
    const failure = await secretFrom('KEY', form, env)?.().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'SecretUnavailable', message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain('s3cret');
  });

  test('out of reach', async () => {
    const unreachable = { ...env, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '1' };
    await expect(secretFrom('KEY', form, unreachable)?.()).rejects.toMatchObject({ name: 'SecretUnavailable' });
  });
});
