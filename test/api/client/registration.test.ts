import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Status } from '../../../lib/domain/waits.ts';
import { type LocalCloud, startLocalCloud } from '../../../local/cloud.ts';
import { caseOf } from '../../../local/systems/cases.ts';
import { personIin } from '../../../local/systems/data-set.ts';
import { type ApiClient, clientFor } from './client.ts';

/**
 * A registration from the first request to the last, item by item, over the client that is generated from the interface
 * description. The client fails whatever the service answers otherwise than described.
 */

const { seller: bin, vin, buyer: iin } = caseOf('unpaid-fines', 7);
const CENTRE = '0101';
const REGION = '01';
const PLATE = '482KZA01';
const CERTIFICATE = 'AB-12345678';

const folder = mkdtempSync(join(tmpdir(), 'tirkeu-description-'));
let cloud: LocalCloud;
let seller: ApiClient;
let buyer: ApiClient;
let police: ApiClient;
let printing: ApiClient;
let centre: ApiClient;
let everybody: ApiClient;
let id = '';
let number = '';

beforeAll(async () => {
  cloud = await startLocalCloud({ folder });
  seller = clientFor(cloud.url, await cloud.token({ role: 'seller', bin }));
  buyer = clientFor(cloud.url, await cloud.token({ role: 'buyer', iin }), 'kk');
  police = clientFor(cloud.url, await cloud.token({ role: 'police', region: REGION }), 'ru');
  printing = clientFor(cloud.url, await cloud.token({ role: 'printing' }));
  centre = clientFor(cloud.url, await cloud.token({ role: 'centre', centre: CENTRE }));
  everybody = clientFor(cloud.url);
  for (const system of ['vehicle-register', 'printing']) {
    await dev('PUT', `/systems/${system}/settings`, { automatic: false });
  }
});

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

