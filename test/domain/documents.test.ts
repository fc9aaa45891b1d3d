import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { documentToSign, sha256Of } from '../../lib/domain/documents.ts';
import { opened, VEHICLE } from './samples.ts';

const MADE_AT = new Date('2026-03-02T09:00:00Z');
const application: Application = {
  ...opened(MADE_AT),
  vehicle: VEHICLE,
  contract: { id: 'CONTRACT-1', signedAt: '2026-01-15T10:00:00+05:00' },
  pickup: { centre: '0201', region: '02', plateKind: 'rectangular' },
  payment: {
    id: 'P-1',
    url: 'http://pay.example',
    status: 'paid',
    items: [{ code: 'plates', amount: 12_110 }],
    total: 12_110,
    requestedAt: MADE_AT.toISOString(),
    paidAt: MADE_AT.toISOString(),
  },
  documents: { seller: 'a'.repeat(64) },
  fines: { count: 1, total: 8_650 },
  token: 'secret',
};
const textOf = (of: 'seller' | 'buyer', given = application) =>
  new TextDecoder().decode(documentToSign(given, of, MADE_AT));

/** Canonical JSON by RFC 8785 as far as these documents go: names in the order of their UTF-16 code units, no space, as ECMAScript writes values. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

describe.each(['seller', 'buyer'] as const)('the %s’s document', (of) => {
  test('is canonical JSON, in UTF-8', () => {
    const text = textOf(of);
    expect(text).toBe(canonical(JSON.parse(text)));
    expect(text).toContain('Үлгі Авто');
  });

  test('is the same bytes whatever the order in which its facts were written down', () => {
    const turned = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, turned(inner)]),
          )
        : value;
    expect(textOf(of, { ...application, ...(turned(application) as Application) })).toBe(textOf(of));
  });

  test('bears any text of a person’s or a maker’s name and stays JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const given = { ...application, seller: { bin: '500140000014', name } };
        expect(JSON.parse(textOf(of, given))).toMatchObject({ seller: { name } });
      }),
    );
  });

  test('says which item, which application and when, and holds nothing that is not signed for', () => {
    const document = JSON.parse(textOf(of));
    expect(document).toMatchObject({
      item: of === 'seller' ? '4.9' : '4.18',
      application: { id: application.id, number: application.number },
      madeAt: MADE_AT.toISOString(),
      vehicle: application.vehicle,
      contract: application.contract,
    });
    for (const kept of ['secret', '8650', 'pay.example']) expect(textOf(of)).not.toContain(kept);
  });
});

test('the seller’s document names the buyer by IIN alone', () => {
  expect(JSON.parse(textOf('seller')).buyer).toEqual({ iin: '900101100018' });
  for (const personal of ['Үлгіев', '1890', '+7700', '12110']) expect(textOf('seller')).not.toContain(personal);
});

test('the buyer’s document rests on the seller’s, the choice and the payment', () => {
  expect(JSON.parse(textOf('buyer'))).toMatchObject({
    buyer: application.buyer,
    pickup: { centre: '0201', plateKind: 'rectangular' },
    payment: { id: 'P-1', total: 12_110, paidAt: MADE_AT.toISOString() },
    sellerDocumentSha256: 'a'.repeat(64),
  });
});

test('another fact makes another document', () => {
  for (const of of ['seller', 'buyer'] as const) {
    expect(textOf(of, { ...application, vehicle: { vin: 'TESTKZHAPPY000002' } })).not.toBe(textOf(of));
  }
});

test('SHA-256 as FIPS 180-4 has it, of text and of bytes', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256Of('abc')).toBe(abc);
  expect(sha256Of(new TextEncoder().encode('abc'))).toBe(abc);
});
