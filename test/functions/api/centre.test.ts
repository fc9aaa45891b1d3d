import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { type CentreDependencies, centre } from '../../../functions/api/centre.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { newNumber } from '../../../lib/domain/application-number.ts';
import { waitFor } from '../../../lib/domain/lifecycle.ts';
import { logger } from '../../../lib/middleware/reporting.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import { SystemUnavailable } from '../../../lib/systems/answer.ts';
import type { EQueue } from '../../../lib/systems/e-queue.ts';
import { personIin } from '../../../local/systems/data-set.ts';
import { opened } from '../../domain/samples.ts';

beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => {});
  vi.spyOn(logger, 'warn').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return () => vi.useRealTimers();
});

/** The keys under which the reception asks the queue for a ticket at these moments, and gets no answer. */
async function keysAt(...moments: string[]): Promise<string[]> {
  const keys: string[] = [];
  const since = new Date('2026-03-01T00:00:00Z');
  const until = new Date('2026-06-01T00:00:00Z');
  const buyer = { iin: personIin('buyer', 1) };
  const application: Application = {
    ...waitFor(opened(since), { action: 'queue-ticket', since, until, token: 'token' }),
    number: newNumber(since),
    buyer,
    pickup: { centre: '0201', region: '02', plateKind: 'rectangular' },
    registration: { plateNumber: '482KZA02', certificateNumber: 'AB-1', decidedAt: since.toISOString() },
  };
  const store: Pick<Applications, 'getByNumber'> = { getByNumber: async () => application };
  const queue: EQueue = {
    issueTicket: async (_request, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      throw new SystemUnavailable('e-queue', 'request', 'timeout', 'nothing came');
    },
  };
  const dependencies = {
    store: () => store,
    queue: () => queue,
    pilotEndsAt: () => new Date('2100-01-01T00:00:00+05:00'),
  };
  const document = { kind: 'identity-document', number: '012345678', ...buyer };
  const event = {
    resource: '/centre/applications/{number}/queue-ticket',
    httpMethod: 'POST',
    pathParameters: { number: application.number },
    multiValueHeaders: { 'content-type': ['application/json'] },
    body: JSON.stringify({ document }),
    requestContext: {
      requestId: 'request',
      path: `/centre/applications/${application.number}/queue-ticket`,
      authorizer: { role: 'centre', sub: 'employee', centre: '0201', exp: 4_000_000_000 },
    },
  };
  for (const moment of moments) {
    vi.setSystemTime(new Date(moment));
    const response = await centre(dependencies as unknown as CentreDependencies)(event, {} as Context);
    expect(response.statusCode, response.body).toBe(503);
  }
  return keys;
}

test('8: a ticket asked for again on the same day in Almaty is the same one; on the next day it is another', async () => {
  const [morning, evening, nextDay] = await keysAt(
    '2026-03-02T04:00:00Z',
    '2026-03-02T18:59:59Z',
    '2026-03-02T19:00:00Z',
  );
  expect(evening).toBe(morning);
  expect(nextDay).not.toBe(morning);
});
