import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { type SellerDependencies, seller } from '../../../functions/api/seller.ts';
import { logger } from '../../../lib/middleware/reporting.ts';
import type { Executions } from '../../../lib/registration/executions.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import type { IdempotencyKeys } from '../../../lib/store/idempotency.ts';

beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

/** Where a seller who starts an application by calling this path is told that it is. */
async function locationOf(calledPath: string): Promise<unknown> {
  const store: Pick<Applications, 'create'> = { create: async () => 'created' };
  const machine: Pick<Executions, 'start'> = { start: async () => {} };
  const keys: Pick<IdempotencyKeys, 'claim'> = { claim: async (_bin, _key, fresh) => fresh };
  const dependencies = {
    store: () => store,
    machine: () => machine,
    keys: () => keys,
    pilotEndsAt: () => new Date('2100-01-01T00:00:00+05:00'),
  };
  const event = {
    resource: '/seller/applications',
    httpMethod: 'POST',
    multiValueHeaders: {
      'content-type': ['application/json'],
      'idempotency-key': ['3f0b7f6e-6a0c-4a53-9c5c-2c8f5b0f4d11'],
    },
    body: '{}',
    requestContext: {
      requestId: 'request',
      path: calledPath,
      authorizer: { role: 'seller', sub: 'dealer', bin: '250140000013', exp: 4_000_000_000 },
    },
  };
  const response = await seller(dependencies as unknown as SellerDependencies)(event, {} as Context);
  expect(response).toMatchObject({ statusCode: 202 });
  return response.headers.location?.replace(/[0-9A-Z]{26}$/, '<id>');
}

test.each([
  ['on one machine, and on AWS by the domain', '/seller/applications', '/seller/applications/<id>'],
  ['on AWS by the API’s own name, with its stage', '/v1/seller/applications', '/v1/seller/applications/<id>'],
  ['with a slash at the end', '/v1/seller/applications/', '/v1/seller/applications/<id>'],
])('Location is a path that can be called: %s', async (_where, called, location) => {
  expect(await locationOf(called)).toBe(location);
});
