/** `npm run bench`: what the service costs on this machine, next to the minimum that it has to do anyway. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { type Application, applicationSchema } from '../lib/domain/application.ts';
import { newNumber } from '../lib/domain/application-number.ts';
import { ACTIONS } from '../lib/domain/waits.ts';
import { dossierOf } from '../lib/registration/dossier.ts';
import { applications, toItem } from '../lib/store/applications.ts';
import { attachments } from '../lib/store/attachments.ts';
import { cabinet } from '../lib/store/cabinet.ts';
import { idempotencyKeys } from '../lib/store/idempotency.ts';
import { openTable, type Table } from '../lib/store/table.ts';
import { vinClaims } from '../lib/store/vin-claims.ts';
import { anybody } from '../local/actors/client.ts';
import { Registration, type Seen } from '../local/actors/registration.ts';
import { carryOn } from '../local/actors/turns.ts';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { startInOwnProcess } from '../local/own-process.ts';
import { type Case, caseOf } from '../local/systems/cases.ts';
import { systemClients } from '../local/systems/clients.ts';

const USAGE = `Usage: npm run bench [-- options]

  --stored 100,10000,100000   how many applications are stored before each round of measuring
  --registrations 20          how many registrations are measured one after the other in a round
  --only service              of service, eds, step-functions, bundles: only these, separated by commas
  --json                      prints JSON instead of tables`;

const AT_ONCE = 16;
const DECISION = { decision: 'register', plateNumber: '123ABC02', certificateNumber: 'AA00000001' };

/** The middle and the tail of some figures, in the unit of the figures. */
interface Spread {
  p50: number;
  p95: number;
  p99: number;
}

/** What was measured with so many applications stored. */
interface Round {
  stored: number;
  /** All of one registration but the people, in milliseconds. */
  machine: Spread;
  /** The same calls to state systems and the same writes, one after another, with no engine and no API. */
  floor: Spread;
  timesFloor: number;
  perSecondAlone: number;
  perSecondTogether: number;
  /** By route, in milliseconds, as the gateway measures them. */
  routes: Record<string, Spread>;
}

interface ServiceBench {
  startMs: number;
  rounds: Round[];
  /** Of the whole process with all its threads, in megabytes. */
  peakMemoryMb: number;
}

const spread = (figures: readonly number[]): Spread => {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (percent: number) =>
    Number((sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0).toFixed(1));
  return { p50: at(50), p95: at(95), p99: at(99) };
};

/** As much of an execution's history as times are taken from. */
const execution = z.looseObject({
  history: z.array(
    z.looseObject({
      type: z.string(),
      timestamp: z.union([z.number(), z.string()]),
      taskSucceededEventDetails: z.looseObject({ resource: z.string() }).optional(),
    }),
  ),
});

