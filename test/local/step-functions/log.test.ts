import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../../../local/step-functions/log.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'log-')), 'log');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

const texts = (log: Log, start = 0) => log.parts({ start, end: log.end }).map(({ text }) => text);

describe.each([
  ['mapped into memory', true],
  ['written by system calls', false],
])('a log %s', (_, mapped) => {
  const open = () => new Log(file, mapped);

  it('keeps whole parts, each in its place, and nothing else in its file', () => {
    const log = open();
    const one = log.add('one');
    const two = log.add('{"two": "ü"}');
    log.write();
    expect(log.parts(two)).toEqual([{ text: '{"two": "ü"}', span: two }]);
    log.close();
    expect(statSync(file).size).toBe(two.end);
    const again = open();
    expect(again.isPartEnd(two.end)).toBe(true);
    expect(again.isPartEnd(two.end - 1)).toBe(false);
    expect(again.isPartEnd(two.end + 1)).toBe(false);
    expect(again.resume(one.end)).toEqual([{ text: '{"two": "ü"}', span: two }]);
    again.add('three');
    again.write();
    expect(texts(again)).toEqual(['one', '{"two": "ü"}', 'three']);
    again.close();
  });

  it('has in its file, once it is written, what the next process takes up', () => {
    const log = open();
    for (const part of ['one', 'two']) log.add(part);
    log.write();
    const left = readFileSync(file);
    log.close();
    writeFileSync(file, left);
    const again = open();
    expect(again.resume(0).map(({ text }) => text)).toEqual(['one', 'two']);
    again.close();
  });

  it.each([
    ['was cut short', Buffer.from('thr')],
    ['was cut short before bytes that were never written', Buffer.from('thr\0\0\0')],
    ['comes after bytes that were never written', Buffer.from('\0\0\0three\u001d')],
    ['has bytes that were never written', Buffer.from('th\0ee\u001dfour\u001d')],
  ])('drops a part that %s, and goes on from there', (_what, rest) => {
    const log = open();
    log.add('one');
    const two = log.add('two');
    log.close();
    writeFileSync(file, rest, { flag: 'a' });
    const again = open();
    expect(again.resume(0).map(({ text }) => text)).toEqual(['one', 'two']);
    expect(again.add('four').start).toBe(two.end);
    again.write();
    expect(texts(again)).toEqual(['one', 'two', 'four']);
    again.close();
    expect(readFileSync(file, 'utf8')).toBe('one\u001dtwo\u001dfour\u001d');
  });

  it('takes more than it has room for, in one part or in many', () => {
    const log = open();
    const parts = ['small', 'ы'.repeat(900_000), ...Array.from({ length: 300 }, (_, i) => `${i}`.repeat(10_000))];
    for (const part of parts) log.add(part);
    log.write();
    expect(texts(log)).toEqual(parts);
    log.close();
    const again = open();
    expect(again.resume(0).map(({ text }) => text)).toEqual(parts);
    again.close();
  });
});

it.runIf(['linux', 'darwin'].includes(process.platform))('needs no system call where it is mapped', () => {
  const log = new Log(file);
  const { end } = log.add('one');
  expect(readFileSync(file, 'utf8').slice(0, end)).toBe('one\u001d');
  log.close();
});

it('that is closed takes nothing more: its descriptor may be another file’s', () => {
  const log = new Log(file);
  log.close();
  expect(() => log.add('one')).toThrow('The log is closed.');
});

it('without a name leaves no file behind', () => {
  const log = new Log();
  log.add('one');
  log.write();
  expect(texts(log)).toEqual(['one']);
  log.close();
});
