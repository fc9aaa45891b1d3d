import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../local/actors/client.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { dealerBin, personIin } from '../../local/systems/data-set.ts';
import { applicationIn, carryTo, expectFaultsAt, listIn, problemIn, useApi } from './cloud.ts';

const api = useApi();

const pathOf = ({ id }: Registration) => `/buyer/applications/${id}`;

/** A registration that stands there, with its buyer. */
async function standing(
  status: Parameters<typeof carryTo>[0],
  name?: Parameters<ReturnType<typeof api>['registration']>[0],
) {
  const registration = api().registration(name);
  await carryTo(status, registration);
  return { registration, buyer: await registration.as('buyer'), path: pathOf(registration) };
}

describe('the cabinet', () => {
  test('holds the application, with a notice, from 4.10 on and not before', async () => {
    const { registration, buyer, path } = await standing('awaiting-seller-signature');
    problemIn(await buyer.call('GET', path), 404, 'not-found');
    expect(listIn(await buyer.call('GET', '/buyer/applications')).items).toEqual([]);
    expect(listIn(await buyer.call('GET', '/buyer/notices')).items).toEqual([]);
    await carryTo('awaiting-consent', registration);
    expect(applicationIn(await buyer.call('GET', path), 200)).toMatchObject({
      status: 'awaiting-consent',
      awaiting: { action: 'consent', from: 'buyer' },
    });
    expect(listIn(await buyer.call('GET', '/buyer/applications')).items).toMatchObject([{ id: registration.id }]);
    const { items } = listIn(await buyer.call('GET', '/buyer/notices?limit=1'));
    expect(items).toMatchObject([{ applicationId: registration.id, code: 'application-received', item: '4.10' }]);
  });

  test('tells its notices in the language that is asked for', async () => {
    const { registration } = await standing('awaiting-consent');
    const texts = new Set<unknown>();
    for (const language of ['kk', 'ru', 'en']) {
      const buyer = await api().as({ role: 'buyer', iin: registration.cast.buyer }, language);
      texts.add(listIn(await buyer.call('GET', '/buyer/notices')).items[0]?.text);
    }
    expect(texts.size).toBe(3);
  });

  test('is nobody else’s', async () => {
    const { registration, path } = await standing('awaiting-consent');
    const stranger = await api().as({ role: 'buyer', iin: personIin('buyer', 9_000) });
    for (const [method, suffix, body] of [
      ['GET', ''],
      ['GET', '/document'],
      ['GET', '/journal'],
      ['POST', '/consent', { decision: 'agree' }],
      ['POST', '/resubmission', {}],
      ['PUT', '/pickup', { centre: '0201', plateKind: 'rectangular' }],
      ['PUT', '/phone', { phone: '+77010000000' }],
      ['POST', '/signature', { cms: 'AAAA' }],
    ] as const) {
      problemIn(await stranger.call(method, `${path}${suffix}`, { body }), 404, 'not-found');
    }
    expect((await registration.look()).status).toBe('awaiting-consent');
  });
});

describe('4.10 consent', () => {
  test('is taken once: the same again is the same, the other is too late', async () => {
    const { buyer, path } = await standing('awaiting-consent');
    const consent = (body: unknown) => buyer.call('POST', `${path}/consent`, { body });
    expectFaultsAt(await consent({ decision: 'perhaps' }), '/decision');
    expectFaultsAt(await consent({}), '/decision');
    expectFaultsAt(await consent({ decision: 'agree', because: 1 }), '/because');
    applicationIn(await consent({ decision: 'agree' }), 202);
    applicationIn(await consent({ decision: 'agree' }), 202);
    problemIn(await consent({ decision: 'decline' }), 409, 'not-awaited');
  });

  test('may be declined, which ends the application for both', async () => {
    const { registration, buyer, path } = await standing('awaiting-consent');
    await registration.consent('decline');
    expect((await registration.until('declined')).outcome).toMatchObject({ kind: 'declined' });
    expect(applicationIn(await buyer.call('GET', path), 200)).toMatchObject({ outcome: { kind: 'declined' } });
    const late = problemIn(
      await buyer.call('POST', `${path}/consent`, { body: { decision: 'agree' } }),
      409,
      'not-awaited',
    );
    expect(late.awaiting).toBeUndefined();
  });

  test('comes too late after a fortnight', async () => {
    const { registration } = await standing('awaiting-consent');
    await api().dev('POST', '/clock', { advanceSeconds: 14 * 86_400 });
    expect((await registration.until('expired')).outcome).toMatchObject({ kind: 'expired' });
  });
});

