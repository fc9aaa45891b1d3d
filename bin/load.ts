/** `npm run load`: a mixed day at rising rates, until the service on this machine reaches its limit; or one rate for a long time. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Client, type Identity, signedIn } from '../local/actors/client.ts';
import { type Means, Registration, type Sign } from '../local/actors/registration.ts';
import { carryOn } from '../local/actors/turns.ts';
import { createAuthority } from '../local/authority/authority.ts';
import { createClock } from '../local/clock.ts';
import { type OwnProcess, startInOwnProcess } from '../local/own-process.ts';
import { type CaseName, caseOf } from '../local/systems/cases.ts';
import { dealerBin } from '../local/systems/data-set.ts';
import { ownFolder, say } from './terminal.ts';

const USAGE = `Usage: npm run load [-- options]

Starts the whole service on a folder of its own and has sellers, buyers, centres and police work with it: registrations
from the start to the hand-over, some that end otherwise, and the lists that all of them look at. The rate rises until
the 95th percentile of reads passes 100 ms, or anything fails.

  --signature gost|rsa  what is signed with (gost)
  --rates 2,4,6         registrations begun a second, one step after another (2,4,6,8,10,12,15,20,25,30)
  --seconds 15          how long each step lasts
  --soak 10             instead of rising: the first rate for so many minutes, with a line each half minute
  --profile folder      writes CPU profiles of the service there`;

/** The most that a step may last, and the most registrations, so that the measurement ends. */
const LONGEST_SECONDS = 3_600;
const MOST_REGISTRATIONS = 9_900;
const READS_P95_LIMIT_MS = 100;
const SOAK_LINE_SECONDS = 30;
/** How often a portal asks whether it is its party's turn. */
const LOOKS_EVERY_MS = 500;

/** How many dealers take turns. */
const DEALERS = 10;

/** What comes in on a mixed day, in a hundred applications. */
const DAY: readonly [CaseName, number][] = [
  ['registered', 74],
  ['imported-by-official-dealer', 10],
  ['phone-not-registered', 4],
  ['no-customs-payment', 3],
  ['no-sale-contract', 3],
  ['declined', 2],
  ['withdrawn', 2],
  ['refused-by-register', 2],
];
const HUNDRED: readonly CaseName[] = DAY.flatMap(([name, count]) => Array<CaseName>(count).fill(name));
/** Coprime to a hundred: the cases come evenly mixed. */
const STRIDE = 37;

/** What was measured in a step. */
class Measures {
  readonly reads: number[] = [];
  readonly actions: number[] = [];
  readonly faults: string[] = [];
  begun = 0;
  ended = 0;

  static percentile(of: readonly number[], percent: number): number {
    return of.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((of.length * percent) / 100) - 1)] ?? 0;
  }
}

/** All who work with the service: dealers and employees keep their tokens, every buyer has one of their own. */
class Day {
  readonly #machine: OwnProcess;
  readonly #kind: 'gost' | 'rsa';
  readonly #sign: Sign;
  readonly #known = new Map<string, Promise<Client>>();
  measures = new Measures();
  #serial = 0;

  constructor(machine: OwnProcess, folder: string, kind: 'gost' | 'rsa') {
    this.#machine = machine;
    this.#kind = kind;
    // The same made-up authority as the service's, so that clients sign for themselves, as they do with NCALayer.
    const authority = createAuthority({ folder: join(folder, 'authority'), clock: createClock() });
    this.#sign = (document, as) => authority.sign({ document, as, kind });
  }

  get exhausted(): boolean {
    return this.#serial >= MOST_REGISTRATIONS;
  }

  #signIn = (url: string, identity: Identity): Promise<Client> => {
    const name = JSON.stringify(identity);
    const known = this.#known.get(name);
    if (known) return known;
    const client = signedIn(url, identity).then((plain) => this.#measured(plain));
    if (identity.role !== 'buyer') this.#known.set(name, client);
    return client;
  };

