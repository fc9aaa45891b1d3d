import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LIVE_STATUSES, type Status } from '../../lib/domain/waits.ts';
import type { Client } from '../../local/actors/client.ts';
import type { CaseName } from '../../local/systems/cases.ts';
import { dealerBin, personIin, vehicleVin } from '../../local/systems/data-set.ts';
import { applicationIn, carryTo, expectFaultsAt, listIn, problemIn, useApi } from './cloud.ts';
import { countedIins, wrongIins } from './probing.ts';

const api = useApi();

const PATH = '/seller/applications';
const newSeller = (() => {
  let serial = 500;
  return () => dealerBin('dealer', serial++);
})();
const vin = (() => {
  let serial = 5_000;
  return () => vehicleVin('car', serial++);
})();
const start = (client: Client, body: unknown, key: string | undefined = randomUUID()) =>
  client.call('POST', PATH, { body, headers: key === undefined ? {} : { 'idempotency-key': key } });

describe('a start', () => {
  test('is accepted with the application, its address and its state', async () => {
    const bin = newSeller();
    const client = await api().as({ role: 'seller', bin });
    const answer = await start(client, {});
    const { id, number, ...rest } = applicationIn(answer, 202);
    expect(rest).toMatchObject({ revision: 1, status: 'checking', item: '4.1', seller: { bin }, checks: [] });
    expect(number).toMatch(/^\d{6}-\d{4}-\d{2}$/);
    expect(answer.headers.get('location')).toBe(`${PATH}/${id}`);
    expect(answer.headers.get('etag')).toBe('"1-en"');
    expect(rest.createdAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+05:00$/);
    expect(applicationIn(await client.call('GET', `${PATH}/${id}`), 200).id).toBe(id);
  });

  test('shows at once what it was given, also while 4.1 waits for its system', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    const given = { vin: vin(), buyerIin: personIin('buyer', 78) };
    const shown = { vehicle: { vin: given.vin }, buyer: { iin: given.buyerIin } };
    await api().dev('PUT', '/systems/business-register/fault', { mode: 'down' });
    try {
      const started = applicationIn(await start(client, given), 202);
      expect(started).toMatchObject(shown);
      expect(applicationIn(await client.call('GET', `${PATH}/${started.id}`), 200)).toMatchObject(shown);
      expect(listIn(await client.call('GET', PATH)).items).toMatchObject([shown]);
    } finally {
      await api().dev('PUT', '/systems/business-register/fault', { mode: 'none' });
    }
  });

  test('needs an Idempotency-Key of 1 to 64 characters', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    expectFaultsAt(await client.call('POST', PATH, { body: {} }), 'header/Idempotency-Key');
    expectFaultsAt(await start(client, {}, ''), 'header/Idempotency-Key');
    const tooLong = await start(client, {}, 'k'.repeat(65));
    expectFaultsAt(tooLong, 'header/Idempotency-Key');
    expect(JSON.stringify(tooLong.body)).toContain('64');
    for (const key of ['~'.repeat(64), 'order 17 of May']) applicationIn(await start(client, {}, key), 202);
  });

  test('is told of all that is wrong at once, wherever it stands', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    expectFaultsAt(await client.call('POST', PATH, { body: { vin: 'X' } }), '/vin', 'header/Idempotency-Key');
  });

  test('with the same key and content gives the same application, with other content is a mistake', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    const key = randomUUID();
    const body = { vin: vin(), buyerIin: personIin('buyer', 77) };
    const first = applicationIn(await start(client, body, key), 202);
    const again = await start(client, { buyerIin: body.buyerIin, vin: body.vin }, key);
    expect(applicationIn(again, 202)).toMatchObject({ id: first.id, number: first.number });
    expect(again.headers.get('location')).toBe(`${PATH}/${first.id}`);
    problemIn(await start(client, { vin: body.vin }, key), 422, 'idempotency-key-reused');
    expect(listIn(await client.call('GET', PATH)).items).toHaveLength(1);
  });

  test('many times at once with the same key is one application', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => start(client, {}, key)));
    expect(new Set(answers.map((answer) => applicationIn(answer, 202).id)).size).toBe(1);
    expect(listIn(await client.call('GET', PATH)).items).toHaveLength(1);
  });

  test('of another seller with the same key is another application', async () => {
    const key = randomUUID();
    const one = await start(await api().as({ role: 'seller', bin: newSeller() }), {}, key);
    const other = await start(await api().as({ role: 'seller', bin: newSeller() }), {}, key);
    expect(applicationIn(one, 202).id).not.toBe(applicationIn(other, 202).id);
  });

  test.each([
    ['a VIN with I', { vin: 'TESTKZHAPPYI00001' }, ['/vin']],
    ['a VIN with O', { vin: 'TESTKZHAPPYO00001' }, ['/vin']],
    ['a VIN with Q', { vin: 'TESTKZHAPPYQ00001' }, ['/vin']],
    ['a VIN in small letters', { vin: 'testkzhappy000001' }, ['/vin']],
    ['a VIN that is too short', { vin: 'TESTKZHAPPY00001' }, ['/vin']],
    ['a VIN that is empty', { vin: '' }, ['/vin']],
    ['an IIN with a wrong check digit', { buyerIin: '900101100010' }, ['/buyerIin']],
    ['an IIN with a month that there is not', { buyerIin: '901301100018' }, ['/buyerIin']],
    ['a number for an IIN', { buyerIin: 900101100018 }, ['/buyerIin']],
    ['nothing for a VIN', { vin: null }, ['/vin']],
    ['several at once', { vin: 'X', buyerIin: 'Y', color: 'red' }, ['/vin', '/buyerIin', '/color']],
    ['a field that names itself with a slash', { 'a/b~c': 1 }, ['/a~1b~0c']],
    ['a list', [], ['']],
    ['a text', 'start', ['']],
    ['null', null, ['']],
  ])('with %s is told where', async (_, body, pointers) => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    expectFaultsAt(await start(client, body), ...pointers);
    expect(listIn(await client.call('GET', PATH)).items).toEqual([]);
  });
});

