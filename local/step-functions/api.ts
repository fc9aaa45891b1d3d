import * as z from 'zod';
import type { Engine } from './engine.ts';
import { ApiError } from './errors.ts';
import type { HistoryEvent } from './history.ts';
import { DATA_LIMIT_BYTES, isObject, type JsonObject, type JsonValue } from './json.ts';
import type { EXECUTION_STATUSES, ExecutionRow, MachineRow } from './store.ts';

/** An operation of the API: from the body of a request to the body of the answer. */
export type Operation = (engine: Engine, body: unknown) => Promise<JsonObject> | JsonObject;

const ARN_LENGTH = 256;
const arn = z.string().min(1).max(ARN_LENGTH);
const text = (least: number, most: number) => z.string().min(least).max(most);
/** AWS counts input and output in bytes of UTF-8, not in characters. */
const data = z.string().refine((value) => Buffer.byteLength(value) <= DATA_LIMIT_BYTES, {
  error: `Member must have length less than or equal to ${DATA_LIMIT_BYTES}`,
});
const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: text(1, 1024).optional() };
const historyPage = { maxResults: z.int().min(0).max(1000).optional(), nextToken: text(1, 3096).optional() };
const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).optional();
const definition = text(1, 1_048_576);
const taskToken = text(1, 2048);
const error = z.string().max(256).optional();
const cause = z.string().max(32_768).optional();
/** Members whose values AWS leaves out of its messages, as they may hold personal data. */
const SENSITIVE = new Set(['definition', 'input', 'output', 'error', 'cause', 'versionDescription', 'taskToken']);
/** In the order in which AWS names them. */
const STATUS_FILTER = [
  'SUCCEEDED',
  'TIMED_OUT',
  'PENDING_REDRIVE',
  'ABORTED',
  'FAILED',
  'RUNNING',
] as const satisfies readonly ((typeof EXECUTION_STATUSES)[number] | 'PENDING_REDRIVE')[];

/**
 * What a request may set for a state machine besides its definition; everything but the defaults of AWS is rejected by
 * name.
 */
const settings = {
  type: z.enum(['STANDARD', 'EXPRESS']).optional(),
  loggingConfiguration: z.looseObject({ level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional() }).optional(),
  tracingConfiguration: z.looseObject({ enabled: z.boolean().optional() }).optional(),
  encryptionConfiguration: z.looseObject({ type: z.enum(['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY']) }).optional(),
  publish: z.boolean().optional(),
  versionDescription: z.string().optional(),
};
const createSchema = z.object({
  name: text(1, 80),
  definition,
  roleArn: arn,
  tags: z.array(z.unknown()).optional(),
  ...settings,
});
const updateSchema = z.object({
  stateMachineArn: arn,
  definition: definition.optional(),
  roleArn: arn.optional(),
  ...settings,
});

function refuseSettings(input: Omit<z.infer<typeof updateSchema>, 'stateMachineArn'>): void {
  const {
    type,
    loggingConfiguration: logging,
    tracingConfiguration: tracing,
    encryptionConfiguration: encryption,
    publish,
    versionDescription: description,
  } = input;
  if (type === 'EXPRESS')
    throw new ApiError('StateMachineTypeNotSupported', 'Express state machines are not taken on, only STANDARD');
  if ((logging?.level ?? 'OFF') !== 'OFF')
    throw new ApiError('InvalidLoggingConfiguration', "Logging is not taken on: 'level' must be OFF");
  if (tracing?.enabled)
    throw new ApiError('InvalidTracingConfiguration', "Tracing is not taken on: 'enabled' must be false");
  if (encryption?.type === 'CUSTOMER_MANAGED_KMS_KEY') {
    throw new ApiError('InvalidEncryptionConfiguration', 'Keys of the customer are not taken on, only AWS_OWNED_KEY');
  }
  if (publish || description !== undefined) {
    throw new ApiError(
      'ValidationException',
      "Versions are not taken on: 'publish' must be false, and there is no 'versionDescription'",
    );
  }
}

/** Times go over the wire as epoch seconds with a fraction. */
const seconds = (epochMs: number): number => epochMs / 1000;

/** An object without the members that are undefined or null. */
const present = (members: Record<string, JsonValue | undefined>): JsonObject => {
  const object: JsonObject = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined && value !== null) object[name] = value;
  return object;
};

const CONFIGURATION = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

const machineItem = (machine: MachineRow): JsonObject => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  type: 'STANDARD',
  creationDate: seconds(machine.created),
});

