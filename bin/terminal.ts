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
