import { randomUUID } from 'node:crypto';
import { type Data, dataOf, type JsonObject, type JsonValue, parseJson } from './json.ts';

/** The parts of the answer of Invoke that differ from call to call. */
interface Answer {
  readonly payload: JsonValue;
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly requestId: string;
}

/** Request ids only need to be unique: a random beginning for this process, and a count of nine digits. */
const PROCESS_ID = randomUUID().slice(0, -9);
let requests = 100_000_000;

/** A request id in the form of Lambda's, never used before. */
export function newRequestId(): string {
  requests++;
  return PROCESS_ID + requests;
}

/** JSON text never begins with it. */
const MARK = '~';

/**
 * The result of `lambda:invoke` in the form of AWS: the answer of Invoke and around it the metadata of the AWS SDK, 600
 * bytes that hardly differ from call to call. Most states only take the payload out, so the whole is made only for
 * those that do not, and for readers of a history.
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

  /** The whole answer, made when it is first asked for. */
  get value(): JsonObject {
    this.whole ??= this.envelope();
    return this.whole;
  }

  get text(): string {
    return JSON.stringify(this.value);
  }

  /** The payload, the one member whose text is known. */
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

/** The whole text of data, from the text or the short form that the history keeps. */
export function fullText(kept: string): string {
  if (!kept.startsWith(MARK)) return kept;
  const [, requestId = '', statusCode, executedVersion = '', ...payload] = kept.split(MARK);
  return new InvokeResult({
    ...{ requestId, executedVersion, statusCode: Number(statusCode) },
    payload: parseJson(payload.join(MARK)),
  }).text;
}
