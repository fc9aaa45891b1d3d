import * as z from 'zod';
import { isExpression } from './expressions.ts';
import { isObject, type JsonObject, type JsonValue, jsonSchema } from './json.ts';
import { foreignArguments, isInvoke, parseResource } from './tasks.ts';

const NAME_LIMIT = 80;
const LONGEST_SECONDS = 99_999_999;
/** AWS: MaxDelaySeconds is below one year. */
const LONGEST_DELAY_SECONDS = 31_622_399;

/** Fields that only the JSONPath query language has. */
const JSONPATH_FIELDS = new Set([
  'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'ItemsPath', 'MaxConcurrencyPath',
  'SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath', 'Variable',
  'And', 'Or', 'Not',
]); // biome-ignore format: one list
/** Fields that AWS has and this engine does not support, with the reason. */
const FIELDS_NOT_TAKEN_ON = new Map([
  ['Credentials', 'there is one account and one role here'],
  ['ItemReader', 'Map is taken on inline only'],
  ['ItemBatcher', 'Map is taken on inline only'],
  ['ResultWriter', 'Map is taken on inline only'],
  ['Label', 'Map is taken on inline only'],
  ['Iterator', 'its name in JSONata is ItemProcessor'],
]);

const text = z.string();
const expression = z.string().refine(isExpression, 'Must be a JSONata expression in {% %}');
const minimum = (least: number | string) => `Minimum value is ${least}`;
const maximum = (most: number | string) => `Maximum value is ${most}`;
const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.int().min(least, minimum(least)).max(most, maximum(most));
const seconds = z.union(
  [whole(1, LONGEST_SECONDS), expression],
  'Must be a whole number of seconds from 1 to 99999999 or a JSONata expression',
);
const count = z.union([whole(0), expression], 'Must be a whole number from 0 on or a JSONata expression');
const stateName = z.string().min(1).max(NAME_LIMIT, `A state's name has at most ${NAME_LIMIT} characters`);
const variables = z.record(
  z
    .string()
    .regex(/^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u, 'Is not a name for a variable')
    .refine((name) => name !== 'states', "'states' is reserved")
    // Beside a variable of this name, jsonata-js finds no other.
    .refine((name) => name !== 'hasOwnProperty', "A variable called 'hasOwnProperty' is not taken on"),
  jsonSchema,
);
const errorEquals = z.array(text.min(1)).min(1);
const queryLanguage = text.pipe(z.enum(['JSONPath', 'JSONata'])).optional();
const common = { Comment: text.optional(), QueryLanguage: queryLanguage };
const transition = { Next: stateName.optional(), End: z.boolean().optional() };
const result = { Output: jsonSchema.optional(), Assign: variables.optional() };

