/**
 * Writes every file that is made from the code: `npm run generate`. With `--check` it writes nothing, and fails when one
 * of them is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { casesPage } from './cases.ts';
import { decisionsPage } from './decisions.ts';
import { licencesPage } from './licences.ts';
import { clientTypes, openApiText } from './openapi.ts';
import { orderInCodePage } from './order-in-code.ts';
import { readmeWithParts } from './readme.ts';
import { stateMachinePage } from './state-diagram.ts';

/** The generated files, each with the function that makes its text. */
export const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/openapi.json': openApiText,
  'test/api/client/schema.ts': clientTypes,
  'docs/state-machine.md': stateMachinePage,
  'docs/order-in-code.md': orderInCodePage,
  'docs/cases.md': casesPage,
  'docs/decisions/README.md': decisionsPage,
  'docs/licences.md': licencesPage,
  'README.md': readmeWithParts,
};

const at = (path: string) => new URL(`../${path}`, import.meta.url);

/** Whether a generated file differs from what would be made now. */
export async function isStale(path: string): Promise<boolean> {
  const made = await GENERATED[path]?.();
  return made !== (await readFile(at(path), 'utf8').catch(() => undefined));
}

if (import.meta.main) {
  const checking = process.argv.includes('--check');
  for (const [path, make] of Object.entries(GENERATED)) {
    if (!(await isStale(path))) continue;
    if (checking) {
      console.error(`${path} is stale: run \`npm run generate\`.`);
      process.exitCode = 1;
    } else await writeFile(at(path), await make());
  }
}
