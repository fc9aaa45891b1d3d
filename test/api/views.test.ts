import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ROLES, type Role } from '../../lib/api/caller.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { documentCode, personIin } from '../../local/systems/data-set.ts';
import { carryTo, PLATE, useApi } from './cloud.ts';

/**
 * What each role has read of a buyer, in every answer to every request of whole registrations, errors among them: the
 * parts of a person that a role may not know are looked for in all of it.
 */

const api = useApi();

const PERSON = {
  surname: 'Жасырынбаев',
  name: 'Құпияберген',
  patronymic: 'Жабықұлы',
  birthDate: '1890-01-01',
  phone: '+77017654321',
} as const;
const FINE = { id: 'FINE-KEPT-SECRET', amount: 77_777, issuedOn: '2026-01-20' } as const;

const bodyOf = (value: unknown) => ({ body: value });
const signatures: string[] = [];
const people: Registration[] = [];

/** A registration whose buyer has a name and a phone that nobody else has. */
async function somebody(fined: boolean): Promise<Registration> {
  const registration = api().registration();
  const { buyer } = registration.cast;
  const { phone, ...person } = PERSON;
  await api().dev('PUT', `/systems/individuals/records/${buyer}`, { iin: buyer, ...person, status: 'active' });
  await api().dev('PUT', `/systems/mobile-citizens/records/${buyer}`, { iin: buyer, phone });
  if (fined)
    await api().dev('PUT', `/systems/administrative-proceedings/records/${buyer}`, { iin: buyer, unpaid: [FINE] });
  people.push(registration);
  return registration;
}

/** Everybody looks at everything that they can name, and does what is not awaited of them. */
async function everybodyTries(registration: Registration): Promise<void> {
  const { id, number, cast } = registration;
  const document = { kind: 'identity-document', number: '1', iin: cast.buyer };
  const asked: Partial<Record<Role, [method: string, path: string, body?: unknown][]>> = {
    seller: [
      ['GET', '/seller/applications'],
      ['GET', `/seller/applications/${id}`],
      ['GET', `/seller/applications/${id}/document`],
      ['GET', `/buyer/applications/${id}`],
      ['PUT', `/seller/applications/${id}/buyer`, { iin: personIin('buyer', 9_020) }],
      ['POST', `/seller/applications/${id}/signature`, { cms: 'AAAA' }],
    ],
    buyer: [
      ['GET', '/buyer/applications'],
      ['GET', '/buyer/notices'],
      ['GET', `/buyer/applications/${id}`],
      ['GET', `/buyer/applications/${id}/journal`],
      ['POST', `/buyer/applications/${id}/signature`, { cms: 'AAAA' }],
    ],
    police: [
      ['GET', '/police/applications'],
      ['GET', `/police/applications/${id}`],
    ],
    printing: [
      ['GET', '/printing/orders'],
      ['GET', `/seller/applications/${id}`],
    ],
    centre: [
      ['GET', '/centre/applications'],
      ['GET', `/centre/applications/${number}`],
      [
        'POST',
        `/centre/applications/${number}/queue-ticket`,
        { document: { kind: 'digital-document', code: documentCode(personIin('buyer', 9_020)) } },
      ],
      ['POST', `/centre/applications/${number}/hand-over`, { document, ...PLATE, plateNumber: '999XXX02' }],
    ],
  };
  for (const role of ROLES) {
    const client = await registration.as(role);
    for (const [method, path, body] of asked[role] ?? []) {
      await client.call(method, path, body === undefined ? {} : bodyOf(body));
    }
  }
}

const STATIONS = [
  ...(['awaiting-seller-signature', 'awaiting-consent', 'awaiting-pickup', 'awaiting-payment'] as const),
  ...(['awaiting-buyer-signature', 'in-registration', 'in-printing', 'ready-for-collection'] as const),
  ...(['ticket-issued', 'registered'] as const),
];

