import { LambdaServiceError } from './errors.ts';
import { eventKind } from './history.ts';
import { InvokeResult, newRequestId } from './invoke-result.ts';
import { type Data, dataOf, isObject, type JsonObject, type JsonValue } from './json.ts';

/**
 * Calls a function: resolves with the answer of Lambda, rejects with a LambdaServiceError when Lambda itself refuses.
 *
 * @param functionName as given in Arguments (name or ARN, possibly with a qualifier)
 * @param signal returns the signal that is aborted when nobody waits for the answer any more; it is made when it is
 * asked for
 */
export type LambdaInvoker = (functionName: string, payload: JsonValue, signal: Signal) => Promise<LambdaAnswer>;
type Signal = () => AbortSignal;

/** What Lambda answers: the function's result, which is null when it returned nothing, or that the function failed. */
export type LambdaAnswer =
  | { readonly payload: JsonValue | undefined; readonly statusCode?: number; readonly executedVersion?: string }
  | {
      readonly functionError: 'Handled' | 'Unhandled';
      /** Null when the function's end left nothing to tell. */
      readonly payload: {
        readonly errorType?: string;
        readonly errorMessage?: string;
        readonly trace?: readonly string[];
      } | null;
    };

/**
 * Carries out tasks of one kind: resolves with the result of the task, which for a callback is only the answer to its
 * submission.
 *
 * @param parameters the state's Arguments, evaluated
 * @throws TaskError when the task failed
 */
export type TaskRunner = (parameters: JsonValue, signal: Signal) => Promise<Data>;

/** A task that failed: its error's name and cause, as they go into the history. */
export class TaskError extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** A Task's resource, in the parts that the history shows. */
export type Resource =
  | { readonly kind: 'service'; readonly service: string; readonly action: string; readonly callback: boolean }
  | { readonly kind: 'function'; readonly arn: string };

/** Whether a Task's resource is the ARN of a Lambda function, the form that preceded `lambda:invoke`. */
const isFunctionArn = (resource: string): boolean => /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/.test(resource);
const SERVICE_ARN = /^arn:[^:]+:states:[^:]*:[^:]*:([^:]+):(.+)$/;
const CALLBACK = '.waitForTaskToken';

/** The parts of a resource; undefined when it has no known form. */
export function parseResource(resource: string): Resource | undefined {
  if (isFunctionArn(resource)) return { kind: 'function', arn: resource };
  const [, service, action] = SERVICE_ARN.exec(resource) ?? [];
  if (service === undefined || action === undefined) return undefined;
  return { kind: 'service', service, action, callback: action.endsWith(CALLBACK) };
}

/** The names and details of the events of the tasks of a resource. `prefix` begins their types. */
export interface TaskEvents {
  readonly prefix: 'Task' | 'LambdaFunction';
  readonly details: JsonObject;
  /** The details of the event with which a task is scheduled, without its parameters and time-outs. */
  readonly scheduledDetails: JsonObject;
  /** Kinds of events, as the history keeps them; `scheduled` is for a task without time-outs. */
  readonly scheduled: string;
  readonly started: string;
  readonly submitted: string;
  readonly succeeded: string;
}

/**
 * How the tasks of a resource look in histories.
 *
 * @param brief what the history keeps for a kind of events (`eventKind`)
 */
export function taskEvents(resource: Resource, region: string, brief: (kind: string) => string): TaskEvents {
  const kind = (type: string, kindDetails?: JsonObject) => brief(eventKind(type, kindDetails));
  const service = resource.kind === 'service';
  const prefix = service ? 'Task' : 'LambdaFunction';
  const details = service ? { resourceType: resource.service, resource: resource.action } : {};
  const scheduledDetails = service ? { ...details, region } : { resource: resource.arn };
  return {
    prefix,
    details,
    scheduledDetails,
    scheduled: kind(`${prefix}Scheduled`, scheduledDetails),
    started: kind(`${prefix}Started`, service ? details : undefined),
    submitted: kind(`${prefix}Submitted`, details),
    succeeded: kind(`${prefix}Succeeded`, details),
  };
}

/** Whether a task waits for its token. */
export const isCallback = (resource: Resource): boolean => resource.kind === 'service' && resource.callback;

