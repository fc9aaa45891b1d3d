import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openDataFolder } from '../../local/folder.ts';

function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'folder-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, 'made', 'when needed');
}

test('what is kept is there after the folder is opened again', () => {
  const path = newFolder();
  const first = openDataFolder(path);
  expect(first.kept('offset', z.number())).toBeUndefined();
  first.keep('offset', 1);
  first.keep('offset', 2);
  first.close();
  const second = openDataFolder(path);
  expect(second.kept('offset', z.number())).toBe(2);
  expect(second.file('tables')).toBe(join(path, 'tables'));
  second.close();
});

test('a second one on the same folder is told so, and what to do', () => {
  const path = newFolder();
  const first = openDataFolder(path);
  expect(() => openDataFolder(path)).toThrow(
    `Another Tirkeu is running on the data in ${path}. End it, or set LOCAL_DIR`,
  );
  first.close();
  openDataFolder(path).close();
});

test('a process that is killed leaves the folder to the next', async () => {
  const path = newFolder();
  const module = pathToFileURL(join(import.meta.dirname, '../../local/folder.ts')).href;
  const script = `import { openDataFolder } from '${module}';
    openDataFolder(process.argv[1]).keep('name', 'value'); console.log('open'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  expect(() => openDataFolder(path)).toThrow('Another Tirkeu is running');
  other.kill('SIGKILL');
  await once(other, 'exit');
  const folder = openDataFolder(path);
  expect(folder.kept('name', z.string())).toBe('value');
  folder.close();
});

test('data of another form is left alone', () => {
  const path = newFolder();
  const folder = openDataFolder(path);
  folder.keep('data version', 99);
  folder.close();
  expect(() => openDataFolder(path)).toThrow('written by another version of Tirkeu (its form is 99');
  expect(() => openDataFolder(path)).toThrow('set LOCAL_DIR to another one');
});

test('a folder that cannot be made is named, with the reason', () => {
  const path = join(import.meta.filename, 'data');
  expect(() => openDataFolder(path)).toThrow(`The data cannot be kept in ${path} (E`);
  expect(existsSync(path)).toBe(false);
});