const executionItem = (row: ExecutionRow): JsonObject =>
  present({
    executionArn: row.arn,
    stateMachineArn: row.machine_arn,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    stopDate: row.stopped === null ? undefined : seconds(row.stopped),
    redriveCount: row.redrive_count,
    redriveDate: row.redriven === null ? undefined : seconds(row.redriven),
  });

const wireEvent = (event: HistoryEvent): JsonObject => ({ ...event, timestamp: seconds(event.timestamp) });

/** An operation that checks its request first, and makes its answer from what `run` returns. */
function operation<T>(
  schema: z.ZodType<T>,
  run: (engine: Engine, input: T) => Promise<JsonObject> | JsonObject,
): Operation {
  return (engine, body) => {
    const parsed = schema.safeParse(withoutNulls(body), { reportInput: true });
    if (!parsed.success) throw validationError(parsed.error);
    return run(engine, parsed.data);
  };
}

/** Members that are null count as absent (AWS JSON protocol). */
function withoutNulls(body: unknown): unknown {
  if (!isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, withoutNulls(value)]),
  );
}

/** The supported operations, by name (AWS Step Functions API Reference). */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  [
    'CreateStateMachine',
    operation(createSchema, (engine, input) => {
      refuseSettings(input);
      const { stateMachineArn, creationDate } = engine.createStateMachine(input);
      return { stateMachineArn, creationDate: seconds(creationDate) };
    }),
  ],
  [
    'UpdateStateMachine',
    operation(updateSchema, (engine, input) => {
      refuseSettings(input);
      const { stateMachineArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input;
      // They cannot differ from before (that is rejected); but it is enough for AWS that they are given.
      const given = loggingConfiguration ?? tracingConfiguration ?? encryptionConfiguration;
      const roleArn = input.roleArn ?? (given && engine.describeStateMachine(stateMachineArn).role_arn);
      const { updateDate, revisionId } = engine.updateStateMachine({ ...input, roleArn });
      return present({ updateDate: seconds(updateDate), revisionId });
    }),
  ],
  [
    'DescribeStateMachine',
    operation(z.object({ stateMachineArn: arn, includedData }), (engine, input) => {
      const machine = engine.describeStateMachine(input.stateMachineArn);
      return present({
        ...machineItem(machine),
        status: 'ACTIVE',
        definition: input.includedData === 'METADATA_ONLY' ? undefined : machine.definition,
        roleArn: machine.role_arn,
        revisionId: machine.revision_id,
        variableReferences: engine.variableReferences(machine),
        ...CONFIGURATION,
      });
    }),
  ],
  [
    'ListStateMachines',
    operation(z.object(page), (engine, input) => {
      const { items, nextToken } = engine.listStateMachines(input);
      return present({ stateMachines: items.map(machineItem), nextToken });
    }),
  ],
  [
    'DeleteStateMachine',
    operation(z.object({ stateMachineArn: arn }), (engine, input) => {
      engine.deleteStateMachine(input.stateMachineArn);
      return {};
    }),
  ],
  [
    'StartExecution',
    operation(
      z.object({
        stateMachineArn: arn,
        name: text(1, 80).optional(),
        input: data.optional(),
        traceHeader: text(0, 256).optional(),
      }),
      async (engine, input) => {
        const { executionArn, startDate } = await engine.startExecution(input);
        return { executionArn, startDate: seconds(startDate) };
      },
    ),
  ],
  [
    'StartSyncExecution',
    operation(
      z.object({ stateMachineArn: arn, name: text(1, 80).optional(), input: data.optional() }),
      (engine, input) => {
        engine.describeStateMachine(input.stateMachineArn);
        throw new ApiError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        );
      },
    ),
  ],
  [
    'DescribeExecution',
    operation(z.object({ executionArn: arn, includedData }), (engine, input) => {
      const row = engine.describeExecution(input.executionArn);
      const included = input.includedData !== 'METADATA_ONLY';
      const reason = engine.notRedrivable(row);
      return present({
        ...executionItem(row),
        ...(included && { input: row.input, output: row.output, error: row.error, cause: row.cause }),
        inputDetails: included ? { included } : undefined,
        outputDetails: included && row.output !== null ? { included } : undefined,
        redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        redriveStatusReason: reason,
      });
    }),
  ],
  [
    'DescribeStateMachineForExecution',
    operation(z.object({ executionArn: arn, includedData }), (engine, input) => {
      const { execution, definition: text, machine } = engine.describeStateMachineForExecution(input.executionArn);
      // If the machine was changed since, its revision is not the one that the execution runs.
      const revision = machine?.definition_id === execution.definition_id ? machine : undefined;
      return present({
        stateMachineArn: execution.machine_arn,
        name: execution.machine_arn.split(':').at(-1),
        definition: input.includedData === 'METADATA_ONLY' ? undefined : text,
        roleArn: execution.role_arn,
        updateDate: seconds(revision?.updated ?? execution.started),
        revisionId: revision?.revision_id,
        variableReferences: engine.variableReferences(execution),
        ...CONFIGURATION,
      });
    }),
  ],
  [
    'ListExecutions',
    operation(
      z.object({
        stateMachineArn: arn.optional(),
        mapRunArn: text(1, 2000).optional(),
        statusFilter: z.enum(STATUS_FILTER).optional(),
        redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
        ...historyPage,
      }),
      (engine, { stateMachineArn, mapRunArn, ...filter }) => {
        if (mapRunArn !== undefined) {
          throw new ApiError(
            'ValidationException',
            "Distributed maps are not taken on: there are no executions of a 'mapRunArn'",
          );
        }
        if (stateMachineArn === undefined)
          throw new ApiError('ValidationException', "Neither 'stateMachineArn' nor 'mapRunArn' is given");
        const { items, nextToken } = engine.listExecutions({ stateMachineArn, ...filter });
        return present({ executions: items.map(executionItem), nextToken });
      },
    ),
  ],
  [
    'GetExecutionHistory',
    operation(
      z.object({
        executionArn: arn,
        includeExecutionData: z.boolean().optional(),
        reverseOrder: z.boolean().optional(),
        ...page,
      }),
      (engine, input) => {
        const { items, nextToken } = engine.getExecutionHistory(input);
        return present({ events: items.map(wireEvent), nextToken });
      },
    ),
  ],
  [
    'StopExecution',
    operation(z.object({ executionArn: arn, error, cause }), async (engine, input) => {
      const { stopDate } = await engine.stopExecution(input);
      return { stopDate: seconds(stopDate) };
    }),
  ],
  [
    'RedriveExecution',
    operation(z.object({ executionArn: arn, clientToken: text(1, 64).optional() }), async (engine, input) => {
      const { redriveDate } = await engine.redriveExecution(input);
      return { redriveDate: seconds(redriveDate) };
    }),
  ],
  [
    'SendTaskSuccess',
    operation(z.object({ taskToken, output: data }), async (engine, input) => done(engine.sendTaskSuccess(input))),
  ],
  [
    'SendTaskFailure',
    operation(z.object({ taskToken, error, cause }), async (engine, input) => done(engine.sendTaskFailure(input))),
  ],
  [
    'SendTaskHeartbeat',
    operation(z.object({ taskToken }), async (engine, input) => done(engine.sendTaskHeartbeat(input))),
  ],
]);

