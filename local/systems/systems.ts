import { createHmac } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isSystemName, SYSTEM_NAMES, type SystemName } from '../../lib/domain/systems.ts';
import { urlVariable } from '../../lib/systems/settings.ts';
import type { LocalClock } from '../clock.ts';
import type { TokenRequest } from '../identity/token-request.ts';
import { type CallLog, createCallLog } from './calls.ts';
import type { SystemRecord } from './data-set.ts';
import type { Fault } from './faults.ts';
import { createOrders } from './orders.ts';
import { openOutbox } from './outbox.ts';
import { questionOf } from './questions.ts';
import { openStore, type StoredPayment } from './store.ts';

/** Longer than any client waits. */
const DEFAULT_SLOW_MS = 10_000;

/** How the simulated state systems are set up. */
export interface SystemsOptions {
  /** The SQLite file in which the systems remember; `:memory:` for none. */
  database: string;
  clock: LocalClock;
  /** Any free port when 0. */
  port: number;
  /** The `Authorization` header's value that the systems ask for. */
  authorization: string;
  /** The secret with which the payment gateway signs its notifications. */
  paymentSecret: string;
  /** The base URL of the service's API, for payment pages and for what the systems tell the service. */
  serviceUrl: () => string;
  /** Issues an access token for the service's API. */
  token: (request: TokenRequest) => Promise<string>;
}

/** A payment, as the simulated payment page shows it; amounts in whole tenge. */
export type PaymentPage = Omit<StoredPayment, 'payer' | 'attempts'> & { currency: 'KZT' };

/** The simulated state systems, running. */
export interface SimulatedSystems {
  /** Each system's base URL is this and its name. */
  url: string;
  /** How the functions are told to reach them: the variables that `systemSettings` reads. */
  environment: Record<string, string>;
  /** What the system holds under this key; undefined when it has nothing. */
  record(system: SystemName, key: string): SystemRecord | undefined;
  /** From now on the system holds this record under this key. */
  putRecord(system: SystemName, key: string, record: SystemRecord): void;
  /** From now on the system has nothing under this key, whatever the data set says. */
  deleteRecord(system: SystemName, key: string): void;
  /** Makes the system fail in this way, from the next request on. */
  setFault(system: SystemName, fault: Fault): void;
  /** Whether `vehicle-register` decides by itself, and `printing` completes by itself, from now on. */
  setAutomatic(system: AutomaticSystem, automatic: boolean): void;
  /** Whether the system acts by itself now. */
  automatic(system: AutomaticSystem): boolean;
  /** The payment as its page shows it; undefined when there is none. */
  payment(paymentId: string): PaymentPage | undefined;
  /**
   * Makes an attempt to pay, and tells the service; resolves when that has been tried. Without `outcome` the payer's
   * record decides. A paid payment stays paid. Undefined when there is no such payment.
   */
  pay(paymentId: string, outcome?: 'paid' | 'failed'): Promise<PaymentPage | undefined>;
  /** What a system was asked since the start. */
  calls: CallLog['of'];
  /** Resolves when the delivery of all messages to the service that are due has been tried. */
  settled(): Promise<void>;
  /** Stops the systems; what they remember stays in the file. */
  close(): Promise<void>;
}

/** The systems that act by themselves, unless they are set not to. */
export type AutomaticSystem = 'vehicle-register' | 'printing';

