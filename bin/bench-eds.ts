import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { bundle } from '../lib/cloud/bundles.ts';
import { createEdsVerifier } from '../lib/eds/create.ts';
import { CURVE } from '../lib/eds/gost/signature.ts';
import { streebog512 } from '../lib/eds/gost/streebog.ts';
import { onlineRevocation } from '../lib/eds/revocation.ts';
import { loadTrustStore } from '../lib/eds/trust.ts';
import { createAuthority, SIGNING_KINDS } from '../local/authority/authority.ts';
import { createClock } from '../local/clock.ts';
import { personIin } from '../local/systems/data-set.ts';

/**
 * The bench of signature verification: a GOST and an RSA signature with chain and CRL, each of a person not seen before,
 * the authority's own chain and list remembered as in the service; beside them, for GOST, what two verifications cost at
 * least in the curve library (a double scalar multiplication each), and for RSA, `openssl cms -verify` of the same file,
 * less the time that the program takes to start. Also the size of the signing function's bundle and the time of its import,
 * both without the AWS SDK. What is compared is measured in turns, so that a busy machine slows all of it equally. Prints a
 * table, or JSON with `--json`.
 */

const ROUNDS = 25;
const WARM_UP = 2;
const PROGRAM_ROUNDS = 9;
const DIGEST_BYTES = 256 * 1024;
const SIGNING_FUNCTION = 'seller';
/** Loaded before the import is timed. */
const SDK = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@aws-sdk/client-sfn'];
/** Within the project, so that the bundle finds the SDK. */
const WORK = '.local';

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Medians, in milliseconds, of subjects that take turns, in their order; each is called with the number of the round.
 */
async function compare(subjects: readonly ((round: number) => unknown)[], rounds: number): Promise<number[]> {
  const times = subjects.map((): number[] => []);
  for (let round = 0; round < WARM_UP + rounds; round++)
    for (const [i, run] of subjects.entries()) {
      const begun = performance.now();
      await run(round);
      if (round >= WARM_UP) times[i]?.push(performance.now() - begun);
    }
  return times.map(median);
}

mkdirSync(WORK, { recursive: true });
const folder = mkdtempSync(resolve(WORK, 'bench-'));
const clock = createClock();
try {
  const figures = { ...(await verification()), ...(await deployment()) };
  if (parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json)
    console.log(JSON.stringify(figures, undefined, 2));
  else print(figures);
} finally {
  clock.stop();
  rmSync(folder, { recursive: true });
}

interface VerificationFigures {
  /** One verification, in milliseconds. */
  readonly gostMs: number;
  /** Two plain double scalar multiplications. */
  readonly gostFloorMs: number;
  readonly rsaMs: number;
  /** `openssl cms -verify` of the RSA signature, less its start; absent where there is no openssl. */
  readonly opensslMs?: number;
  readonly digestMegabytesPerSecond: number;
}

