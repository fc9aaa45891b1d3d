import { DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
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

test('a database that is not there is unavailable', async () => {
  const nowhere = openTable('applications', {
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await expect(applications(nowhere).get('01KPCR8M00A1B2C3D4E5F6G7H8')).rejects.toThrow(StoreUnavailable);
});

test('the indexes carry what lists show, never the rest of an application', () => {
  const { bySeller, byBuyer, byDesk, undelivered } = INDEXES;
  for (const index of [bySeller, byBuyer, byDesk]) expect(projectedAttributes(index)).toEqual(['status', 'summary']);
  expect(projectedAttributes(undelivered)).toEqual(['id']);
});