/** One service and everything that is measured on it. */
class Bench {
  readonly #cloud: LocalCloud;
  readonly #latencies = new Map<string, number[]>();
  #serial = 1;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
  }

  /** Notes a request that the gateway has answered. */
  answered(route: string, milliseconds: number): void {
    const known = this.#latencies.get(route);
    if (known) known.push(milliseconds);
    else this.#latencies.set(route, [milliseconds]);
  }

  #next(): Case {
    return caseOf('registered', this.#serial++);
  }

  /** One whole registration; nobody takes any time to think. */
  async #registration(): Promise<{ application: Seen; id: string }> {
    const { seller, vin, buyer } = this.#next();
    const registration = new Registration(this.#cloud.url, { seller, vin, buyer, kind: 'rsa' });
    await registration.start({});
    await carryOn(registration, 'in-registration');
    await registration.decide(DECISION);
    await registration.until('in-printing');
    await registration.completePrinting();
    return { application: await carryOn(registration), id: registration.id };
  }

  /**
   * What the machine took for one registration: from each answer that was taken in until the next one is awaited, by
   * the execution's own history.
   */
  async #machineMs(id: string): Promise<number> {
    const { body } = await anybody(this.#cloud.url).call('GET', `/dev/executions/${id}`);
    const { history } = execution.parse(body);
    let total = 0;
    let from: number | undefined;
    for (const { type, timestamp, taskSucceededEventDetails } of history) {
      const at = typeof timestamp === 'number' ? timestamp * 1000 : Date.parse(timestamp);
      const answered = type === 'TaskSucceeded' && taskSucceededEventDetails?.resource.endsWith('.waitForTaskToken');
      if (type === 'ExecutionStarted' || answered) from = at;
      else if ((type === 'TaskSubmitted' || type === 'ExecutionSucceeded') && from !== undefined) {
        total += at - from;
        from = undefined;
      }
    }
    return total;
  }

  /** The same calls and the same writes as one registration makes, in a row. */
  async #floorMs(sample: Application, table: Table): Promise<number> {
    const systems = systemClients(this.#cloud.environment);
    const { seller, vin, buyer } = this.#next();
    const id = ulid();
    const asking = { item: '4.1' };
    const ordering = () => ({ ...asking, idempotencyKey: randomUUID() });
    const notice = { iin: buyer, applicationId: id, code: 'application-received', text: 'x'.repeat(400) };
    const began = performance.now();
    await systems.businessRegister.entity(seller, asking);
    for (let twice = 0; twice < 2; twice++) {
      await systems.vehiclePassports.passport(vin, asking);
      await systems.individuals.person(buyer, asking);
      await systems.saleContracts.contract({ seller, buyer, vin }, asking);
    }
    await systems.customs.payment(vin, asking);
    await systems.recycling.payment(vin, asking);
    await systems.administrativeProceedings.fines(buyer, asking);
    await systems.mobileCitizens.phone(buyer, asking);
    for (let notices = 0; notices < 3; notices++) await systems.portal.postNotice(notice, ordering());
    const items = [{ code: 'plates', amount: 12110 }];
    await systems.paymentGateway.requestPayment(
      { applicationId: id, payer: buyer, items, total: 12110, currency: 'KZT' },
      ordering(),
    );
    await systems.vehicleRegister.submit({ ...dossierOf(sample), applicationId: id }, ordering());
    await systems.printing.order({ applicationId: id, certificateNumber: 'AA00000001', centre: '0201' }, ordering());
    await systems.eQueue.issueTicket({ centre: '0201', applicationNumber: '261122-0000-00' }, ordering());

    const number = newNumber(new Date());
    const keys = idempotencyKeys(table);
    await keys.claim(seller, randomUUID(), { applicationId: id, number, digest: 'x' }, new Date());
    const store = applications(table);
    let application: Application = { ...sample, id, number, revision: 1 };
    await store.create(application);
    for (let write = 1; write < sample.revision; write++)
      application = await store.change(application, (current) => ({ ...current }));
    await vinClaims(table).claim(vin, id);
    await vinClaims(table).release(vin, id);
    const bytes = new Uint8Array(900);
    const evidence = { certificate: 'x'.repeat(2000) };
    for (const signatory of ['seller', 'buyer'] as const) {
      await attachments(table).putDocument(id, signatory, bytes);
      await attachments(table).putSignature(id, { of: signatory, cms: 'x'.repeat(3000), cmsSha256: 'x', evidence });
    }
    for (let notices = 0; notices < 3; notices++) {
      const at = new Date().toISOString();
      await cabinet(table).put(buyer, {
        id: randomUUID(),
        applicationId: id,
        number,
        code: 'application-received',
        item: '4.10',
        at,
      });
    }
    return performance.now() - began;
  }

  /** A stored application that has gone the whole way, to be written again. */
  async sample(table: Table): Promise<Application> {
    const { id } = await this.#registration();
    const stored = await applications(table).get(id);
    return applicationSchema.parse(stored);
  }

  async round(stored: number, registrations: number, sample: Application, table: Table): Promise<Round> {
    const machine: number[] = [];
    const floor: number[] = [];
    this.#latencies.clear();
    let alone = 0;
    for (let i = 0; i < registrations; i++) {
      const began = performance.now();
      const { id } = await this.#registration();
      alone += performance.now() - began;
      machine.push(await this.#machineMs(id));
      floor.push(await this.#floorMs(sample, table));
    }
    const routes = Object.fromEntries([...this.#latencies].sort().map(([route, figures]) => [route, spread(figures)]));
    const together = registrations * 4;
    const began = performance.now();
    let left = together;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await this.#registration();
      }),
    );
    const perSecondTogether = together / ((performance.now() - began) / 1000);
    const [machineSpread, floorSpread] = [spread(machine), spread(floor)];
    return {
      stored,
      machine: machineSpread,
      floor: floorSpread,
      timesFloor: Number((machineSpread.p50 / floorSpread.p50).toFixed(2)),
      perSecondAlone: Number((registrations / (alone / 1000)).toFixed(1)),
      perSecondTogether: Number(perSecondTogether.toFixed(1)),
      routes,
    };
  }

  /** Puts finished applications into the table, of many sellers and the measured one, until there are so many. */
  async store(from: number, to: number, sample: Application, table: Table): Promise<void> {
    const month = 30 * 24 * 60 * 60 * 1000;
    for (let at = from; at < to; at += 25 * 8) {
      await Promise.all(
        Array.from({ length: 8 }, (_, part) => {
          const first = at + part * 25;
          const items = Array.from({ length: Math.max(0, Math.min(25, to - first)) }, (_unused, index) => {
            const when = Date.now() - month + first + index;
            return { PutRequest: { Item: toItem({ ...sample, id: ulid(when), number: `S-${first + index}` }) } };
          });
          if (items.length === 0) return undefined;
          return table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: items } }));
        }),
      );
      if (at % 10_000 < 200) progress(`storing applications: ${at.toLocaleString('en')} of ${to.toLocaleString('en')}`);
    }
  }
}

