import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { theConnection } from '../lib/dependencies.ts';
import { logger } from '../lib/middleware/reporting.ts';
import { eQueue } from '../lib/systems/e-queue.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('each question without an answer is one line, which the runbook’s query finds, whoever asked', async () => {
  const said = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.stubEnv('E_QUEUE_URL', 'http://127.0.0.1:1');
  const issue = () =>
    eQueue(theConnection('e-queue')).issueTicket(
      { centre: 'almaty-1', applicationNumber: 'KZ-1' },
      { item: '8', idempotencyKey: 'key' },
    );
  await expect(issue()).rejects.toThrow('e-queue did not answer (connection)');
  vi.stubEnv('SYSTEMS_AUTHORIZATION_ID', 'tirkeu/pilot/systems-authorization');
  vi.stubEnv('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', '1');
  await expect(issue()).rejects.toThrow('e-queue did not answer (authorization)');

  const runbook = readFileSync(join(import.meta.dirname, '../docs/operations.md'), 'utf8');
  const [, sentence] = /filter message = "(A state .+?)" \| stats count\(\*\) by system, outcome/.exec(runbook) ?? [];
  expect(said.mock.calls).toEqual([
    [sentence, { system: 'e-queue', outcome: 'connection' }],
    [sentence, { system: 'e-queue', outcome: 'authorization' }],
  ]);
  for (const outcome of ['connection', 'authorization']) expect(runbook).toContain(`\`${outcome}\``);
});
