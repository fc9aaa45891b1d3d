import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';

const names = z.record(z.string(), z.string()).default({});
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        resolved: z.string().optional(),
        dependencies: names,
        devDependencies: names,
        optionalDependencies: names,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

test('the lock file has every package that another one names, also those of other platforms: npm ci asks for all', () => {
  const there = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const named = Object.values(packages).flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
  );
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((name) => !there.has(name))).toEqual([]);
});

test('the lock file names no address to download from', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});

test('package.json names exact versions, and the lock file has the same', () => {
  const manifest = z
    .object({ dependencies: names, devDependencies: names })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const versions = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const version of Object.values(versions)) expect(version).toMatch(/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/);
  expect({ ...packages['']?.dependencies, ...packages['']?.devDependencies }).toEqual(versions);
});
