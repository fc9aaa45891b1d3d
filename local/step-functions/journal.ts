import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** ASCII's information separators. JSON text never holds one as it is, so they part JSON texts without any escaping. */
export const SEPARATOR = { record: '\u001c', part: '\u001d', item: '\u001e', field: '\u001f' } as const;

/**
 * The file in front of the database: whatever is to survive is appended here first, with one system call, and written
 * into the database later, many changes at a time. What was appended outlives the process; with `flush` it outlives a
 * power cut too.
 */
export class Journal {
  private readonly file: string;
  private readonly descriptor: number;
  private readonly flush: boolean;

  constructor(file: string, flush: boolean) {
    this.file = file;
    this.descriptor = openSync(file, 'a', 0o600);
    this.flush = flush;
  }

  /** The records that were appended whole since the journal was last cleared, in their order. */
  read(): string[] {
    // What follows the last end of a record was cut short: nothing that depends on it was ever seen.
    return readFileSync(this.file, 'utf8').split(SEPARATOR.record).slice(0, -1);
  }

  /** Appends a record; once this returns, it is kept. */
  append(record: string): void {
    const text = record + SEPARATOR.record;
    let written = writeSync(this.descriptor, text);
    if (written < Buffer.byteLength(text)) {
      const bytes = Buffer.from(text);
      while (written < bytes.length) written += writeSync(this.descriptor, bytes, written);
    }
    if (this.flush) fdatasyncSync(this.descriptor);
  }

  /** Forgets all records: the database has them. */
  clear(): void {
    ftruncateSync(this.descriptor, 0);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
