import { describe, expect, it } from 'vitest';
import { createChainJudge } from '../../lib/eds/chain.ts';
import { judge } from '../../lib/eds/judge.ts';
import { ncanode } from '../../lib/eds/ncanode.ts';
import { AT, BIN, base64, cmsOf, createWorld, DOCUMENT, IIN, wordOf } from './forge.ts';

const world = createWorld('rsa');
const cms = `-----BEGIN CMS-----\r\n${base64(cmsOf(world.individual))}\r\n-----END CMS-----\r\n`;

/** Judges with an NCANode that answers like this; tells what was asked and what was reported. */
async function withAnswer(answer: () => Response, sent = cms) {
  const asked: { url: string; body: unknown }[] = [];
  const reported: unknown[] = [];
  const secondOpinion = ncanode({
    url: 'http://ncanode.example/',
    onDisagreement: (disagreement) => reported.push(disagreement),
    fetch: async (url, init) => {
      asked.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return answer();
    },
  });
  const chain = createChainJudge({ roots: [world.root.certificate], intermediates: [world.issuing.certificate] });
  const expected = { kind: 'individual', iin: IIN } as const;
  const verdict = await judge({
    cms: sent,
    document: DOCUMENT,
    expected,
    at: AT,
    chain,
    secondOpinion,
    maximumBytes: 4096,
  });
  return { word: wordOf(verdict), verdict, asked, reported };
}

const signer = (subject: { iin?: string; bin?: string }) => ({ certificates: [{ valid: true, subject }] });
const says = (body: unknown) => () => Response.json(body);

describe('NCANode as a second opinion', () => {
  it('agrees: accepted; it was asked for the document, OCSP and CRL', async () => {
    const { word, asked, reported } = await withAnswer(
      says({ status: 200, valid: true, signers: [signer({ iin: IIN })] }),
    );
    expect(word).toBe('valid');
    expect(reported).toEqual([]);
    expect(asked).toEqual([
      {
        url: 'http://ncanode.example/cms/verify',
        body: {
          cms: base64(Buffer.from(cms.replace(/-----[^-]+-----|\s/g, ''), 'base64')),
          data: base64(DOCUMENT),
          revocationCheck: ['OCSP', 'CRL'],
        },
      },
    ]);
  });

  it.each<[string, () => Response]>([
    ['not valid', says({ valid: false, signers: [signer({ iin: IIN })] })],
    ['valid without signers', says({ valid: true, signers: [] })],
    ['valid with two signers', says({ valid: true, signers: [signer({ iin: IIN }), signer({ iin: IIN })] })],
    ["valid, but another's", says({ valid: true, signers: [signer({ iin: '850101300018' })] })],
    ["valid, but an entity's", says({ valid: true, signers: [signer({ iin: IIN, bin: BIN })] })],
    ['a bad request', () => new Response('{}', { status: 400 })],
  ])('says %s: refused and reported', async (_what, answer) => {
    const { word, verdict, reported } = await withAnswer(answer);
    expect(word).toBe('untrusted-chain');
    expect(verdict.evidence.checks.at(-1)).toMatchObject({ name: 'second-opinion', result: 'failed' });
    expect(reported).toEqual([{ certificate: world.individual.certificate.sha256 }]);
  });

  it.each<[string, () => Response]>([
    ['fails', () => new Response('', { status: 500 })],
    ['is asked too much', () => new Response('', { status: 429 })],
    ['is somewhere else', () => new Response('', { status: 404 })],
    ['answers something else', says({ ok: true })],
    [
      'cannot be reached',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('%s: to be repeated, nothing reported', async (_what, answer) => {
    const { word, reported } = await withAnswer(answer);
    expect(word).toBe('revocation-unknown');
    expect(reported).toEqual([]);
  });

  it('is not asked about what is refused anyway', async () => {
    const { word, asked } = await withAnswer(says({ valid: true }), base64(cmsOf(world.head)));
    expect(word).toBe('wrong-signer');
    expect(asked).toEqual([]);
  });
});
