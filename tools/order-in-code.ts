import { globSync, readFileSync } from 'node:fs';
import { OPERATIONS } from '../lib/api/routes.ts';
import { ITEMS, type Item } from '../lib/domain/algorithm.ts';
import { NOTICES, REFUSALS } from '../lib/domain/refusals.ts';
import { ITEM_TITLES } from '../lib/domain/texts/items.ts';
import { FUNCTIONS } from '../lib/functions.ts';
import { CASES } from '../local/systems/cases.ts';
import { readStates } from './state-machine.ts';

/** Where an item of the Algorithm is carried out, what it can say to people, and which tests check it. */
export interface Implementation {
  readonly item: Item;
  /** States of the state machine. */
  readonly states: readonly string[];
  /** Files, from the project's root. */
  readonly code: readonly string[];
  /** `METHOD /path`. */
  readonly routes: readonly string[];
  /** Codes of refusals and notices, each with its texts in three languages. */
  readonly says: readonly string[];
  readonly tests: readonly { readonly file: string; readonly name: string }[];
  /** Made-up cases, each of which a test plays. */
  readonly cases: readonly string[];
}

const ROOT = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');
const files = (pattern: string) => globSync(pattern, { cwd: ROOT.pathname }).sort();

/** Item 3 lists abbreviations, and item 4 is the frame of its steps: neither asks for anything. */
const NOTHING_ASKED: readonly string[] = ['3', '4'];

const NAMES_OF_TESTS = /\b(?:test|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(['"`])(.+?)\1/gs;

const namedTests = () =>
  files('test/**/*.test.ts').flatMap((file) =>
    [...read(file).matchAll(NAMES_OF_TESTS)].map(([, , name = '']) => ({ file, name })),
  );

/** Whether a name is about an item: it begins with its number, or has it in brackets or after the word. */
function speaksOf(item: Item, name: string): boolean {
  const number = item.replace('.', '\\.');
  const word = `(?<!order, )\\bitem ${number}(?![\\d.])`;
  return new RegExp(`^${number}(?![\\d.])|\\((?:[\\d., ]*, )?${number}[,)]|${word}`).test(name);
}

/**
 * `item 5` is the Algorithm's; `order, item 5` and `item 5 of the joint order` are the order's own, which sets its
 * period.
 */
const citing = (item: Item) =>
  new RegExp(`(?<!order, )\\b[Ii]tem ${item.replace('.', '\\.')}(?![\\d.])(?! of the joint order)`);

/** Each item that asks for something, with what carries it out. */
export function orderInCode(): readonly Implementation[] {
  const states = readStates();
  const tests = namedTests();
  const rules = files('{lib/domain,functions}/**/*.ts').map((file) => ({ file, text: read(file) }));
  return (Object.keys(ITEMS) as Item[])
    .filter((item) => !NOTHING_ASKED.includes(item))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((item) => {
      const own = states.filter(({ items }) => items.includes(item));
      const routes = Object.values(OPERATIONS).filter((route) => 'item' in route && route.item === item);
      const cited = rules.filter(({ text }) => citing(item).test(text));
      return {
        item,
        states: own.map(({ name }) => name),
        code: [
          ...new Set([
            ...own.flatMap(({ functionName }) => (functionName ? [FUNCTIONS[functionName].entry] : [])),
            ...routes.map((route) => FUNCTIONS[route.function].entry),
            ...cited.map(({ file }) => file),
          ]),
        ].sort(),
        routes: routes.map(({ method, path }) => `${method} ${path}`),
        says: [
          ...Object.entries(REFUSALS).flatMap(([code, at]) => ((at as readonly Item[]).includes(item) ? [code] : [])),
          ...Object.entries(NOTICES).flatMap(([code, at]) => (at === item ? [code] : [])),
        ],
        tests: tests.filter(({ name }) => speaksOf(item, name)),
        cases: CASES.filter((each) => each.item === item).map(({ name }) => name),
      };
    });
}

const list = (entries: readonly string[]) => entries.map((entry) => `- ${entry}`).join('\n');
const code = (text: string) => `\`${text}\``;

/** docs/order-in-code.md. */
export function orderInCodePage(): string {
  const found = orderInCode();
  return `# The order in code

<!-- Written by tools/order-in-code.ts. Run \`npm run generate\`. -->

For each item of the Algorithm: the states that carry it out, the code, the routes, what it can say (the texts stand in
\`lib/domain/texts\`, in Kazakh, Russian and English), and the tests that hold the service to it, by name. A test fails
when an item has none. Item 3 lists abbreviations and item 4 is the frame of its steps. What the order leaves open, and how it was
decided, is [decision 0001](decisions/0001-what-the-order-leaves-open.md).

| item | what it asks for | states | refusals and notices |
| --- | --- | --- | --- |
${found
  .map(
    ({ item, states, says }) =>
      `| [${item}](#${anchor(item)}) | ${ITEM_TITLES[item].en} | ${states.length} | ${says.map(code).join(', ')} |`,
  )
  .join('\n')}

${found.map(section).join('\n\n')}
`;
}

const title = (item: Item) => `${item} ${ITEM_TITLES[item].en}`;

/** The anchor that a heading gets on the usual hosts: letters, digits and hyphens. */
const anchor = (item: Item) =>
  title(item)
    .toLowerCase()
    .replaceAll(/[^\p{L}\d -]/gu, '')
    .replaceAll(' ', '-');

function section({ item, states, code: entries, routes, says, tests, cases }: Implementation): string {
  const parts = [
    `## ${title(item)}`,
    `${ITEM_TITLES[item].kk}.`,
    ...(states.length > 0 ? [`States:\n\n${list(states)}`] : []),
    `Code: ${entries.map((entry) => `[${entry}](../${entry})`).join(', ')}.`,
    ...(routes.length > 0 ? [`Routes: ${routes.map(code).join(', ')}.`] : []),
    ...(says.length > 0 ? [`Says: ${says.map(code).join(', ')}.`] : []),
    `Tests:\n\n${list([
      ...tests.map(({ file, name }) => `${name} ([${file.replace('test/', '')}](../${file}))`),
      ...cases.map(
        (name) =>
          `the made-up case ${code(name)}, played by [statemachine/paths.test.ts](../test/statemachine/paths.test.ts)`,
      ),
    ])}`,
  ];
  return parts.join('\n\n');
}
