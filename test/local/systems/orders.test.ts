import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plateNumberFault } from '../../../lib/domain/plates.ts';
import { personIin, vehicleVin } from '../../../local/systems/data-set.ts';
import { plateNumber } from '../../../local/systems/orders.ts';
import { PAYMENT_SECRET, type Service, type Simulation, startService, startSimulation } from './harness.ts';
import { DOSSIER, PAYMENT_ORDER } from './samples.ts';

const MINUTE = 60_000;

let service: Service;
let simulation: Simulation;
beforeEach(async () => {
  service = await startService();
  simulation = await startSimulation({ serviceUrl: service.url });
});
afterEach(async () => {
  await simulation.close();
  service.close();
});

const pass = (ms: number) => simulation.clock.set(simulation.clock.now() + ms);
const submit = (changes: object = {}, key = 'one') =>
  simulation.clients.vehicleRegister.submit({ ...DOSSIER, ...changes }, { item: '4.19', idempotencyKey: key });
const print = () =>
  simulation.clients.printing.order(
    { applicationId: '01', certificateNumber: 'AA00000001', centre: '0201' },
    { item: '6', idempotencyKey: 'one' },
  );

describe('the register of vehicles', () => {
  test('decides by itself, once, as the police of the region', async () => {
    await submit();
    await submit();
    expect(service.received).toEqual([]);
    pass(1_000);
    await service.until(1);
    const [decision] = service.received;
    expect(decision).toMatchObject({
      path: '/police/applications/01/decision',
      authorization: 'Bearer {"role":"police","region":"02"}',
      body: { decision: 'register', plateNumber: expect.any(String), certificateNumber: 'AA00000001' },
    });
    pass(10 * MINUTE);
    await submit({ applicationId: '02' }, 'two');
    pass(1_000);
    await service.until(2);
    expect(service.received.map(({ path }) => path)).toEqual([
      '/police/applications/01/decision',
      '/police/applications/02/decision',
    ]);
  });

  test('refuses, with its reason, a vehicle whose record says so', async () => {
    await submit({ vehicle: { ...DOSSIER.vehicle, vin: vehicleVin('refused-by-register') } });
    pass(1_000);
    await service.until(1);
    expect(service.received[0]?.body).toMatchObject({
      decision: 'refuse',
      reason: expect.any(String),
      legalBasis: expect.stringContaining('862'),
    });
  });

  test('leaves the decision to the police when it is not automatic', async () => {
    simulation.simulated.setAutomatic('vehicle-register', false);
    expect(simulation.simulated.automatic('vehicle-register')).toBe(false);
    await submit();
    pass(MINUTE);
    await print();
    pass(MINUTE);
    await service.until(1);
    expect(service.received.map(({ path }) => path)).toEqual(['/printing/orders/01/completed']);
  });

  test('gives plates that may be given, and each only once', () => {
    const plates = Array.from({ length: 3_000 }, (_, index) => plateNumber(index * 7, '02'));
    expect(plates.filter((plate) => plateNumberFault(plate, { region: '02' }))).toEqual([]);
    expect(new Set(plates).size).toBe(plates.length);
  });
});

test('printing completes by itself', async () => {
  await print();
  pass(1_000);
  await service.until(1);
  expect(service.received[0]).toMatchObject({
    path: '/printing/orders/01/completed',
    authorization: 'Bearer {"role":"printing"}',
    body: {},
  });
});

