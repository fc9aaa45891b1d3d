import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { problemsOf } from '../../../lib/api/openapi.ts';
import { PROBLEM_STATUS } from '../../../lib/api/problem.ts';
import { problemOf, RESPONSES } from '../../../lib/api/responses.ts';
import { OPERATIONS, type Operation } from '../../../lib/api/routes.ts';
import type { Language } from '../../../lib/domain/messages.ts';
import type { paths } from './schema.ts';

/** A client of the HTTP contract whose types are made from the interface description. */
export type ApiClient = Client<paths>;

/**
 * A client for one caller. Every answer is held against the description: one that it does not describe makes the call
 * fail, so that description and behaviour cannot part.
 *
 * @param token the caller's access token; none for public routes
 */
export function clientFor(baseUrl: string, token?: string, language: Language = 'en'): ApiClient {
  const client = createClient<paths>({
    baseUrl,
    headers: { 'accept-language': language, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
  client.use(asDescribed(language));
  return client;
}

const operations = Object.keys(OPERATIONS) as Operation[];

const asDescribed = (language: Language): Middleware => ({
  async onResponse({ request, schemaPath, response }) {
    const operation = operations.find(
      (name) => OPERATIONS[name].path === schemaPath && OPERATIONS[name].method === request.method,
    );
    if (!operation) throw new Error(`${request.method} ${schemaPath} is not described.`);
    const faults = await differences(operation, response.clone(), language);
    if (faults.length > 0) {
      throw new Error(`${operation} answered ${response.status} otherwise than described: ${faults.join('; ')}`);
    }
  },
});

/** What an answer has that the description does not know of, or lacks. */
export async function differences(operation: Operation, response: Response, language: Language): Promise<string[]> {
  const { status, headers } = response;
  const route: { status: number; waits?: true } = OPERATIONS[operation];
  const type = headers.get('content-type')?.split(';')[0];
  if (status === 304) {
    if (!route.waits) return ['304 is not described'];
    return (await response.text()) === '' ? [] : ['304 has a body'];
  }
  const faults = headers.get('content-language') === language ? [] : [`Content-Language is not ${language}`];
  const body: unknown = await response.json();
  if (status === route.status) {
    if (type !== 'application/json') faults.push(`its type is ${type}`);
    return [...faults, ...issuesOf(RESPONSES[operation].safeParse(body))];
  }
  if (type !== 'application/problem+json') faults.push(`its type is ${type}`);
  const codes = problemsOf(operation).filter((code) => PROBLEM_STATUS[code] === status);
  if (codes.length === 0) return [...faults, 'the status is not described'];
  if ((status === 429 || status === 503) && !headers.has('retry-after')) faults.push('Retry-After is missing');
  return [...faults, ...issuesOf(problemOf(codes).safeParse(body))];
}

function issuesOf({ error }: ReturnType<(typeof RESPONSES)[Operation]['safeParse']>): string[] {
  return error?.issues.map(({ path, message }) => `${path.map(String).join('/')}: ${message}`) ?? [];
}
