import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mapping, mapFile } from './mapping.ts';

/**
 * ASCII's information separators. JSON text never contains one unescaped, so they separate JSON texts without any
 * escaping.
 */
export const SEPARATOR = { part: '\u001d', item: '\u001e', field: '\u001f' } as const;

/** What ends a part, as a byte; and what the file has where nothing was written yet, which no text contains. */
const PART_END = SEPARATOR.part.charCodeAt(0);
const NOTHING = 0;

/** A stretch of the log: from one byte up to, but not including, another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What was added to the log at once, and where it is. */
export interface LogPart {
  readonly text: string;
  readonly span: Span;
}

/** How much is made ready for what will be added; a part that needs more has more. */
const ROOM_BYTES = 1_048_576;
/** A page of memory; those of other systems are smaller, and divide it. */
const PAGE_BYTES = 65_536;
/** The most bytes that UTF-8 takes for one character of a string. */
const CHARACTER_BYTES = 3;

const ZEROS = Buffer.alloc(ROOM_BYTES);
const NO_ROOM = Buffer.alloc(0);

/**
 * A file that is only ever appended to, in parts. What was written survives the end of the process, however it ends; a
 * part that was cut short is dropped when the log is taken up again.
 *
 * Where the log goes on, its file is mapped into memory, with zeros where nothing was written yet, so that what is added
 * is in the file without a system call. Where that cannot be done, `write` is one.
 */
export class Log {
  private readonly descriptor: number;
  /** Whether the end of the file is to be mapped: not where it turned out that it cannot be. */
  private mapped: boolean;
  /** The bytes of the file from `start` on; how many of them are written, and how many of these are in the file. */
  private room: Buffer = NO_ROOM;
  private start: number;
  private filled = 0;
  private kept = 0;
  private mapping: Mapping | undefined;
  private closed = false;

  /**
   * Opens a file, and makes it if it does not exist. What it has is taken up by `resume`, before anything is added.
   *
   * @param file its name; without one, it is a file that nobody sees and that disappears with the process
   * @param mapped false: without mapping it
   */
  constructor(file?: string, mapped = true) {
    const name = file ?? join(tmpdir(), randomUUID());
    this.descriptor = openSync(name, constants.O_RDWR | constants.O_CREAT, 0o600);
    if (file === undefined) unlinkSync(name);
    this.mapped = mapped;
    this.start = fstatSync(this.descriptor).size;
  }

  /** Where the next part will begin, once the log was taken up. */
  get end(): number {
    return this.start + this.filled;
  }

  /** Adds a part, without separators of parts in it. It is kept once `write` has returned. */
  add(part: string): Span {
    const start = this.end;
    const most = part.length * CHARACTER_BYTES + 1;
    if (most > this.room.length - this.filled) this.makeRoom(most);
    this.filled += this.room.write(part, this.filled);
    // Only now that all of it is there: the process may end between any two bytes.
    this.room[this.filled++] = PART_END;
    return { start, end: this.end };
  }

  /** Writes what was added, if it is not in the file yet; once this returns, it is kept. */
  write(): void {
    if (this.mapping) return;
    writeAll(this.descriptor, this.room.subarray(this.kept, this.filled), this.start + this.kept);
    this.kept = this.filled;
  }

  /** Makes room for some bytes more than what was added. */
  private makeRoom(bytes: number): void {
    // The system may have given the descriptor to another file.
    if (this.closed) throw new Error('The log is closed.');
    const { end } = this;
    this.leaveRoom();
    this.start = end - (end % PAGE_BYTES);
    this.filled = end - this.start;
    this.kept = this.filled;
    const length = Math.ceil((this.filled + Math.max(bytes, ROOM_BYTES)) / PAGE_BYTES) * PAGE_BYTES;
    if (this.mapped) {
      // The room has its place on the disk from now on: a full one is told here, by an error, and not by a signal later.
      for (let from = end; from < this.start + length; from += ZEROS.length)
        writeAll(this.descriptor, ZEROS.subarray(0, this.start + length - from), from);
      this.mapping = mapFile(this.descriptor, this.start, length);
      this.mapped = this.mapping !== undefined;
    }
    this.room = this.mapping?.bytes ?? Buffer.allocUnsafeSlow(length);
  }

  private leaveRoom(): void {
    this.write();
    this.start = this.end;
    this.filled = 0;
    this.kept = 0;
    this.room = NO_ROOM;
    this.mapping?.end();
    this.mapping = undefined;
  }

  /** Takes the log up again: the whole parts from a byte on. What follows them is dropped. */
  resume(start: number): LogPart[] {
    const parts = this.parts({ start, end: fstatSync(this.descriptor).size });
    this.cut(parts.at(-1)?.span.end ?? start);
    return parts;
  }

  /** Whether a part ends just before a byte; nothing is before the first. */
  isPartEnd(end: number): boolean {
    const last = Buffer.alloc(1);
    return end === 0 || (readSync(this.descriptor, last, 0, 1, end - 1) === 1 && last[0] === PART_END);
  }

  /** The whole parts that were written in a span, each with its own span. */
  parts({ start, end }: Span): LogPart[] {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new Error(`The history's file ends before byte ${end}.`);
      done += count;
    }
    const nothing = bytes.indexOf(NOTHING);
    const written = nothing < 0 ? bytes : bytes.subarray(0, nothing);
    const parts: LogPart[] = [];
    for (let from = 0, to = written.indexOf(PART_END); to >= 0; to = written.indexOf(PART_END, from)) {
      parts.push({ text: written.toString('utf8', from, to), span: { start: start + from, end: start + to + 1 } });
      from = to + 1;
    }
    return parts;
  }

  private cut(end: number): void {
    this.leaveRoom();
    ftruncateSync(this.descriptor, end);
    this.start = end;
  }

  close(): void {
    this.cut(this.end);
    this.closed = true;
    closeSync(this.descriptor);
  }
}

function writeAll(descriptor: number, bytes: Buffer, start: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, start + done);
  }
}
