import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { EXECUTION_STATUSES, type ExecutionRow } from './store.ts';

const details = z.strictObject({ included: z.boolean() });

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
    input: z.string().nullable(),
    inputDetails: details,
    output: z.string().nullable(),
    outputDetails: details.nullable(),
    error: z.string().nullable(),
    cause: z.string().nullable(),
    redriveCount: z.int(),
    redriveDate: z.number().nullable(),
  }),
});

/** An execution's change of status, as an event of Amazon EventBridge ("Step Functions Execution Status Change"). */
export type ExecutionStatusChange = Readonly<z.infer<typeof statusChangeSchema>>;

/** The most bytes of an input and an output, escaped as in the event, that one holds (AWS Step Functions, "Automating event delivery"). */
const DATA_LIMIT_BYTES = 248 * 1024;
/** The most bytes that one character of a text takes when it is escaped. */
const CHARACTER_BYTES = 6;

const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** Which of the data an event has room for: both, the output alone, or none. */
function included(input: string, output: string | null): { readonly input: boolean; readonly output: boolean } {
  const length = input.length + (output?.length ?? 0);
  if (length * CHARACTER_BYTES < DATA_LIMIT_BYTES) return { input: true, output: true };
  const outputBytes = escapedBytes(output ?? '');
  return { input: escapedBytes(input) + outputBytes <= DATA_LIMIT_BYTES, output: outputBytes <= DATA_LIMIT_BYTES };
}

/** The change to the status that an execution now has; `at` in milliseconds since the epoch. */
export function statusChangeOf(
  row: ExecutionRow,
  { account, region, at }: { readonly account: string; readonly region: string; readonly at: number },
): ExecutionStatusChange {
  const has = included(row.input, row.output);
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
      input: has.input ? row.input : null,
      inputDetails: { included: has.input },
      output: has.output ? row.output : null,
      outputDetails: row.output === null ? null : { included: has.output },
      error: row.error,
      cause: row.cause,
      redriveCount: row.redrive_count,
      redriveDate: row.redriven,
    },
  };
}

/** A change of status from its text in the store. */
export const readStatusChange = (text: string): ExecutionStatusChange => statusChangeSchema.parse(parseJson(text));
