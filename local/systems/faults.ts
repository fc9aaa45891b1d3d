import { z } from 'zod';

/**
 * What goes wrong in a simulated system: `down` cuts the connection; `slow` answers after `delayMs`; `error` is a 503;
 * `garbage` is a 200 that is not JSON; `wrong-url` is the bare 404 of a server that is not the system; `wrong-key` is a
 * record of somebody or something else, from the systems that are asked for records. `times` is the number of requests
 * that it hits; without it, all.
 */
export const faultSchema = z.strictObject({
  mode: z.enum(['none', 'down', 'slow', 'error', 'garbage', 'wrong-url', 'wrong-key']),
  delayMs: z.int().min(0).max(600_000).optional(),
  times: z.int().min(1).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** What can be set for the simulated register and the simulated printing: whether they act by themselves. */
export const simulationSettingsSchema = z.strictObject({ automatic: z.boolean() });
