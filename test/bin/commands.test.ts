import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

/** Starts a command whose temporary files go to a folder of their own. */
function start(command: string, ...options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  const child = spawn(process.execPath, [`bin/${command}.ts`, ...options], {
    // On port 1 nothing answers: the demonstration starts a service of its own.
    env: { ...process.env, TMPDIR: folder, PORT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, ended, left: () => readdirSync(folder).filter((name) => name.startsWith('tirkeu-')) };
}

test('a demonstration that is ended by Ctrl-C leaves no data behind', async () => {
  const { child, ended, left } = start('demo');
  for await (const chunk of child.stdout) {
    if (String(chunk).includes('starts an application')) break;
  }
  expect(left()).toHaveLength(1);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(left()).toEqual([]);
});

test.each([
  ['--seconds', 'long'],
  ['--rates', '2,many'],
  ['--unknown', 'option'],
])('npm run load -- %s %s: says what is wrong, and how it is used', async (...options) => {
  const { child, ended } = start('load', ...options);
  const said = await text(child.stderr);
  expect(await ended).toEqual([2, null]);
  expect(said).toContain('Usage: npm run load');
  expect(said).not.toMatch(/^ {4}at /m);
});
