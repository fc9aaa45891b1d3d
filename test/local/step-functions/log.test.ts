import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Log } from '../../../local/step-functions/log.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'log-')), 'log');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

const texts = (log: Log, start = 0) => log.parts({ start, end: log.end }).map(({ text }) => text);

it('keeps whole parts, each in its place, and none that was cut short', () => {
  const log = new Log(file);
  log.add('one');
  const two = log.add('{"two": "ü"}');
  log.write();
  appendFileSync(file, 'thr');
  log.close();
  const again = new Log(file);
  expect(texts(again)).toEqual(['one', '{"two": "ü"}']);
  expect(again.parts(two)).toEqual([{ text: '{"two": "ü"}', span: two }]);
  again.cut(two.end);
  again.add('four');
  again.write();
  expect(texts(again, two.start)).toEqual(['{"two": "ü"}', 'four']);
  again.close();
});

it('takes more than it buffers, in one part or in many', () => {
  const log = new Log();
  const parts = ['small', 'ы'.repeat(300_000), ...Array.from({ length: 50 }, (_, i) => `${i}`.repeat(10_000))];
  for (const part of parts) log.add(part);
  log.write();
  expect(texts(log)).toEqual(parts);
  log.close();
});