async function done(work: Promise<void>): Promise<JsonObject> {
  await work;
  return {};
}

/** A request that does not fit its schema, in the words of AWS's own validation. */
function validationError(error: z.ZodError): ApiError {
  // A member of the wrong type is rejected before the validation.
  const foreign = error.issues.find(({ code, input }) => code === 'invalid_type' && input !== undefined);
  if (foreign) {
    const member = foreign.path.join('.');
    return new ApiError('SerializationException', `${foreign.message}${member === '' ? '' : ` at '${member}'`}`);
  }
  const faults = error.issues.map((issue) => {
    const member = issue.path.join('.');
    return `Value ${told(member, issue.input)}at '${member}' failed to satisfy constraint: ${constraint(issue)}`;
  });
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
  return new ApiError('ValidationException', `${count}: ${faults.join('; ')}`);
}

/** A member's value as a message shows it: nothing that may be personal data. */
function told(member: string, value: unknown): string {
  if (value === undefined) return 'null ';
  if (SENSITIVE.has(member)) return '';
  return `'${typeof value === 'string' ? value : JSON.stringify(value)}' `;
}

function constraint(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined) return 'Member must not be null';
  switch (issue.code) {
    case 'too_big':
      return `Member must have ${issue.origin === 'string' ? 'length' : 'value'} less than or equal to ${issue.maximum}`;
    case 'too_small':
      return `Member must have ${issue.origin === 'string' ? 'length' : 'value'} greater than or equal to ${issue.minimum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}
