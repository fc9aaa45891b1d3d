/** Writes docs/cases.md from the data set: `node tools/cases.ts`. A test fails when the page is stale. */
import { writeFile } from 'node:fs/promises';
import { CASES, type Case, type Destination } from '../local/systems/cases.ts';
import { documentCode, KINDS, type Kind, personIin } from '../local/systems/data-set.ts';

/** Where the page is. */
export const CASES_PAGE = new URL('../docs/cases.md', import.meta.url);

/** The page on the made-up cases, in Markdown. */
export function casesPage(): string {
  const holder = personIin('buyer');
  return `# Made-up cases

<!-- Written by tools/cases.ts from local/systems; change it there. -->

The simulated state systems know dealers, people and vehicles that lead down every branch of the Algorithm, like a
payment provider's test cards. **Nobody and nothing here is real, and cannot be**: an IIN is of a man born in 1890, a BIN
of a company registered in 1950, and a VIN begins with \`TESTKZ\`, which is no manufacturer's. Check digits are valid.

\`GET /dev/cases\` gives the table below as JSON, and \`npm run demo -- --case <name>\` plays a case.

## As many as you need

A vehicle can be in one live application at a time, so each kind of vehicle comes a million times over: the last six
digits of a VIN are a free serial number. It is the same with people (four digits before the check digit) and dealers (five). Every
dealer has a contract with every person about every vehicle, except where the kind of vehicle says otherwise.

${kindTable('Dealers', 'BIN', KINDS.dealers, (bin) => `\`${bin.slice(0, 6)}nnnnnc\``)}
${kindTable('People', 'IIN', KINDS.people, (iin) => `\`${iin.slice(0, 7)}nnnnc\``)}
${kindTable('Vehicles', 'VIN', KINDS.vehicles, (vin) => `\`${vin.slice(0, 11)}nnnnnn\``)}
\`n\` is a digit of the serial number, \`c\` the check digit.

## Cases

${table(
  ['case', 'item', 'seller', 'VIN', 'buyer', 'leads to'],
  CASES.map((each) => [
    `\`${each.name}\``,
    each.item,
    `\`${each.seller}\``,
    `\`${each.vin}\``,
    `\`${each.buyer}\``,
    [each.leadsTo, each.thenTo]
      .filter((to) => to !== undefined)
      .map(destination)
      .join(', then '),
  ]),
)}
## How to play them

${CASES.map((each) => `- \`${each.name}\`: ${howToPlay(each)}`).join('\n')}

A record that was changed or deleted stays so, over restarts too: play the case again with another serial number.

## Documents shown at the centre (8, 9)

A made-up person's electronic identity document has the code \`DOC-\` and the last ten digits of the IIN, as in
\`${documentCode(holder)}\`; with \`OLD-\`, as in \`${documentCode(holder, 'expired')}\`, it is no longer valid. Any other code is not on record.
`;
}

function destination({ status, code, item }: Destination): string {
  return `\`${status}\`${code ? ` \`${code}\`` : ''}${item ? ` (${item})` : ''}`;
}

function howToPlay({ title, how, change, fault }: Case): string {
  const steps = [`${title}.`, ...(how ? [how] : [])];
  if (change) {
    const { at, system, key, record } = change;
    const request = `${record ? 'PUT' : 'DELETE'} /dev/systems/${system}/records/${key}`;
    steps.push(`At ${at} send \`${request}\`${record ? ` with \`${JSON.stringify(record)}\`` : ''}.`);
  }
  if (fault) {
    const { system, ...rest } = fault;
    steps.push(`First send \`PUT /dev/systems/${system}/fault\` with \`${JSON.stringify(rest)}\`.`);
  }
  return steps.join(' ');
}

function kindTable(title: string, number: string, kinds: readonly Kind[], pattern: (number: string) => string): string {
  return `### ${title}\n\n${table(
    [`${number}, the first`, 'all', 'about'],
    kinds.map((kind) => [`\`${kind.number}\``, pattern(kind.number), kind.about]),
  )}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

if (import.meta.main) await writeFile(CASES_PAGE, casesPage());
