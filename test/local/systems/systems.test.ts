import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM_NAMES, type SystemName } from '../../../lib/domain/systems.ts';
import { type Asking, SystemUnavailable } from '../../../lib/systems/answer.ts';
import { type SystemClients, systemClients } from '../../../local/systems/clients.ts';
import { dealerBin, documentCode, personIin, vehicleVin } from '../../../local/systems/data-set.ts';
import type { Fault } from '../../../local/systems/faults.ts';
import { AUTHORIZATION, type Simulation, startSimulation } from './harness.ts';
import { DOSSIER, PAYMENT_ORDER } from './samples.ts';

let simulation: Simulation;
beforeAll(async () => {
  simulation = await startSimulation();
});
afterEach(() => {
  for (const system of SYSTEM_NAMES) simulation.simulated.setFault(system, { mode: 'none' });
});
afterAll(() => simulation.close());

const VIN = vehicleVin('car');
const IIN = personIin('buyer');
const BIN = dealerBin('dealer');
const CODE = documentCode(IIN);
const asking: Asking = { item: '4.3' };

/** Of each system that is asked: a question with data, and one without. */
const QUESTIONS: Partial<
  Record<
    SystemName,
    {
      ask: (systems: SystemClients, key: string) => Promise<{ kind: string } | undefined>;
      key: string;
      unknown?: string;
    }
  >
> = {
  'business-register': {
    ask: (s, bin) => s.businessRegister.entity(bin, asking),
    key: BIN,
    unknown: dealerBin('unknown'),
  },
  'vehicle-passports': {
    ask: (s, vin) => s.vehiclePassports.passport(vin, asking),
    key: VIN,
    unknown: vehicleVin('without-passport'),
  },
  customs: { ask: (s, vin) => s.customs.payment(vin, asking), key: VIN, unknown: vehicleVin('without-customs') },
  recycling: { ask: (s, vin) => s.recycling.payment(vin, asking), key: VIN, unknown: vehicleVin('without-recycling') },
  individuals: { ask: (s, iin) => s.individuals.person(iin, asking), key: IIN, unknown: personIin('unknown') },
  'sale-contracts': {
    ask: (s, vin) => s.saleContracts.contract({ seller: BIN, buyer: IIN, vin }, asking),
    key: VIN,
    unknown: vehicleVin('without-contract'),
  },
  'administrative-proceedings': { ask: (s, iin) => s.administrativeProceedings.fines(iin, asking), key: IIN },
  'mobile-citizens': {
    ask: (s, iin) => s.mobileCitizens.phone(iin, asking),
    key: IIN,
    unknown: personIin('phoneless'),
  },
  'digital-documents': { ask: (s, code) => s.digitalDocuments.document(code, asking), key: CODE, unknown: 'DOC-1' },
};

/** Of each system that takes orders: an order. */
const ORDERS: Partial<
  Record<SystemName, (systems: SystemClients, idempotencyKey: string) => Promise<{ data: object }>>
> = {
  'payment-gateway': (s, key) => s.paymentGateway.requestPayment(PAYMENT_ORDER, { ...asking, idempotencyKey: key }),
  'vehicle-register': (s, key) => s.vehicleRegister.submit(DOSSIER, { ...asking, idempotencyKey: key }),
  printing: (s, key) =>
    s.printing.order(
      { applicationId: '01', certificateNumber: 'AA1', centre: '0201' },
      { ...asking, idempotencyKey: key },
    ),
  'e-queue': (s, key) =>
    s.eQueue.issueTicket({ centre: '0201', applicationNumber: '260101-0001-01' }, { ...asking, idempotencyKey: key }),
  portal: (s, key) =>
    s.portal.postNotice(
      { iin: IIN, applicationId: '01', code: 'application-received', text: 'Үлгі' },
      { ...asking, idempotencyKey: key },
    ),
};

const FAULTS: [Fault, string][] = [
  [{ mode: 'down' }, 'connection'],
  [{ mode: 'error' }, 'status'],
  [{ mode: 'garbage' }, 'malformed'],
  [{ mode: 'wrong-url' }, 'status'],
  [{ mode: 'slow', delayMs: 600_000 }, 'timeout'],
];

const outcome = (answer: Promise<object | undefined>): Promise<string> =>
  answer.then(
    (given) => (given && 'kind' in given ? String(given.kind) : 'nothing'),
    (error) => (error instanceof SystemUnavailable ? error.reason : `fault of ours: ${error}`),
  );

const hasty = () => systemClients({ ...simulation.simulated.environment, SYSTEMS_TIMEOUT_MS: '30' });

test('every system is either asked or takes orders', () => {
  expect([...Object.keys(QUESTIONS), ...Object.keys(ORDERS)].sort()).toEqual([...SYSTEM_NAMES].sort());
});

describe.each(SYSTEM_NAMES.filter((system) => QUESTIONS[system]))('%s is asked', (system) => {
  const question = QUESTIONS[system];
  if (!question) throw new Error(`no question for ${system}`);
  const { ask, key, unknown } = question;

  test('and gives data, or definitely no data', async () => {
    expect(await outcome(ask(simulation.clients, key))).toBe('data');
    if (unknown) expect(await outcome(ask(simulation.clients, unknown))).toBe('no-data');
  });

  test.each([...FAULTS, [{ mode: 'wrong-key' }, 'wrong-key'] as const])(
    'and with %o does not answer',
    async (fault, reason) => {
      simulation.simulated.setFault(system, fault);
      const systems = fault.mode === 'slow' ? hasty() : simulation.clients;
      expect(await outcome(ask(systems, key))).toBe(reason);
      if (unknown) expect(await outcome(ask(systems, unknown))).toBe(reason);
    },
  );
});

