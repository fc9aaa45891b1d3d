import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bundles, bundle, putBeside } from '../../lib/cloud/bundles.ts';
import { functionsThatNeed, NEEDS } from '../../lib/cloud/needs.ts';
import { SYSTEM_NAMES } from '../../lib/domain/systems.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../../lib/functions.ts';
import { settingsWith } from './samples.ts';

const names = FUNCTION_NAMES;
const checks = names.filter((name) => FUNCTIONS[name].entry.startsWith('functions/checks/'));
const LARGEST_CHECK_BYTES = 400_000;
/** Of our own code and of packages, without the AWS SDK. */
const LARGEST_SIGNING_BYTES = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'tirkeu-bundles-'));
let bundles: Bundles;

beforeAll(async () => {
  bundles = await bundle(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = (name: FunctionName) => readFileSync(join(bundles.folder(name), 'index.mjs'), 'utf8');

const outputOf = (name: FunctionName) =>
  Object.entries(bundles.metafile.outputs).find(([path]) => path.endsWith(`/${name}/index.mjs`))?.[1];

/** Of a module from which only an error's class is taken, so many bytes remain. */
const AN_ERRORS_NAME = 60;

/** The files of this project of which something is in a function's bundle. */
const sources = (name: FunctionName): string[] =>
  Object.entries(outputOf(name)?.inputs ?? {})
    .filter(([path, { bytesInOutput }]) => bytesInOutput > AN_ERRORS_NAME && !/node_modules|^builtin:/.test(path))
    .map(([path]) => path);

test.each(checks)('%s is below 400 kB, minified', (name) => {
  expect(Buffer.byteLength(code(name))).toBeLessThan(LARGEST_CHECK_BYTES);
});

test('the signing function is below 300 kB, minified, without the AWS SDK', async () => {
  const own = await bundle(join(folder, 'own'), ['seller'], 'apart');
  expect(statSync(join(own.folder('seller'), 'index.mjs')).size).toBeLessThan(LARGEST_SIGNING_BYTES);
});

test('of zod they have the small form alone', () => {
  for (const name of names) {
    const inside = Object.entries(outputOf(name)?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(inside.map(([path]) => path).filter((path) => /zod\/v4\/(classic|core\/to-json-schema)/.test(path))).toEqual(
      [],
    );
  }
});

test('every function is one module with its source map, and brings all that it imports', () => {
  for (const name of names) {
    expect(readdirSync(bundles.folder(name)).sort()).toEqual(['index.mjs', 'index.mjs.map']);
    const imported = (outputOf(name)?.imports ?? []).filter(({ kind }) => kind === 'import-statement');
    expect(imported.filter(({ path }) => !path.startsWith('node:'))).toEqual([]);
    // What one package would be missing at run time, bundled as CommonJS in an ES module.
    expect(code(name)).not.toMatch(/Dynamic require of "(?!\+)/);
  }
});

test('nothing of this machine, of the tests or of the deployment is in them', () => {
  for (const name of names) {
    expect(sources(name).filter((path) => !/^(functions|lib|docs)\//.test(path))).toEqual([]);
    expect(sources(name).filter((path) => path.startsWith('lib/cloud/'))).toEqual([]);
    // A private key has no business in code: neither a PEM, nor the made-up authority that can sign.
    expect(code(name)).not.toMatch(/PRIVATE KEY-----\\?n|made-up authority/i);
  }
});

describe('what a function has in it is what it is given settings and permissions for', () => {
  test.each(names)('%s', (name) => {
    const inside = sources(name);
    const need = NEEDS[name];
    const clients = SYSTEM_NAMES.filter((system) => inside.includes(`lib/systems/${system}.ts`));
    expect(clients).toEqual([...(need.systems ?? [])]);
    expect(inside.includes('lib/eds/judge.ts')).toBe(need.signatures === true);
    expect(inside.includes('lib/registration/executions.ts')).toBe(need.machine !== undefined);
    expect(inside.includes('lib/domain/centres-setting.ts')).toBe(need.centres === true);
    expect(inside.includes('lib/domain/tariff-setting.ts')).toBe(need.tariff === true);
    expect(inside.includes('lib/store/applications.ts')).toBe(need.table !== undefined);
    expect(code(name).includes('PAYMENT_GATEWAY_SECRET')).toBe(need.paymentKey === true);
    expect(code(name).includes('TOKEN_JWKS_URL')).toBe(need.tokens === true);
  });
});

test('the trust bundle and the list of centres lie beside those who read them', () => {
  const readers = { trust: functionsThatNeed('signatures'), centres: functionsThatNeed('centres') };
  expect(readers).toEqual({ trust: ['seller', 'buyer'], centres: ['announce', 'conclude', 'buyer', 'public'] });
  putBeside(bundles, settingsWith({ stage: 'pilot' }), readers);
  expect(readdirSync(join(bundles.folder('seller'), 'trust')).sort()).toEqual(['intermediates', 'pins.txt', 'roots']);
  expect(readFileSync(join(bundles.folder('public'), 'centres.json'), 'utf8')).toContain('made up for tests');
});
