import { readFileSync } from 'node:fs';
import { overview } from './state-diagram.ts';

/** The parts of README.md that are made from the code, by the name in the comments around them. */
const PARTS: Readonly<Record<string, () => string>> = { overview };

/** README.md with its generated parts as they would be made now. */
export function readmeWithParts(): string {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return Object.entries(PARTS).reduce((readme, [name, make]) => {
    const around = new RegExp(`(<!-- ${name}: .*? -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
    if (!around.test(readme)) throw new Error(`README.md has no place for "${name}".`);
    return readme.replace(around, (_, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`);
  }, text);
}
