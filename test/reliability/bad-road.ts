import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What can happen to a request on its way. */
export type Mishap =
  | 'throttled'
  | 'failing'
  | 'lost before'
  | 'lost after'
  | 'lost long after'
  | 'never answered'
  | 'none';

const MISHAPS: readonly Mishap[] = ['throttled', 'failing', 'lost before', 'lost after', 'lost long after'];

/** One of those that are over soon. */
export const anyMishap = (random: () => number): Mishap => MISHAPS[Math.floor(random() * MISHAPS.length)] ?? 'failing';

/** How long a request may be thought to be under way that has had its effect, in milliseconds: people go on meanwhile. */
const LONG_AFTER_MS = 120;

/** Stands between the functions and a service of AWS, and lets requests come to grief. */
export interface BadRoad {
  /** Leads the functions' clients here. */
  readonly environment: (variables: Readonly<Record<string, string>>) => Record<string, string>;
  /** How many requests have come this way. */
  readonly requests: () => number;
  readonly close: () => void;
}

/**
 * A bad road to a service of AWS.
 *
 * @param to the service, as its clients' settings name it
 * @param mishapOf what happens to the next request, for an operation of that service
 */
export async function badRoad(to: 'DYNAMODB' | 'SFN', mishapOf: (operation: string) => Mishap): Promise<BadRoad> {
  const name = `AWS_ENDPOINT_URL_${to}`;
  let target = '';
  let requests = 0;
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer(async (request, response) => {
    requests += 1;
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const mishap = mishapOf(operation);
    if (mishap === 'lost before') return response.destroy();
    if (mishap === 'throttled' || mishap === 'failing') {
      const [status, type] = mishap === 'throttled' ? [400, 'ThrottlingException'] : [500, 'InternalServerError'];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      return response.end(JSON.stringify({ __type: type, message: 'made up' }));
    }
    const { method, headers } = request;
    const onward = http.request(new URL(request.url ?? '/', target), { method, headers, agent }, (answer) => {
      if (mishap !== 'none') {
        answer.resume();
        if (mishap === 'never answered') return;
        answer.on('end', () => setTimeout(() => response.destroy(), mishap === 'lost after' ? 0 : LONG_AFTER_MS));
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: (variables) => {
      target = variables[name] ?? '';
      return { ...variables, [name]: `http://127.0.0.1:${port}` };
    },
    requests: () => requests,
    close: () => {
      server.closeAllConnections();
      agent.destroy();
      server.close();
    },
  };
}
