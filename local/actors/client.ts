import http from 'node:http';

/** Who calls, in the form in which the made-up identity provider takes it. */
export type Identity =
  | { role: 'seller'; bin: string }
  | { role: 'buyer'; iin: string }
  | { role: 'centre'; centre: string }
  | { role: 'police'; region: string }
  | { role: 'printing' };

/** An answer of the service. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came, for documents that are signed. */
  readonly bytes: Buffer;
  /** The body as JSON; as text when it is not JSON; undefined when there is none. */
  readonly body: unknown;
}

/** What a call has besides its method and path. */
export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who calls the service, in one language, with their own access token. */
export interface Client {
  /** Makes a call, and resolves with the answer whatever its status. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
}

// node:http, not fetch: it takes a third of the time, which leaves more of the machine to the service.
const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

/** A client without an access token, for the public routes. */
export function anybody(url: string, standing: Readonly<Record<string, string>> = {}): Client {
  return {
    async call(method, path, { body, headers } = {}) {
      const content = body === undefined ? undefined : JSON.stringify(body);
      const sent = { ...standing, ...(content !== undefined && { 'content-type': 'application/json' }), ...headers };
      const attempt = () => exchange(new URL(`${url}${path}`), { method, headers: sent }, content);
      // The service may close a kept connection just as it is used: nothing has been answered then, so ask again.
      const answer = (await attempt()) ?? (await attempt());
      if (!answer) throw new Error(`${method} ${path}: the connection was closed.`);
      return answer;
    },
  };
}

/** One request and its answer; undefined when a kept connection was closed before there was any. */
function exchange(url: URL, options: http.RequestOptions, content: string | undefined): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const length = content === undefined ? {} : { 'content-length': Buffer.byteLength(content) };
    const request = http.request(url, { ...options, headers: { ...options.headers, ...length }, agent });
    request.on('error', (error) => (request.reusedSocket ? resolve(undefined) : reject(error)));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const headers = new Headers();
        for (const [name, values] of Object.entries(response.headersDistinct)) {
          for (const value of values ?? []) headers.append(name, value);
        }
        resolve({ status: response.statusCode ?? 0, headers, bytes, body: contentOf(bytes.toString()) });
      });
    });
    request.end(content);
  });
}

function contentOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A client with an access token of the made-up identity provider that is valid for a year. */
export async function signedIn(url: string, identity: Identity, language = 'en'): Promise<Client> {
  const answer = await anybody(url).call('POST', '/dev/token', {
    body: { ...identity, expiresIn: 365 * 24 * 60 * 60 },
  });
  const { body } = answer;
  if (answer.status !== 200 || typeof body !== 'object' || body === null || !('access_token' in body)) {
    throw new Error(`No token for ${identity.role}: ${answer.status} ${JSON.stringify(body)}`);
  }
  return anybody(url, { authorization: `Bearer ${body.access_token}`, 'accept-language': language });
}
