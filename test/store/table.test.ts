import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { AWS_CLIENT } from '../../lib/aws-client.ts';
import { NEEDS } from '../../lib/cloud/needs.ts';
import { FUNCTION_NAMES, FUNCTIONS } from '../../lib/functions.ts';
import { applications } from '../../lib/store/applications.ts';
import { INDEXES, openTable, projectedAttributes, reachingStore, StoreUnavailable } from '../../lib/store/table.ts';

const failure = (name: string) =>
  new DynamoDBServiceException({ name, message: name, $fault: 'client', $metadata: {} });

describe('an error of the database', () => {
  test.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'InternalServerError'])(
    '%s is one of the moment',
    async (name) => {
      await expect(reachingStore(() => Promise.reject(failure(name)))).rejects.toThrow(StoreUnavailable);
    },
  );

  test.each(['ConditionalCheckFailedException', 'ValidationException', 'AccessDeniedException'])(
    '%s stays what it is',
    async (name) => {
      const error = failure(name);
      await expect(reachingStore(() => Promise.reject(error))).rejects.toBe(error);
    },
  );

  test('that there is no table stays what it is', async () => {
    const error = new ResourceNotFoundException({ message: 'no table', $metadata: {} });
    await expect(reachingStore(() => Promise.reject(error))).rejects.toBe(error);
  });

  test('of our own code stays what it is', async () => {
    const error = new RangeError('ours');
    await expect(reachingStore(() => Promise.reject(error))).rejects.toBe(error);
  });
});

/** What reads an application over one try of the client, in a database at this port. */
const readAt = (port: number, config: object = {}) => {
  const somewhere = openTable('applications', {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    ...config,
  });
  return applications(somewhere).get('01KPCR8M00A1B2C3D4E5F6G7H8');
};

test('a database that is not there is unavailable', async () => {
  await expect(readAt(1)).rejects.toThrow(StoreUnavailable);
});

describe('a database that stays silent', () => {
  test('is asked again on another connection, and is unavailable when it never answers', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      if (asked > 1) response.end('{}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const requestHandler = { ...AWS_CLIENT.requestHandler, socketTimeout: 100 };
    await expect(readAt(port, { requestHandler })).rejects.toThrow(StoreUnavailable);
    asked = 0;
    expect(await readAt(port, { requestHandler, maxAttempts: 2 })).toBeUndefined();
    expect(asked).toBe(2);
    server.closeAllConnections();
    server.close();
  });

  test('is given up before the call of the function is', () => {
    const { maxAttempts, requestHandler } = AWS_CLIENT;
    for (const name of FUNCTION_NAMES.filter((one) => 'table' in NEEDS[one]))
      expect(maxAttempts * requestHandler.socketTimeout).toBeLessThan(FUNCTIONS[name].timeoutSeconds * 1000);
  });
});

test('the indexes carry what lists show, never the rest of an application', () => {
  const { bySeller, byBuyer, byDesk, undelivered } = INDEXES;
  for (const index of [bySeller, byBuyer, byDesk]) expect(projectedAttributes(index)).toEqual(['status', 'summary']);
  expect(projectedAttributes(undelivered)).toEqual(['id']);
});
