import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../docs/decisions/', import.meta.url);
const FILE = /^(\d{2})(\d{2})-.+\.md$/;

/** What decisions are about, by the first two digits of their numbers. */
const PARTS: Readonly<Record<string, string>> = {
  '00': 'The service as a whole',
  '02': 'Signatures',
  '03': 'The two clouds: one machine (0301 and on) and AWS (0311 and on)',
};

/** docs/decisions/README.md: every decision, by subject. */
export function decisionsPage(): string {
  const files = readdirSync(FOLDER).filter((name) => FILE.test(name));
  const parts = Map.groupBy(files.sort(), (name) => FILE.exec(name)?.[1] ?? '');
  const sections = [...parts].map(([part, names]) => {
    const title = PARTS[part];
    if (title === undefined) throw new Error(`tools/decisions.ts does not say what decisions ${part}.. are about.`);
    return `## ${title}\n\n| | |\n| --- | --- |\n${names.map(row).join('\n')}`;
  });
  return `# Decisions

What was chosen between real alternatives: why (context), what (decision), and what follows from it (consequences). A
decision stands until another one says that it replaces it. Made from the files by \`npm run generate\`.

${sections.join('\n\n')}
`;
}

function row(name: string): string {
  const [, number, title] = /^# (\d{4}) (.+)\n/.exec(readFileSync(new URL(name, FOLDER), 'utf8')) ?? [];
  if (number === undefined || !name.startsWith(number))
    throw new Error(`${name} does not begin with its number and title.`);
  return `| [${number}](${name}) | ${title} |`;
}
