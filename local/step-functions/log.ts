import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** ASCII's information separators. JSON text never holds one as it is, so they part JSON texts without any escaping. */
export const SEPARATOR = { part: '\u001d', item: '\u001e', field: '\u001f' } as const;

/** From one byte of the log to before another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const BUFFER_BYTES = 262_144;

/**
 * A file that is only ever appended to, in parts. What was written outlives the process, however it dies; a part that
 * was cut short is dropped when the file is opened again.
 */
export class Log {
  private readonly descriptor: number;
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private buffered = 0;
  private written: number;

  /** Opens a file, which is made if it is not there; without a name, one that nobody sees and that goes with the process. */
  constructor(file?: string) {
    const name = file ?? join(tmpdir(), randomUUID());
    this.descriptor = openSync(name, 'a+', 0o600);
    if (file === undefined) unlinkSync(name);
    this.written = fstatSync(this.descriptor).size;
  }

  /** Where the next part will start. */
  get end(): number {
    return this.written + this.buffered;
  }

  /** Adds a part, which is kept once `write` returns. It has no separator of parts in it. */
  add(part: string): Span {
    const start = this.end;
    const most = (part.length + 1) * 3;
    if (most > BUFFER_BYTES - this.buffered) this.write();
    if (most > BUFFER_BYTES) this.writeAll(Buffer.from(part + SEPARATOR.part));
    else this.buffered += this.buffer.write(part + SEPARATOR.part, this.buffered);
    return { start, end: this.end };
  }

  /** Writes what was added, with one system call as a rule; once this returns, it is kept. */
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

  /** Drops all from a byte on. */
  cut(end: number): void {
    ftruncateSync(this.descriptor, end);
    this.written = end;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