test('4.14 unpaid fines are told to the buyer alone, and asked for again at each resubmission', async () => {
  const { registration, buyer, path } = await standing('awaiting-resubmission', 'unpaid-fines');
  const resubmit = () => buyer.call('POST', `${path}/resubmission`);
  const seen = await registration.look('buyer');
  expect(seen).toMatchObject({
    awaiting: { action: 'resubmission' },
    notice: { code: 'unpaid-fines', item: '4.14' },
    checks: expect.arrayContaining([
      expect.objectContaining({ item: '4.14', outcome: expect.not.stringMatching('passed') }),
    ]),
  });
  expect((await registration.look()).notice).toBeUndefined();
  applicationIn(await resubmit(), 202);
  const { revision } = await registration.untilIt(
    ({ status, revision }) => status === 'awaiting-resubmission' && revision > seen.revision,
    'the fines again',
  );
  await api().dev('DELETE', `/systems/administrative-proceedings/records/${registration.cast.buyer}`);
  applicationIn(await resubmit(), 202);
  expect((await registration.until('awaiting-pickup')).revision).toBeGreaterThan(revision);
});

describe('4.15 the choice of centre and plates', () => {
  let one: Awaited<ReturnType<typeof standing>>;
  beforeAll(async () => {
    one = await standing('awaiting-pickup');
  });
  const choose = (body: unknown) => one.buyer.call('PUT', `${one.path}/pickup`, { body });
  const good = { centre: '0201', plateKind: 'rectangular' };

  test.each(['777AAA02', '', null, 7, { number: 1 }])(
    'the plate number %j cannot be chosen, citing item 2',
    async (plateNumber) => {
      expect(problemIn(await choose({ ...good, plateNumber }), 400, 'plate-number-not-choosable').item).toBe('2');
      expect(problemIn(await choose({ plateNumber }), 400, 'plate-number-not-choosable').item).toBe('2');
    },
  );

  test('a centre that there is not is unknown', async () => {
    expect(problemIn(await choose({ ...good, centre: '9999' }), 422, 'centre-unknown').item).toBe('4.15');
  });

  test('a kind of plates that there is not, or that does not fit the vehicle, is not available', async () => {
    for (const plateKind of ['golden', 'motorcycle', 'trailer', '__proto__']) {
      expect(problemIn(await choose({ ...good, plateKind }), 422, 'plate-kind-not-available').item).toBe('4.15');
    }
  });

  test('nothing, and anything else, is told where', async () => {
    expectFaultsAt(await choose({}), '/centre', '/plateKind');
    expectFaultsAt(await choose({ ...good, colour: 'red' }), '/colour');
    expectFaultsAt(await choose({ centre: ' ', plateKind: 1 }), '/centre', '/plateKind');
  });

  test('after all of which it is still awaited, and is taken', async () => {
    expect(applicationIn(await choose(good), 202)).toMatchObject({ pickup: good });
    applicationIn(await choose(good), 202);
    // What is not awaited is told to be so before anybody corrects it.
    for (const other of [{ plateKind: 'two-row-rear' }, { plateKind: 'golden' }, { centre: '9999' }])
      problemIn(await choose({ ...good, ...other }), 409, 'not-awaited');
  });
});

test('4.16 a phone number is taken as people write it, and only the buyer sees it', async () => {
  const { registration, buyer, path } = await standing('awaiting-phone', 'phone-not-registered');
  const enter = (phone: unknown) => buyer.call('PUT', `${path}/phone`, { body: { phone } });
  for (const phone of ['', '12', '+49301234567', '+7 727 250 00 00', 'phone', 7_701_000_000, '+7701000000'.repeat(4)]) {
    expectFaultsAt(await enter(phone), '/phone');
  }
  expect(applicationIn(await enter('8 (701) 000-00-01'), 202)).toMatchObject({ buyer: { phone: '+77010000001' } });
  applicationIn(await enter('+77010000001'), 202);
  problemIn(await enter('+77010000002'), 409, 'not-awaited');
  expect(await registration.look()).not.toHaveProperty('buyer.phone');
});

