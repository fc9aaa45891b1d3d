/** The process that {@link startInOwnProcess} starts. */
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

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  say({ usage: { memory: process.memoryUsage.rss(), cpu: (user + system) / 1000 } });
});
process.once('SIGTERM', async () => {
  await cloud.close();
  process.exit(0);
});
// Whoever started it has gone.
process.once('disconnect', () => process.exit(1));

say({ url: cloud.url, stepFunctionsUrl: cloud.stepFunctions.url, logFile: cloud.logFile });
