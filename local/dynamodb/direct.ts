import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { MessagePort } from 'node:worker_threads';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { AWS_CLIENT } from '../../lib/aws-client.ts';
import type { DatabaseWay } from '../../lib/store/table.ts';

/**
 * The way between the functions' thread and the database's: the requests of the SDK and their answers, as DynamoDB's
 * protocol has them, without the network, which costs as much as all the rest of a request.
 */

/** A request: the operation, as `X-Amz-Target` names it, and the JSON text of its body. */
interface Request {
  readonly id: number;
  readonly target: string;
  readonly body: string;
}

/** The answer to the request of that id: its HTTP status, and the JSON text of its body. */
interface Answer {
  readonly id: number;
  readonly status: number;
  readonly body: string;
}

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** What dynalite looks for in a request, besides its operation. It checks no signature. */
const HEADERS = {
  'content-type': CONTENT_TYPE,
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  'x-amz-date': 'none',
};

/**
 * Has a server of DynamoDB's protocol answer the requests that come in by a port, too.
 *
 * @returns what takes no more of them, and resolves when those under way are answered
 */
export function serveDirectly(server: Server, port: MessagePort): () => Promise<void> {
  let underWay = 0;
  let ending: (() => void) | undefined;

  const answer = ({ id, target, body }: Request) => {
    underWay += 1;
    const headers = { ...HEADERS, 'x-amz-target': target };
    const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
    const response = {
      statusCode: 200,
      setHeader() {},
      end(text = '') {
        port.postMessage({ id, status: response.statusCode, body: text } satisfies Answer);
        underWay -= 1;
        if (underWay === 0) ending?.();
      },
    };
    server.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  };
  port.on('message', answer);

  return async () => {
    port.off('message', answer);
    if (underWay > 0) {
      await new Promise<void>((resolve) => {
        ending = resolve;
      });
    }
    port.close();
  };
}

const TEXT = new TextDecoder();

type Handler = Extract<NonNullable<DynamoDBClientConfig['requestHandler']>, { handle: unknown }>;
type Sent = Parameters<Handler['handle']>[0];
type Ended = Awaited<ReturnType<Handler['handle']>>;

interface Waiting {
  readonly port: MessagePort;
  readonly timeOut: NodeJS.Timeout;
  readonly resolve: (ended: Ended) => void;
  readonly reject: (error: Error) => void;
}

/** The functions' end of the way, in place of the SDK's handler of HTTP. What it rejects with, the SDK tries again. */
export class DirectHandler {
  /** The settings of a client that goes this way. It need not sign: nobody else can. */
  readonly way: DatabaseWay = { requestHandler: this, signer: { sign: async (request) => request } };
  private port: MessagePort | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** Sends requests by a port from now on: the first one, or that of the thread that replaces another. */
  use(port: MessagePort): void {
    this.port = port;
    port.on('message', ({ id, status, body }: Answer) => {
      this.take(id)?.resolve({
        response: { statusCode: status, headers: { 'content-type': CONTENT_TYPE }, body: Buffer.from(body) },
      });
    });
    port.on('close', () => {
      if (this.port === port) this.port = undefined;
      for (const [id, waiting] of this.waiting) if (waiting.port === port) this.take(id)?.reject(disconnected());
    });
  }

  handle({ headers, body }: Pick<Sent, 'headers' | 'body'>): Promise<Ended> {
    const { port } = this;
    if (!port) return Promise.reject(disconnected());
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      const timeOut = setTimeout(() => {
        this.take(id)?.reject(Object.assign(new Error('The database does not answer.'), { name: 'TimeoutError' }));
      }, AWS_CLIENT.requestHandler.socketTimeout);
      this.waiting.set(id, { port, timeOut, resolve, reject });
      const text = typeof body === 'string' ? body : TEXT.decode(body);
      port.postMessage({ id, target: headers['x-amz-target'] ?? '', body: text } satisfies Request);
    });
  }

  /** Nothing of it is set by the SDK. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs() {
    return {};
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    clearTimeout(waiting?.timeOut);
    this.waiting.delete(id);
    return waiting;
  }
}

const disconnected = () => Object.assign(new Error('The thread of the database is gone.'), { code: 'ECONNRESET' });
