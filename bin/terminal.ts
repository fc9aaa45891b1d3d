import { styleText } from 'node:util';

/** Colours where a terminal is there; plain text elsewhere, and where NO_COLOR is set. */
export const colour = (format: Parameters<typeof styleText>[0], text: string): string =>
  styleText(format, text, { stream: process.stdout });

/** Writes a line to the standard output. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

// Whoever reads along may go away (`| head`): what is being done goes on, and nothing fails.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
