import { cpSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../functions.ts';
import type { Settings } from './settings.ts';

/** The project's root, which entry points and settings are relative to. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Where Lambda puts a function's code. */
const CODE = '/var/task';
/** The folder of the trust bundle beside the functions that verify signatures. */
export const TRUST_FOLDER = 'trust';
/** The file with the list of service centres beside the functions that read it. */
export const CENTRES_FILE = 'centres.json';

/** The path at which a function finds a file that is deployed with it. */
export const deployedAt = (name: string) => `${CODE}/${name}`;

/**
 * Sources of credentials that the AWS SDK tries after the environment. On Lambda the environment always has them, and
 * the SDK imports these only when needed: leaving them out takes 150 kB off each function.
 */
const NEVER_ASKED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/token-providers',
  '@smithy/credential-provider-imds',
];

/**
 * Loads `node:http` as `require` does. An `import` of it reads all its exports, and the getter of one loads the whole
 * of Node's `fetch`: that alone takes longer than everything else in the import of a function.
 */
const httpWithoutFetch: Plugin = {
  name: 'http-without-fetch',
  setup(build) {
    build.onResolve({ filter: /^(node:)?http$/ }, () => ({ path: 'node:http', namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

/** The functions' bundles. */
export interface Bundles {
  /** The folder of one function's deployed code. */
  folder(name: FunctionName): string;
  /** What went into each, as esbuild reports it. */
  readonly metafile: Metafile;
}

/**
 * Bundles functions as they are deployed: one ES module each, minified, with its source map.
 *
 * @param sdk `apart` leaves the AWS SDK out, to measure what is our own; the folder then has to lie within the project
 */
export async function bundle(
  folder: string,
  names: readonly FunctionName[] = FUNCTION_NAMES,
  sdk: 'within' | 'apart' = 'within',
): Promise<Bundles> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: FUNCTIONS[name].entry, out: `${name}/index` })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Packages that offer both are taken as ES modules, of which unused parts can be left out.
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    external: sdk === 'apart' ? ['@aws-sdk/*'] : NEVER_ASKED,
    plugins: [httpWithoutFetch],
    metafile: true,
    logLevel: 'warning',
  });
  return { metafile, folder: (name) => join(folder, name) };
}

/** Puts the files that a deployment's settings name next to the functions that read them. */
export function putBeside(
  bundles: Bundles,
  settings: Settings,
  readers: { readonly trust: readonly FunctionName[]; readonly centres: readonly FunctionName[] },
): void {
  const put = (from: string, name: FunctionName, to: string) => {
    const target = join(bundles.folder(name), to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(ROOT, from), target, { recursive: true, filter: (path) => !basename(path).startsWith('.') });
  };
  for (const name of readers.trust) put(settings.eds.trust, name, TRUST_FOLDER);
  if (settings.centres) for (const name of readers.centres) put(settings.centres, name, CENTRES_FILE);
}