beforeAll(async () => {
  const registered = await somebody(false);
  for (const status of STATIONS) {
    await carryTo(status, registered);
    if (status === 'awaiting-seller-signature') signatures.push(await registered.signatureOf('seller'));
    if (status === 'awaiting-buyer-signature') {
      signatures.push(await registered.signatureOf('buyer', { certificate: 'expired' }));
      await (await registered.as('buyer')).call(
        'POST',
        `/buyer/applications/${registered.id}/signature`,
        bodyOf({ cms: signatures[1] }),
      );
    }
    await everybodyTries(registered);
  }

  const fined = await somebody(true);
  await carryTo('awaiting-resubmission', fined);
  await everybodyTries(fined);
  await fined.withdraw();
  await fined.until('withdrawn');
  await everybodyTries(fined);

  const refused = await somebody(false);
  await carryTo('in-registration', refused);
  await refused.decide({ decision: 'refuse', reason: 'made up', legalBasis: 'none' });
  await refused.until('refused');
  await everybodyTries(refused);
});

/** All that a role has been answered. */
const readBy = (role: Role | undefined) =>
  api()
    .exchanges.filter((exchange) => exchange.role === role)
    .map(({ text }) => text);

const found = (role: Role | undefined, needles: readonly string[]) =>
  readBy(role).flatMap((text) => needles.filter((needle) => text.includes(needle)));

const FULL_NAME = [PERSON.surname, PERSON.name, PERSON.patronymic];
const FINES = [FINE.id, String(FINE.amount), '77 777', '77,777', '77\u00a0777', 'айыппұл', 'штраф', ' fine'];
const MONEY = ['"payment":', '"total":', '"amount":', '/pay'];

describe('what a role never reads', () => {
  test('there was something to read, in success and in error, for each', () => {
    for (const role of ROLES) {
      const statuses = new Set(
        api()
          .exchanges.filter((one) => one.role === role)
          .map(({ status }) => status),
      );
      expect([role, statuses.has(200), [...statuses].some((status) => status >= 400)]).toEqual([role, true, true]);
    }
  });

  test('the seller: name, birth date, phone, fines, payment, pickup, signatures', () => {
    const kept = [
      ...FULL_NAME,
      PERSON.birthDate,
      PERSON.phone,
      ...FINES,
      ...MONEY,
      '"pickup":',
      '"birthDate"',
      '"phone"',
    ];
    expect(found('seller', kept)).toEqual([]);
    expect(found('seller', ['Ж. Қ. Ж.'])).not.toEqual([]);
  });

  test('the seller: any outcome of the checks of fines, phone and payment', () => {
    const schema = z.looseObject({ checks: z.array(z.looseObject({ item: z.string() })).optional() });
    for (const text of readBy('seller').filter((one) => one.startsWith('{'))) {
      const items = schema.parse(JSON.parse(text)).checks?.map(({ item }) => item) ?? [];
      expect(items.filter((item) => ['4.14', '4.16', '4.17'].includes(item))).toEqual([]);
    }
  });

  test('the printing centre: anything of the buyer and the seller', () => {
    const iins = people.map(({ cast }) => cast.buyer);
    expect(
      found('printing', [...iins, ...FULL_NAME, PERSON.birthDate, PERSON.phone, ...FINES, ...MONEY, '"buyer":']),
    ).toEqual([]);
  });

  test('the service centre: birth date, phone, fines, payment', () => {
    expect(found('centre', [PERSON.birthDate, PERSON.phone, ...FINES, ...MONEY])).toEqual([]);
    expect(found('centre', FULL_NAME)).not.toEqual([]);
  });

  test('the buyer: anybody else’s signature; and the buyer reads their own data', () => {
    expect(found('buyer', ['"cms"'])).toEqual([]);
    for (const own of [...FULL_NAME, PERSON.birthDate, PERSON.phone]) expect(found('buyer', [own])).not.toEqual([]);
    expect(found('buyer', ['77,777'])).not.toEqual([]);
  });

  test('whoever has no token: anything', () => {
    const iins = people.map(({ cast }) => cast.buyer);
    expect(found(undefined, [...iins, ...FULL_NAME, PERSON.phone])).toEqual([]);
  });

  test('anybody but the police: a signature; anybody at all: a task token, or what is kept for ourselves', () => {
    for (const role of [...ROLES, undefined]) {
      if (role !== 'police') expect(found(role, signatures)).toEqual([]);
      expect(
        found(role, ['"token"', '"given"', '"undeliveredSince"', '"prepared"', '"answer"', '"inCabinet"']),
      ).toEqual([]);
    }
  });
});