async function verification(): Promise<VerificationFigures> {
  const authority = createAuthority({ folder, clock });
  const document = Buffer.from(
    JSON.stringify({ application: '01K0000000000000000000000', vin: 'XWEGV417AR0000001', seller: '250140000015' }),
  );
  const trust = loadTrustStore(authority.trustFolder, { production: false });
  const verifier = createEdsVerifier({
    trust,
    revocation: onlineRevocation({
      sources: Object.fromEntries(
        trust.intermediates.map(({ sha256 }, i) => [sha256, { crl: `http://authority/${i}` }]),
      ),
      ocspAgeMinutes: 60,
      crlRefreshMinutes: 60,
      clock: () => new Date(),
      fetch: async (url) => new Response(Buffer.from(authority.crl(SIGNING_KINDS[String(url).endsWith('0') ? 0 : 1]))),
    }),
  });
  const [gost, rsa] = SIGNING_KINDS.map((kind) => {
    const people = Array.from({ length: WARM_UP + ROUNDS }, (_, serial) => personIin('buyer', serial + 1));
    const signatures = people.map((iin) => authority.sign({ document, as: { iin }, kind, detached: true }));
    const cms = signatures[0] ?? '';
    const verify = async (round: number) => {
      const signer = { kind: 'individual', iin: people[round] ?? '' } as const;
      const verdict = await verifier.verify({ cms: signatures[round] ?? '', document, signer, at: new Date() });
      if (!verdict.valid) throw new Error(`The bench's own signature was refused: ${verdict.reason}.`);
    };
    return { cms, verify };
  });
  if (!gost || !rsa) throw new Error('The authority signs by GOST and RSA no more.');

  // The curve as the library gives it, without the reduction of ours.
  const { BASE, Fn } = weierstrass(CURVE);
  const [a, b] = [Fn.ORDER / 3n, Fn.ORDER / 7n];
  const key = BASE.multiplyUnsafe(Fn.ORDER / 5n);
  const twoMultiplications = () => [BASE.mulAddUnsafe(a, key, b), BASE.mulAddUnsafe(b, key, a)];
  const [gostMs = 0, gostFloorMs = 0, rsaMs = 0, digestMs = 0] = await compare(
    [gost.verify, twoMultiplications, rsa.verify, () => streebog512(Buffer.alloc(DIGEST_BYTES))],
    ROUNDS,
  );

  const figures = { gostMs, gostFloorMs, rsaMs, digestMegabytesPerSecond: DIGEST_BYTES / 1e3 / digestMs };
  if (spawnSync('openssl', ['version']).status !== 0) return figures;
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const list =
    Buffer.from(authority.crl('rsa'))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const authorities = ['roots', 'intermediates'].map((which) =>
    readFileSync(join(authority.trustFolder, which, 'rsa.pem'), 'utf8'),
  );
  const crl = `-----BEGIN X509 CRL-----\n${list.join('\n')}\n-----END X509 CRL-----\n`;
  const signature = [
    '-inform',
    'DER',
    '-in',
    file('cms', Buffer.from(rsa.cms, 'base64')),
    '-content',
    file('document', document),
  ];
  const trusted = ['-CAfile', file('trusted', authorities.join('') + crl)];
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const verify = () => openssl('cms', '-verify', '-binary', ...signature, ...trusted, '-crl_check', '-purpose', 'any');
  const [programMs = 0, startMs = 0] = await compare([verify, () => openssl('version')], PROGRAM_ROUNDS);
  return { ...figures, opensslMs: programMs - startMs };
}

interface DeploymentFigures {
  readonly bundleBytes: number;
  /** From beginning to import the bundle to having it, in the fastest of some new processes. */
  readonly importMs: number;
}

/** The signing function's bundle as it is deployed, without the AWS SDK. */
async function deployment(): Promise<DeploymentFigures> {
  const bundles = await bundle(folder, [SIGNING_FUNCTION], 'apart');
  const file = join(bundles.folder(SIGNING_FUNCTION), 'index.mjs');
  const program = `
    await Promise.all(${JSON.stringify(SDK)}.map((name) => import(name)));
    const begun = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    console.log(performance.now() - begun);`;
  const times = Array.from({ length: PROGRAM_ROUNDS }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        encoding: 'utf8',
        env: { ...process.env, AWS_REGION: 'eu-central-1' },
      }),
    ),
  );
  return {
    bundleBytes: statSync(file).size,
    importMs: Math.min(...times),
  };
}

function print({
  gostMs,
  gostFloorMs,
  rsaMs,
  opensslMs,
  digestMegabytesPerSecond,
  bundleBytes,
  importMs,
}: VerificationFigures & DeploymentFigures): void {
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  console.table({
    'GOST signature, chain and CRL': ms(gostMs),
    'two double scalar multiplications': `${ms(gostFloorMs)} (the signature takes ${(gostMs / gostFloorMs).toFixed(2)} times as long)`,
    'RSA signature, chain and CRL': ms(rsaMs),
    'openssl cms -verify of the same': opensslMs === undefined ? 'no openssl here' : ms(opensslMs),
    'GOST digest': `${digestMegabytesPerSecond.toFixed(1)} MB/s`,
    "signing function's bundle": `${(bundleBytes / 1e3).toFixed(0)} kB`,
    'its import': ms(importMs),
  });
}
