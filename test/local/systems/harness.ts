import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClock, type LocalClock } from '../../../local/clock.ts';
import { type SystemClients, systemClients } from '../../../local/systems/clients.ts';
import { type SimulatedSystems, startSystems } from '../../../local/systems/systems.ts';

export const AUTHORIZATION = 'Bearer made-up';
export const PAYMENT_SECRET = 'made-up secret';

/** A message that the simulated systems sent to the service. */
export interface Received {
  path: string;
  authorization: string | undefined;
  signature: string | undefined;
  raw: string;
  body: unknown;
}

/** Stands in for the service's API: remembers what it is told, and answers with the statuses it was given, then 202. */
export async function startService() {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = http.createServer(async (request, response) => {
    const raw = await text(request);
    const { authorization, 'x-signature': signature } = request.headers;
    const path = request.url ?? '';
    received.push({ path, authorization, signature: signature?.toString(), raw, body: JSON.parse(raw) });
    response.writeHead(statuses.shift() ?? 202).end();
    server.emit('received');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    statuses,
    /** Comes back when so many messages have been received in all. */
    async until(count: number) {
      while (received.length < count) await once(server, 'received');
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

export interface Simulation {
  simulated: SimulatedSystems;
  clients: SystemClients;
  clock: LocalClock;
  close(): Promise<void>;
}

/** Starts the simulated systems with clients of them. */
export async function startSimulation(
  options: { serviceUrl?: string; database?: string; clock?: LocalClock } = {},
): Promise<Simulation> {
  const { serviceUrl = 'http://127.0.0.1:1', database = ':memory:', clock = createClock() } = options;
  const simulated = await startSystems({
    database,
    clock,
    port: 0,
    authorization: AUTHORIZATION,
    paymentSecret: PAYMENT_SECRET,
    serviceUrl: () => serviceUrl,
    token: async (request) => JSON.stringify(request),
  });
  return {
    simulated,
    clock,
    clients: systemClients(simulated.environment),
    async close() {
      clock.stop();
      await simulated.close();
    },
  };
}
