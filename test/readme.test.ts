import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { caseOf } from '../local/systems/cases.ts';

/** What README.md shows is run here: the demonstration, and the first registration with curl. */

const run = promisify(execFile);
const readme = readFileSync('README.md', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tirkeu-readme-'));
let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ folder });
});

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What differs from run to run is left out: numbers, times, and the serial numbers in them. */
const steady = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/[A-Z]*\d[\dA-Z,.-]*/g, '#').trimEnd())
    .filter((line) => line !== '');

test('the demonstration says what the README shows', async () => {
  const [, shown = ''] = /<!-- demo: .*-->\s+```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const { stdout } = await run(process.execPath, [resolve('bin/demo.ts'), '--url', cloud.url], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(steady(stdout)).toEqual(steady(shown));
});

/** The commands with curl, against the service that runs here. */
function commands(): string {
  const section = readme.slice(readme.indexOf('## A first registration with curl'));
  const blocks = [...section.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');
  expect(blocks).toContain('http://127.0.0.1:8080');
  return `set -eu\n${blocks.replace('http://127.0.0.1:8080', cloud.url)}`;
}

test('the commands with curl register a vehicle', async () => {
  const script = commands();
  expect(script).toContain('TESTKZHAPPY$(');
  await run('bash', ['-c', script], { cwd: folder });
  const last = JSON.parse(readFileSync(join(folder, 'now.json'), 'utf8'));
  expect(last.status).toBe('ready-for-collection');
  expect(last.registration.plateNumber).toMatch(/^\d{3}[A-Z]{3}01$/);
});

test('they end, and show why, where an application is refused', async () => {
  const refused = commands().replace(/^VIN=.*$/m, `VIN=${caseOf('no-customs-payment').vin}`);
  const ended = run('bash', ['-c', refused], { cwd: folder });
  await expect(ended).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('"no-customs-payment"') });
});

test('they are fewer than ten requests', () => {
  const section = readme.slice(readme.indexOf('## A first registration with curl'));
  const requests = section.match(/\bcall \$\w+ \/|^curl .*\/dev\/payments\//gm);
  expect(requests?.length).toBeLessThan(10);
});
