import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../../local/lambda/log.ts';

test('a full log file becomes the one before, and none grows further', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'deep', 'a.log');
  for (const line of ['1 first\n', '2 second\n', '3 third\n']) {
    const log = openLog(file, 10);
    log.write(line);
    log.close();
    log.write('after the end\n');
  }
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('1 first\n2 second\n');
  expect(readFileSync(file, 'utf8')).toBe('3 third\n');
  expect(existsSync(`${file}.2`)).toBe(false);
});

test('it changes files while it is written to as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.log');
  const log = openLog(file, 10);
  for (const line of ['1234567890', 'abcdefghij', 'last']) log.write(line);
  log.close();
  expect(readFileSync(file, 'utf8')).toBe('last');
});
