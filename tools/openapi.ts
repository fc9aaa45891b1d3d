import { readFileSync } from 'node:fs';
import openapiTypescript, { astToString } from 'openapi-typescript';
import * as z from 'zod';
import { openApiDocument } from '../lib/api/openapi.ts';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

/** docs/openapi.json: the interface description, from the route table and the schemas. */
export const openApiText = () => `${JSON.stringify(openApiDocument(version), null, 2)}\n`;

/** test/api/client/schema.ts: the types of the tests' client. */
export async function clientTypes(): Promise<string> {
  const types = astToString(await openapiTypescript(openApiText(), { alphabetize: false }));
  return `/** Written by tools/openapi.ts from docs/openapi.json. Run \`npm run generate\`. */\n\n${types}`;
}
