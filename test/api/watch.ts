import { decodeJwt } from 'jose';
import { vi } from 'vitest';
import { OPERATIONS, type Operation } from '../../lib/api/routes.ts';
import { preferredLanguage } from '../../lib/domain/messages.ts';
import { differences } from './client/client.ts';

/** A request to the API and its answer. */
export interface Exchange {
  /** Absent where the path is no route's. */
  readonly operation?: Operation;
  /** Who called, by the access token; absent where there was none. */
  readonly role?: unknown;
  readonly status: number;
  readonly text: string;
}

const operations = Object.keys(OPERATIONS) as Operation[];

/** The operation that a method and a path are for, a literal part going before a parameter. */
export function operationOf(method: string, path: string): Operation | undefined {
  const parts = path.split('/');
  return operations.find((operation) => {
    const template = OPERATIONS[operation].path.split('/');
    return (
      OPERATIONS[operation].method === method &&
      template.length === parts.length &&
      template.every((part, index) => part.startsWith('{') || part === parts[index])
    );
  });
}

function roleIn(authorization: string | null): unknown {
  try {
    return decodeJwt(authorization?.replace(/^Bearer /, '') ?? '').role;
  } catch {
    return undefined;
  }
}

/**
 * Looks on at every call of `fetch` to the API. An answer that the interface's description does not describe makes the
 * call fail, whoever makes it.
 */
export function watch(url: string, told: (exchange: Exchange) => void): { restore(): void } {
  const original = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await original(input, init);
    const called = new URL(input instanceof Request ? input.url : input);
    if (called.origin !== url || called.pathname.startsWith('/dev/')) return response;
    const request = new Request(input, { method: init?.method ?? 'GET', headers: init?.headers ?? {} });
    const operation = operationOf(request.method, called.pathname);
    const role = roleIn(request.headers.get('authorization'));
    const text = await response.clone().text();
    told({ ...(operation && { operation }), ...(role !== undefined && { role }), status: response.status, text });
    if (operation) {
      const language = preferredLanguage(request.headers.get('accept-language') ?? undefined);
      const faults = await differences(operation, response.clone(), language);
      if (faults.length > 0) {
        throw new Error(
          `${operation} answered ${response.status} otherwise than described: ${faults.join('; ')}: ${text}`,
        );
      }
    }
    return response;
  });
  return { restore: () => spy.mockRestore() };
}