/** Shows how far a long piece of work has got, when the output is a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function service(stored: readonly number[], registrations: number): Promise<Omit<ServiceBench, 'peakMemoryMb'>> {
  const folder = mkdtempSync(join(tmpdir(), 'tirkeu-bench-'));
  const began = performance.now();
  let bench: Bench | undefined;
  const cloud = await startLocalCloud({
    folder,
    onAnswered: ({ route, method, milliseconds }) => bench?.answered(`${method} ${route}`, milliseconds),
  });
  const startMs = Math.round(performance.now() - began);
  bench = new Bench(cloud);
  const { environment } = cloud;
  const table = openTable(environment.TABLE_NAME ?? '', {
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    for (const system of ['vehicle-register', 'printing']) {
      await anybody(cloud.url).call('PUT', `/dev/systems/${system}/settings`, { body: { automatic: false } });
    }
    const sample = await bench.sample(table);
    const rounds: Round[] = [];
    let there = 0;
    for (const wanted of stored) {
      await bench.store(there, wanted, sample, table);
      there = wanted;
      progress(`measuring with ${wanted.toLocaleString('en')} applications stored`);
      // The first registrations of a round warm up what the storing has pushed out.
      await bench.round(wanted, 2, sample, table);
      rounds.push(await bench.round(wanted, registrations, sample, table));
    }
    progress('');
    return { startMs, rounds };
  } finally {
    table.client.destroy();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most memory that a service in a process of its own uses while it carries registrations through, in megabytes. */
async function peakMemory(registrations: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tirkeu-bench-'));
  const machine = await startInOwnProcess({ folder });
  let peak = 0;
  const look = async () => {
    peak = Math.max(peak, (await machine.usage()).resident);
  };
  try {
    let serial = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (serial < registrations) {
          serial += 1;
          const registration = new Registration(machine.url, { ...caseOf('registered', serial), kind: 'rsa' });
          await registration.start({});
          await carryOn(registration);
          await look();
        }
      }),
    );
    return Math.round(peak / 1024 / 1024);
  } finally {
    await machine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print({ startMs, rounds, peakMemoryMb }: ServiceBench): void {
  const ms = ({ p50, p95, p99 }: Spread) => `${p50} / ${p95} / ${p99}`;
  process.stdout.write(
    `The service: started in ${startMs} ms, at most ${peakMemoryMb} MB, with ${ACTIONS.length} waits a registration\n`,
  );
  console.table(
    Object.fromEntries(
      rounds.map((round) => [
        `${round.stored.toLocaleString('en')} stored`,
        {
          'machine ms p50/p95/p99': ms(round.machine),
          'floor ms p50/p95/p99': ms(round.floor),
          'times the floor': round.timesFloor,
          'a second, one at a time': round.perSecondAlone,
          [`a second, ${AT_ONCE} at a time`]: round.perSecondTogether,
        },
      ]),
    ),
  );
  process.stdout.write('Each route, ms p50 / p95 / p99, as the gateway measures it\n');
  const routes = [...new Set(rounds.flatMap((round) => Object.keys(round.routes)))].sort();
  console.table(
    Object.fromEntries(
      routes.map((route) => [
        route,
        Object.fromEntries(
          rounds.map((round) => {
            const figures = round.routes[route];
            return [`${round.stored.toLocaleString('en')} stored`, figures ? ms(figures) : '-'];
          }),
        ),
      ]),
    ),
  );
}

const PARTS = ['service', 'eds', 'step-functions', 'bundles'] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stored: { type: 'string', default: '100,10000,100000' },
      registrations: { type: 'string', default: '20' },
      only: { type: 'string', default: PARTS.join(',') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const positive = z.coerce.number().int().positive();
  const stored = z.array(positive).parse(values.stored.split(','));
  const only = z.array(z.enum(PARTS)).parse(values.only.split(','));
  const results: Record<string, unknown> = {};
  if (only.includes('service')) {
    const registrations = positive.parse(values.registrations);
    const measured = { ...(await service(stored, registrations)), peakMemoryMb: await peakMemory(registrations * 4) };
    results.service = measured;
    if (!values.json) print(measured);
  }
  for (const part of only) {
    if (part === 'service') continue;
    const flags = values.json ? ['--json'] : [];
    const run = spawnSync(
      process.execPath,
      ['--max-semi-space-size=4', join(import.meta.dirname, `bench-${part}.ts`), ...flags],
      {
        stdio: ['ignore', values.json ? 'pipe' : 'inherit', 'inherit'],
        encoding: 'utf8',
      },
    );
    if (run.status !== 0) throw new Error(`bench-${part} ended with ${run.status ?? run.signal}.`);
    if (values.json) results[part] = JSON.parse(run.stdout);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

await main();