  #measured({ call }: Client): Client {
    return {
      call: async (method, path, request) => {
        const { measures } = this;
        const began = performance.now();
        const answer = await call(method, path, request);
        const took = performance.now() - began;
        // A request that waits for a change takes as long as the change does.
        if (!request?.headers?.prefer) (method === 'GET' ? measures.reads : measures.actions).push(took);
        if (answer.status >= 400) measures.faults.push(`${method} ${path.split('/', 3).join('/')} ${answer.status}`);
        return answer;
      },
    };
  }

  /** One application from its start to its end, and what those concerned look at on the way. */
  async one(): Promise<void> {
    const { measures } = this;
    const serial = ++this.#serial;
    const plot = caseOf(HUNDRED[(serial * STRIDE) % HUNDRED.length] ?? 'registered', serial);
    const means: Means = { signIn: this.#signIn, sign: this.#sign, looksEvery: LOOKS_EVERY_MS };
    // Each has its day's share of the sales without a contract: one dealer's would be put off after thirty in an hour.
    const seller = dealerBin('dealer', 1 + (serial % DEALERS));
    const registration = new Registration(this.#machine.url, { ...plot, seller, kind: this.#kind }, means);
    const look = async (role: Identity['role'], path: string) => (await registration.as(role)).call('GET', path);
    measures.begun += 1;
    try {
      await registration.start();
      const stands = await carryOn(registration, 'awaiting-consent');
      await look('seller', '/seller/applications?limit=20');
      if (stands.status === 'awaiting-consent') {
        await look('buyer', '/buyer/notices');
        await look('buyer', '/buyer/applications');
        if (plot.name === 'declined') await registration.consent('decline');
        if (plot.name === 'withdrawn') await registration.withdraw();
      }
      const signed = await carryOn(registration, 'in-registration', 'ready-for-collection');
      if (signed.status === 'in-registration') await look('police', '/police/applications?limit=20');
      await carryOn(registration, 'ready-for-collection');
      await look('centre', '/centre/applications?limit=20&status=ready-for-collection');
      const { status, outcome } = await carryOn(registration);
      const wanted = plot.thenTo ?? plot.leadsTo;
      const asItShould = status === wanted.status && (wanted.code === undefined || outcome?.code === wanted.code);
      if (!asItShould) throw new Error(`${plot.name} ended as ${status}`);
      measures.ended += 1;
    } catch (error) {
      measures.faults.push(error instanceof Error ? error.message : String(error));
    }
  }

  /** Begins so many a second for so long, and waits until all have ended. */
  async step(rate: number, seconds: number): Promise<void> {
    this.measures = new Measures();
    const { measures } = this;
    const began = performance.now();
    const before = await this.#machine.usage();
    const underWay: Promise<void>[] = [];
    for (let n = 0; n < rate * seconds && !this.exhausted && measures.faults.length === 0; n++) {
      await pause(Math.max(0, began + (n / rate) * 1_000 - performance.now()));
      underWay.push(this.one());
    }
    await Promise.all(underWay);
    const took = (performance.now() - began) / 1_000;
    const { own, resident, cpu } = await this.#machine.usage();
    const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0).padStart(5);
    const { reads, actions, begun, ended, faults } = measures;
    const times = (of: readonly number[]) =>
      [50, 95, 99].map((percent) => Measures.percentile(of, percent).toFixed(0).padStart(5)).join('');
    const each = (cpu - before.cpu) / Math.max(1, begun);
    say(
      `${rate.toFixed(1).padStart(5)} ${(ended / took).toFixed(1).padStart(9)} ${times(reads)}  ${times(actions)} ${each.toFixed(0).padStart(8)} ${megabytes(own)} ${megabytes(resident)} ${String(ended).padStart(6)}/${begun}${faults.length > 0 ? `  ${faults.length} faults` : ''}`,
    );
    for (const fault of new Set(faults.slice(0, 5))) say(`      ${fault}`);
  }

  get heldOut(): boolean {
    const { reads, faults } = this.measures;
    return faults.length === 0 && Measures.percentile(reads, 95) <= READS_P95_LIMIT_MS;
  }
}

const HEADING = `begun     ended        reads, ms      actions, ms      CPU   memory, MB  ended as
   /s        /s    p50  p95  p99    p50  p95  p99  ms each   own with files  they should`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      signature: { type: 'string', default: 'gost' },
      rates: { type: 'string', default: '2,4,6,8,10,12,15,20,25,30' },
      seconds: { type: 'string', default: '15' },
      soak: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const parsed = z
    .object({
      signature: z.enum(['gost', 'rsa']),
      rates: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.coerce.number<string>().positive().max(1_000))),
      seconds: z.coerce.number().positive().max(LONGEST_SECONDS),
      soak: z.coerce.number().positive().max(120).optional(),
    })
    .safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const settings = parsed.data;
  const folder = ownFolder('tirkeu-load-');
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  const machine = await startInOwnProcess({ folder, execArgv: profile });
  try {
    const day = new Day(machine, folder, settings.signature);
    say(`Signatures: ${settings.signature}. Client and service share this machine; CPU is the service's alone.\n`);
    await day.step(1, 3);
    say(HEADING);
    let sustained = 0;
    if (settings.soak) {
      const [rate = 1] = settings.rates;
      for (let line = 0; line < (settings.soak * 60) / SOAK_LINE_SECONDS && !day.exhausted; line++) {
        await day.step(rate, SOAK_LINE_SECONDS);
        if (day.measures.faults.length > 0) return 1;
      }
      return 0;
    }
    for (const rate of settings.rates) {
      if (day.exhausted) break;
      await day.step(rate, settings.seconds);
      if (!day.heldOut) break;
      sustained = rate;
    }
    say(`\nSustained: ${sustained} complete registrations a second, no fault, 95 in 100 reads within 100 ms.`);
    return sustained > 0 ? 0 : 1;
  } finally {
    await machine.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
