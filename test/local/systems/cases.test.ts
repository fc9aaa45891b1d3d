import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBin, isIin, isVin } from '../../../lib/domain/identifiers.ts';
import { sellsVehicles } from '../../../lib/domain/oked.ts';
import { mobilePhone } from '../../../lib/domain/phone.ts';
import { NOTICES, REFUSAL_CODES } from '../../../lib/domain/refusals.ts';
import { quoteFees } from '../../../lib/domain/tariff.ts';
import type { Answer } from '../../../lib/systems/answer.ts';
import { CASES, type Case, type CaseName, caseOf, isCaseName } from '../../../local/systems/cases.ts';
import { dealerBin, documentCode, KINDS, personIin, vehicleVin } from '../../../local/systems/data-set.ts';
import { CASES_PAGE, casesPage } from '../../../tools/cases.ts';
import { type Simulation, startSimulation } from './harness.ts';

let simulation: Simulation;
beforeAll(async () => {
  simulation = await startSimulation();
});
afterAll(() => simulation.close());

test('docs/cases.md is current: run `node tools/cases.ts`', async () => {
  expect(await readFile(CASES_PAGE, 'utf8')).toBe(casesPage());
});

describe('the numbers', () => {
  test.each(CASES.map((each) => [each.name, each] as const))(
    'of %s are well formed',
    (_name, { seller, vin, buyer }) => {
      expect([isBin(seller), isVin(vin), isIin(buyer)]).toEqual([true, true, true]);
    },
  );

  test('cannot be of anyone real', () => {
    for (const { number } of KINDS.people) expect(number).toMatch(/^90\d{4}1/);
    for (const { number } of KINDS.dealers) expect(number).toMatch(/^50/);
    for (const { number } of KINDS.vehicles) expect(number).toMatch(/^TESTKZ/);
  });

  test('come in as many as are needed: each serial number is a well-formed one, and vehicles differ', () => {
    const serials = Array.from({ length: 10_000 }, (_, index) => index);
    expect(serials.filter((serial) => !isIin(personIin('buyer', serial)))).toEqual([]);
    expect(serials.filter((serial) => !isBin(dealerBin('dealer', serial)))).toEqual([]);
    expect(new Set(serials.map((serial) => vehicleVin('car', serial))).size).toBe(serials.length);
    expect(new Set(serials.map((serial) => personIin('buyer', serial))).size).toBeGreaterThan(9_800);
  });
});

describe('the cases', () => {
  test('have each a vehicle of their own', () => {
    expect(new Set(CASES.map(({ vin }) => vin)).size).toBe(CASES.length);
    expect(isCaseName('registered') && !isCaseName('toString')).toBe(true);
  });

  test('lead to every refusal and every notice there is', () => {
    const codes = new Set(CASES.map(({ leadsTo }) => leadsTo.code));
    expect([...REFUSAL_CODES, ...Object.keys(NOTICES)].filter((code) => !codes.has(code as never))).toEqual([]);
  });

  test('with another serial number are the same with another vehicle and another buyer', () => {
    const [one, other] = [caseOf('unpaid-fines', 1), caseOf('unpaid-fines', 4_321)];
    expect(other.vin).not.toBe(one.vin);
    expect(other.buyer).not.toBe(one.buyer);
    expect(other.change?.key).toBe(other.buyer);
    expect(other.leadsTo).toEqual(one.leadsTo);
  });
});

/** Cases that people, the clock or the service bring about, beside what the state systems answer. */
const NOT_BY_RECORDS: readonly CaseName[] = [
  'already-in-application',
  'declined',
  'withdrawn',
  'expired',
  'pilot-ended',
  'payment-failed',
  'refused-by-register',
];

test.each(CASES.filter(({ name }) => !NOT_BY_RECORDS.includes(name)))(
  '$name: the answers of the state systems lead where the case says',
  async (each) => {
    const { status, code, item } = each.leadsTo;
    const expected = [status === 'registered' ? 'nothing stands in the way' : (code ?? status), item];
    const way = await walk(each);
    if (each.change?.at === 'awaiting-consent') expect(way).toEqual(['nothing stands in the way', undefined]);
    else expect(way).toEqual(expected);
    const { change } = each;
    if (!change) return;
    if (change.record) simulation.simulated.putRecord(change.system, change.key, change.record);
    else simulation.simulated.deleteRecord(change.system, change.key);
    const after = await walk(each, { again: true });
    expect(after).toEqual(each.thenTo ? ['nothing stands in the way', undefined] : expected);
  },
);

/** The checks of the Algorithm in their order, as far as the answers of the state systems decide them. */
async function walk({ seller, vin, buyer }: Case, { again = false } = {}): Promise<[string, string | undefined]> {
  const { clients } = simulation;
  const at = (item: string) => ({ item });
  const data = <T>(answer: Answer<T>) => (answer.kind === 'data' ? answer.data : undefined);

  const entity = data(await clients.businessRegister.entity(seller, at('4.1')));
  if (!entity || !sellsVehicles(entity.oked)) return ['activity-not-vehicle-sale', '4.1'];
  const passport = data(await clients.vehiclePassports.passport(vin, at('4.3')));
  if (!passport) return ['no-vehicle-passport', again ? '4.12' : '4.3'];
  if (passport.origin === 'other') return ['vehicle-out-of-scope', '1'];
  if (!data(await clients.customs.payment(vin, at('4.4')))) return ['no-customs-payment', '4.4'];
  if (!data(await clients.recycling.payment(vin, at('4.5')))) return ['no-recycling-payment', '4.5'];
  const person = data(await clients.individuals.person(buyer, at('4.7')));
  if (person?.status !== 'active') return again ? ['buyer-not-found', '4.11'] : ['correct-iin-required', '4.7'];
  const contract = data(await clients.saleContracts.contract({ seller, buyer, vin }, at('4.8')));
  if (!contract) return ['no-sale-contract', again ? '4.13' : '4.8'];
  if (data(await clients.administrativeProceedings.fines(buyer, at('4.14')))?.unpaid.length)
    return ['unpaid-fines', '4.14'];
  const phone = data(await clients.mobileCitizens.phone(buyer, at('4.16')));
  if (!phone) return ['awaiting-phone', undefined];
  expect(mobilePhone(phone.phone)).toBe(phone.phone);
  const on = new Date('2026-03-01T12:00:00+05:00');
  const fees = quoteFees({ ...passport, plateKind: 'rectangular', on });
  return fees.quoted ? ['nothing stands in the way', undefined] : ['suspended', undefined];
}

test('a document shown at the centre is of the person whose code it is', async () => {
  const iin = personIin('buyer', 12);
  const document = (code: string) => simulation.clients.digitalDocuments.document(code, { item: '8' });
  expect(await document(documentCode(iin))).toMatchObject({
    data: { iin, kind: 'identity-card', validUntil: '2035-12-31' },
  });
  expect(await document(documentCode(iin, 'expired'))).toMatchObject({ data: { iin, validUntil: '2025-12-31' } });
});
