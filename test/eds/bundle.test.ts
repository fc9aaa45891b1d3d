import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../lib/functions.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every file that goes into the deployed bundle of an entry point. */
async function filesOf(...entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    external: ['@aws-sdk/*', '@aws-lambda-powertools/*'],
  });
  return Object.keys(metafile.inputs);
}

describe('what is deployed', () => {
  it('never contains the made-up authority, nor anything else of one machine', async () => {
    const entries = Object.values(FUNCTIONS).map(({ entry }) => entry);
    const files = await filesOf(...entries.filter((entry) => existsSync(join(root, entry))));
    expect(files.filter((file) => /^(local|test|bin|tools)\//.test(file))).toEqual([]);
  });

  it('would be noticed', async () => {
    expect(await filesOf('bin/eds.ts')).toContain('local/authority/keys.ts');
  });
});
