import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Status } from '../../lib/domain/waits.ts';
import type { Answer } from '../../local/actors/client.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { carryOn } from '../../local/actors/turns.ts';
import { EFFECTS_OF_A_REGISTRATION, effectsOf, Service } from './service.ts';

/** Promise 3 of docs/reliability.md: never twice, never out of turn. */

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

const codeOf = ({ body }: Answer) => (typeof body === 'object' && body && 'code' in body ? body.code : undefined);
const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();

/** The same call by several at once. */
const together = <T>(count: number, call: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => call(n)));

/** An application that has come to where the given status is. */
async function at(...wanted: Status[]): Promise<Registration> {
  const registration = service.registration();
  await registration.start();
  await carryOn(registration, ...wanted);
  return registration;
}

/** Sees an application to its end and that everything about it has happened once. */
async function endsOnce(registration: Registration) {
  expect((await carryOn(registration)).status).toBe('registered');
  const application = await service.stored(registration.id);
  expect(effectsOf(service.carriedOut(application))).toEqual(EFFECTS_OF_A_REGISTRATION);
  return application;
}

describe('two clients race on every action: one answer is taken, the same again is the same, another is turned away', () => {
  test('4.1 the same idempotency key: one application', async () => {
    const registration = service.registration();
    const seller = await registration.as('seller');
    const key = { 'idempotency-key': randomUUID() };
    const body = { vin: registration.cast.vin, buyerIin: registration.cast.buyer };
    const answers = await together(5, () => seller.call('POST', '/seller/applications', { body, headers: key }));
    expect(statusesOf(answers)).toEqual([202, 202, 202, 202, 202]);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    const other = await seller.call('POST', '/seller/applications', { body: {}, headers: key });
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency-key-reused']);
  });

  test('4.3 the same VIN: one lives, the others are refused, and the VIN is free again after the end', async () => {
    const first = service.registration();
    const rivals = [first, ...Array.from({ length: 4 }, () => service.registration())];
    for (const rival of rivals) rival.cast = { ...rival.cast, vin: first.cast.vin };
    await Promise.all(rivals.map((rival) => rival.start()));
    const stand = await Promise.all(rivals.map((rival) => carryOn(rival, 'awaiting-seller-signature')));
    expect(stand.map(({ status }) => status).toSorted()).toEqual([
      'awaiting-seller-signature',
      ...Array(4).fill('refused'),
    ]);
    for (const { status, outcome } of stand) {
      if (status === 'refused') expect(outcome).toMatchObject({ code: 'vehicle-already-in-application', item: '4.3' });
    }
    const winner = rivals[stand.findIndex(({ status }) => status !== 'refused')];
    await winner?.withdraw();
    await winner?.until('withdrawn');
    const next = service.registration();
    next.cast = { ...next.cast, vin: first.cast.vin };
    await next.start();
    expect((await carryOn(next, 'awaiting-seller-signature')).status).toBe('awaiting-seller-signature');
  });

  /** Who answers what: of four answers the first and the third are alike. */
  const different: [Status, 'seller' | 'buyer', string, string, (registration: Registration, n: number) => object][] = [
    ['awaiting-vehicle', 'seller', 'PUT', 'vehicle', ({ cast }, n) => ({ vin: n % 2 ? another().vin : cast.vin })],
    ['awaiting-buyer', 'seller', 'PUT', 'buyer', ({ cast }, n) => ({ iin: n % 2 ? another().buyer : cast.buyer })],
    ['awaiting-consent', 'buyer', 'POST', 'consent', (_, n) => ({ decision: n % 2 ? 'decline' : 'agree' })],
    [
      'awaiting-pickup',
      'buyer',
      'PUT',
      'pickup',
      (_, n) => ({ centre: n % 2 ? '0101' : '0201', plateKind: 'rectangular' }),
    ],
  ];
  const another = () => service.registration().cast;

  test.each(different)('%s: several answers of the %s, %s %s', async (status, role, method, path, bodyOf) => {
    const registration = service.registration();
    await registration.start(status === 'awaiting-vehicle' || status === 'awaiting-buyer' ? {} : undefined);
    await carryOn(registration, status);
    const client = await registration.as(role);
    const bodies = Array.from({ length: 4 }, (_, n) => bodyOf(registration, n));
    const calls = bodies.map((body) =>
      client.call(method, `/${role}/applications/${registration.id}/${path}`, { body }),
    );
    const answers = await Promise.all(calls);
    const taken = bodies.filter((_, n) => (answers[n]?.status ?? 500) < 300).map((body) => JSON.stringify(body));
    expect(new Set(taken).size).toBe(1);
    for (const answer of answers) {
      if (answer.status >= 300) expect([answer.status, codeOf(answer)]).toEqual([409, 'not-awaited']);
    }
    const { vehicle, buyer, pickup, given } = await service.stored(registration.id);
    expect(Object.keys(given ?? {})).toContain(path);
    const [body = ''] = taken;
    if (path === 'vehicle') expect(body).toContain(vehicle?.vin);
    if (path === 'buyer') expect(body).toContain(buyer?.iin);
    if (path === 'pickup') expect(body).toContain(pickup?.centre);
  });

  test('4.9, 4.18: the same signature by several at once', async () => {
    const registration = await at('awaiting-seller-signature');
    for (const role of ['seller', 'buyer'] as const) {
      const cms = await registration.signatureOf(role);
      const client = await registration.as(role);
      const path = `/${role}/applications/${registration.id}/signature`;
      const answers = await together(3, () => client.call('POST', path, { body: { cms } }));
      expect(statusesOf(answers).every((status) => status === 202)).toBe(true);
      if (role === 'seller') await carryOn(registration, 'awaiting-buyer-signature');
    }
    await endsOnce(registration);
  });

  test('8, 10: two employees issue a ticket and hand over', async () => {
    const registration = await at('ready-for-collection');
    const tickets = await together(3, () => registration.takeTicket());
    expect(new Set(tickets).size).toBe(1);
    await registration.until('ticket-issued');
    await together(2, () => registration.handOver());
    await endsOnce(registration);
  });

  test('the seller withdraws while the buyer signs: one of the two, and never both', async () => {
    const registration = await at('awaiting-buyer-signature');
    const cms = await registration.signatureOf('buyer');
    const [seller, buyer] = [await registration.as('seller'), await registration.as('buyer')];
    const [withdrawn, signed] = await Promise.all([
      seller.call('DELETE', `/seller/applications/${registration.id}`),
      buyer.call('POST', `/buyer/applications/${registration.id}/signature`, { body: { cms } }),
    ]);
    expect([withdrawn.status < 300, signed.status < 300].filter(Boolean)).toHaveLength(1);
    const end = await carryOn(registration);
    expect(end.status).toBe(signed.status < 300 ? 'registered' : 'withdrawn');
    const { payment } = await service.stored(registration.id);
    expect(payment?.status).toBe(signed.status < 300 ? 'paid' : 'refund-due');
  });
});

