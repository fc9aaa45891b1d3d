import { WAITS } from '../lib/domain/waits.ts';
import { COMMON_END, readStates, type State } from './state-machine.ts';

/** The parties of the Algorithm in the order of their turns, each with the state that its part begins with. */
const PARTIES = [
  { title: 'The seller', from: '4.1' },
  { title: 'The buyer', from: '4.10' },
  { title: 'The police', from: '5' },
  { title: 'The printing centre', from: '6' },
  { title: 'The service centre', from: '7' },
] as const;

const states = readStates();
const byName = new Map(states.map((state) => [state.name, state]));
const idOf = (name: string) => `s${states.findIndex((state) => state.name === name)}`;

/** Each party with its states: the definition is in the order of the Algorithm, so each begins where the one before ends. */
function parties(): { title: string; states: readonly State[] }[] {
  const begins = PARTIES.map(({ from }) => states.findIndex(({ items }) => items.includes(from)));
  return PARTIES.map(({ title }, index) => ({
    title,
    states: states.slice(begins[index], begins[index + 1]).filter(({ name }) => name !== COMMON_END),
  }));
}

const quoted = (text: string) => `"${text.replaceAll('"', '#quot;')}"`;

/** A state in the shape for its kind. */
function node({ name, kind }: State): string {
  const label = quoted(name);
  const shapes = {
    check: `[${label}]`,
    order: `[/${label}/]`,
    wait: `([${label}])`,
    question: `{{${label}}}`,
    end: `[[${label}]]`,
  };
  // `end` is a word of Mermaid's own.
  return `  ${idOf(name)}${shapes[kind]}:::${kind === 'end' ? 'ending' : kind}`;
}

const STYLES = [
  '  classDef check fill:#e3f1f8,stroke:#2f7ea3,color:#12242e',
  '  classDef order fill:#eceff3,stroke:#6b7686,color:#12242e',
  '  classDef wait fill:#fdf1d8,stroke:#b98211,color:#12242e',
  '  classDef question fill:#ffffff,stroke:#6b7686,color:#12242e',
  '  classDef ending fill:#e6efe6,stroke:#4a7d4a,color:#12242e',
  '  classDef next fill:none,stroke:#6b7686,stroke-dasharray:4 3',
];

/** The states of one party, and where they lead. */
function diagram(own: readonly State[]): string {
  const here = new Set(own.map(({ name }) => name));
  const edges = own.flatMap(({ name, leadsTo }) => leadsTo.map((edge) => ({ from: name, ...edge })));
  const beyond = [...new Set(edges.map(({ name }) => name).filter((name) => !here.has(name)))];
  return fenced([
    'flowchart TD',
    ...own.map(node),
    ...beyond.map((name) => {
      const state = byName.get(name);
      return state?.kind === 'end' ? node(state) : `  ${idOf(name)}(${quoted(`next: ${name}`)}):::next`;
    }),
    ...edges.map(({ from, name, on }) => {
      const label = on.length > 0 ? `|${quoted(on.join(' or '))}|` : '';
      return `  ${idOf(from)} -->${label} ${idOf(name)}`;
    }),
    ...STYLES,
  ]);
}

const fenced = (lines: readonly string[]) => `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;

/** The Algorithm in one picture, without its detours: checks, waits and orders, party by party, and the loops. */
export function overview(): string {
  const shown = (state: State) => state.kind !== 'question' && state.kind !== 'end';
  /** Past the questions: where a state leads on the way that goes on. */
  const next = (state: State): State[] =>
    state.leadsTo.flatMap(({ name }) => {
      const found = byName.get(name);
      if (!found || found.kind === 'end') return [];
      return found.kind === 'question' ? next(found) : [found];
    });
  const groups = parties().map((party) => ({ ...party, states: party.states.filter(shown) }));
  return fenced([
    'flowchart LR',
    ...groups.flatMap(({ title, states: own }, index) => [
      `  subgraph p${index} [${quoted(title)}]`,
      '    direction TB',
      ...own.map((state) => `  ${node(state)}`),
      '  end',
    ]),
    // From party to party as a whole: Mermaid ignores a group's own direction when a line goes into it.
    ...groups.slice(1).map((_, index) => `  p${index} --> p${index + 1}`),
    ...groups.flatMap(({ states: own }) =>
      own.flatMap((state) =>
        next(state)
          .filter((to) => own.includes(to))
          .map((to) => `  ${idOf(state.name)} --> ${idOf(to.name)}`),
      ),
    ),
    ...STYLES.filter((line) => !/question|ending|next/.test(line)),
  ]);
}

const DAYS = 24 * 60 * 60;

/** docs/state-machine.md. */
export function stateMachinePage(): string {
  const checks = states.filter(({ kind }) => kind === 'check').length;
  const waits = states.filter(({ kind }) => kind === 'wait').length;
  return `# The state machine

<!-- Written by tools/state-diagram.ts from statemachine/registration.asl.json. Run \`npm run generate\`. -->

The Algorithm as it runs: ${states.length} states, of which ${checks} ask a state system and ${waits} wait for somebody. A state's name begins
with the item that it implements, and the pictures show the names as the console does.

| shape | what it is |
| --- | --- |
| rectangle | a check: a state system is asked |
| hexagon | a question about what was answered; the words on the lines are the outcomes |
| rounded, yellow | a wait for an answer, by a task token |
| slanted | something is told or ordered |
| double-walled, green | an end |
| dashed | the next party's first state |

Two things are left out of the pictures, since they hold everywhere. Every task leads to \`${COMMON_END}\` when the
application is to be closed before its end (withdrawn, expired, the pilot has ended), or when another execution has
brought it to its end (the error \`ApplicationClosing\`).
And every task is tried again when a state system or the table does not answer, with growing pauses, for about six
hours; after that the execution fails, the application is shown as suspended, and an operator redrives it.

## In one picture

${overview()}

## Waits

| action | item | from | for | when the time is over |
| --- | --- | --- | --- | --- |
${Object.entries(WAITS)
  .map(
    ([action, { item, from, seconds, whenOver }]) =>
      `| \`${action}\` | ${item} | ${from} | ${seconds / DAYS === 1 ? 'a day' : `${seconds / DAYS} days`} | ${WHEN_OVER[whenOver]} |`,
  )
  .join('\n')}

${parties()
  .map(({ title, states: own }) => `## ${title}\n\n${diagram(own)}`)
  .join('\n\n')}
`;
}

const WHEN_OVER = {
  close: 'the application is closed: expired',
  extend: 'it is waited for again; `until` stays, and shows that it is late',
  lapse: 'the ticket lapses; another one is issued',
} as const;
