import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Registration } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { eventually, Service } from '../reliability/service.ts';

/** The procedures of docs/operations.md, carried out on one machine with the calls that the commands there make. */

const PILOT_ENDS_AT = new Date('2027-09-01T00:00:00+05:00');

let service: Service;
beforeAll(async () => {
  service = await Service.start({ pilotEndsAt: PILOT_ENDS_AT });
});
afterAll(() => service.close());

const executionOf = ({ id }: Registration) => service.cloud.executionArn(id);
const stop = (one: Registration) => service.sfn.send(new StopExecutionCommand({ executionArn: executionOf(one) }));
const redrive = (one: Registration) =>
  service.sfn.send(new RedriveExecutionCommand({ executionArn: executionOf(one) }));

/** `aws stepfunctions list-executions --status-filter ...` */
async function executions(statusFilter: 'ABORTED' | 'FAILED' | 'RUNNING'): Promise<string[]> {
  const stateMachineArn = service.cloud.environment.STATE_MACHINE_ARN;
  const listed = await service.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }));
  return (listed.executions ?? []).map(({ executionArn = '' }) => executionArn);
}

test('4. Suspended applications: found by their executions, redriven, and carried to the hand-over', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-payment');
  // A payment is awaited before the state machine waits for it; a write of its task would put off the parking by a minute.
  await eventually(async () => (await service.stored(registration.id)).token !== undefined, 'the wait to begin');
  await stop(registration);
  expect((await registration.until('suspended')).notice).toMatchObject({ code: 'suspended' });
  expect(await executions('ABORTED')).toEqual([executionOf(registration)]);

  await redrive(registration);
  await registration.until('awaiting-payment');
  expect(await executions('ABORTED')).toEqual([]);
  expect((await carryOn(registration, 'registered')).outcome).toMatchObject({ kind: 'registered' });
  const { redriveCount } = await service.sfn.send(
    new DescribeExecutionCommand({ executionArn: executionOf(registration) }),
  );
  expect(redriveCount).toBe(1);
});

test('10. Restore to a point in time: an application that was put back goes on from where its execution stands', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-consent');
  const { client, name: TableName } = service.table;
  const Key = { pk: `APPLICATION#${registration.id}`, sk: 'APPLICATION' };
  const before = await client.send(new GetCommand({ TableName, Key }));
  await carryOn(registration, 'awaiting-pickup');

  await client.send(new PutCommand({ TableName, Item: before.Item }));
  expect(await service.stored(registration.id)).toMatchObject({ status: 'awaiting-consent' });
  await stop(registration);
  await registration.until('suspended');
  await redrive(registration);

  await registration.until('awaiting-pickup');
  expect((await carryOn(registration, 'registered')).outcome).toMatchObject({ kind: 'registered' });
});

test('12. Refunds: what was paid for nothing is found by the query, with the payment that is to be given back', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-buyer-signature');
  await registration.withdraw();
  await registration.until('withdrawn');

  const { client, name: TableName } = service.table;
  const listed = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-desk',
      KeyConditionExpression: 'desk = :desk',
      ExpressionAttributeValues: { ':desk': 'refunds' },
    }),
  );
  expect(listed.Items?.map(({ deskOrder }) => deskOrder)).toEqual([`withdrawn#${registration.id}`]);
  const Key = { pk: `APPLICATION#${registration.id}`, sk: 'APPLICATION' };
  const { Item } = await client.send(new GetCommand({ TableName, Key }));
  expect(JSON.parse(Item?.details).payment).toMatchObject({
    id: (await registration.look('buyer')).payment?.id,
    status: 'refund-due',
  });
});

test('9. Close the pilot: what the buyer has not signed is closed, what is signed goes on; a second call changes nothing', async () => {
  service.cloud.systems.setAutomatic('vehicle-register', false);
  const unsigned = service.registration();
  const signed = service.registration();
  for (const [one, status] of [
    [unsigned, 'awaiting-consent'],
    [signed, 'in-registration'],
  ] as const) {
    await one.start();
    await carryOn(one, status);
  }
  expect(await service.cloud.lambda.invoke('expire-pilot', {})).toEqual({ payload: { closed: 0 } });

  service.cloud.clock.set(PILOT_ENDS_AT.getTime());
  expect((await unsigned.until('pilot-ended')).outcome).toMatchObject({ kind: 'pilot-ended' });
  expect(await service.cloud.lambda.invoke('expire-pilot', {})).toEqual({ payload: { closed: 0 } });
  expect((await signed.look()).status).toBe('in-registration');
  await signed.decide({ decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AB-0000001' });
  expect((await carryOn(signed, 'registered')).outcome).toMatchObject({ kind: 'registered' });
});