describe('4.17 notifications of payments', () => {
  const notify = (word: Record<string, unknown>, secret = service.cloud.environment.PAYMENT_GATEWAY_SECRET ?? '') => {
    const body = JSON.stringify(word);
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return fetch(`${service.cloud.url}/payment-gateway/notifications`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-signature': `sha256=${signature}` },
    });
  };
  const wordOf = async (registration: Registration) => {
    const { payment } = await service.stored(registration.id);
    return {
      paymentId: payment?.id,
      applicationId: registration.id,
      amount: payment?.total,
      currency: 'KZT',
      status: 'paid',
      paidAt: new Date(service.cloud.clock.now()).toISOString(),
    };
  };

  test('another amount, currency, payment or application, a wrong signature: nothing changes', async () => {
    const registration = await at('awaiting-payment');
    const other = await at('awaiting-payment');
    const [word, othersWord] = [await wordOf(registration), await wordOf(other)];
    const before = await service.stored(registration.id);
    expect((await notify({ ...word, amount: Number(word.amount) - 1 })).status).toBe(400);
    expect((await notify({ ...word, currency: 'USD' })).status).toBe(400);
    expect((await notify({ ...word, paymentId: othersWord.paymentId })).status).toBe(404);
    expect((await notify({ ...othersWord, applicationId: word.applicationId })).status).toBe(404);
    expect((await notify(word, 'another secret')).status).toBe(401);
    expect(await service.stored(registration.id)).toEqual(before);
  });

  test('repeated, at once, and failed after paid: paid once', async () => {
    const registration = await at('awaiting-payment');
    const word = await wordOf(registration);
    const failed = { ...word, status: 'failed' };
    const answers = await Promise.all([notify(word), notify(word), notify(failed), notify(word)]);
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    await registration.until('awaiting-buyer-signature');
    expect((await notify(failed)).status).toBe(202);
    expect((await notify(word)).status).toBe(202);
    const { payment, notice } = await service.stored(registration.id);
    expect([payment?.status, notice]).toEqual(['paid', undefined]);
    await endsOnce(registration);
  });

  test('failed, then paid: the buyer is told, and goes on', async () => {
    const registration = await at('awaiting-payment');
    const word = await wordOf(registration);
    await notify({ ...word, status: 'failed' });
    expect(await registration.look('buyer')).toMatchObject({
      status: 'awaiting-payment',
      notice: { code: 'payment-failed' },
    });
    await notify(word);
    await registration.until('awaiting-buyer-signature');
  });

  test('late, after the application was closed: due back', async () => {
    const registration = await at('awaiting-payment');
    const word = await wordOf(registration);
    await registration.withdraw();
    await registration.until('withdrawn');
    expect((await notify(word)).status).toBe(202);
    expect((await notify(word)).status).toBe(202);
    expect((await service.stored(registration.id)).payment?.status).toBe('refund-due');
    expect((await registration.look()).status).toBe('withdrawn');
  });
});

