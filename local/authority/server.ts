import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Authority } from './authority.ts';
import { SIGNING_KINDS } from './keys.ts';

/** The authority's revocation services over HTTP, running. */
export interface AuthorityServer {
  /** `http://127.0.0.1:<port>`, serving `POST /ocsp`, `GET /crl/gost` and `GET /crl/rsa`. */
  readonly url: string;
  close(): Promise<void>;
}

const MAXIMUM_REQUEST_BYTES = 16 * 1024;

/** Serves the authority's revocation services on loopback. Port 0 takes a free one. */
export function startAuthorityServer({
  authority,
  port,
}: {
  readonly authority: Authority;
  readonly port: number;
}): Promise<AuthorityServer> {
  const server = createServer((request, response) => {
    answer(authority, request, response).catch((error: unknown) => {
      console.error('The made-up authority failed to answer.', error);
      response.writeHead(500).end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The made-up authority has no port.');
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(authority: Authority, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const kind = SIGNING_KINDS.find((candidate) => request.url === `/crl/${candidate}`);
  if (request.method === 'GET' && kind) {
    response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(authority.crl(kind));
    return;
  }
  if (request.method !== 'POST' || request.url !== '/ocsp') {
    response.writeHead(404).end();
    return;
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > MAXIMUM_REQUEST_BYTES) {
      response.writeHead(413).end();
      return;
    }
    pieces.push(piece);
  }
  const answered = authority.handleOcsp(Buffer.concat(pieces));
  if (answered) response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(answered);
  else response.writeHead(400).end();
}
