/** Who calls, as the made-up identity provider is told it. */
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
  /** What the JSON says; the text itself where it is none; undefined where there is no body. */
  readonly body: unknown;
}

/** What a call carries beside its method and path. */
export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who calls the service, in a language, with their access token. */
export interface Client {
  call(method: string, path: string, call?: Call): Promise<Answer>;
}

/** A client that calls as nobody in particular. */
export function anybody(url: string, standing: Readonly<Record<string, string>> = {}): Client {
  return {
    async call(method, path, { body, headers } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...standing, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, bytes, body: contentOf(bytes.toString()) };
    },
  };
}

function contentOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A client with an access token of the made-up identity provider, good for a year. */
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
