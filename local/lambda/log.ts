import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A log file of limited size: when it is full it becomes `<file>.1`, replacing the one before, and a new one begins.
 */
export interface Log {
  /** Appends to the file; after `close` it does nothing. */
  write(chunk: string | Uint8Array): void;
  /** Closes the file. */
  close(): void;
}

/** When a file is full. At most two are kept, the present one and the one before. */
const FULL_BYTES = 20 * 1024 * 1024;

/** Opens a log file to append to, and makes its folder. */
export function openLog(file: string, fullBytes = FULL_BYTES): Log {
  mkdirSync(dirname(file), { recursive: true });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let open: number | undefined = openSync(file, 'a');

  return {
    write(chunk) {
      if (open === undefined) return;
      if (size >= fullBytes) {
        closeSync(open);
        renameSync(file, `${file}.1`);
        open = openSync(file, 'a');
        size = 0;
      }
      size += writeSync(open, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    },
    close() {
      if (open !== undefined) closeSync(open);
      open = undefined;
    },
  };
}
