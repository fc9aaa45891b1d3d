import type { IncomingMessage, ServerResponse } from 'node:http';
import { COMMON_HEADERS, Problem } from '../../lib/api/problem.ts';

/** A request as the gateway passes it on, read to its end. */
export interface GatewayRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  /** Every value of every header, by its name as it was sent; hop-by-hop headers are left out. */
  readonly headers: Readonly<Record<string, string[]>>;
  /** The first value of a header, whatever the case of its name. */
  header(name: string): string | undefined;
  /** The body as UTF-8 text. */
  readonly body: string;
  /** The address that the request came from. */
  readonly sourceIp: string;
}

/** The answer to a request. */
export interface GatewayResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** As in API Gateway: 10 MB, however it is sent. */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/**
 * For how long the rest of a request that is too large is still read and thrown away, so that its client sees the
 * answer.
 */
const DRAIN_MS = 10_000;

/**
 * Headers that are for one connection only and are never passed on (RFC 9110, 7.6.1), besides those that `Connection`
 * itself names.
 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether the headers of a request announce a body that is too large. */
export function announcesTooMuch(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES;
}

/**
 * Reads a request to its end.
 *
 * @throws Problem `too-large` (the rest is then left unread), or `invalid-request` when it has no `Host`
 */
export async function readRequest(request: IncomingMessage): Promise<GatewayRequest> {
  const target = request.url ?? '/';
  // A client of a proxy sends the whole address (RFC 9112, 3.2.2).
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
  const [, path = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(local) ?? [];
  if (request.headers.host === undefined && request.httpVersion !== '1.0') {
    throw new Problem('invalid-request', { faults: [{ pointer: 'header/host', fault: 'required' }] });
  }
  return {
    method: request.method ?? '',
    path: path === '' ? '/' : path,
    query,
    headers: headersOf(request),
    header: (name) => request.headersDistinct[name.toLowerCase()]?.[0],
    body: await readBody(request),
    sourceIp: request.socket.remoteAddress ?? '',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const tooLarge = () => new Problem('too-large');
  if (announcesTooMuch(request)) throw tooLarge();
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LARGEST_BODY_BYTES) {
        request.removeAllListeners('data');
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function headersOf(request: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null);
  const sentAs = new Map<string, string>();
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(i, i + 2);
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key)) continue;
    const known = sentAs.get(key) ?? name;
    sentAs.set(key, known);
    headers[known] = [...(headers[known] ?? []), value];
  }
  return headers;
}

/**
 * Sends an answer. The rest of a request that was not read to its end is read and thrown away for a while: if the
 * connection were closed at once, a client that is still sending would never see the answer that says why.
 */
export function respond(request: IncomingMessage, response: ServerResponse, answer: GatewayResponse): void {
  if (response.destroyed) return;
  const unread = !request.complete;
  const body = answer.body ?? '';
  response.writeHead(answer.statusCode, {
    ...COMMON_HEADERS,
    ...headersToSend(answer),
    ...(![204, 304].includes(answer.statusCode) && { 'content-length': Buffer.byteLength(body) }),
    // A client that waits to be asked for the rest is not asked, and sends its next request over another connection.
    ...(unread && request.headers.expect !== undefined && { connection: 'close' }),
  });
  response.end(body);
  if (!unread) return;
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, DRAIN_MS).unref();
}

function headersToSend(answer: GatewayResponse): Record<string, string | string[]> {
  const headers = Object.entries(answer.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !HOP_BY_HOP.has(name) && name !== 'content-length');
  return Object.fromEntries(headers.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]));
}

/** An answer as bytes for a connection on which no request could be read. */
export function rawAnswer(answer: GatewayResponse): string {
  const body = String(answer.body ?? '');
  const headers = {
    ...COMMON_HEADERS,
    ...answer.headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${answer.statusCode} Bad Request\r\n${lines.join('')}\r\n${body}`;
}

/**
 * Undoes percent-encoding.
 *
 * @param pointer says where the text was, in the form of problem details
 * @throws Problem `invalid-request` when it is malformed, or is not UTF-8
 */
export function decode(text: string, pointer: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem('invalid-request', { faults: [{ pointer, fault: 'wrong-form' }] });
  }
}

/** A query's values by name, decoded; undefined when there are none. @throws Problem, as {@link decode} does */
export function parseQuery(query: string): Record<string, string[]> | undefined {
  const values: Record<string, string[]> = Object.create(null);
  const pairs = query.split('&').filter((pair) => pair !== '');
  for (const pair of pairs) {
    const [name = '', value = ''] = splitOnce(pair, '=').map((part) => decode(part.replaceAll('+', ' '), 'query'));
    values[name] = [...(values[name] ?? []), value];
  }
  return pairs.length > 0 ? values : undefined;
}

const splitOnce = (text: string, separator: string): string[] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
};