const retrierSchema = z.strictObject({
  Comment: text.optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: whole(1, LONGEST_SECONDS).default(1),
  MaxAttempts: whole(0, LONGEST_SECONDS).default(3),
  BackoffRate: z.number().min(1, minimum('1.0')).default(2),
  MaxDelaySeconds: whole(1, LONGEST_DELAY_SECONDS).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
const catcherSchema = z.strictObject({
  Comment: text.optional(),
  ErrorEquals: errorEquals,
  Next: stateName,
  ...result,
});
const fallible = {
  Retry: z.array(retrierSchema).default([]),
  Catch: z.array(catcherSchema).default([]),
  ...result,
};

const STATE_TYPES = ['Pass', 'Succeed', 'Fail', 'Wait', 'Choice', 'Task', 'Parallel', 'Map'];
const stateSchema = z.discriminatedUnion(
  'Type',
  [
    z.strictObject({ Type: z.literal('Pass'), ...common, ...transition, ...result }),
    z.strictObject({ Type: z.literal('Succeed'), ...common, Output: jsonSchema.optional() }),
    z.strictObject({ Type: z.literal('Fail'), ...common, Error: text.optional(), Cause: text.optional() }),
    z.strictObject({
      Type: z.literal('Wait'),
      Seconds: z
        .union(
          [whole(0, LONGEST_SECONDS), expression],
          'Must be a whole number of seconds from 0 to 99999999 or a JSONata expression',
        )
        .optional(),
      Timestamp: text.optional(),
      ...common,
      ...transition,
      ...result,
    }),
    z.strictObject({
      Type: z.literal('Choice'),
      Choices: z
        .array(
          z.strictObject({
            Comment: text.optional(),
            Condition: z.union([expression, z.boolean()], 'Must be a JSONata expression or a boolean'),
            Next: stateName,
            ...result,
          }),
        )
        .min(1),
      Default: stateName.optional(),
      ...common,
      ...result,
    }),
    z.strictObject({
      Type: z.literal('Task'),
      Resource: text.min(1),
      Arguments: jsonSchema.optional(),
      TimeoutSeconds: seconds.optional(),
      HeartbeatSeconds: seconds.optional(),
      ...common,
      ...transition,
      ...fallible,
    }),
    z.strictObject({
      Type: z.literal('Parallel'),
      get Branches() {
        return z.array(branchSchema).min(1);
      },
      Arguments: jsonSchema.optional(),
      ...common,
      ...transition,
      ...fallible,
    }),
    z.strictObject({
      Type: z.literal('Map'),
      Items: z.union([z.array(jsonSchema), expression], 'Must be an array or a JSONata expression').optional(),
      ItemSelector: jsonSchema.optional(),
      MaxConcurrency: count.optional(),
      ToleratedFailureCount: count.optional(),
      ToleratedFailurePercentage: z
        .union(
          [z.number().min(0, minimum('0.0')).max(100, maximum('100.0')), expression],
          'Must be a number from 0 to 100 or a JSONata expression',
        )
        .optional(),
      get ItemProcessor() {
        return processorSchema;
      },
      ...common,
      ...transition,
      ...fallible,
    }),
  ],
  {
    error: ({ code }): string | undefined => (code === 'invalid_union' ? oneOf(STATE_TYPES) : undefined),
  },
);

const branchSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
});
const processorSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE', 'Map is taken on inline only') }).optional(),
});
/** A definition in JSONata, as far as this engine supports it. */
export const machineSchema = z.strictObject({
  Comment: text.optional(),
  StartAt: stateName,
  get States() {
    return z.record(stateName, stateSchema);
  },
  QueryLanguage: queryLanguage,
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: whole(1, LONGEST_SECONDS).optional(),
});

/** A state as it is in the definition. */
export type RawState = z.infer<typeof stateSchema>;
/** A machine, a branch or an item processor: states, and which of them comes first. */
export type RawScope = { readonly StartAt: string; readonly States: Readonly<Record<string, RawState>> };

/** A fault of a definition: what is wrong, by AWS's codes and where it can be in its words, and where. */
export interface Fault {
  readonly code:
    | 'SCHEMA_VALIDATION_FAILED'
    | 'INVALID_JSONATA_EXPRESSION'
    | 'UNSUPPORTED_JSONATA_EXPRESSION'
    | 'MISSING_TRANSITION_TARGET'
    | 'MISSING_END_STATE'
    | 'NOT_TAKEN_ON';
  readonly message: string;
  /** `/` leads into objects, `[i]` into arrays; null: the definition as a whole. */
  readonly pointer: string | null;
}

/** Whether the engine carries out tasks of a resource. */
export type TakesOn = (resource: string) => boolean;

/**
 * What AWS would accept and this engine does not: the JSONPath query language, distributed maps, other services, and a
 * name that the schema would leave out without a word. With it, since both are about the language, fields of JSONPath in
 * JSONata, which AWS refuses too.
 */
export function* notTakenOn(machine: JsonObject, takesOn: TakesOn): Generator<Fault> {
  yield* namesNotTakenOn(machine, '');
  const { QueryLanguage: language } = machine;
  // To AWS everything that is given is JSONata, unless it is exactly this; a wrong name is another fault.
  yield* scopeNotTakenOn(machine, '', language !== undefined && language !== 'JSONPath', takesOn);
}