async function dev(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${cloud.url}/dev${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  expect(response.ok, `${method} /dev${path}: ${response.status}`).toBe(true);
  return response.status === 204 ? undefined : response.json();
}

/** Signs as NCALayer would. */
async function signatureOver(document: ArrayBuffer, as: { iin: string; bin?: string }): Promise<string> {
  const signed = await dev('POST', '/eds/sign', { document: Buffer.from(document).toString('base64'), as });
  return z.object({ cms: z.string() }).parse(signed).cms;
}

/** Follows the application until it stands as wanted: each request waits for a change by itself. */
async function until(status: Status) {
  let etag: string | undefined;
  for (let changes = 0; changes < 20; changes++) {
    const { data, response } = await seller.GET('/seller/applications/{id}', {
      params: { path: { id }, header: { Prefer: 'wait=8', ...(etag !== undefined && { 'If-None-Match': etag }) } },
    });
    if (data?.status === status) return data;
    etag = response.headers.get('etag') ?? etag;
  }
  throw new Error(`The application has not come to ${status}.`);
}

const mine = { params: { path: { id: '' } } };
const shown = { params: { path: { number: '' } } };
const document = { kind: 'identity-document', number: '012345678', iin } as const;

describe('a registration, item by item', () => {
  test('4.1 the seller starts an application; the same key starts no second one', async () => {
    const start = () =>
      seller.POST('/seller/applications', { params: { header: { 'Idempotency-Key': 'first' } }, body: {} });
    const { data, response } = await start();
    id = data?.id ?? '';
    number = data?.number ?? '';
    mine.params.path.id = id;
    shown.params.path.number = number;
    expect(response.headers.get('location')).toBe(`/seller/applications/${id}`);
    expect((await start()).data?.id).toBe(id);
    const other = await seller.POST('/seller/applications', {
      params: { header: { 'Idempotency-Key': 'first' } },
      body: { vin },
    });
    expect(other.error?.code).toBe('idempotency-key-reused');
  });

  test('4.2 the seller enters the VIN; a wrong one is pointed to', async () => {
    await until('awaiting-vehicle');
    const wrong = await seller.PUT('/seller/applications/{id}/vehicle', {
      ...mine,
      body: { vin: 'TESTKZHAPPYO00001' },
    });
    expect(wrong.error?.errors?.[0]?.pointer).toBe('/vin');
    const { data } = await seller.PUT('/seller/applications/{id}/vehicle', { ...mine, body: { vin } });
    expect(data?.vehicle?.vin).toBe(vin);
  });

  test('4.6 the seller enters the buyer’s IIN, and again when a correct one must be entered', async () => {
    await until('awaiting-buyer');
    const unknown = personIin('unknown', 7);
    await seller.PUT('/seller/applications/{id}/buyer', { ...mine, body: { iin: unknown } });
    expect((await until('awaiting-buyer')).notice?.code).toBe('correct-iin-required');
    await seller.PUT('/seller/applications/{id}/buyer', { ...mine, body: { iin } });
  });

  test('4.9 the seller signs exactly the document; another’s signature is not accepted', async () => {
    const { awaiting } = await until('awaiting-seller-signature');
    expect(awaiting?.from).toBe('seller');
    const { data } = await seller.GET('/seller/applications/{id}/document', { ...mine, parseAs: 'arrayBuffer' });
    const bytes = data ?? new ArrayBuffer();
    const sign = (cms: string) => seller.POST('/seller/applications/{id}/signature', { ...mine, body: { cms } });
    const wrong = await sign(await signatureOver(bytes, { iin }));
    expect(wrong.error).toMatchObject({ code: 'signature-invalid', reason: 'wrong-signer' });
    const { response } = await sign(await signatureOver(bytes, { iin: personIin('buyer', 9), bin }));
    expect(response.status).toBe(202);
  });

  test('4.10 the buyer finds a notice in the cabinet and agrees; what is not awaited yet says what is', async () => {
    await until('awaiting-consent');
    const { data: cabinet } = await buyer.GET('/buyer/notices', {});
    expect(cabinet?.items[0]).toMatchObject({ code: 'application-received', applicationId: id });
    const early = await buyer.PUT('/buyer/applications/{id}/phone', { ...mine, body: { phone: '+77011234567' } });
    expect(early.error?.awaiting?.action).toBe('consent');
    const { data: list } = await buyer.GET('/buyer/applications', { params: { query: { limit: 1 } } });
    expect(list?.items[0]?.number).toBe(number);
    await buyer.POST('/buyer/applications/{id}/consent', { ...mine, body: { decision: 'agree' } });
  });

  test('4.14 unpaid fines: the buyer pays them and submits again; the seller hears nothing of them', async () => {
    expect((await until('awaiting-resubmission')).notice).toBeUndefined();
    const { data } = await buyer.GET('/buyer/applications/{id}', mine);
    expect(data?.notice?.code).toBe('unpaid-fines');
    await dev('DELETE', `/systems/administrative-proceedings/records/${iin}`);
    await buyer.POST('/buyer/applications/{id}/resubmission', { ...mine, body: {} });
  });

  test('4.15 the buyer chooses from the lists; the plate number itself cannot be chosen', async () => {
    await until('awaiting-pickup');
    const { data: centres } = await everybody.GET('/centres');
    expect(centres?.items.map(({ code }) => code)).toContain(CENTRE);
    const { data: kinds } = await everybody.GET('/plate-kinds');
    const plateKind = kinds?.items[0]?.code ?? '';
    const choose = (body: { centre: string; plateKind: string; plateNumber?: string }) =>
      buyer.PUT('/buyer/applications/{id}/pickup', { ...mine, body });
    expect((await choose({ centre: '9999', plateKind })).error?.code).toBe('centre-unknown');
    const greedy = await choose({ centre: CENTRE, plateKind, plateNumber: '777AAA01' });
    expect(greedy.error).toMatchObject({ code: 'plate-number-not-choosable', item: '2' });
    expect((await choose({ centre: CENTRE, plateKind })).data?.pickup?.centre).toBe(CENTRE);
  });

  test('4.17 the fees are those that everybody can ask for; the gateway’s word counts when it is signed', async () => {
    await until('awaiting-payment');
    const { data } = await buyer.GET('/buyer/applications/{id}', mine);
    const { data: quote } = await everybody.GET('/fees', {
      params: { query: { category: 'M1', year: 2026, engine: 'petrol' } },
    });
    expect(data?.payment).toMatchObject({ status: 'due', total: quote?.total });
    const word = {
      paymentId: data?.payment?.id ?? '',
      applicationId: id,
      amount: data?.payment?.total ?? 0,
      currency: 'KZT',
      status: 'paid',
      paidAt: '2026-04-17T11:12:00+05:00',
    } as const;
    const tell = (secret: string) =>
      everybody.POST('/payment-gateway/notifications', {
        body: word,
        headers: {
          'x-signature': `sha256=${createHmac('sha256', secret).update(JSON.stringify(word)).digest('hex')}`,
        },
      });
    expect((await tell('another secret of 16')).error?.code).toBe('unauthenticated');
    expect((await tell(cloud.environment.PAYMENT_GATEWAY_SECRET ?? '')).response.status).toBe(202);
  });

  test('4.18 the buyer signs exactly the document, and can look at who asked what', async () => {
    await until('awaiting-buyer-signature');
    const { data } = await buyer.GET('/buyer/applications/{id}/document', { ...mine, parseAs: 'arrayBuffer' });
    const cms = await signatureOver(data ?? new ArrayBuffer(), { iin });
    await buyer.POST('/buyer/applications/{id}/signature', { ...mine, body: { cms } });
    const { data: journal } = await buyer.GET('/buyer/applications/{id}/journal', mine);
    expect(journal?.items.map(({ item }) => item)).toEqual(expect.arrayContaining(['4.1', '4.7', '4.14', '4.17']));
  });

  test('5 the police of the region find the whole dossier', async () => {
    await until('in-registration');
    const { data: list } = await police.GET('/police/applications');
    expect(list?.items[0]?.number).toBe(number);
    const { data } = await police.GET('/police/applications/{id}', mine);
    expect(data?.signatures.map(({ of }) => of).sort()).toEqual(['buyer', 'seller']);
    const elsewhere = clientFor(cloud.url, await cloud.token({ role: 'police', region: '02' }));
    expect((await elsewhere.GET('/police/applications/{id}', mine)).error?.code).toBe('not-found');
  });

  test('4.19 the police register the vehicle, but not on a plate in high demand (2)', async () => {
    const decide = (plateNumber: string) =>
      police.POST('/police/applications/{id}/decision', {
        ...mine,
        body: { decision: 'register', plateNumber, certificateNumber: CERTIFICATE },
      });
    expect((await decide('777KZA01')).error).toMatchObject({ code: 'plate-in-high-demand', item: '2' });
    expect((await decide(PLATE)).data?.registration?.plateNumber).toBe(PLATE);
  });

  test('6 the printing centre prints the certificate; the order names nobody', async () => {
    await until('in-printing');
    const { data } = await printing.GET('/printing/orders');
    const order = data?.items.find((each) => each.id === id);
    expect(order?.registration?.certificateNumber).toBe(CERTIFICATE);
    await printing.POST('/printing/orders/{id}/completed', { ...mine, body: {} });
  });

  test('7 the buyer is told to collect the documents, and the centre expects them', async () => {
    await until('ready-for-collection');
    const { data: cabinet } = await buyer.GET('/buyer/notices');
    expect(cabinet?.items.map(({ code }) => code)).toContain('documents-ready');
    const { data } = await centre.GET('/centre/applications', {
      params: { query: { status: 'ready-for-collection' } },
    });
    expect(data?.items[0]?.number).toBe(number);
  });

  test('8 the reception issues a queue ticket to the buyer and nobody else', async () => {
    const ticketFor = (shownIin: string) =>
      centre.POST('/centre/applications/{number}/queue-ticket', {
        ...shown,
        body: { document: { ...document, iin: shownIin } },
      });
    expect((await ticketFor(personIin('buyer', 8))).error?.code).toBe('person-mismatch');
    const { data } = await ticketFor(iin);
    expect(data?.ticket).toMatch(/\S/);
    expect((await ticketFor(iin)).data).toEqual(data);
  });

  test('9 the issuing sector finds the application by its number', async () => {
    await until('ticket-issued');
    const { data } = await centre.GET('/centre/applications/{number}', shown);
    expect(data).toMatchObject({ id, buyer: { iin } });
    const elsewhere = clientFor(cloud.url, await cloud.token({ role: 'centre', centre: '0102' }));
    expect((await elsewhere.GET('/centre/applications/{number}', shown)).error?.code).toBe('not-found');
  });

  test('10 certificate and plates are handed over; on a mismatch nothing is', async () => {
    const handOver = (plateNumber: string) =>
      centre.POST('/centre/applications/{number}/hand-over', {
        ...shown,
        body: { document, certificateNumber: CERTIFICATE, plateNumber },
      });
    expect((await handOver('483KZA01')).error?.code).toBe('hand-over-mismatch');
    expect((await handOver(PLATE)).response.status).toBe(202);
    const { outcome } = await until('registered');
    expect(outcome).toMatchObject({ kind: 'registered', item: '10' });
    const { data: list } = await seller.GET('/seller/applications', {
      params: { query: { status: 'registered' } },
    });
    expect(list?.items.map((each) => each.number)).toEqual([number]);
  });
});

describe('beside the Algorithm', () => {
  test('a withdrawn application is closed', async () => {
    const { data } = await seller.POST('/seller/applications', {
      params: { header: { 'Idempotency-Key': 'second' } },
      body: { vin: caseOf('registered', 8).vin },
    });
    mine.params.path.id = id = data?.id ?? '';
    await until('awaiting-buyer');
    await seller.DELETE('/seller/applications/{id}', mine);
    expect((await until('withdrawn')).outcome?.nextStep).toMatch(/new application/);
    const again = await seller.PUT('/seller/applications/{id}/buyer', { ...mine, body: { iin } });
    expect(again.error?.code).toBe('not-awaited');
  });

  test('the pilot’s term, the service’s health and this description are open to all', async () => {
    expect((await everybody.GET('/pilot')).data?.open).toBe(true);
    expect((await everybody.GET('/health')).data?.status).toBe('ok');
    expect((await everybody.GET('/openapi.json')).data).toMatchObject({ openapi: '3.1.1' });
  });

  test('without a token, with another role, with too much in the query: each is told so', async () => {
    expect((await everybody.GET('/seller/applications')).error?.code).toBe('unauthenticated');
    expect((await buyer.GET('/seller/applications')).error?.code).toBe('forbidden');
    const query: { limit: number } = Object.assign({ limit: 1 }, { colour: 'red' });
    const { error } = await seller.GET('/seller/applications', { params: { query } });
    expect(error?.errors).toEqual([{ pointer: 'query/colour', message: 'There is no such field: leave it out.' }]);
  });
});
