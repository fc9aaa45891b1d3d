import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { EXECUTION_STATUSES, type ExecutionRow } from './store.ts';

const included = z.strictObject({ included: z.boolean() });

const statusChangeSchema = z.strictObject({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  source: z.literal('aws.states'),
  account: z.string(),
  /** ISO 8601. */
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.strictObject({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(EXECUTION_STATUSES),
    /** Milliseconds since the epoch, as `stopDate` and `redriveDate`. */
    startDate: z.number(),
    stopDate: z.number().nullable(),
    input: z.string(),
    inputDetails: included,
    output: z.string().nullable(),
    outputDetails: included.nullable(),
    error: z.string().nullable(),
    cause: z.string().nullable(),
    redriveCount: z.int(),
    redriveDate: z.number().nullable(),
  }),
});

/** An execution's change of status, as an event of Amazon EventBridge ("Step Functions Execution Status Change"). */
export type ExecutionStatusChange = Readonly<z.infer<typeof statusChangeSchema>>;

/** The change to the status that an execution now has; `at` in milliseconds since the epoch. */
export function statusChangeOf(
  row: ExecutionRow,
  { account, region, at }: { readonly account: string; readonly region: string; readonly at: number },
): ExecutionStatusChange {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: new Date(at).toISOString(),
    region,
    resources: [row.arn],
    detail: {
      executionArn: row.arn,
      stateMachineArn: row.machine_arn,
      name: row.name,
      status: row.status,
      startDate: row.started,
      stopDate: row.stopped,
      input: row.input,
      inputDetails: { included: true },
      output: row.output,
      outputDetails: row.output === null ? null : { included: true },
      error: row.error,
      cause: row.cause,
      redriveCount: row.redrive_count,
      redriveDate: row.redriven,
    },
  };
}

/** A change of status from its text in the store. */
export const readStatusChange = (text: string): ExecutionStatusChange => statusChangeSchema.parse(parseJson(text));
