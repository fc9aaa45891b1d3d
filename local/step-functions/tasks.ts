import { randomUUID } from 'node:crypto';
import { isFunctionArn } from './definition.ts';
import { LambdaServiceError } from './errors.ts';
import { type Data, dataOf, isObject, type JsonValue } from './json.ts';

/** functionName as given in Arguments (name or ARN, maybe with qualifier). Resolves with what Lambda would answer; rejects with a LambdaServiceError when Lambda itself refuses. */
export type LambdaInvoker = (functionName: string, payload: JsonValue, signal: AbortSignal) => Promise<LambdaAnswer>;

/** What Lambda answers: the function's result, or that the function failed. */
export type LambdaAnswer =
  | { readonly payload: JsonValue; readonly statusCode?: number; readonly executedVersion?: string }
  | {
      readonly functionError: 'Handled' | 'Unhandled';
      readonly payload: {
        readonly errorType?: string;
        readonly errorMessage?: string;
        readonly trace?: readonly string[];
      };
    };

/**
 * Carries out tasks of one kind: resolves with the task's result, which for a callback is only the answer to its
 * submission.
 *
 * @param parameters the state's Arguments as worked out
 * @throws TaskError when the task failed
 */
export type TaskRunner = (parameters: JsonValue, signal: AbortSignal) => Promise<Data>;

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

/** A Task's resource, taken apart as the history shows it. */
export type Resource =
  | { readonly kind: 'service'; readonly service: string; readonly action: string; readonly callback: boolean }
  | { readonly kind: 'function'; readonly arn: string };

const SERVICE_ARN = /^arn:[^:]+:states:[^:]*:[^:]*:([^:]+):(.+)$/;
const CALLBACK = '.waitForTaskToken';

/** Takes a resource apart; undefined when it is of no known form. */
export function parseResource(resource: string): Resource | undefined {
  if (isFunctionArn(resource)) return { kind: 'function', arn: resource };
  const [, service, action] = SERVICE_ARN.exec(resource) ?? [];
  if (service === undefined || action === undefined) return undefined;
  return { kind: 'service', service, action, callback: action.endsWith(CALLBACK) };
}

/** What carries out a resource's tasks. */
export type TaskRunners = (resource: Resource) => TaskRunner | undefined;

/** The runners of what the engine takes on: `lambda:invoke`, the same with a task token, and a function named by its ARN. */
export function lambdaRunners(invoke: LambdaInvoker): TaskRunners {
  const byParameters: TaskRunner = (parameters, signal) => invokeByParameters(invoke, parameters, signal);
  return (resource) => {
    if (resource.kind === 'function')
      return async (input, signal) => dataOf((await call(invoke, resource.arn, input, signal)).payload);
    const known =
      resource.service === 'lambda' && (resource.action === 'invoke' || resource.action === `invoke${CALLBACK}`);
    return known ? byParameters : undefined;
  };
}

async function invokeByParameters(invoke: LambdaInvoker, parameters: JsonValue, signal: AbortSignal): Promise<Data> {
  const { FunctionName: name, Payload: payload = {}, Qualifier: qualifier } = isObject(parameters) ? parameters : {};
  if (typeof name !== 'string' || name === '' || (qualifier !== undefined && typeof qualifier !== 'string')) {
    const fault = 'The Arguments of lambda:invoke need a FunctionName, and a Qualifier only as text.';
    throw new TaskError('Lambda.ValidationException', fault);
  }
  const answer = await call(invoke, qualifier === undefined ? name : `${name}:${qualifier}`, payload, signal);
  return invokeResult(answer.payload, answer.statusCode, answer.executedVersion);
}

async function call(invoke: LambdaInvoker, name: string, payload: JsonValue, signal: AbortSignal) {
  let answer: LambdaAnswer;
  try {
    answer = await invoke(name, payload, signal);
  } catch (error) {
    if (error instanceof LambdaServiceError) throw new TaskError(error.name, error.message);
    throw new TaskError('Lambda.SdkClientException', error instanceof Error ? error.message : String(error));
  }
  if ('functionError' in answer) {
    throw new TaskError(answer.payload.errorType ?? 'Lambda.Unknown', JSON.stringify(answer.payload));
  }
  return {
    payload: answer.payload,
    statusCode: answer.statusCode ?? 200,
    executedVersion: answer.executedVersion ?? '$LATEST',
  };
}

/**
 * The result of `lambda:invoke` as AWS gives it: Invoke's answer with the metadata of the AWS SDK around it. Its text is
 * put together around the payload's, and not made from the value: every call goes through here.
 */
function invokeResult(payload: JsonValue, statusCode: number, executedVersion: string): Data {
  const requestId = randomUUID();
  const payloadText = JSON.stringify(payload);
  const length = String(Buffer.byteLength(payloadText));
  const headers = {
    'X-Amz-Executed-Version': executedVersion,
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': length,
    'Content-Type': 'application/json',
  };
  const allHeaders = {
    'X-Amz-Executed-Version': [executedVersion],
    'x-amzn-Remapped-Content-Length': ['0'],
    Connection: ['keep-alive'],
    'x-amzn-RequestId': [requestId],
    'Content-Length': [length],
    'Content-Type': ['application/json'],
  };
  const version = JSON.stringify(executedVersion);
  return {
    value: {
      ExecutedVersion: executedVersion,
      Payload: payload,
      SdkHttpMetadata: { AllHttpHeaders: allHeaders, HttpHeaders: headers, HttpStatusCode: statusCode },
      SdkResponseMetadata: { RequestId: requestId },
      StatusCode: statusCode,
    },
    text: `{"ExecutedVersion":${version},"Payload":${payloadText},"SdkHttpMetadata":{"AllHttpHeaders":{"X-Amz-Executed-Version":[${version}],"x-amzn-Remapped-Content-Length":["0"],"Connection":["keep-alive"],"x-amzn-RequestId":["${requestId}"],"Content-Length":["${length}"],"Content-Type":["application/json"]},"HttpHeaders":{"X-Amz-Executed-Version":${version},"x-amzn-Remapped-Content-Length":"0","Connection":"keep-alive","x-amzn-RequestId":"${requestId}","Content-Length":"${length}","Content-Type":"application/json"},"HttpStatusCode":${statusCode}},"SdkResponseMetadata":{"RequestId":"${requestId}"},"StatusCode":${statusCode}}`,
  };
}

/** Whether a definition's resource is one that some runner carries out. */
export function takesOn(runners: TaskRunners): (resource: string) => boolean {
  return (text) => {
    const resource = parseResource(text);
    return resource !== undefined && runners(resource) !== undefined;
  };
}

/** What AWS calls a task in the message that its result is too large. */
export const taskName = (resource: Resource): string =>
  resource.kind === 'function' ? resource.arn : resource.service;
