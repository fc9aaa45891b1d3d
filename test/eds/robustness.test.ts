import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCrl } from '../../lib/eds/crl.ts';
import { encode } from '../../lib/eds/der.ts';
import { Fault } from '../../lib/eds/fault.ts';
import { inspect } from '../../lib/eds/inspect.ts';
import { readOcspResponse } from '../../lib/eds/ocsp.ts';
import { AT, base64, cmsOf, createWorld, DOCUMENT, judged, wordOf } from './forge.ts';

/** Where `part` stands within `whole`. */
function placeOf(whole: Uint8Array, part: Uint8Array): { from: number; length: number } {
  const from = Buffer.from(whole).indexOf(part);
  if (from < 0) throw new Error('The part is not there.');
  return { from, length: part.length };
}

describe.each([
  ['gost', 40],
  ['rsa', 400],
] as const)('by %s', (kind, numRuns) => {
  const world = createWorld(kind);
  const { individual } = world;
  const cms = cmsOf(individual, DOCUMENT, { embedded: DOCUMENT });
  const digest = individual.key.digest(DOCUMENT);
  // The signed digest, the signature (at the very end), the certificate and the content.
  const parts = [
    placeOf(cms, digest),
    placeOf(cms, cms.subarray(-128)),
    placeOf(cms, individual.der),
    placeOf(cms, DOCUMENT),
  ] as const;

  it('no flipped bit in signed content, signature or certificate is accepted', async () => {
    expect(wordOf(await judged(world, cms, { document: undefined }))).toBe('valid');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), fc.nat(7), async ({ from, length }, position, bit) => {
        const flipped = Buffer.from(cms);
        const offset = from + (position % length);
        flipped.writeUInt8(flipped.readUInt8(offset) ^ (1 << bit), offset);
        expect(wordOf(await judged(world, flipped, { document: undefined }))).not.toBe('valid');
      }),
      { numRuns },
    );
  });

  it('no CMS with random damage is anything but judged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(cms.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        async (offset, damage) => {
          const damaged = Buffer.from(cms);
          damaged.set(damage.subarray(0, cms.length - offset), offset);
          const verdict = await judged(world, damaged, { document: undefined });
          expect(verdict.evidence.checks.length).toBeGreaterThan(0);
        },
      ),
      { numRuns },
    );
  });
});

describe('anything at all', () => {
  const world = createWorld('rsa');

  it('as text is refused cleanly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ maxLength: 300 }), fc.base64String({ maxLength: 400 })), async (text) => {
        expect(['malformed', 'not-one-signer']).toContain(wordOf(await judged(world, text)));
      }),
      { numRuns: 1000 },
    );
  });

  it('as bytes is a fault to every reader', () => {
    const subject = { certificate: world.individual.certificate, issuer: world.issuing.certificate };
    const inSequence = fc.uint8Array({ maxLength: 200 }).map((content) => encode(0x30, content));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), inSequence), (bytes) => {
        for (const read of [inspect, readCrl, (response: Uint8Array) => readOcspResponse(response, subject, AT)])
          expect(() => read(bytes)).toThrow(Fault);
      }),
      { numRuns: 1000 },
    );
  });

  const SIZE = 64 * 1024;
  const open = Buffer.from('3080', 'hex');

  it.each([
    ['zeros', Buffer.alloc(SIZE)],
    ['sequences without end', Buffer.alloc(SIZE, open)],
    [
      '31 levels around many small elements',
      Buffer.concat([Buffer.alloc(62, open), Buffer.alloc(SIZE - 124, Buffer.from('0500', 'hex')), Buffer.alloc(62)]),
    ],
    [
      'many small octet strings in pieces',
      Buffer.concat([Buffer.from('2480', 'hex'), Buffer.alloc(SIZE - 4, Buffer.from('0400', 'hex')), Buffer.alloc(2)]),
    ],
    ['one huge object identifier', encode(0x30, encode(0x06, Buffer.alloc(SIZE - 8, 0x81)))],
    ['one huge length', Buffer.concat([Buffer.from('3084ffffffff', 'hex'), Buffer.alloc(SIZE)])],
    ['PEM without end', Buffer.from(`-----BEGIN CMS-----\n${'A'.repeat(SIZE)}`)],
    ['PEM of spaces without end', Buffer.from(`-----BEGIN CMS-----${' '.repeat(SIZE)}`)],
  ])('%s of 64 KB is refused, and soon', { timeout: 5_000 }, async (_what, bytes) => {
    expect(wordOf(await judged(world, base64(bytes)))).toBe('malformed');
    expect(wordOf(await judged(world, bytes.toString('latin1')))).toBe('malformed');
  });
});
