import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * ASCII's information separators. JSON text never contains one unescaped, so they separate JSON texts without any
 * escaping.
 */
export const SEPARATOR = { part: '\u001d', item: '\u001e', field: '\u001f' } as const;

/** A stretch of the log: from one byte up to, but not including, another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const BUFFER_BYTES = 262_144;

/**
 * A file that is only ever appended to, in parts. What was written survives the end of the process, however it ends; a
 * part that was cut short is dropped when the file is opened again.
 */
export class Log {
  private readonly descriptor: number;
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private buffered = 0;
  private written: number;

  /**
   * Opens a file, and makes it if it does not exist. Without a name, it is a file that nobody sees and that disappears
   * with the process.
   */
  constructor(file?: string) {
    const name = file ?? join(tmpdir(), randomUUID());
    this.descriptor = openSync(name, 'a+', 0o600);
    if (file === undefined) unlinkSync(name);
    this.written = fstatSync(this.descriptor).size;
  }

  /** Where the next part will begin. */
  get end(): number {
    return this.written + this.buffered;
  }

  /** Adds a part, without separators of parts in it. It is kept once `write` has returned. */
  add(part: string): Span {
    const start = this.end;
    const most = (part.length + 1) * 3;
    if (most > BUFFER_BYTES - this.buffered) this.write();
    if (most > BUFFER_BYTES) this.writeAll(Buffer.from(part + SEPARATOR.part));
    else this.buffered += this.buffer.write(part + SEPARATOR.part, this.buffered);
    return { start, end: this.end };
  }

  /** Writes what was added, usually with one system call; once this returns, it is kept. */
  write(): void {
    const bytes = this.buffer.subarray(0, this.buffered);
    this.buffered = 0;
    this.writeAll(bytes);
  }

  private writeAll(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      const count = writeSync(this.descriptor, bytes, done);
      done += count;
      this.written += count;
    }
  }

  /** The whole parts that were written in a span, each with its own span. */
  parts({ start, end }: Span): { readonly text: string; readonly span: Span }[] {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new Error(`The history's file ends before byte ${end}.`);
      done += count;
    }
    const parts = [];
    for (let from = 0, to = bytes.indexOf(SEPARATOR.part); to >= 0; to = bytes.indexOf(SEPARATOR.part, from)) {
      parts.push({ text: bytes.toString('utf8', from, to), span: { start: start + from, end: start + to + 1 } });
      from = to + 1;
    }
    return parts;
  }

  /** Drops everything from a byte on. */
  cut(end: number): void {
    ftruncateSync(this.descriptor, end);
    this.written = end;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
