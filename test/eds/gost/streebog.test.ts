import { describe, expect, it } from 'vitest';
import { streebog512 } from '../../../lib/eds/gost/streebog.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('GOST R 34.11-2012 with 512 bits', () => {
  it.each([
    [
      'RFC 6986 10.1: 63 bytes',
      Buffer.from('0123456789'.repeat(7).slice(0, 63)),
      '1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48',
    ],
    [
      'RFC 6986 10.2: 72 bytes',
      Buffer.from(
        'd1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb',
        'hex',
      ),
      '1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28',
    ],
    [
      'a sum of blocks that carries through every word (test suite of gost-engine)',
      Buffer.concat([Buffer.alloc(64, 0xee), Buffer.alloc(1, 0x16), Buffer.alloc(62, 0x11), Buffer.alloc(1, 0x16)]),
      '8b06f41e59907d9636e892caf5942fcdfb71fa31169a5e70f0edb873664df41c2cce6e06dc6755d15a61cdeb92bd607cc4aaca6732bf3568a23a210dd520fd41',
    ],
    [
      'nothing',
      new Uint8Array(),
      '8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a',
    ],
  ])('%s', (_what, message, digest) => {
    expect(hex(streebog512(message))).toBe(digest);
  });

  it('tells messages apart around the length of a block', () => {
    const digests = Array.from({ length: 140 }, (_, length) => hex(streebog512(Buffer.alloc(length, 1))));
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('reads bytes wherever they stand in their buffer', () => {
    const message = Buffer.from('a document within a larger buffer, at an odd place, longer than a block of 64 bytes');
    const larger = Buffer.concat([Buffer.from('xyz'), message, Buffer.from('xyz')]);
    expect(hex(streebog512(larger.subarray(3, 3 + message.length)))).toBe(hex(streebog512(message)));
  });
});
