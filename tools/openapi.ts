/**
 * Writes docs/openapi.json and the types that the tests' client is made of: `node tools/openapi.ts`. With `--check` it
 * writes nothing and fails when one of them is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { z } from 'zod';
import { openApiDocument } from '../lib/api/openapi.ts';

const root = new URL('..', import.meta.url);
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(new URL('package.json', root), 'utf8')));

const BANNER = '/** Written by tools/openapi.ts from docs/openapi.json. */\n\n';

/** The files that are made from the route table and the schemas, with what has to stand in them. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const text = `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
  return new Map([
    ['docs/openapi.json', text],
    ['test/api/client/schema.ts', BANNER + astToString(await openapiTypescript(text, { alphabetize: false }))],
  ]);
}

/** Those of the generated files that are stale. */
export async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of await generatedFiles()) {
    const stands = await readFile(new URL(path, root), 'utf8').catch(() => undefined);
    if (stands !== text) stale.push(path);
  }
  return stale;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    if (stale.length > 0) {
      console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\`.`);
      process.exitCode = 1;
    }
  } else for (const [path, text] of await generatedFiles()) await writeFile(new URL(path, root), text);
}