describe.each(SYSTEM_NAMES.filter((system) => ORDERS[system]))('%s takes orders', (system) => {
  const order = ORDERS[system];
  if (!order) throw new Error(`no order for ${system}`);

  test('once a key: the same answer to the same key', async () => {
    const first = await order(simulation.clients, `${system}-1`);
    expect((await order(simulation.clients, `${system}-1`)).data).toEqual(first.data);
  });

  test.each(FAULTS)('and with %o does not answer', async (fault, reason) => {
    simulation.simulated.setFault(system, fault);
    expect(await outcome(order(fault.mode === 'slow' ? hasty() : simulation.clients, `${system}-2`))).toBe(reason);
  });
});

test('an order whose answer came too late has had its one effect', async () => {
  simulation.simulated.setFault('e-queue', { mode: 'slow', delayMs: 600_000, times: 1 });
  const order = { centre: '0201', applicationNumber: '260101-0001-02' };
  await expect(hasty().eQueue.issueTicket(order, { ...asking, idempotencyKey: 'late' })).rejects.toThrow('timeout');
  const late = await simulation.clients.eQueue.issueTicket(order, { ...asking, idempotencyKey: 'late' });
  const next = await simulation.clients.eQueue.issueTicket(order, { ...asking, idempotencyKey: 'next' });
  expect(Number(next.data.ticket.slice(1)) - Number(late.data.ticket.slice(1))).toBe(1);
});

test('a fault befalls as many requests as it was told', async () => {
  simulation.simulated.setFault('customs', { mode: 'error', times: 2 });
  const ask = () => outcome(simulation.clients.customs.payment(VIN, asking));
  expect([await ask(), await ask(), await ask()]).toEqual(['status', 'status', 'data']);
});

describe('records', () => {
  test('that are put are answered with, as they are', async () => {
    const { simulated, clients } = simulation;
    const record = { iin: IIN, surname: 'Үлгіева', name: 'Мысал', birthDate: '1890-01-02', status: 'missing' };
    simulated.putRecord('individuals', IIN, record);
    expect(await clients.individuals.person(IIN, asking)).toMatchObject({ kind: 'data', data: record });
    expect(simulated.record('individuals', IIN)).toEqual(record);
    simulated.putRecord('individuals', IIN, { ...record, iin: 'another' });
    expect(await outcome(clients.individuals.person(IIN, asking))).toBe('wrong-key');
  });

  test('that are deleted are no data, those of the data set as well', async () => {
    const vin = vehicleVin('car', 7);
    simulation.simulated.deleteRecord('vehicle-passports', vin);
    expect(await outcome(simulation.clients.vehiclePassports.passport(vin, asking))).toBe('no-data');
    expect(simulation.simulated.record('vehicle-passports', vin)).toBeUndefined();
  });

  test('of fines: without one there are none unpaid', async () => {
    const iin = personIin('fined');
    const { administrativeProceedings } = simulation.clients;
    expect(await administrativeProceedings.fines(iin, asking)).toMatchObject({ data: { unpaid: [{ amount: 8_650 }] } });
    simulation.simulated.deleteRecord('administrative-proceedings', iin);
    expect(await administrativeProceedings.fines(iin, asking)).toMatchObject({ data: { iin, unpaid: [] } });
  });
});

describe('a request is turned away', () => {
  const get = (path: string, headers: Record<string, string>) =>
    fetch(simulation.simulated.url + path, { headers }).then(async (response) => ({
      status: response.status,
      text: await response.text(),
    }));
  const good = { authorization: AUTHORIZATION, 'x-request-id': '1', 'x-purpose': '4.3' };

  test.each([
    [`/customs/payments/${VIN}`, { ...good, authorization: 'Bearer wrong' }, 401],
    [`/customs/payments/${VIN}`, { authorization: AUTHORIZATION }, 400],
    [`/customs/payments/${VIN}/more`, good, 404],
    ['/customs', good, 404],
    ['/sale-contracts/contracts?vin=1', good, 404],
    ['/nowhere/payments/1', good, 404],
    ['/printing/orders', good, 404],
  ])('%s %o: %i, and never as no data', async (path, headers, status) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('no-data');
  });

  test.each([
    [{ 'idempotency-key': '1' }, '{', 'not JSON'],
    [{ 'idempotency-key': '1' }, '{"centre":"0201","applicationNumber":"1","extra":1}', 'extra'],
    [{}, '{"centre":"0201","applicationNumber":"1"}', 'Idempotency-Key'],
  ])('an order that does not fit the contract (%#)', async (headers, body, detail) => {
    const response = await fetch(`${simulation.simulated.url}/e-queue/tickets`, {
      method: 'POST',
      headers: { ...good, ...headers },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(detail);
  });
});

test('a key may hold any character', async () => {
  const code = 'ҚР %1/2?';
  const record = { code, kind: 'identity-card', iin: IIN, validUntil: '2030-01-01' };
  simulation.simulated.putRecord('digital-documents', code, record);
  expect(await simulation.clients.digitalDocuments.document(code, asking)).toMatchObject({ data: record });
});

test('what was asked is counted, with the item it was asked under', async () => {
  const before = simulation.simulated.calls('recycling').total;
  const { evidence } = await simulation.clients.recycling.payment(VIN, { item: '4.5' });
  const { total, last } = simulation.simulated.calls('recycling');
  expect(total - before).toBe(1);
  expect(last.at(-1)).toMatchObject({ method: 'GET', purpose: '4.5', requestId: evidence.requestId });
});