/** Starts all the simulated state systems behind one port of the loopback interface. */
export async function startSystems(options: SystemsOptions): Promise<SimulatedSystems> {
  const { clock, authorization, paymentSecret, serviceUrl, token } = options;
  const store = openStore(options.database);
  const outbox = openOutbox({
    store: store.outbox,
    clock,
    serviceUrl,
    headers: async ({ as, body }) =>
      as
        ? { authorization: `Bearer ${await token(as)}` }
        : { 'x-signature': `sha256=${createHmac('sha256', paymentSecret).update(body).digest('hex')}` },
  });
  const orders = createOrders({ store, clock, serviceUrl, post: outbox.post });
  const calls = createCallLog();
  const faults = new Map<SystemName, Fault>();
  const closed = new AbortController();

  /** The fault that hits a request now; one that is counted is counted down. */
  const befall = (system: SystemName): Fault => {
    const fault = faults.get(system) ?? { mode: 'none' };
    if (fault.times === 1) faults.delete(system);
    else if (fault.times) faults.set(system, { ...fault, times: fault.times - 1 });
    return fault;
  };

  /** The answer to a request; undefined: the connection is cut. */
  const answer = async (request: http.IncomingMessage): Promise<Reply | undefined> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://systems');
    const [, system = ''] = pathname.split('/');
    const path = pathname.slice(system.length + 1);
    if (!isSystemName(system)) return NOT_HERE;
    const header = (name: string) => z.string().optional().catch(undefined).parse(request.headers[name]);
    const call = {
      method: request.method ?? '',
      purpose: header('x-purpose'),
      requestId: header('x-request-id'),
      idempotencyKey: header('idempotency-key'),
      at: new Date(clock.now()).toISOString(),
    };
    calls.add(system, call);

    const fault = befall(system);
    if (fault.mode === 'down') return undefined;
    if (fault.mode === 'error') return json(503, { code: 'out-of-order' });
    if (fault.mode === 'garbage') return { status: 200, type: 'application/json', body: '<html><body>Қате' };
    if (fault.mode === 'wrong-url') return NOT_HERE;
    if (header('authorization') !== authorization) return json(401, { code: 'unauthorized' });
    if (!call.requestId || !call.purpose) return badRequest('X-Request-Id and X-Purpose are required');

    const reply = (): Reply | Promise<Reply> => {
      const order = orders[system];
      if (call.method === 'POST' && order?.path === path) return carryOut(system, order, call.idempotencyKey, request);
      const question = call.method === 'GET' ? questionOf(system, path, searchParams) : undefined;
      if (!question) return NOT_HERE;
      const key = fault.mode === 'wrong-key' ? question.keyOfAnother : question.key;
      const record = store.record(system, key) ?? question.otherwise;
      return record ? json(200, record) : json(404, { code: 'no-data' });
    };
    const made = await reply();
    // The work is done and the answer late: the client, which has given up, asks for the same again.
    if (fault.mode === 'slow') await pause(fault.delayMs ?? DEFAULT_SLOW_MS, undefined, { signal: closed.signal });
    return made;
  };

  const carryOut = async (
    system: SystemName,
    order: NonNullable<(typeof orders)[SystemName]>,
    idempotencyKey: string | undefined,
    request: http.IncomingMessage,
  ): Promise<Reply> => {
    if (!idempotencyKey) return badRequest('Idempotency-Key is required');
    const body = await text(request);
    try {
      const effect = order.read(JSON.parse(body));
      return { status: 200, type: 'application/json', body: store.onceAKey(system, idempotencyKey, body, effect) };
    } catch (error) {
      if (error instanceof z.ZodError) return badRequest(z.prettifyError(error));
      if (error instanceof SyntaxError) return badRequest('The body is not JSON');
      throw error;
    }
  };

  const server = http.createServer(async (request, response) => {
    const reply = await answer(request).catch((error): Reply | undefined => {
      if (closed.signal.aborted || request.socket.destroyed) return undefined;
      console.error(error);
      return json(500, { code: 'internal-error' });
    });
    if (!reply) return response.destroy();
    response.writeHead(reply.status, { 'content-type': reply.type, 'content-length': Buffer.byteLength(reply.body) });
    return response.end(reply.body);
  });
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    environment: {
      ...Object.fromEntries(SYSTEM_NAMES.map((system) => [urlVariable(system), `${url}/${system}`])),
      SYSTEMS_AUTHORIZATION: authorization,
    },
    record: store.record,
    putRecord: store.putRecord,
    deleteRecord: (system, key) => store.putRecord(system, key, undefined),
    setFault(system, fault) {
      if (fault.mode === 'none') faults.delete(system);
      else faults.set(system, fault);
    },
    setAutomatic: store.setAutomatic,
    automatic: store.automatic,
    payment(paymentId) {
      const payment = store.payment(paymentId);
      return payment && pageOf(payment);
    },
    async pay(paymentId, outcome) {
      const payment = store.payment(paymentId);
      if (!payment || payment.status === 'paid') return payment && pageOf(payment);
      const { declinedAttempts } = payerInstructionSchema.parse(store.record('payment-gateway', payment.payer) ?? {});
      const status = outcome ?? (payment.attempts < declinedAttempts ? 'failed' : 'paid');
      const now = clock.now();
      const settled = store.atomically(() => {
        const made = store.settlePayment(paymentId, status, new Date(now).toISOString());
        const { applicationId, total, settledAt } = made;
        const word = { paymentId, applicationId, amount: total, currency: 'KZT', status, paidAt: settledAt };
        outbox.post(
          `payment:${paymentId}`,
          { path: '/payment-gateway/notifications', body: JSON.stringify(word) },
          now,
        );
        return made;
      });
      await outbox.flush();
      return pageOf(settled);
    },
    calls: calls.of,
    settled: outbox.flush,
    async close() {
      closed.abort();
      outbox.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

interface Reply {
  status: number;
  type: string;
  body: string;
}

/** The answer of a server that is not the system: no JSON, and nothing about data. */
const NOT_HERE: Reply = { status: 404, type: 'text/html', body: '<h1>Not Found</h1>' };

const payerInstructionSchema = z.object({ declinedAttempts: z.int().catch(0).default(0) });

function json(status: number, body: object): Reply {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function badRequest(detail: string): Reply {
  return json(400, { code: 'invalid-request', detail });
}

function pageOf({ payer: _payer, attempts: _attempts, ...page }: StoredPayment): PaymentPage {
  return { ...page, currency: 'KZT' };
}

/** Listens on the loopback interface, and returns the port. Rejects when it cannot. */
async function listen(server: http.Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
