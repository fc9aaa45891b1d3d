import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Application } from '../../lib/domain/application.ts';
import { type Applications, applications } from '../../lib/store/applications.ts';
import { openTable, type Table } from '../../lib/store/table.ts';
import { Registration } from '../../local/actors/registration.ts';
import { REGION } from '../../local/arns.ts';
import { type LocalCloud, type LocalOptions, startLocalCloud } from '../../local/cloud.ts';
import type { HistoryEvent } from '../../local/step-functions/history.ts';
import { type CaseName, caseOf } from '../../local/systems/cases.ts';

/** Whether the long versions are wanted: `npm run test:long`. */
export const LONG = process.env.TIRKEU_LONG === '1';

/** The seed of what is drawn at random: given by `TIRKEU_SEED` to see a run again; always the same in CI; else another one each time. */
export const SEED = Number(process.env.TIRKEU_SEED ?? (process.env.CI ? 1 : Date.now() % 1_000_000_007));

/** Numbers from 0 to below 1, always the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** More than the longest pause between two tries (the state machine's Retry), and than the sweeper takes. */
export const LONGEST_PAUSE_SECONDS = 601;

/** A folder that is removed with {@link Service.close}. */
export const newFolder = () => mkdtempSync(join(tmpdir(), 'tirkeu-'));

/** An order that a simulated system has carried out: there is one for each idempotency key. */
export interface CarriedOut {
  readonly system: string;
  readonly key: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** How the SDK's clients are set up, whatever they are pointed to. */
export const AWS = { region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } as const;

/** Has the calls of tasks and of the API given up after so many seconds: they go on unseen, beside the next tries. */
export const givingUpAfter =
  (timeoutSeconds: number): NonNullable<LocalOptions['functions']> =>
  (settings) =>
    Object.fromEntries(
      Object.entries(settings).map(([name, setting]) => [
        name,
        /^functions\/(checks|tasks|api)\//.test(setting.entry) ? { ...setting, timeoutSeconds } : setting,
      ]),
    );

/** The events after which nothing happens before some time has passed. */
const STANDING: ReadonlySet<string> = new Set([
  'TaskFailed',
  'TaskTimedOut',
  'TaskSubmitted',
  'ExecutionFailed',
  'ExecutionAborted',
]);
/** How long nothing may follow, in real time, before the clock is moved on once more: what came of it may have failed again. */
const AGAIN_AFTER_MS = 3_000;

/** The whole service, with what tests look at it by. */
export class Service {
  readonly cloud: LocalCloud;
  readonly folder: string;
  readonly sfn: SFNClient;
  readonly sfnConfig: { readonly endpoint: string } & typeof AWS;
  readonly table: Table;
  readonly store: Applications;
  static #serial = 0;
  /** The event of each execution at which the clock was last moved on for it, and when that was. */
  readonly #movedOn = new Map<string, { readonly event: number; readonly at: number }>();

  private constructor(cloud: LocalCloud, folder: string) {
    this.cloud = cloud;
    this.folder = folder;
    this.sfnConfig = { ...AWS, endpoint: cloud.stepFunctions.url };
    this.sfn = new SFNClient(this.sfnConfig);
    this.table = openTable('applications', { ...AWS, endpoint: `http://127.0.0.1:${cloud.ports.dynamodb}` });
    this.store = applications(this.table, () => new Date(cloud.clock.now()));
  }

  static async start(options: Partial<LocalOptions> = {}): Promise<Service> {
    const folder = options.folder ?? newFolder();
    return new Service(await startLocalCloud({ ...options, folder }), folder);
  }

  /** A registration by a made-up case, with a vehicle and a buyer of its own. */
  registration(name: CaseName = 'registered'): Registration {
    Service.#serial += 1;
    return new Registration(this.cloud.url, { ...caseOf(name, Service.#serial), kind: 'rsa' });
  }

  /** An application as it is stored. */
  async stored(id: string): Promise<Application> {
    const application = await this.store.get(id);
    if (!application) throw new Error(`The application ${id} is not stored.`);
    return application;
  }

  /** Moves the clock on; timers that are due fire. */
  advance(seconds: number): void {
    this.cloud.clock.set(this.cloud.clock.now() + seconds * 1000);
  }

  /**
   * Moves the clock on where an execution only waits for it: between two tries of a failing task, in a wait whose answer
   * has not been delivered, or when it has failed and the word of that is to be told again. Never while a task is under
   * way, which would have it time out.
   */
  moveOn(id: string): void {
    const last = this.lastEvent(id);
    if (!last || !STANDING.has(last.type)) return;
    const before = this.#movedOn.get(id);
    if (before?.event === last.id && performance.now() - before.at < AGAIN_AFTER_MS) return;
    this.#movedOn.set(id, { event: last.id, at: performance.now() });
    this.advance(LONGEST_PAUSE_SECONDS);
  }

  /** The newest event of an application's own execution. */
  lastEvent(id: string): HistoryEvent | undefined {
    const { stepFunctions, executionArn } = this.cloud;
    const query = { executionArn: executionArn(id), reverseOrder: true, maxResults: 1 };
    return stepFunctions.engine.getExecutionHistory(query).items[0];
  }

  /** Uses the retries of a failing task up, until the execution has given up and the application says so. */
  async waitOutRetries(id: string): Promise<void> {
    await eventually(async () => {
      this.moveOn(id);
      return (await this.stored(id)).status === 'suspended' || undefined;
    }, 'the retries to be used up');
  }

  /** What the simulated systems have carried out for an application. */
  carriedOut({ id, number }: Pick<Application, 'id' | 'number'>): CarriedOut[] {
    return carriedOutIn(this.folder).filter(
      ({ request }) => request.applicationId === id || request.applicationNumber === number,
    );
  }

  async close({ keepFolder = false } = {}): Promise<void> {
    this.sfn.destroy();
    this.table.client.destroy();
    await this.cloud.close();
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true });
  }
}

const orderRow = z
  .object({ system: z.string(), idempotency_key: z.string(), request: z.string() })
  .transform(({ system, idempotency_key: key, request }) => ({
    system,
    key,
    request: z.record(z.string(), z.unknown()).parse(JSON.parse(request)),
  }));

/** What the simulated systems of a folder have carried out. */
export function carriedOutIn(folder: string): CarriedOut[] {
  const database = new DatabaseSync(join(folder, 'systems.sqlite'), { readOnly: true });
  try {
    return z.array(orderRow).parse(database.prepare('SELECT system, idempotency_key, request FROM orders').all());
  } finally {
    database.close();
  }
}

/** The effects of a registration from its start to the hand-over: each of them once, and nothing beside them. */
export const EFFECTS_OF_A_REGISTRATION = [
  'e-queue',
  'payment-gateway',
  'portal application-received',
  'portal documents-ready',
  'portal service-given',
  'printing',
  'vehicle-register',
];

/** Orders by what they are for, in alphabetical order. */
export const effectsOf = (orders: readonly CarriedOut[]) =>
  orders.map(({ system, request }) => (system === 'portal' ? `portal ${request.code}` : system)).toSorted();

/** Looks again and again until there is something; the service works by itself meanwhile. */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  what: string | (() => string),
): Promise<T> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt)
      throw new Error(`Waited in vain for ${typeof what === 'string' ? what : what()}.`);
    await pause(15);
  }
}