describe('a message to the service', () => {
  test('is sent again with growing pauses until it is taken', async () => {
    service.statuses.push(503, 404, 500);
    await submit();
    for (let count = 1; count <= 4; count++) {
      await simulation.simulated.settled();
      pass(2 ** count * 500);
      await service.until(count);
    }
    await simulation.simulated.settled();
    pass(60 * MINUTE);
    await simulation.simulated.settled();
    expect(service.received).toHaveLength(4);
    expect(new Set(service.received.map(({ raw }) => raw)).size).toBe(1);
  });

  test('that is not awaited yet is sent again, but not for ever', async () => {
    service.statuses.push(...Array(20).fill(409));
    await submit();
    for (let count = 1; count <= 12; count++) {
      pass(60 * MINUTE);
      await simulation.simulated.settled();
    }
    expect(service.received).toHaveLength(8);
  });

  test('outlives a restart, as does everything else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'systems-'));
    const database = join(directory, 'systems.sqlite');
    const before = await startSimulation({ database });
    const payment = await before.clients.paymentGateway.requestPayment(PAYMENT_ORDER, {
      item: '4.17',
      idempotencyKey: 'kept',
    });
    await before.simulated.pay(payment.data.paymentId);
    before.simulated.setAutomatic('printing', false);
    before.simulated.setFault('customs', { mode: 'down' });
    before.simulated.deleteRecord('customs', DOSSIER.vehicle.vin);
    await before.close();

    const after = await startSimulation({ database, serviceUrl: service.url });
    after.clock.set(after.clock.now() + MINUTE);
    await service.until(1);
    expect(service.received[0]).toMatchObject({ path: '/payment-gateway/notifications', body: { status: 'paid' } });
    expect(after.simulated.payment(payment.data.paymentId)).toMatchObject({ status: 'paid', total: 17_516 });
    expect(after.simulated.automatic('printing')).toBe(false);
    const customs = await after.clients.customs.payment(DOSSIER.vehicle.vin, { item: '4.4' });
    expect(customs.kind).toBe('no-data');
    const again = await after.clients.paymentGateway.requestPayment(PAYMENT_ORDER, {
      item: '4.17',
      idempotencyKey: 'kept',
    });
    expect(again.data).toEqual(payment.data);
    await after.close();
    await rm(directory, { recursive: true });
  });
});

describe('a payment', () => {
  const request = async (payer = personIin('buyer')) => {
    const ordering = { item: '4.17', idempotencyKey: payer };
    return (await simulation.clients.paymentGateway.requestPayment({ ...PAYMENT_ORDER, payer }, ordering)).data;
  };

  test('is opened with the address of its page', async () => {
    const { paymentId, url } = await request();
    expect(url).toBe(`${service.url}/dev/payments/${paymentId}`);
    expect(simulation.simulated.payment(paymentId)).toEqual({
      paymentId,
      applicationId: '01',
      items: PAYMENT_ORDER.items,
      total: 17_516,
      currency: 'KZT',
      status: 'due',
    });
  });

  test('that is made is told to the service, signed, before the page comes back', async () => {
    const { paymentId } = await request();
    const page = await simulation.simulated.pay(paymentId);
    const [word] = service.received;
    expect(word).toMatchObject({ path: '/payment-gateway/notifications', authorization: undefined });
    expect(word?.body).toEqual({
      paymentId,
      applicationId: '01',
      amount: 17_516,
      currency: 'KZT',
      status: 'paid',
      paidAt: page?.settledAt,
    });
    expect(word?.signature).toBe(
      `sha256=${createHmac('sha256', PAYMENT_SECRET)
        .update(word?.raw ?? '')
        .digest('hex')}`,
    );
  });

  test('that is made stays made, and is told once', async () => {
    const { paymentId } = await request();
    const page = await simulation.simulated.pay(paymentId);
    expect(await simulation.simulated.pay(paymentId, 'failed')).toEqual(page);
    expect(service.received).toHaveLength(1);
  });

  test('fails at first for a payer whose record says so', async () => {
    const { paymentId } = await request(personIin('short-of-money'));
    expect(await simulation.simulated.pay(paymentId)).toMatchObject({ status: 'failed' });
    expect(await simulation.simulated.pay(paymentId)).toMatchObject({ status: 'paid' });
    expect(service.received.map(({ body }) => body)).toMatchObject([{ status: 'failed' }, { status: 'paid' }]);
  });

  test('fails for anyone when told to', async () => {
    const { paymentId } = await request();
    expect(await simulation.simulated.pay(paymentId, 'failed')).toMatchObject({ status: 'failed' });
  });

  test('that nobody asked for is not there', async () => {
    expect(simulation.simulated.payment('none')).toBeUndefined();
    expect(await simulation.simulated.pay('none')).toBeUndefined();
  });

  test('whose items do not add up is not taken', async () => {
    const ordering = { item: '4.17', idempotencyKey: 'sum' };
    await expect(
      simulation.clients.paymentGateway.requestPayment({ ...PAYMENT_ORDER, total: 1 }, ordering),
    ).rejects.toThrow('status 400');
  });
});
