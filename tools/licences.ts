import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The licences that a dependency may have: permissive ones, and for what is never deployed also the file-level MPL. */
const PERMISSIVE: readonly string[] = ['Apache-2.0', 'MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
const FOR_TOOLS: readonly string[] = [...PERMISSIVE, 'BlueOak-1.0.0', 'CC0-1.0', 'Python-2.0', 'MPL-2.0'];

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string(), license: z.string().optional(), dev: z.boolean().default(false) }),
  ),
});

/** A package that the project depends on, directly or not. */
interface Dependency {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** Whether it is deployed; otherwise it is for building, for tests, or for running on one machine. */
  readonly deployed: boolean;
}

/** Every dependency, by name, from the lock file. */
export function dependencies(): readonly Dependency[] {
  const { packages } = lockFile.parse(
    JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')),
  );
  const found = Object.entries(packages).flatMap(([path, { version, license, dev }]) =>
    path === ''
      ? []
      : [{ name: path.split('node_modules/').at(-1) ?? path, version, licence: license ?? 'none', deployed: !dev }],
  );
  const unlike = new Map(found.map((each) => [`${each.name} ${each.version} ${each.deployed}`, each]));
  return [...unlike.values()].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version));
}

/** The dependencies that offer none of the allowed licences. */
export function notAllowed(): readonly Dependency[] {
  return dependencies().filter(({ licence, deployed }) => {
    const choices = licence.replaceAll(/[()]/g, '').split(' OR ');
    return !choices.some((choice) => (deployed ? PERMISSIVE : FOR_TOOLS).includes(choice));
  });
}

const row = ({ name, version, licence }: Dependency) => `| ${name} | ${version} | ${licence} |`;

/** docs/licences.md. */
export function licencesPage(): string {
  const all = dependencies();
  const deployed = all.filter((each) => each.deployed);
  const tools = all.filter((each) => !each.deployed);
  return `# Licences of dependencies

<!-- Written by tools/licences.ts from package-lock.json. Run \`npm run generate\`. -->

The project itself is under the [Apache License 2.0](../LICENSE). What it depends on is listed here as the lock file has
it, and a test fails when a licence is not one of ${PERMISSIVE.join(', ')}; for what is never deployed also
${FOR_TOOLS.filter((each) => !PERMISSIVE.includes(each)).join(', ')}.

## Deployed (${deployed.length})

| package | version | licence |
| --- | --- | --- |
${deployed.map(row).join('\n')}

## For building, testing and running on one machine (${tools.length})

| package | version | licence |
| --- | --- | --- |
${tools.map(row).join('\n')}
`;
}
