import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import type { ProblemCode } from '../../lib/domain/texts/problems.ts';
import type { Status } from '../../lib/domain/waits.ts';
import { type Answer, anybody, type Client, type Identity, signedIn } from '../../local/actors/client.ts';
import type { Registration, Seen } from '../../local/actors/registration.ts';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { type CaseName, caseOf } from '../../local/systems/cases.ts';
import { type Exchange, WatchedRegistration, watched } from './watch.ts';

/** A service for the tests of a file, over HTTP, in which nobody acts who is not told to. */
export interface Api {
  readonly cloud: LocalCloud;
  readonly url: string;
  /** Every answer of the API so far, in the order in which they came. */
  readonly exchanges: readonly Exchange[];
  readonly public: Client;
  as(identity: Identity, language?: string): Promise<Client>;
  /** A registration of a made-up case, with a vehicle and a buyer that no other test has. */
  registration(name?: CaseName): Registration;
  /** A route of one machine only. */
  dev(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts the service before the tests of a file and ends it after them. Every answer is held against the interface's description. */
export function useApi(): () => Api {
  let api: Api | undefined;
  let end: () => Promise<void>;
  let serial = 100;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tirkeu-api-'));
    const cloud = await startLocalCloud({ folder });
    cloud.systems.setAutomatic('vehicle-register', false);
    cloud.systems.setAutomatic('printing', false);
    const exchanges: Exchange[] = [];
    const told = (exchange: Exchange) => void exchanges.push(exchange);
    end = async () => {
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    };
    const { url } = cloud;
    api = {
      cloud,
      url,
      exchanges,
      public: watched(anybody(url, { 'accept-language': 'en' }), undefined, 'en', told),
      as: async (identity, language = 'en') =>
        watched(await signedIn(url, identity, language), identity.role, language, told),
      registration(name = 'registered') {
        const { seller, vin, buyer } = caseOf(name, serial++);
        return new WatchedRegistration(told, url, { seller, vin, buyer, kind: 'rsa' });
      },
      async dev(method, path, body) {
        const answer = await anybody(url).call(method, `/dev${path}`, body === undefined ? {} : { body });
        expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
        return answer.body;
      },
    };
  });
  afterAll(() => end());

  return () => {
    if (!api) throw new Error('The service is there once the tests run.');
    return api;
  };
}

export const PLATE = { plateNumber: '123ABC02', certificateNumber: 'AB-0000001' } as const;

/** What a status asks of those whose turn it is, on the straight way. */
const STEPS: Partial<Record<Status, (one: Registration) => Promise<unknown>>> = {
  'awaiting-vehicle': (one) => one.enterVehicle(),
  'awaiting-buyer': (one) => one.enterBuyer(),
  'awaiting-seller-signature': (one) => one.signAsSeller(),
  'awaiting-consent': (one) => one.consent(),
  'awaiting-pickup': (one) => one.choosePickup(),
  'awaiting-phone': (one) => one.enterPhone(),
  'awaiting-payment': (one) => one.pay(),
  'awaiting-buyer-signature': (one) => one.signAsBuyer(),
  'in-registration': (one) => one.decide({ decision: 'register', ...PLATE }),
  'in-printing': (one) => one.completePrinting(),
  'ready-for-collection': (one) => one.takeTicket(),
  'ticket-issued': (one) => one.handOver(),
};

/** Carries a registration on, from where it stands or from its start, until it stands where it is wanted. */
export async function carryTo(wanted: Status, registration: Registration): Promise<Seen> {
  if (registration.id === '') {
    const late = wanted === 'awaiting-vehicle' || wanted === 'awaiting-buyer';
    await registration.start(late ? {} : undefined);
  }
  for (let done: Status | undefined; ; ) {
    const seen = await registration.untilIt(
      ({ status }) => status === wanted || (status !== done && STEPS[status] !== undefined),
      wanted,
    );
    if (seen.status === wanted) return seen;
    await STEPS[seen.status]?.(registration);
    done = seen.status;
  }
}

const problemSchema = z.looseObject({
  code: z.string(),
  detail: z.string(),
  item: z.string().optional(),
  reason: z.string().optional(),
  awaiting: z.looseObject({ action: z.string(), from: z.string() }).optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
});

export type SeenProblem = z.infer<typeof problemSchema>;

/** Makes sure that an answer is this problem, and gives what it says. */
export function problemIn(answer: Answer, status: number, code: ProblemCode): SeenProblem {
  const told = `${answer.status} ${JSON.stringify(answer.body)}`;
  expect(answer.headers.get('content-type'), told).toBe('application/problem+json; charset=utf-8');
  const problem = problemSchema.parse(answer.body);
  expect({ status: answer.status, code: problem.code }, told).toEqual({ status, code });
  return problem;
}

/** Makes sure that an answer is `invalid-request` with faults at exactly these places. */
export function expectFaultsAt(answer: Answer, ...pointers: string[]): void {
  const { errors = [] } = problemIn(answer, 400, 'invalid-request');
  expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(pointers.toSorted());
  for (const { message } of errors) expect(message).not.toBe('');
}

const applicationSchema = z.looseObject({
  id: z.string(),
  number: z.string(),
  revision: z.number(),
  status: z.string(),
});

/** Makes sure that an answer is an application under this status, and gives it. */
export function applicationIn(answer: Answer, status: number): z.infer<typeof applicationSchema> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return applicationSchema.parse(answer.body);
}

const listSchema = z.strictObject({
  items: z.array(z.looseObject({ id: z.string() })),
  cursor: z.string().optional(),
});

/** Makes sure that an answer is a list, and gives it. */
export function listIn(answer: Answer): z.infer<typeof listSchema> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return listSchema.parse(answer.body);
}