test.each([
  ['8 701 123 45 67', '+77011234567'],
  ['87011234567', '+77011234567'],
  ['+77172123456', undefined],
  ['', undefined],
])('4.16 %j is registered: the buyer’s number is %s, or the buyer enters one', async (registered, phone) => {
  const registration = api().registration();
  const { buyer } = registration.cast;
  await api().dev('PUT', `/systems/mobile-citizens/records/${buyer}`, { iin: buyer, phone: registered });
  await carryTo(phone ? 'awaiting-payment' : 'awaiting-phone', registration);
  const seen = expect(await registration.look('buyer'));
  if (phone) seen.toHaveProperty('buyer.phone', phone);
  else seen.not.toHaveProperty('buyer.phone');
});

describe('4.17 the payment gateway’s word', () => {
  const notify = (
    word: unknown,
    { secret = api().cloud.environment.PAYMENT_GATEWAY_SECRET ?? '', signature = '' } = {},
  ) => {
    const body = typeof word === 'string' ? word : JSON.stringify(word);
    const signed = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    return fetch(`${api().url}/payment-gateway/notifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': signature || signed, 'accept-language': 'en' },
      body,
    }).then(async (response) => {
      const bytes = Buffer.from(await response.arrayBuffer());
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        body: JSON.parse(bytes.toString()) as unknown,
      };
    });
  };
  const wordOf = async (registration: Registration, change: object = {}) => {
    const { id, payment } = await registration.look('buyer');
    return {
      paymentId: payment?.id,
      applicationId: id,
      amount: payment?.total,
      currency: 'KZT',
      status: 'paid',
      paidAt: '2026-03-02T14:00:00+05:00',
      ...change,
    };
  };

  test('is taken only with the right signature, application, payment, amount and currency', async () => {
    const { registration } = await standing('awaiting-payment');
    const { registration: other } = await standing('awaiting-payment');
    const word = await wordOf(registration);
    problemIn(await notify(word, { secret: 'another secret of some length' }), 401, 'unauthenticated');
    for (const signature of ['sha256=', 'sha256=00', 'sha1=00', `sha256=${'0'.repeat(64)}`, 'nonsense']) {
      expect(problemIn(await notify(word, { signature }), 401, 'unauthenticated').detail).toContain('X-Signature');
    }
    problemIn(
      await api().public.call('POST', '/payment-gateway/notifications', { body: word }),
      401,
      'unauthenticated',
    );
    expectFaultsAt(await notify({ ...word, amount: Number(word.amount) - 1 }), '/amount');
    expectFaultsAt(await notify({ ...word, amount: Number(word.amount) + 0.5 }), '/amount');
    expectFaultsAt(await notify({ ...word, amount: String(word.amount) }), '/amount');
    expectFaultsAt(await notify({ ...word, currency: 'USD' }), '/currency');
    expectFaultsAt(await notify({ ...word, paidAt: 'yesterday' }), '/paidAt');
    const aDay = await notify({ ...word, paidAt: '2026-03-02' });
    expectFaultsAt(aDay, '/paidAt');
    expect(JSON.stringify(aDay.body)).toContain('+05:00');
    expectFaultsAt(await notify({ ...word, status: 'refunded' }), '/status');
    expectFaultsAt(await notify('{'), '');
    problemIn(await notify({ ...word, paymentId: 'another' }), 404, 'not-found');
    problemIn(await notify({ ...word, applicationId: 'another' }), 404, 'not-found');
    problemIn(await notify({ ...word, applicationId: other.id }), 404, 'not-found');
    expect((await registration.look('buyer')).payment).toMatchObject({ status: 'due' });
    expect((await other.look('buyer')).payment).toMatchObject({ status: 'due' });
  });

  test('that it failed leaves it due, with a notice to the buyer alone; that it was paid goes on, however often it is said', async () => {
    const { registration } = await standing('awaiting-payment');
    const word = await wordOf(registration);
    const revisions: (number | undefined)[] = [];
    for (const _ of ['once', 'again']) {
      expect((await notify({ ...word, status: 'failed' })).status).toBe(202);
      revisions.push((await registration.look('buyer')).revision);
    }
    expect(revisions[1]).toBe(revisions[0]);
    expect(await registration.look('buyer')).toMatchObject({
      status: 'awaiting-payment',
      notice: { code: 'payment-failed', item: '4.17' },
      payment: { status: 'due' },
    });
    expect((await registration.look()).notice).toBeUndefined();
    const answers = await Promise.all([notify(word), notify(word), notify(word)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await registration.until('awaiting-buyer-signature');
    expect((await notify(word)).status).toBe(202);
    expect((await notify({ ...word, status: 'failed' })).status).toBe(202);
    const { payment, notice, checks } = await registration.look('buyer');
    expect(payment).toMatchObject({ status: 'paid', paidAt: word.paidAt });
    expect(payment).not.toHaveProperty('url');
    expect(notice).toBeUndefined();
    expect(checks?.filter(({ item }) => item === '4.16')).toHaveLength(1);
    expect(await registration.look()).not.toHaveProperty('payment');
  });

  test('that comes after the application was closed means that the money is due back', async () => {
    const { registration, buyer } = await standing('awaiting-payment');
    const word = await wordOf(registration);
    await registration.withdraw();
    await registration.until('withdrawn');
    const { payment } = await registration.look('buyer');
    expect([payment?.status, payment && 'url' in payment]).toEqual(['due', false]);
    const refunds = async () =>
      listIn(await buyer.call('GET', '/buyer/notices')).items.filter(({ code }) => code === 'refund-due');
    expect(await refunds()).toEqual([]);
    const words = [word, word, { ...word, paidAt: '2026-03-01T00:00:00+05:00' }];
    const answers = await Promise.all(words.map((said) => notify(said)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await notify(word)).status).toBe(202);
    expect((await registration.look('buyer')).payment).toMatchObject({ status: 'refund-due' });
    for (const paidAt of ['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+14:00']) {
      expectFaultsAt(await notify({ ...word, paidAt }), '/paidAt');
    }
    expect(await refunds()).toMatchObject([{ applicationId: registration.id, item: '4.17' }]);
  });

  test('is due back when a paid application is withdrawn', async () => {
    const { registration } = await standing('awaiting-buyer-signature');
    await registration.withdraw();
    await registration.until('withdrawn');
    const { payment } = await registration.look('buyer');
    expect(payment).toMatchObject({ status: 'refund-due' });
  });
});

describe('a signature', () => {
  let one: Awaited<ReturnType<typeof standing>>;
  let another: Awaited<ReturnType<typeof standing>>;
  beforeAll(async () => {
    [one, another] = await Promise.all([standing('awaiting-buyer-signature'), standing('awaiting-buyer-signature')]);
  });
  const send = (cms: unknown, to: { buyer: Client; path: string } = one) =>
    to.buyer.call('POST', `${to.path}/signature`, { body: { cms } });
  const reasonOf = async (cms: unknown) => {
    const { reason, item } = problemIn(await send(cms), 422, 'signature-invalid');
    expect(item).toBe('4.18');
    return reason;
  };
  const signed = async (document: string | Buffer, as: object, options: object = {}) => {
    const body = { document: Buffer.from(document).toString('base64'), as, ...options };
    const answer = await api().dev('POST', '/eds/sign', body);
    return typeof answer === 'object' && answer !== null && 'cms' in answer ? answer.cms : undefined;
  };

  test('is over bytes that never change', async () => {
    const read = () => one.buyer.call('GET', `${one.path}/document`);
    const [first, second] = [await read(), await read()];
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.body).toMatchObject({
      item: '4.18',
      buyer: { iin: one.registration.cast.buyer },
      payment: { paidAt: expect.any(String) },
    });
  });

  test.each([
    ['expired', 'expired'],
    ['revoked', 'revoked'],
    ['login-only', 'not-a-signing-certificate'],
    ['untrusted', 'untrusted-chain'],
  ])('by a certificate that is %s is turned down as %s', async (certificate, reason) => {
    for (const kind of ['rsa', 'gost']) {
      expect(await reasonOf(await one.registration.signatureOf('buyer', { certificate, kind })), kind).toBe(reason);
    }
  });

  test('over another document is turned down as altered-document, also the other application’s', async () => {
    const as = { iin: one.registration.cast.buyer };
    for (const detached of [true, undefined]) {
      expect(await reasonOf(await signed('{"another":"document"}', as, { detached }))).toBe('altered-document');
    }
    expect(await reasonOf(await signed((await another.buyer.call('GET', `${another.path}/document`)).bytes, as))).toBe(
      'altered-document',
    );
  });

  test('by somebody else is turned down as wrong-signer', async () => {
    const { bytes } = await one.buyer.call('GET', `${one.path}/document`);
    expect(await reasonOf(await signed(bytes, { iin: personIin('buyer', 9_001) }))).toBe('wrong-signer');
  });

  test('that is none is turned down as malformed', async () => {
    for (const cms of ['AAAA', Buffer.from('no signature').toString('base64'), 'MAA=']) {
      expect(await reasonOf(cms)).toBe('malformed');
    }
    expectFaultsAt(await send('not base64!'), '/cms');
    expectFaultsAt(await send(''), '/cms');
    expectFaultsAt(await send(1), '/cms');
    expectFaultsAt(await send('A'.repeat(200_001)), '/cms');
  });

  test('after all of which it is still awaited; a good one is taken, and the same again is the same', async () => {
    expect((await one.registration.look('buyer')).status).toBe('awaiting-buyer-signature');
    const cms = await one.registration.signatureOf('buyer', { kind: 'gost', detached: true });
    const both = await Promise.all([send(cms), send(cms)]);
    for (const answer of both) applicationIn(answer, 202);
    await one.registration.until('in-registration');
    applicationIn(await send(cms), 202);
    problemIn(await send(await one.registration.signatureOf('buyer', { kind: 'rsa' })), 409, 'not-awaited');
    expect(problemIn(await send(cms, another), 422, 'signature-invalid').reason).toMatch(
      /altered-document|wrong-signer/,
    );
  });

  test.concurrent.each([
    ['gost', true],
    ['gost', undefined],
    ['rsa', true],
    ['rsa', undefined],
  ] as const)('4.9 by the seller: %s, detached: %s', async (kind, detached) => {
    const registration = api().registration();
    await carryTo('awaiting-seller-signature', registration);
    const client = await registration.as('seller');
    const path = `/seller/applications/${registration.id}/signature`;
    const sign = async (options: object) =>
      client.call('POST', path, {
        body: { cms: await registration.signatureOf('seller', { kind, detached, ...options }) },
      });
    const faulty = [
      [{ certificate: 'employee' }, 'no-right-to-sign'],
      [{ certificate: 'expired' }, 'expired'],
      [{ as: { iin: personIin('buyer', 9_002) } }, 'wrong-signer'],
      [{ as: { iin: personIin('buyer', 9_002), bin: dealerBin('secondary') } }, 'wrong-signer'],
    ] as const;
    for (const [options, reason] of faulty) {
      expect(problemIn(await sign(options), 422, 'signature-invalid'), reason).toMatchObject({ reason, item: '4.9' });
    }
    applicationIn(await sign({}), 202);
    await registration.until('awaiting-consent');
  });
});

test('the journal says who asked whom, under which item, when, and whether it was so', async () => {
  const { buyer, path } = await standing('awaiting-buyer-signature');
  const answer = await buyer.call('GET', `${path}/journal`);
  expect(answer.status).toBe(200);
  const { items } = answer.body as {
    items: { item: string; askedBy: string; requestId: string; sha256: string; at: string }[];
  };
  expect(items.map(({ item }) => item)).toEqual([
    ...['4.1', '4.3', '4.4', '4.5', '4.7', '4.8', '4.10', '4.11', '4.12', '4.13', '4.14', '4.16', '4.17'],
  ]);
  for (const { askedBy, requestId, sha256, at } of items) {
    expect([askedBy, requestId, sha256, at]).toEqual([
      'service',
      expect.stringMatching(/^.{8,}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/\+05:00$/),
    ]);
  }
});