function* scopeNotTakenOn(scope: JsonObject, pointer: string, inherited: boolean, takesOn: TakesOn): Generator<Fault> {
  if (!isObject(scope.States)) return;
  for (const [name, state] of Object.entries(scope.States)) {
    if (!isObject(state)) continue;
    const at = `${pointer}/States/${name}`;
    const jsonPath = state.QueryLanguage === 'JSONPath' || (state.QueryLanguage === undefined && !inherited);
    if (jsonPath && inherited) {
      yield {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        pointer: at,
      };
    } else if (jsonPath) {
      yield {
        code: 'NOT_TAKEN_ON',
        message: 'The query language JSONPath is not taken on; set "QueryLanguage": "JSONata"',
        pointer: at,
      };
    }
    const parts: [JsonObject, string][] = [[state, at]];
    for (const list of ['Choices', 'Retry', 'Catch'])
      parts.push(...objectsIn(state[list]).map((part, i): [JsonObject, string] => [part, `${at}/${list}[${i}]`]));
    for (const [part, place] of parts) {
      for (const field of Object.keys(part)) {
        if (!jsonPath && JSONPATH_FIELDS.has(field)) {
          yield {
            code: 'SCHEMA_VALIDATION_FAILED',
            message: `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
            pointer: place,
          };
        }
        const reason = FIELDS_NOT_TAKEN_ON.get(field);
        if (reason)
          yield {
            code: 'NOT_TAKEN_ON',
            message: `The field '${field}' is not taken on: ${reason}`,
            pointer: `${place}/${field}`,
          };
      }
    }
    if (state.Type === 'Task' && typeof state.Resource === 'string' && !takesOn(state.Resource)) {
      yield {
        code: 'NOT_TAKEN_ON',
        message: `The resource '${state.Resource}' is not taken on; taken on are arn:aws:states:::lambda:invoke, the same with .waitForTaskToken, and the ARN of a Lambda function`,
        pointer: `${at}/Resource`,
      };
    }
    if (state.Type === 'Task' && isObject(state.Arguments) && state.Resource !== undefined)
      yield* argumentsNotTakenOn(state.Resource, state.Arguments, `${at}/Arguments`);
    for (const [i, branch] of objectsIn(state.Branches).entries())
      yield* scopeNotTakenOn(branch, `${at}/Branches[${i}]`, inherited, takesOn);
    if (isObject(state.ItemProcessor)) {
      const mode = isObject(state.ItemProcessor.ProcessorConfig) ? state.ItemProcessor.ProcessorConfig.Mode : undefined;
      if (mode === 'DISTRIBUTED') {
        yield {
          code: 'NOT_TAKEN_ON',
          message: 'A Map of mode DISTRIBUTED is not taken on, only INLINE',
          pointer: `${at}/ItemProcessor/ProcessorConfig/Mode`,
        };
      }
      yield* scopeNotTakenOn(state.ItemProcessor, `${at}/ItemProcessor`, inherited, takesOn);
    }
  }
}

function* namesNotTakenOn(value: JsonValue, pointer: string): Generator<Fault> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const at = pointer + (Array.isArray(value) ? `[${name}]` : `/${name}`);
    if (name === '__proto__')
      yield { code: 'NOT_TAKEN_ON', message: "The name '__proto__' is not taken on", pointer: at };
    yield* namesNotTakenOn(member, at);
  }
}

function* argumentsNotTakenOn(resource: JsonValue, given: JsonObject, at: string): Generator<Fault> {
  if (typeof resource !== 'string' || !isInvoke(parseResource(resource))) return;
  for (const field of foreignArguments(given)) {
    yield {
      code: 'NOT_TAKEN_ON',
      message: `The argument '${field}' of lambda:invoke is not taken on; taken on are FunctionName, Payload and Qualifier`,
      pointer: `${at}/${field}`,
    };
  }
}

const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The faults that the schema found. All fields that are missing from one object make one fault, as on AWS. */
export function schemaFaults(error: z.ZodError, raw: JsonValue): Fault[] {
  const faults: Fault[] = [];
  const missing = new Map<string, string[]>();
  for (const issue of error.issues) {
    const pointer = pointerOf(issue.path);
    const field = issue.path.at(-1);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        faults.push({ code: 'SCHEMA_VALIDATION_FAILED', message: `Field '${key}' is not supported`, pointer });
    } else if (field !== undefined && valueAt(raw, issue.path) === undefined) {
      const parent = pointerOf(issue.path.slice(0, -1));
      missing.set(parent, [...(missing.get(parent) ?? []), String(field)]);
    } else {
      faults.push({ code: 'SCHEMA_VALIDATION_FAILED', message: messageOf(issue), pointer });
    }
  }
  const required = [...missing].map(([pointer, fields]): Fault => {
    return { code: 'SCHEMA_VALIDATION_FAILED', message: `These fields are required: [${fields.join(', ')}]`, pointer };
  });
  return [...required, ...faults];
}

const oneOf = (values: readonly unknown[]): string => `Value should be one of the following: [${values.join(', ')}]`;

/** What JSON calls types that the schema has other names for. */
const TYPES_OF_JSON = new Map([
  ['record', 'OBJECT'],
  ['int', 'INTEGER'],
]);

/** What is wrong, in AWS's words where they are known. */
function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected value of type [${TYPES_OF_JSON.get(issue.expected) ?? issue.expected.toUpperCase()}]`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `/${String(step)}`)).join('') || '/';

function valueAt(raw: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined {
  let value: JsonValue | undefined = raw;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value) && typeof key === 'string' && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}
