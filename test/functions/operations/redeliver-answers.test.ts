import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { redeliverAnswers } from '../../../functions/operations/redeliver-answers.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { giveAnswer, suspend, waitFor } from '../../../lib/domain/lifecycle.ts';
import { logger } from '../../../lib/middleware/reporting.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import { opened } from '../../domain/samples.ts';

const ANSWERED = new Date('2026-03-15T00:00:00Z');
const minutesLater = (minutes: number) => new Date(ANSWERED.getTime() + minutes * 60_000);

let warned: unknown[];
let counted: string[];
beforeEach(() => {
  warned = [];
  counted = [];
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(logger, 'warn').mockImplementation((...said) => void warned.push(said));
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => counted.push(String(line)) > 0);
});

const ANSWER = { action: 'consent', content: {}, output: { outcome: 'agree' }, now: ANSWERED } as const;
/** An application whose answer has been written, and is not known to have been taken over. */
const answered: Application = giveAnswer(
  waitFor(opened(ANSWERED), { action: 'consent', since: ANSWERED, until: minutesLater(10_000), token: 'token' }),
  ANSWER,
);

/** What the sweeper says of an application so many minutes after it was answered. */
async function swept(application: Application, minutes: number) {
  const tokens: string[] = [];
  const store: Pick<Applications, 'get' | 'undelivered'> = {
    get: async () => application,
    async *undelivered() {
      yield [application.id];
    },
  };
  const machine: Pick<Executions, 'succeed'> = {
    succeed: async (token) => {
      tokens.push(token);
      return 'gone';
    },
  };
  const handler = redeliverAnswers(
    () => store as Applications,
    () => machine as Executions,
    () => minutesLater(minutes),
  );
  const said = await handler({}, { getRemainingTimeInMillis: () => 900_000 } as Context);
  return { tokens, said };
}

test('what is undelivered is told again', async () => {
  expect(await swept(answered, 5)).toEqual({ tokens: ['token'], said: { found: 1, failed: 0 } });
  expect(counted.filter((line) => line.includes('"Redelivered":1') && line.includes('"all"'))).toHaveLength(1);
});

test('what has been told for an hour and is not taken over raises the alarm, and is told on', async () => {
  expect(await swept(answered, 61)).toEqual({ tokens: ['token'], said: { found: 1, failed: 1 } });
  expect(warned).toEqual([
    ['Told again and again, and not taken over.', expect.objectContaining({ applicationId: answered.id })],
  ]);
  expect(counted.filter((line) => line.includes('"Redelivered":1') && line.includes('"some-failed"'))).toHaveLength(1);
});

test.each<[string, Application]>([
  ['stands still as suspended', suspend(answered, 'ABORTED', ANSWERED)],
  ['waits for a system', { ...answered, waitingFor: { item: '5', system: 'vehicle-register', since: '' } }],
])('nothing is wrong with one that %s', async (_, application) => {
  expect((await swept(application, 61)).said).toEqual({ found: 1, failed: 0 });
});
