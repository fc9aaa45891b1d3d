import { randomUUID } from 'node:crypto';
import { type Data, dataOf, type JsonObject, type JsonValue, parseJson } from './json.ts';

/** What Lambda's Invoke answers with, as far as it differs from call to call. */
interface Answer {
  readonly payload: JsonValue;
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly requestId: string;
}

/** Request ids need only be unique: a random beginning of the process's own, and a count of nine digits. */
const PROCESS_ID = randomUUID().slice(0, -9);
let requests = 100_000_000;

/** A request id of Lambda's form that no call had before. */
export function newRequestId(): string {
  requests++;
  return PROCESS_ID + requests;
}

/** JSON text never begins with it. */
const MARK = '~';

/**
 * The result of `lambda:invoke` as AWS gives it: Invoke's answer with the metadata of the AWS SDK around it, 600 bytes of
 * which little ever differs. Most states take the payload out at once, so that the whole is made only for those that do
 * not, and for who reads a history.
 */
export class InvokeResult implements Data {
  readonly short: string;
  private readonly answer: Answer;
  private readonly payload: Data;
  private whole: JsonObject | undefined;

  constructor(answer: Answer) {
    const { requestId, statusCode, executedVersion } = answer;
    this.answer = answer;
    this.payload = dataOf(answer.payload);
    this.short = MARK + requestId + MARK + statusCode + MARK + executedVersion + MARK + this.payload.text;
  }

  get value(): JsonObject {
    this.whole ??= this.envelope();
    return this.whole;
  }

  get text(): string {
    return JSON.stringify(this.value);
  }

  member(name: string): Data | undefined {
    return name === 'Payload' ? this.payload : undefined;
  }

  private envelope(): JsonObject {
    const { payload, statusCode, executedVersion, requestId } = this.answer;
    const length = String(Buffer.byteLength(this.payload.text));
    return {
      ExecutedVersion: executedVersion,
      Payload: payload,
      SdkHttpMetadata: {
        AllHttpHeaders: {
          'X-Amz-Executed-Version': [executedVersion],
          'x-amzn-Remapped-Content-Length': ['0'],
          Connection: ['keep-alive'],
          'x-amzn-RequestId': [requestId],
          'Content-Length': [length],
          'Content-Type': ['application/json'],
        },
        HttpHeaders: {
          'X-Amz-Executed-Version': executedVersion,
          'x-amzn-Remapped-Content-Length': '0',
          Connection: 'keep-alive',
          'x-amzn-RequestId': requestId,
          'Content-Length': length,
          'Content-Type': 'application/json',
        },
        HttpStatusCode: statusCode,
      },
      SdkResponseMetadata: { RequestId: requestId },
      StatusCode: statusCode,
    };
  }
}

/** The text of data as the history keeps them: the text itself, or what is short for it. */
export function fullText(kept: string): string {
  if (!kept.startsWith(MARK)) return kept;
  const [, requestId = '', statusCode, executedVersion = '', ...payload] = kept.split(MARK);
  return new InvokeResult({
    ...{ requestId, executedVersion, statusCode: Number(statusCode) },
    payload: parseJson(payload.join(MARK)),
  }).text;
}
