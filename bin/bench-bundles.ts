/**
 * `npm run bench -- --only bundles`: how long each function's bundle is, and how long it takes to import in a fresh
 * process, beside an empty function. Bundled as for AWS.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { bundle } from '../lib/cloud/bundles.ts';
import { FUNCTION_NAMES, FUNCTIONS } from '../lib/functions.ts';

const { values: given } = parseArgs({
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
});
const runs = Number(given.runs);
const names = FUNCTION_NAMES;
const folder = mkdtempSync(join(tmpdir(), 'tirkeu-bundles-'));

const measuredImport = z.object({ wallMs: z.number(), cpuMs: z.number() });
type Import = z.infer<typeof measuredImport>;

/** How long a module takes to import in a process of its own, by the clock and by the processor. */
function importOf(file: string): Import {
  const program = `
    const start = performance.now(), before = process.cpuUsage();
    await import(${JSON.stringify(`file://${file}`)});
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(JSON.stringify({ wallMs: performance.now() - start, cpuMs: (user + system) / 1000 }));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, AWS_REGION: 'eu-central-1' },
  });
  if (status !== 0) throw new Error(`${file} cannot be imported: ${stderr}`);
  return measuredImport.parse(JSON.parse(stdout));
}

/** The fastest run: the rest of the slower ones is other work of the machine. */
const fastest = (values: readonly Import[] = []): Import => ({
  wallMs: Math.min(...values.map(({ wallMs }) => wallMs)),
  cpuMs: Math.min(...values.map(({ cpuMs }) => cpuMs)),
});

try {
  const bundles = await bundle(folder);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => {};\n');
  // In turns, so that other work of the machine affects all of them equally.
  const measured = new Map<string, Import[]>(['empty', ...names].map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    measured.get('empty')?.push(importOf(empty));
    for (const name of names) measured.get(name)?.push(importOf(join(bundles.folder(name), 'index.mjs')));
  }
  const floor = fastest(measured.get('empty'));
  const rows = names.map((name) => {
    const { wallMs, cpuMs } = fastest(measured.get(name));
    return {
      name,
      check: FUNCTIONS[name].entry.startsWith('functions/checks/'),
      kilobytes: Math.round(statSync(join(bundles.folder(name), 'index.mjs')).size / 1000),
      importMs: Math.round(wallMs),
      overEmptyMs: Math.round(wallMs - floor.wallMs),
      processorOverEmptyMs: Math.round(cpuMs - floor.cpuMs),
    };
  });
  if (given.json) console.log(JSON.stringify({ runs, emptyMs: floor.wallMs, functions: rows }, null, 2));
  else {
    const row = (...cells: (string | number)[]) =>
      cells.map((cell, index) => (index === 0 ? String(cell).padEnd(26) : String(cell).padStart(12))).join('');
    console.log(
      `The fastest of ${runs} fresh processes; an empty function is imported in ${floor.wallMs.toFixed(1)} ms.\n`,
    );
    console.log(row('function', 'kB', 'import ms', 'over empty', 'processor'));
    for (const { name, kilobytes, importMs, overEmptyMs, processorOverEmptyMs } of rows) {
      console.log(row(name, kilobytes, importMs, overEmptyMs, processorOverEmptyMs));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
