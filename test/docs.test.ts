import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const PAGES = globSync('{*.md,docs/**/*.md}').sort();
const read = (file: string) => readFileSync(file, 'utf8');

test.each(PAGES)('every link of %s leads to a file that is there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const dead = links.filter((target) => !/^https?:/.test(target) && !existsSync(join(dirname(page), target)));
  expect(dead).toEqual([]);
});

test.each(PAGES)('every npm command in %s is one of package.json', (page) => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...read(page).matchAll(/(?:^|`|&& )npm\s+(?:run\s+)?(?:-\w+\s+)*([a-z][\w:-]*)/gm)].map(
    ([, name = '']) => name,
  );
  const known = [...Object.keys(scripts), 'ci', 'install', 'audit'];
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('the architecture page lists the items of the table as the code does', () => {
  const rows = [...read('lib/store/table.ts').matchAll(/^ \* (\| .*`APPLICATION#.*|\| .*#<.*)$/gm)].map(
    ([, row]) => row,
  );
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(read('docs/architecture.md')).toContain(row);
});

test('comments that cite a decision cite one that is written down', () => {
  const cited = globSync('{lib,functions,local,bin}/**/*.ts').flatMap((file) =>
    [...read(file).matchAll(/decision (\d{4})(?:, (\d+))?/g)].map(([, page, entry]) => ({ file, page, entry })),
  );
  expect(cited.length).toBeGreaterThan(3);
  for (const { file, page, entry } of cited) {
    const [decision] = globSync(`docs/decisions/${page}-*.md`);
    expect(decision, `${file} cites decision ${page}`).toBeDefined();
    if (entry) expect(read(decision ?? ''), `${file} cites ${page}, ${entry}`).toContain(`\n| ${entry} |`);
  }
});
