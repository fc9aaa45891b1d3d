/**
 * `npm run bench -- --only bundles`: how long each function's bundle is, and how long it takes to import in a fresh
 * process, beside an empty function. Bundled as for AWS.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../lib/cloud/bundles.ts';
import { FUNCTIONS, type FunctionName } from '../lib/functions.ts';

const { values: given } = parseArgs({
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
});
const runs = Number(given.runs);
const names = Object.keys(FUNCTIONS) as FunctionName[];
const folder = mkdtempSync(join(tmpdir(), 'tirkeu-bundles-'));

/** How long a module takes to import in a process of its own, in milliseconds. */
function importMs(file: string): number {
  const program = `const start = performance.now(); await import(${JSON.stringify(`file://${file}`)}); process.stdout.write(String(performance.now() - start));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, AWS_REGION: 'eu-central-1' },
  });
  if (status !== 0) throw new Error(`${file} cannot be imported: ${stderr}`);
  return Number(stdout);
}

/** The rest of the slower runs is what else the machine did. */
const fastest = (values: readonly number[] = []) => Math.min(...values);

try {
  const bundles = await bundle(folder);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => {};\n');
  // In turns, so that whatever else the machine does meets all alike.
  const measured = new Map<string, number[]>(['empty', ...names].map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    measured.get('empty')?.push(importMs(empty));
    for (const name of names) measured.get(name)?.push(importMs(join(bundles.folder(name), 'index.mjs')));
  }
  const emptyMs = fastest(measured.get('empty'));
  const rows = names.map((name) => ({
    name,
    check: FUNCTIONS[name].entry.startsWith('functions/checks/'),
    kilobytes: Math.round(statSync(join(bundles.folder(name), 'index.mjs')).size / 1000),
    importMs: Math.round(fastest(measured.get(name))),
    overEmptyMs: Math.round(fastest(measured.get(name)) - emptyMs),
  }));
  if (given.json) console.log(JSON.stringify({ runs, emptyMs, functions: rows }, null, 2));
  else {
    console.log(`The fastest of ${runs} fresh processes; an empty function is imported in ${emptyMs.toFixed(1)} ms.\n`);
    console.log(`${'function'.padEnd(26)}${'kB'.padStart(6)}${'import ms'.padStart(11)}${'over empty'.padStart(12)}`);
    for (const { name, kilobytes, importMs: ms, overEmptyMs } of rows) {
      console.log(
        `${name.padEnd(26)}${String(kilobytes).padStart(6)}${String(ms).padStart(11)}${String(overEmptyMs).padStart(12)}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
