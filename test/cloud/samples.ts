import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../../lib/cloud/bundles.ts';
import { readSettings, type Settings } from '../../lib/cloud/settings.ts';

const cdkJson = z.object({
  context: z.looseObject({ stages: z.object({ development: z.record(z.string(), z.unknown()) }) }),
});

/** The context of cdk.json. */
export const CONTEXT = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'))).context;

/** A stage outside development, with everything that it must have. */
export const PILOT = {
  ...CONTEXT.stages.development,
  secrets: {
    systemsAuthorization: 'tirkeu/pilot/systems-authorization',
    paymentGateway: 'tirkeu/pilot/payment-gateway',
  },
  alarmRecipients: ['duty@example.kz'],
  questionsAtOnce: 20,
  centres: 'test/cloud/centres.json',
};

/** Settings as `-c` gives them, over a stage of cdk.json or of this file. */
export function settingsWith(overrides: Record<string, unknown> = {}): Settings {
  const context = { ...CONTEXT, stages: { ...CONTEXT.stages, pilot: PILOT }, ...overrides };
  return readSettings((name) => Object.entries(context).find(([key]) => key === name)?.[1]);
}