test('a signature made for one application is worth nothing on another', async () => {
  const [one, other] = [await at('awaiting-seller-signature'), await at('awaiting-seller-signature')];
  const cms = await one.signatureOf('seller');
  const seller = await other.as('seller');
  const answer = await seller.call('POST', `/seller/applications/${other.id}/signature`, { body: { cms } });
  expect([answer.status, codeOf(answer)]).toEqual([422, 'signature-invalid']);
  expect(answer.body).toMatchObject({ reason: 'altered-document' });
  expect((await other.look()).status).toBe('awaiting-seller-signature');
});

test('everything out of turn is told so, and changes nothing', async () => {
  const registration = await at('awaiting-consent');
  const before = await service.stored(registration.id);
  const { id, number } = registration;
  const document = { kind: 'identity-document', number: '1', iin: registration.cast.buyer };
  const attempts: [Parameters<Registration['as']>[0], string, string, object, number][] = [
    ['seller', 'PUT', `/seller/applications/${id}/vehicle`, { vin: service.registration().cast.vin }, 409],
    ['seller', 'PUT', `/seller/applications/${id}/buyer`, { iin: service.registration().cast.buyer }, 409],
    ['seller', 'POST', `/seller/applications/${id}/signature`, { cms: 'AAAA' }, 409],
    ['buyer', 'POST', `/buyer/applications/${id}/resubmission`, {}, 409],
    ['buyer', 'PUT', `/buyer/applications/${id}/pickup`, { centre: '0201', plateKind: 'rectangular' }, 409],
    ['buyer', 'PUT', `/buyer/applications/${id}/phone`, { phone: '+77000000001' }, 409],
    ['buyer', 'POST', `/buyer/applications/${id}/signature`, { cms: 'AAAA' }, 409],
    [
      'police',
      'POST',
      `/police/applications/${id}/decision`,
      { decision: 'refuse', reason: 'x', legalBasis: 'y' },
      404,
    ],
    ['printing', 'POST', `/printing/orders/${id}/completed`, {}, 404],
    ['centre', 'POST', `/centre/applications/${number}/queue-ticket`, { document }, 404],
  ];
  for (const [role, method, path, body, status] of attempts) {
    expect([path, (await (await registration.as(role)).call(method, path, { body })).status]).toEqual([path, status]);
  }
  expect(await service.stored(registration.id)).toEqual(before);
});
