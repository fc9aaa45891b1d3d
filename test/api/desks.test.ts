import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../local/actors/client.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { documentCode, personIin } from '../../local/systems/data-set.ts';
import { applicationIn, carryTo, expectFaultsAt, listIn, PLATE, problemIn, useApi } from './cloud.ts';

const api = useApi();

async function standing(status: Parameters<typeof carryTo>[0]) {
  const registration = api().registration();
  await carryTo(status, registration);
  return registration;
}

/** Whether a list of a desk, all its pages, holds an application. */
async function lies(registration: Registration, desk: Client, path: string): Promise<boolean> {
  for (let cursor = ''; ; ) {
    const page = listIn(await desk.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`));
    if (page.items.some(({ id }) => id === registration.id)) return true;
    if (page.cursor === undefined) return false;
    cursor = `&cursor=${page.cursor}`;
  }
}

describe('5, 4.19 the police', () => {
  test('see of two valid signatures that come at once the one that was taken', async () => {
    const registration = await standing('awaiting-buyer-signature');
    const buyer = await registration.as('buyer');
    const all = await Promise.all(
      [{ detached: true }, {}].map((options) => registration.signatureOf('buyer', options)),
    );
    const path = `/buyer/applications/${registration.id}/signature`;
    const answers = await Promise.all(all.map((cms) => buyer.call('POST', path, { body: { cms } })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    const taken = all[answers.findIndex(({ status }) => status === 202)];
    await registration.until('in-registration');
    const police = await registration.as('police');
    const { body } = await police.call('GET', `/police/applications/${registration.id}`);
    const { signatures } = body as { signatures: { of: string; cms: string }[] };
    expect(signatures.filter(({ of }) => of === 'buyer').map(({ cms }) => cms)).toEqual([taken]);
  });

  test('see the dossiers of their region once the buyer has signed, and nobody else’s', async () => {
    const registration = await standing('awaiting-buyer-signature');
    const police = await registration.as('police');
    const path = `/police/applications/${registration.id}`;
    problemIn(await police.call('GET', path), 404, 'not-found');
    expect(await lies(registration, police, '/police/applications')).toBe(false);
    await carryTo('in-registration', registration);

    const answer = await police.call('GET', path);
    expect(applicationIn(answer, 200)).toMatchObject({
      status: 'in-registration',
      awaiting: { action: 'decision', from: 'police' },
      buyer: {
        iin: registration.cast.buyer,
        name: expect.any(String),
        birthDate: expect.any(String),
        phone: expect.any(String),
      },
      payment: { status: 'paid' },
      contract: { id: expect.any(String) },
      documents: { seller: expect.any(String), buyer: expect.any(String) },
      signatures: [{ of: 'buyer', cms: expect.any(String), evidence: expect.any(Object) }, { of: 'seller' }],
    });
    const { signatures } = answer.body as {
      signatures: { document: string; evidence: { documentSha256: string } }[];
    };
    // All that is needed to judge a signature again, also a detached one.
    for (const { document, evidence } of signatures)
      expect(createHash('sha256').update(Buffer.from(document, 'base64')).digest('hex')).toBe(evidence.documentSha256);
    expect(await lies(registration, police, '/police/applications?status=in-registration')).toBe(true);
    expectFaultsAt(await police.call('GET', '/police/applications?status=registered'), 'query/status');

    const elsewhere = await api().as({ role: 'police', region: '19' });
    problemIn(await elsewhere.call('GET', path), 404, 'not-found');
    problemIn(
      await elsewhere.call('POST', `${path}/decision`, { body: { decision: 'register', ...PLATE } }),
      404,
      'not-found',
    );
    expect(await lies(registration, elsewhere, '/police/applications')).toBe(false);
  });

  test('register with a plate of the region that is not in high demand, once', async () => {
    const registration = await standing('in-registration');
    const police = await registration.as('police');
    const decide = (body: unknown) => police.call('POST', `/police/applications/${registration.id}/decision`, { body });
    const register = { decision: 'register', ...PLATE };
    for (const plateNumber of ['777ABC02', '001ABC02', '123AAA02', '121ABC02']) {
      expect(problemIn(await decide({ ...register, plateNumber }), 422, 'plate-in-high-demand').item).toBe('2');
    }
    for (const plateNumber of ['123ABC01', '123ABC99', '123AB02', '12ABC02', '123abc02', ' 123ABC02', 'XYZ']) {
      expectFaultsAt(await decide({ ...register, plateNumber }), '/plateNumber');
    }
    const elsewhere = problemIn(await decide({ ...register, plateNumber: '123ABC01' }), 400, 'invalid-request');
    expect(elsewhere.errors?.[0]?.message).toContain('02');
    expectFaultsAt(await decide({ ...register, certificateNumber: 'no' }), '/certificateNumber');
    expectFaultsAt(await decide({ decision: 'register' }), '/plateNumber', '/certificateNumber');
    expectFaultsAt(await decide({ decision: 'refuse', reason: ' ' }), '/reason', '/legalBasis');
    expectFaultsAt(await decide({ ...register, reason: 'none' }), '/reason');
    expectFaultsAt(await decide({}), '/decision');
    expectFaultsAt(await decide([]), '');

    applicationIn(await decide(register), 202);
    applicationIn(await decide(register), 202);
    for (const plateNumber of ['124ABC02', '777ABC02', '123ABC01'])
      problemIn(await decide({ ...register, plateNumber }), 409, 'not-awaited');
    problemIn(await decide({ decision: 'refuse', reason: 'late', legalBasis: 'none' }), 409, 'not-awaited');
    expect(await registration.until('in-printing')).toMatchObject({ registration: PLATE });
  });

  test('refuse with reasons, which both parties read, and the money is due back', async () => {
    const registration = await standing('in-registration');
    const refusal = { reason: 'The engine’s number differs.', legalBasis: 'Order 862' };
    await registration.decide({ decision: 'refuse', ...refusal });
    const { outcome } = await registration.until('refused');
    expect(outcome).toMatchObject({ kind: 'refused', code: 'registration-refused', item: '4.19', ...refusal });
    expect(await registration.look('buyer')).toMatchObject({ outcome: refusal, payment: { status: 'refund-due' } });
  });
});

describe('6 printing', () => {
  test('has its open orders, and completes each once', async () => {
    const registration = await standing('in-registration');
    const printing = await registration.as('printing');
    const complete = () => printing.call('POST', `/printing/orders/${registration.id}/completed`, { body: {} });
    problemIn(await complete(), 404, 'not-found');
    expect(await lies(registration, printing, '/printing/orders')).toBe(false);
    await carryTo('in-printing', registration);
    expect(await lies(registration, printing, '/printing/orders')).toBe(true);
    expectFaultsAt(
      await printing.call('POST', `/printing/orders/${registration.id}/completed`, { body: { done: true } }),
      '/done',
    );
    applicationIn(await complete(), 202);
    applicationIn(await complete(), 202);
    await registration.until('ready-for-collection');
    expect(await lies(registration, printing, '/printing/orders')).toBe(false);
    problemIn(await printing.call('POST', '/printing/orders/nothing/completed', { body: {} }), 404, 'not-found');
  });
});

describe('7-10 the service centre', () => {
  const identity = (iin: string) => ({ kind: 'identity-document', number: '012345678', iin });
  const digital = (code: string) => ({ kind: 'digital-document', code });

  test('finds by its number what is collected there, and nothing else', async () => {
    const registration = await standing('in-printing');
    const centre = await registration.as('centre');
    const path = `/centre/applications/${registration.number}`;
    const elsewhere = await api().as({ role: 'centre', centre: '1901' });
    expect(await lies(registration, centre, '/centre/applications')).toBe(false);
    await carryTo('ready-for-collection', registration);
    for (const query of ['', '?status=ready-for-collection']) {
      expect(await lies(registration, centre, `/centre/applications${query}`)).toBe(true);
      expect(await lies(registration, elsewhere, `/centre/applications${query}`)).toBe(false);
    }
    expect(await lies(registration, centre, '/centre/applications?status=registered')).toBe(false);
    expectFaultsAt(await centre.call('GET', '/centre/applications?status=in-printing'), 'query/status');
    expect(applicationIn(await centre.call('GET', path), 200)).toMatchObject({
      id: registration.id,
      registration: PLATE,
    });
    const slip = `${registration.number.slice(0, -1)}${(Number(registration.number.at(-1)) + 1) % 10}`;
    for (const number of [slip, registration.id, '260302', 'x']) {
      problemIn(await centre.call('GET', `/centre/applications/${number}`), 404, 'not-found');
    }
    for (const [method, suffix] of [
      ['GET', ''],
      ['POST', '/queue-ticket'],
      ['POST', '/hand-over'],
    ] as const) {
      const document = identity(registration.cast.buyer);
      const body = method === 'GET' ? undefined : suffix === '/queue-ticket' ? { document } : { document, ...PLATE };
      problemIn(await elsewhere.call(method, `${path}${suffix}`, { body }), 404, 'not-found');
    }
  });

  test('8 gives a queue ticket to the buyer alone, the same while it is good, and another after it has lapsed', async () => {
    const registration = await standing('ready-for-collection');
    const { buyer } = registration.cast;
    const centre = await registration.as('centre');
    const path = `/centre/applications/${registration.number}`;
    const ask = (document: unknown) => centre.call('POST', `${path}/queue-ticket`, { body: { document } });
    const ticketIn = async (document: unknown) => {
      const { status, body } = await ask(document);
      expect(status, JSON.stringify(body)).toBe(200);
      return body;
    };
    const handOver = { document: identity(buyer), ...PLATE };
    problemIn(await centre.call('POST', `${path}/hand-over`, { body: handOver }), 409, 'not-awaited');
    for (const document of [
      identity(personIin('buyer', 9_003)),
      digital(documentCode(buyer, 'expired')),
      digital(documentCode(personIin('buyer', 9_003))),
      digital('NONE'),
      digital('.'),
      digital('..'),
      digital('../documents'),
    ]) {
      expect(problemIn(await ask(document), 409, 'person-mismatch').item).toBe('8');
    }
    expectFaultsAt(await ask({ kind: 'passport' }), '/document/kind');
    expectFaultsAt(await ask(identity('900101100010')), '/document/iin');
    expectFaultsAt(await ask({ ...digital('X'), iin: buyer }), '/document/iin');
    expectFaultsAt(await ask(undefined), '/document');

    const first = await ticketIn(digital(documentCode(buyer)));
    expect(first).toMatchObject({ ticket: expect.any(String) });
    expect(await ticketIn(identity(buyer))).toEqual(first);
    await registration.until('ticket-issued');
    expect(await ticketIn(identity(buyer))).toEqual(first);
    const { body } = await (await registration.as('buyer')).call(
      'GET',
      `/buyer/applications/${registration.id}/journal`,
    );
    const { items } = body as { items: { item: string; askedBy: string; system: string; outcome: string }[] };
    const asked = items.filter(({ askedBy }) => askedBy === 'centre');
    expect(asked.map(({ item, system, outcome }) => [item, system, outcome])).toEqual([
      ['8', 'digital-documents', 'valid'],
      ['8', 'e-queue', 'issued'],
    ]);

    const { clock } = api().cloud;
    // The very moment at which it lapses, before anything has had the time to say so.
    clock.set(clock.now() + 86_400_000);
    const { status, body: late } = await ask(identity(buyer));
    expect([status, late]).not.toEqual([200, first]);
    const { awaiting } = await registration.until('ready-for-collection');
    expect(awaiting).toMatchObject({ action: 'queue-ticket', from: 'centre' });
    const second = await ticketIn(identity(buyer));
    expect(second).not.toEqual(first);
    await registration.until('ticket-issued');
  });

  test('8 gives one ticket to a buyer who shows two documents at once', async () => {
    const registration = await standing('ready-for-collection');
    const { buyer } = registration.cast;
    const centre = await registration.as('centre');
    const documents = [identity(buyer), { ...identity(buyer), number: '2' }, digital(documentCode(buyer))];
    const answers = await Promise.all(
      documents.map((document) =>
        centre.call('POST', `/centre/applications/${registration.number}/queue-ticket`, { body: { document } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('9, 10 hands over to the buyer alone what was made for them, once', async () => {
    const registration = await standing('ticket-issued');
    const { buyer } = registration.cast;
    const centre = await registration.as('centre');
    const path = `/centre/applications/${registration.number}`;
    const good = { document: identity(buyer), ...PLATE };
    const handOver = (body: unknown) => centre.call('POST', `${path}/hand-over`, { body });
    expect(
      problemIn(await handOver({ ...good, document: identity(personIin('buyer', 9_004)) }), 409, 'person-mismatch')
        .item,
    ).toBe('9');
    expect(
      problemIn(await handOver({ ...good, document: digital(documentCode(buyer, 'expired')) }), 409, 'person-mismatch')
        .item,
    ).toBe('9');
    for (const change of [{ plateNumber: '124ABC02' }, { certificateNumber: 'AB-0000002' }]) {
      expect(problemIn(await handOver({ ...good, ...change }), 409, 'hand-over-mismatch').item).toBe('10');
    }
    expectFaultsAt(await handOver({ document: good.document }), '/certificateNumber', '/plateNumber');
    expect((await registration.look()).status).toBe('ticket-issued');

    const both = await Promise.all([handOver(good), handOver(good)]);
    for (const answer of both) applicationIn(answer, 202);
    expect((await registration.until('registered')).outcome).toMatchObject({ kind: 'registered', item: '10' });
    applicationIn(await handOver(good), 202);
    problemIn(await handOver({ ...good, plateNumber: '124ABC02' }), 409, 'not-awaited');
    expect(await lies(registration, centre, '/centre/applications?status=registered')).toBe(true);
  });

  test('a ticket asked for again after the hand-over is the one that was given: no other is drawn', async () => {
    const registration = await standing('ready-for-collection');
    const ticket = await registration.takeTicket();
    await carryTo('registered', registration);
    const drawn = api().cloud.systems.calls('e-queue').total;
    expect(await registration.takeTicket()).toBe(ticket);
    expect(api().cloud.systems.calls('e-queue').total).toBe(drawn);
  });

  test('is told to try again, and nobody is turned away, while the digital documents service is down', async () => {
    const registration = await standing('ready-for-collection');
    const centre = await registration.as('centre');
    const ask = () =>
      centre.call('POST', `/centre/applications/${registration.number}/queue-ticket`, {
        body: { document: digital(documentCode(registration.cast.buyer)) },
      });
    await api().dev('PUT', '/systems/digital-documents/fault', { mode: 'error' });
    const answer = await ask();
    problemIn(answer, 503, 'unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await api().dev('PUT', '/systems/digital-documents/fault', { mode: 'none' });
    expect((await ask()).status).toBe(200);
  });
});

describe('what everybody may know', () => {
  const get = async (path: string, language = 'en') => {
    const answer = await api().public.call('GET', path, { headers: { 'accept-language': language } });
    expect(answer.headers.get('content-language')).toBe(language);
    return answer;
  };

  test.each(['/centres', '/plate-kinds'])('%s, with names in each language', async (path) => {
    const names = new Set<unknown>();
    for (const language of ['kk', 'ru', 'en']) {
      const { body } = await get(path, language);
      names.add(JSON.stringify(body));
    }
    expect(names.size).toBe(3);
  });

  test('/fees: what a registration costs, on a day', async () => {
    const { status, body } = await get('/fees?category=M1&year=2026&engine=petrol&plateKind=rectangular&on=2026-03-02');
    expect(status, JSON.stringify(body)).toBe(200);
    const { items, total } = body as { items: { amount: number }[]; total: number };
    expect(items.reduce((sum, { amount }) => sum + amount, 0)).toBe(total);
    const nothing = await get('/fees');
    expectFaultsAt(nothing, 'query/category', 'query/year', 'query/engine');
    const { errors } = nothing.body as { errors: { message: string }[] };
    expect(new Set(errors.map(({ message }) => message))).toEqual(new Set(['This is required.']));
    expectFaultsAt(
      await get('/fees?category=X9&year=old&engine=steam&on=2026-02-30'),
      'query/category',
      'query/year',
      'query/engine',
      'query/on',
    );
    for (const year of ['0x7ea', '2026.0', '%202026', '1899', '2101'])
      expectFaultsAt(await get(`/fees?category=M1&year=${year}&engine=petrol`), 'query/year');
    expectFaultsAt(await get('/fees?category=M1&year=2026&engine=petrol&on=1999-01-01'), 'query/on');
    for (const kind of ['golden', 'motorcycle', 'trailer']) {
      const answer = await get(`/fees?category=M1&year=2026&engine=petrol&plateKind=${kind}`);
      expect(problemIn(answer, 422, 'plate-kind-not-available').item, kind).toBe('4.15');
    }
    expect((await get('/fees?category=M1&year=2026&engine=petrol&on=2026-03-02')).body).toEqual(body);
    expectFaultsAt(await get('/fees?category=L3&year=2026&engine=petrol'), 'query/category');
  });

  test('/pilot: whether it is open, and until when', async () => {
    const { body } = await get('/pilot');
    const { endsAt } = api().cloud.pilot;
    // The order's own end has passed, and this machine has moved it.
    expect(body).toMatchObject({ open: true, extended: true });
    expect(Date.parse((body as { endsAt: string }).endsAt)).toBe(endsAt.getTime());
  });

  test('/health and /openapi.json', async () => {
    expect((await get('/health')).body).toEqual({ status: 'ok' });
    expect((await get('/openapi.json')).body).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
  });

  test('Kazakh where no language is asked for, or none of ours', async () => {
    for (const language of ['', 'de', 'de, fr;q=0.5', 'nonsense;;;q=x']) {
      const answer = await api().public.call('GET', '/nothing', { headers: { 'accept-language': language } });
      expect(answer.headers.get('content-language')).toBe('kk');
    }
  });
});

test('order, item 5: from the pilot’s end on nothing new is taken', async () => {
  const { cloud } = api();
  const registration = await standing('awaiting-consent');
  const seller = await registration.as('seller');
  const before = { body: { vin: registration.cast.vin }, headers: { 'idempotency-key': 'just in time' } };
  const { id } = applicationIn(await seller.call('POST', '/seller/applications', before), 202);
  await api().dev('POST', '/clock', { now: cloud.pilot.endsAt.toISOString() });
  expect(applicationIn(await seller.call('POST', '/seller/applications', before), 202).id).toBe(id);
  const answer = await seller.call('POST', '/seller/applications', {
    body: {},
    headers: { 'idempotency-key': 'late' },
  });
  expect(problemIn(answer, 403, 'pilot-ended').item).toBe('5');
  const buyer = await registration.as('buyer');
  problemIn(
    await buyer.call('POST', `/buyer/applications/${registration.id}/consent`, { body: { decision: 'agree' } }),
    409,
    'not-awaited',
  );
  expect((await registration.until('pilot-ended')).outcome).toMatchObject({ kind: 'pilot-ended' });
});
