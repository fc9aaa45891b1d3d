import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eds } from '../../bin/eds.ts';
import { type Authority, createAuthority } from '../../local/authority/authority.ts';
import { createClock } from '../../local/clock.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), '../../bin/eds.ts');

/** Runs `npm run eds --` with these words: exit code and what it said. */
async function run(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' };
  const code = await eds(words, {
    out: (text) => {
      said.out += text;
    },
    error: (text) => {
      said.error += text;
    },
  });
  return { code, ...said };
}

let folder = '';
let authority: Authority;
let chain: string[] = [];
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eds-'));
  const clock = createClock();
  authority = createAuthority({ folder: at('authority'), clock });
  clock.stop();
  const trusted = (kind: string): string[] =>
    ['gost', 'rsa'].map((name) => join(authority.trustFolder, kind, `${name}.pem`));
  chain = ['--roots', ...trusted('roots'), '--intermediates', ...trusted('intermediates')];
  writeFileSync(at('document'), 'a document');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run eds', () => {
  it('signs, and verifies what it signed, with CRL and profile', async () => {
    expect(
      await run(
        'sign',
        '--document',
        at('document'),
        '--iin',
        '900101300017',
        '--authority',
        at('authority'),
        '--detached',
        '--out',
        at('cms'),
      ),
    ).toMatchObject({
      code: 0,
    });
    writeFileSync(at('crl'), authority.crl('gost'));
    const { code, out } = await run(
      'verify',
      '--cms',
      at('cms'),
      '--document',
      at('document'),
      ...chain,
      '--crl',
      at('crl'),
      '--profile',
      'individual',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      valid: true,
      signer: { iin: '900101300017', name: 'ҮЛГІЛІ АДАМ', certificate: { algorithm: 'GOST R 34.10-2015 (512 bit)' } },
      checks: expect.arrayContaining([{ name: 'revocation', result: 'passed' }]),
    });
  });

  it('verifies embedded content, DER and the moment given; lists revocation as not made', async () => {
    const cms = authority.sign({
      document: readFileSync(at('document')),
      as: { iin: '900101300017', bin: '250140000015' },
      kind: 'rsa',
    });
    writeFileSync(at('der'), Buffer.from(cms, 'base64'));
    const now = await run('verify', '--cms', at('der'), ...chain, '--profile', 'legal');
    expect(now.code).toBe(0);
    expect(JSON.parse(now.out)).toMatchObject({ valid: true, signer: { bin: '250140000015' } });
    expect(JSON.parse(now.out).checks.at(-1)).toEqual({ name: 'revocation', result: 'not-made' });
    const later = await run('verify', '--cms', at('der'), ...chain, '--at', '2060-01-01T00:00:00Z');
    expect(later.code).toBe(1);
    expect(JSON.parse(later.out)).toMatchObject({ valid: false, reason: 'expired' });
  });

  it('shows certificates and signatures in plain words', async () => {
    const { code, out } = await run('inspect', join(authority.trustFolder, 'roots', 'gost.pem'));
    expect(code).toBe(0);
    expect(out).toContain('A certificate of an authority.\nHolder: TIRKEU MADE-UP ROOT (GOST).');
    writeFileSync(
      at('inspected'),
      authority.sign({ document: Buffer.from('x'), as: { iin: '900101300017' }, certificate: 'login-only' }),
    );
    const cms = await run('inspect', at('inspected'));
    expect(cms.out).toContain('The document is enclosed: 1 bytes.');
    expect(cms.out).toContain('IIN 900101300017.');
    expect(cms.out).toContain('For signing documents: no');
    expect(await run('inspect', at('document'))).toMatchObject({ code: 1 });
  });

  it.each([
    [[]],
    [['judge']],
    [['verify']],
    [['verify', '--cms', 'nowhere', '--roots', 'nowhere']],
    [['verify', '--cms']],
    [['verify', '--frobnicate']],
    [['inspect']],
    [['sign', '--document', script, '--iin', '12']],
  ])('tells how it is used: %j', async (words) => {
    const { code, out, error } = await run(...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toContain('Usage:');
  });

  it('is a program: it says and exits so', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'verify', '--cms', script, ...chain], {
      encoding: 'utf8',
    });
    expect({ status, stderr, verdict: JSON.parse(stdout) }).toMatchObject({
      status: 1,
      stderr: '',
      verdict: { valid: false, reason: 'malformed' },
    });
  });
});