describe('what is sent', () => {
  const send = async (body: string, contentType?: string) => {
    const token = await api().cloud.token({ role: 'seller', bin: newSeller() });
    const response = await fetch(`${api().url}${PATH}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
        'accept-language': 'en',
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
      body: new TextEncoder().encode(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, body: JSON.parse(bytes.toString()) as unknown };
  };

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'as %s is read',
    async (contentType) => {
      applicationIn(await send('{}', contentType), 202);
    },
  );

  test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'as %s is not',
    async (contentType) => {
      problemIn(await send('{}', contentType), 415, 'unsupported-media-type');
    },
  );

  test.each(['{', '{"vin":}', "{'vin':'x'}", 'vin=1', '\u0000', '[1,]'])(
    'as malformed JSON %j is told so',
    async (body) => expectFaultsAt(await send(body, 'application/json'), ''),
  );

  test('may be empty where nothing has to be said', async () => {
    applicationIn(await send(''), 202);
  });

  test('may be 256 KiB and no more', async () => {
    const body = (bytes: number) => `{${' '.repeat(bytes - 2)}}`;
    applicationIn(await send(body(256 * 1024), 'application/json'), 202);
    problemIn(await send(body(256 * 1024 + 1), 'application/json'), 413, 'too-large');
    problemIn(await send(body(11 * 1024 * 1024), 'application/json'), 413, 'too-large');
  });

  test('in the query has to be known, once and well-formed', async () => {
    const client = await api().as({ role: 'seller', bin: newSeller() });
    const list = (query: string) => client.call('GET', `${PATH}?${query}`);
    for (const name of ['colour', '__proto__', 'constructor'])
      expectFaultsAt(await list(`${name}=red`), `query/${name}`);
    expectFaultsAt(await list('limit=1&limit=2'), 'query/limit');
    for (const limit of ['0', '101', 'ten', '1.5', '', '-1', '0x10', '1e1', '%205', '%2B5', '5.0', '9'.repeat(20)])
      expectFaultsAt(await list(`limit=${limit}`), 'query/limit');
    expectFaultsAt(await list('status=unheard-of'), 'query/status');
    expectFaultsAt(await list('cursor=nonsense'), 'query/cursor');
    expectFaultsAt(await list('cursor='), 'query/cursor');
    for (const [limit, bound] of [
      ['0', '1 at least'],
      ['101', '100'],
    ] as const)
      expect(JSON.stringify((await list(`limit=${limit}`)).body)).toContain(bound);
    expectFaultsAt(await client.call('GET', `${PATH}/some-id?limit=1`), 'query/limit');
    expect(listIn(await list('limit=100')).items).toEqual([]);
  });
});

describe('the list', () => {
  test('is newest first, in pages, narrowed by status, and the seller’s own', async () => {
    const bin = newSeller();
    const client = await api().as({ role: 'seller', bin });
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift(applicationIn(await start(client, {}), 202).id);
    const first = listIn(await client.call('GET', `${PATH}?limit=2`));
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const rest = listIn(await client.call('GET', `${PATH}?limit=2&cursor=${first.cursor}`));
    expect(rest).toEqual({
      items: [expect.objectContaining({ id: made[2], seller: expect.objectContaining({ bin }) })],
    });
    expect(listIn(await client.call('GET', `${PATH}?status=registered`))).toEqual({ items: [] });
    const stranger = await api().as({ role: 'seller', bin: newSeller() });
    expect(listIn(await stranger.call('GET', `${PATH}?cursor=${first.cursor}`))).toEqual({ items: [] });
  });
});

describe('a reading', () => {
  test('is 304 without a body while nothing has changed', async () => {
    const registration = api().registration();
    const { revision } = await carryTo('awaiting-vehicle', registration);
    const client = await registration.as('seller');
    const path = `${PATH}/${registration.id}`;
    const etag = (await client.call('GET', path)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\d+-en"$/);
    for (const tag of [etag, `"${revision}"`, `W/${etag}`, `"0", ${etag}`, '*']) {
      const answer = await client.call('GET', path, { headers: { 'if-none-match': tag } });
      expect([answer.status, answer.bytes.length, answer.headers.get('etag')]).toEqual([304, 0, etag]);
    }
    for (const headers of [{ 'if-none-match': '"0"' }, { 'if-none-match': 'nonsense' }, { prefer: 'wait=20' }]) {
      expect((await client.call('GET', path, { headers })).status).toBe(200);
    }
    const inKazakh = await client.call('GET', path, { headers: { 'if-none-match': etag, 'accept-language': 'kk' } });
    expect([inKazakh.status, inKazakh.headers.get('etag')]).toEqual([200, etag.replace('en', 'kk')]);
    expect(inKazakh.headers.get('vary')).toBe('accept-language');
  });

  test('waits as long as it prefers, and wakes up as soon as something changes', async () => {
    const registration = api().registration();
    const { revision } = await carryTo('awaiting-vehicle', registration);
    const client = await registration.as('seller');
    const headers = { 'if-none-match': `"${revision}-en"` };
    const path = `${PATH}/${registration.id}`;
    const over = await client.call('GET', path, { headers: { ...headers, prefer: 'respond-async, wait=1' } });
    expect(over.status).toBe(304);
    const waiting = client.call('GET', path, { headers: { ...headers, prefer: 'wait=20' } });
    await registration.enterVehicle();
    expect(applicationIn(await waiting, 200).revision).toBeGreaterThan(revision);
  });

  test('shows what was checked, with the outcome', async () => {
    const registration = api().registration();
    await carryTo('awaiting-consent', registration);
    const { checks, awaiting, outcome, notice } = await registration.look();
    expect(checks?.map(({ item, system, outcome: found }) => [item, system, found])).toEqual([
      ['4.1', 'business-register', 'passed'],
      ['4.3', 'vehicle-passports', 'passed'],
      ['4.4', 'customs', 'passed'],
      ['4.5', 'recycling', 'passed'],
      ['4.7', 'individuals', 'passed'],
      ['4.8', 'sale-contracts', 'passed'],
    ]);
    expect(awaiting).toMatchObject({ action: 'consent', from: 'buyer' });
    expect(awaiting?.until).toMatch(/T.*\+05:00$/);
    expect([outcome, notice]).toEqual([undefined, undefined]);
  });
});

describe('an action', () => {
  test('is answered the same when it is repeated, and turned away out of turn with what is awaited', async () => {
    const registration = api().registration();
    await carryTo('awaiting-vehicle', registration);
    const client = await registration.as('seller');
    const path = `${PATH}/${registration.id}`;
    const early = problemIn(
      await client.call('PUT', `${path}/buyer`, { body: { iin: registration.cast.buyer } }),
      409,
      'not-awaited',
    );
    expect(early).toMatchObject({ item: '4.2', awaiting: { action: 'vehicle', from: 'seller' } });
    problemIn(await client.call('GET', `${path}/document`), 404, 'not-found');
    problemIn(await client.call('POST', `${path}/signature`, { body: { cms: 'AAAA' } }), 409, 'not-awaited');

    const enter = (vin: string) => client.call('PUT', `${path}/vehicle`, { body: { vin } });
    expectFaultsAt(await enter('TESTKZHAPPYO00001'), '/vin');
    expectFaultsAt(await client.call('PUT', `${path}/vehicle`), '/vin');
    const both = await Promise.all([enter(registration.cast.vin), enter(registration.cast.vin)]);
    for (const answer of both)
      expect(applicationIn(answer, 202)).toMatchObject({ vehicle: { vin: registration.cast.vin } });
    applicationIn(await enter(registration.cast.vin), 202);
    problemIn(await enter(vin()), 409, 'not-awaited');

    await carryTo('awaiting-buyer', registration);
    applicationIn(await enter(registration.cast.vin), 202);
    const other = problemIn(await enter(vin()), 409, 'not-awaited');
    expect(other).toMatchObject({ item: '4.6', awaiting: { action: 'buyer', from: 'seller' } });
    expectFaultsAt(await client.call('PUT', `${path}/buyer`, { body: { iin: '900101100010' } }), '/iin');
    expect(await registration.look()).toMatchObject({ vehicle: { vin: registration.cast.vin } });
  });

  test('by two at once with different content is one’s alone', async () => {
    const registration = api().registration();
    await carryTo('awaiting-vehicle', registration);
    const client = await registration.as('seller');
    const path = `${PATH}/${registration.id}/vehicle`;
    const answers = await Promise.all(
      [vin(), vin(), vin()].map((given) => client.call('PUT', path, { body: { vin: given } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
  });

  test('4.7 an IIN without data comes back with a notice, as often as it is wrong', async () => {
    const registration = api().registration('buyer-unknown');
    await registration.start();
    for (const _ of ['once', 'again']) {
      const seen = await registration.untilIt(({ notice }) => notice !== undefined, 'a notice');
      expect(seen).toMatchObject({
        status: 'awaiting-buyer',
        awaiting: { action: 'buyer' },
        notice: { code: 'correct-iin-required', item: '4.7' },
      });
      expect(seen.notice?.message).not.toBe('');
      await registration.enterBuyer();
    }
    await registration.untilIt(({ notice }) => notice !== undefined, 'a notice');
    registration.replaceBuyer(personIin('buyer', 78));
    await registration.enterBuyer();
    const { notice } = await registration.until('awaiting-seller-signature');
    expect(notice).toBeUndefined();
  });

  test('4.6 a seller who tries out IINs is put off until the hour is over', async () => {
    const bin = newSeller();
    const client = await api().as({ role: 'seller', bin });
    await wrongIins(api().cloud, bin, 30);
    const answer = await start(client, { buyerIin: personIin('buyer', 79) });
    const { detail } = problemIn(answer, 429, 'too-many-requests');
    expect(detail).toMatch(/^Too many IINs were entered that did not fit\. .* again from \d+ \w+,? at \d\d:00\.$/);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    applicationIn(await start(client, {}), 202);
  });

  test('4.6 nor is an IIN used that such a seller gave with the start: it is asked for again', async () => {
    const registration = api().registration();
    registration.cast = { ...registration.cast, seller: newSeller() };
    const { seller, buyer } = registration.cast;
    await wrongIins(api().cloud, seller, 29);
    await registration.start({ buyerIin: buyer });
    await wrongIins(api().cloud, seller, 1);
    await registration.until('awaiting-vehicle');
    await registration.enterVehicle();
    const seen = await registration.until('awaiting-buyer');
    expect(seen.checks?.filter(({ item }) => item === '4.7')).toEqual([]);
    expect(seen.buyer).toBeUndefined();
    const client = await registration.as('seller');
    const answer = await client.call('PUT', `${PATH}/${registration.id}/buyer`, { body: { iin: buyer } });
    problemIn(answer, 429, 'too-many-requests');
  });

  test('4.8 a person with whom the seller has no contract counts like one that there is not', async () => {
    const registration = api().registration('no-sale-contract');
    const { cloud } = api();
    const before = await countedIins(cloud, registration.cast.seller);
    await carryTo('refused', registration);
    expect(await countedIins(cloud, registration.cast.seller)).toBe(before + 1);
  });
});

describe('a withdrawal', () => {
  const UNSIGNED = LIVE_STATUSES.filter((status) => status.startsWith('awaiting-'));
  const caseFor: Partial<Record<Status, CaseName>> = {
    'awaiting-resubmission': 'unpaid-fines',
    'awaiting-phone': 'phone-not-registered',
  };

  test.concurrent.each(UNSIGNED)('closes what is %s, once', async (status) => {
    const registration = api().registration(caseFor[status]);
    await carryTo(status, registration);
    await registration.withdraw();
    await registration.withdraw();
    const { outcome } = await registration.until('withdrawn');
    expect(outcome).toMatchObject({ kind: 'withdrawn' });
    expect(
      applicationIn(await (await registration.as('seller')).call('DELETE', `${PATH}/${registration.id}`), 202),
    ).toMatchObject({ status: 'withdrawn' });
  });

  test('is turned away once the buyer has signed, and when it has ended otherwise', async () => {
    const registration = api().registration();
    await carryTo('in-registration', registration);
    const client = await registration.as('seller');
    const withdraw = () => client.call('DELETE', `${PATH}/${registration.id}`);
    const signed = problemIn(await withdraw(), 409, 'not-awaited');
    expect(signed.awaiting).toMatchObject({ action: 'decision', from: 'police' });
    await registration.decide({ decision: 'refuse', reason: 'made up', legalBasis: 'none' });
    await registration.until('refused');
    expect(problemIn(await withdraw(), 409, 'not-awaited').awaiting).toBeUndefined();
  });
});

test('a refusal says item, code and next step, in the language that is asked for', async () => {
  const registration = api().registration('no-customs-payment');
  await registration.start();
  const { outcome } = await registration.until('refused');
  expect(outcome).toMatchObject({ kind: 'refused', code: 'no-customs-payment', item: '4.4' });
  const said = new Set<unknown>();
  for (const language of ['kk', 'ru', 'en']) {
    const client = await api().as({ role: 'seller', bin: registration.cast.seller }, language);
    const answer = await client.call('GET', `${PATH}/${registration.id}`);
    expect(answer.headers.get('content-language')).toBe(language);
    const { outcome: told } = applicationIn(answer, 200);
    said.add(JSON.stringify(told));
  }
  expect(said.size).toBe(3);
});

test('what is no route is not found, as a problem', async () => {
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/nothing'],
    ['PATCH', PATH],
    ['GET', `${PATH}/a/b/c`],
  ] as const) {
    problemIn(await api().public.call(method, path), 404, 'not-found');
  }
});
