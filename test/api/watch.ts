import { OPERATIONS, type Operation } from '../../lib/api/routes.ts';
import { preferredLanguage } from '../../lib/domain/messages.ts';
import type { Client, Identity } from '../../local/actors/client.ts';
import { Registration } from '../../local/actors/registration.ts';
import { differences } from './client/client.ts';

/** A request to the API and its answer. */
export interface Exchange {
  /** Who called; absent where there was no token. */
  readonly role: Identity['role'] | undefined;
  readonly status: number;
  readonly text: string;
}

const operations = Object.keys(OPERATIONS) as Operation[];

/** The operation that a method and a path are for. */
export function operationOf(method: string, path: string): Operation | undefined {
  const parts = path.replace(/\?.*$/, '').split('/');
  return operations.find((operation) => {
    const template = OPERATIONS[operation].path.split('/');
    return (
      OPERATIONS[operation].method === method &&
      template.length === parts.length &&
      template.every((part, index) => part.startsWith('{') || part === parts[index])
    );
  });
}

/**
 * A client on whose calls somebody looks. An answer of the API that the interface's description does not describe makes
 * the call fail.
 *
 * @param language what the client asks for unless a call asks for another
 */
export function watched(
  client: Client,
  role: Exchange['role'],
  language: string,
  told: (exchange: Exchange) => void,
): Client {
  return {
    async call(method, path, call) {
      const answer = await client.call(method, path, call);
      if (path.startsWith('/dev/')) return answer;
      const { status, headers, bytes } = answer;
      told({ role, status, text: bytes.toString() });
      const operation = operationOf(method, path);
      if (!operation) return answer;
      const response = new Response(bytes.length > 0 ? new Uint8Array(bytes) : null, { status, headers });
      const asked = preferredLanguage(call?.headers?.['accept-language'] ?? language);
      const faults = await differences(operation, response, asked);
      if (faults.length > 0) {
        const what = `${operation} answered ${status} otherwise than described`;
        throw new Error(`${what}: ${faults.join('; ')}: ${bytes}`);
      }
      return answer;
    },
  };
}

/** A registration on whose calls somebody looks. */
export class WatchedRegistration extends Registration {
  readonly #told: (exchange: Exchange) => void;

  constructor(told: (exchange: Exchange) => void, ...given: ConstructorParameters<typeof Registration>) {
    super(...given);
    this.#told = told;
  }

  override async as(role: Identity['role']): Promise<Client> {
    return watched(await super.as(role), role, 'en', this.#told);
  }
}
