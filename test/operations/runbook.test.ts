import {
  DescribeExecutionCommand,
  ExecutionNotRedrivable,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Registration } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { EFFECTS_OF_A_REGISTRATION, effectsOf, eventually, Service } from '../reliability/service.ts';

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

/** `aws stepfunctions start-execution --name <id>-2 ...` */
const startAnother = ({ id }: Registration) =>
  service.sfn.send(
    new StartExecutionCommand({
      stateMachineArn: service.cloud.environment.STATE_MACHINE_ARN,
      name: `${id}-2`,
      input: JSON.stringify({ applicationId: id }),
    }),
  );

test('10. Restore to a point in time: an application whose execution has ended since begins at 4.1 again in another', async () => {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, 'awaiting-pickup');
  const { client, name: TableName } = service.table;
  const Key = { pk: `APPLICATION#${registration.id}`, sk: 'APPLICATION' };
  const before = await client.send(new GetCommand({ TableName, Key }));
  await registration.withdraw();
  await registration.until('withdrawn');

  await client.send(new PutCommand({ TableName, Item: before.Item }));
  await startAnother(registration);
  await registration.untilIt(({ status }) => status !== 'awaiting-pickup', 'the other execution');
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

describe('4. What is signed and can be redriven no more goes on in another execution, from where it stands', () => {
  const waits = ['in-registration', 'in-printing', 'ready-for-collection', 'ticket-issued'] as const;

  test.each(waits)('%s', async (status) => {
    const { systems } = service.cloud;
    if (status === 'in-registration') systems.setAutomatic('vehicle-register', false);
    if (status === 'in-printing') systems.setAutomatic('printing', false);
    const registration = service.registration();
    await registration.start();
    await carryOn(registration, status);
    await eventually(async () => (await service.stored(registration.id)).token !== undefined, 'the wait to begin');
    await stop(registration);
    await registration.until('suspended');
    service.advance(15 * 86_400);
    await expect(redrive(registration)).rejects.toBeInstanceOf(ExecutionNotRedrivable);

    await startAnother(registration);
    await registration.untilIt((seen) => seen.status !== 'suspended', 'the other execution');
    systems.setAutomatic('vehicle-register', true);
    systems.setAutomatic('printing', true);
    if (status === 'in-registration') {
      await registration.until('in-registration');
      await registration.decide({ decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AB-0000002' });
    }
    if (status === 'in-printing') {
      await registration.until('in-printing');
      await registration.completePrinting();
    }
    expect((await carryOn(registration, 'registered')).outcome).toMatchObject({ kind: 'registered' });
    const application = await service.stored(registration.id);
    // The ticket of 15 days ago has lapsed, and another one is taken.
    const another = status === 'ticket-issued' ? ['e-queue'] : [];
    expect(effectsOf(service.carriedOut(application))).toEqual([...another, ...EFFECTS_OF_A_REGISTRATION]);
    const told = application.journal.filter(({ outcome }) => outcome === 'told' || outcome === 'ordered');
    expect(told.map(({ item }) => item)).toEqual(['4.10', '5', '4.19', '6', '7']);
    const other = `${executionOf(registration)}-2`;
    await eventually(async () => !(await executions('RUNNING')).includes(other), 'the other execution to end');
  });

  test('refused by the police, and stopped before the refusal was concluded', async () => {
    service.cloud.systems.setAutomatic('vehicle-register', false);
    const registration = service.registration();
    await registration.start();
    await carryOn(registration, 'in-registration');
    await eventually(async () => (await service.stored(registration.id)).token !== undefined, 'the wait to begin');
    await stop(registration);
    await registration.until('suspended');
    // As if the answer had been taken over when the execution was stopped.
    await registration.decide({ decision: 'refuse', reason: 'Мемлекеттік тізілімде бар', legalBasis: 'No 862' });
    await service.store.change(
      await service.stored(registration.id),
      ({ answer: _, undeliveredSince: __, ...rest }) => rest,
    );
    service.advance(15 * 86_400);

    await startAnother(registration);
    expect((await registration.until('refused')).outcome).toMatchObject({ kind: 'refused', item: '4.19' });
    expect((await service.stored(registration.id)).payment?.status).toBe('refund-due');
    service.cloud.systems.setAutomatic('vehicle-register', true);
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