/** Finds what carries out the tasks of a resource; undefined when the engine does not support it. */
export type TaskRunners = (resource: Resource) => TaskRunner | undefined;

/** Whether a resource is `lambda:invoke`, with a task token or without. */
export const isInvoke = (resource: Resource | undefined): boolean =>
  resource?.kind === 'service' &&
  resource.service === 'lambda' &&
  (resource.action === 'invoke' || resource.action === `invoke${CALLBACK}`);

const INVOKE_ARGUMENTS = new Set(['FunctionName', 'Payload', 'Qualifier']);

/** The Arguments of `lambda:invoke` that would change what it does, and that are not supported here. */
export const foreignArguments = (given: JsonObject): string[] =>
  Object.keys(given).filter((name) => !INVOKE_ARGUMENTS.has(name) && given[name] !== INVOKE_DEFAULTS.get(name));
const INVOKE_DEFAULTS = new Map([
  ['InvocationType', 'RequestResponse'],
  ['LogType', 'None'],
]);

/**
 * The runners of the supported resources: `lambda:invoke`, the same with a task token, and a function named by its ARN.
 */
export function lambdaRunners(invoke: LambdaInvoker): TaskRunners {
  const byParameters: TaskRunner = (parameters, signal) => {
    const given = isObject(parameters) ? parameters : {};
    const { FunctionName: name, Payload: payload = {}, Qualifier: qualifier } = given;
    const [foreign] = foreignArguments(given);
    if (foreign !== undefined) {
      const fault = `The argument '${foreign}' of lambda:invoke is not taken on.`;
      return Promise.reject(new TaskError('Lambda.ValidationException', fault));
    }
    if (typeof name !== 'string' || name === '' || (qualifier !== undefined && typeof qualifier !== 'string')) {
      const fault = 'The Arguments of lambda:invoke need a FunctionName, and a Qualifier only as text.';
      return Promise.reject(new TaskError('Lambda.ValidationException', fault));
    }
    return call(invoke, qualifier === undefined ? name : `${name}:${qualifier}`, payload, signal, invokeResult);
  };
  return (resource) => {
    if (resource.kind === 'function')
      return (input, signal) => call(invoke, resource.arn, input, signal, ({ payload }) => dataOf(payload ?? null));
    return isInvoke(resource) ? byParameters : undefined;
  };
}

type FunctionError = Extract<LambdaAnswer, { readonly functionError: string }>;
type LambdaResult = Exclude<LambdaAnswer, FunctionError>;

const invokeResult = ({ payload = null, statusCode = 200, executedVersion = '$LATEST' }: LambdaResult): Data =>
  new InvokeResult({ payload, statusCode, executedVersion, requestId: newRequestId() });

async function call(
  invoke: LambdaInvoker,
  name: string,
  payload: JsonValue,
  signal: Signal,
  toData: (result: LambdaResult) => Data,
): Promise<Data> {
  try {
    const answer = await invoke(name, payload, signal);
    if ('functionError' in answer) throw functionFailed(answer.payload);
    return toData(answer);
  } catch (error) {
    if (error instanceof TaskError) throw error;
    if (error instanceof LambdaServiceError) throw new TaskError(error.name, error.message);
    throw new TaskError('Lambda.SdkClientException', error instanceof Error ? error.message : String(error));
  }
}

function functionFailed(payload: FunctionError['payload']): TaskError {
  const text = JSON.stringify(payload ?? null);
  const type = payload?.errorType;
  if (typeof type === 'string') return new TaskError(type, text);
  const untold = 'The cause could not be determined because Lambda did not return an error type.';
  return new TaskError('Lambda.Unknown', `${untold} Returned payload: ${text}`);
}

/** Whether some runner carries out the resource of a definition. */
export function takesOn(runners: TaskRunners): (resource: string) => boolean {
  return (text) => {
    const resource = parseResource(text);
    return resource !== undefined && runners(resource) !== undefined;
  };
}

/** The name of a task in the message of AWS that its result is too large. */
export const taskName = (resource: Resource): string =>
  resource.kind === 'function' ? resource.arn : resource.service;
