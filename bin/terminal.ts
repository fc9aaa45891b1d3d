import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

/** Colours when writing to a terminal; plain text otherwise, and where NO_COLOR is set. */
export const colour = (format: Parameters<typeof styleText>[0], text: string): string =>
  styleText(format, text, { stream: process.stdout });

/** Writes a line to the standard output. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

// The reader of a pipe may go away (`| head`): the work continues, and nothing fails.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Makes a folder for this run alone: it is gone when the process ends, by Ctrl-C too. */
export function ownFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // Other threads may still write: what they put there meanwhile is removed at the next try.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return folder;
}
