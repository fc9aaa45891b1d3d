/** The process that {@link startInOwnProcess} starts. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { startLocalCloud } from './cloud.ts';
import type { OwnProcessMessage } from './own-process.ts';

const schema = z.object({
  folder: z.string(),
  port: z.number().optional(),
  pilotEndsAt: z.iso.datetime({ offset: true }).optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

const { folder, port, pilotEndsAt, environment } = schema.parse(JSON.parse(process.argv[2] ?? ''));
const say = (message: OwnProcessMessage) => process.send?.(message);

const cloud = await startLocalCloud({
  folder,
  ...(port !== undefined && { port }),
  ...(pilotEndsAt !== undefined && { pilotEndsAt: new Date(pilotEndsAt) }),
  environment: (variables) => ({ ...variables, ...environment }),
});

/**
 * What is resident and not a page of a file, in bytes, where the system says so (proc(5)); otherwise all that is
 * resident.
 */
function ownMemory(): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss();
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const cpu = (user + system) / 1000;
  say({ usage: { resident: process.memoryUsage.rss(), own: ownMemory(), cpu } });
});
process.once('SIGTERM', async () => {
  await cloud.close();
  process.exit(0);
});
// The process that started it has ended.
process.once('disconnect', () => process.exit(1));

say({ url: cloud.url, stepFunctionsUrl: cloud.stepFunctions.url, logFile: cloud.logFile });
