/** `npm run demo`: plays a registration through over HTTP, with one line for everything that happens. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { isItem } from '../lib/domain/algorithm.ts';
import { isDone, isPassed } from '../lib/domain/checks.ts';
import { isSystemName } from '../lib/domain/systems.ts';
import { ITEM_TITLES } from '../lib/domain/texts/items.ts';
import { NAME_TEXTS } from '../lib/domain/texts/names.ts';
import { anybody } from '../local/actors/client.ts';
import { play } from '../local/actors/play.ts';
import { Registration, type Seen } from '../local/actors/registration.ts';
import { CASE_NAMES, CASES, type Case, caseOf, isCaseName } from '../local/systems/cases.ts';
import { colour, ownFolder, say } from './terminal.ts';

const USAGE = `Usage: npm run demo -- [--case <name> | --all | --list] [--url <address>] [--signature gost|rsa]

  --case <name>   plays this made-up case; without it, the straight way
  --all           plays every case, one after the other
  --list          lists the cases
  --url <address> of a running service; without it, http://127.0.0.1:8080 if one answers there,
                  and otherwise a service of its own that is gone afterwards
  --signature     what the parties sign with (default gost)`;

/** A line of the journal as the buyer reads it, or of the checks as the seller does. */
const journalLine = z.looseObject({ item: z.string(), system: z.string(), outcome: z.string(), at: z.string() });

const systemName = (system: string) => (isSystemName(system) ? NAME_TEXTS[`system.${system}`].en : system);

/** Tells what happens in one case, line by line. */
class Narrator {
  readonly #registration: Registration;
  #shown = 0;
  #item = '';
  #machineMs = 0;
  #since = performance.now();

  constructor(registration: Registration) {
    this.#registration = registration;
  }

  /** How long the service took altogether, in milliseconds: everything except the people. */
  get machineMs(): number {
    return this.#machineMs;
  }

  #line(item: string, mark: string, text: string): void {
    if (item !== this.#item && isItem(item)) {
      this.#item = item;
      say(`${colour('cyan', item.padStart(5))}  ${colour('bold', ITEM_TITLES[item].en)}`);
    }
    say(`       ${mark} ${text}`);
  }

  step = (item: string, who: string, what: string): void => {
    this.#line(item, colour('yellow', '›'), `${who === 'operator' ? 'the operator' : `the ${who}`} ${what}`);
    this.#since = performance.now();
  };

  /** Tells which questions the service has asked which systems since the last time. */
  stands = async (application: Seen): Promise<void> => {
    const took = performance.now() - this.#since;
    this.#machineMs += took;
    const lines = await this.#journal(application);
    for (const { item, system, outcome } of lines.slice(this.#shown)) {
      const { registration } = application;
      if (item === '4.19' && registration) {
        this.#line(item, colour('yellow', '›'), `the police register the vehicle: plates ${registration.plateNumber}`);
      }
      const good = outcome === 'passed' || isPassed(outcome) || isDone(outcome);
      this.#line(item, good ? colour('green', '✓') : colour('red', '✗'), `${systemName(system)}: ${outcome}`);
    }
    this.#shown = Math.max(this.#shown, lines.length);
    const { notice, status, awaiting } = application;
    if (notice) this.#line(notice.item ?? application.item, colour('magenta', '!'), notice.message);
    const now = awaiting ? `${status}, until ${awaiting.until.slice(0, 10)}` : status;
    say(colour('dim', `       · ${now} (${took.toFixed(0)} ms)`));
  };

  async #journal(application: Seen) {
    const buyer = await this.#registration.as('buyer');
    const { status, body } = await buyer.call('GET', `/buyer/applications/${application.id}/journal`);
    // Before 4.10 the buyer cannot see the application: the seller's list of checks says the same.
    const lines =
      status === 200 ? z.object({ items: z.array(journalLine) }).parse(body).items : (application.checks ?? []);
    return z.array(journalLine).parse(lines);
  }
}

async function playCase(url: string, plot: Case, kind: 'gost' | 'rsa'): Promise<boolean> {
  say(`${colour(['bold', 'inverse'], ` ${plot.name} `)} ${plot.title}`);
  say(colour('dim', `       dealer ${plot.seller} · vehicle ${plot.vin} · buyer ${plot.buyer}`));
  const registration = new Registration(url, { ...plot, kind });
  const narrator = new Narrator(registration);
  const began = performance.now();
  const ended = await play(registration, plot, narrator);
  const { status, outcome, number, registration: registered } = ended;
  const wanted = plot.thenTo ?? plot.leadsTo;
  const asWanted = status === wanted.status && (wanted.code === undefined || outcome?.code === wanted.code);
  say(
    `       ${asWanted ? colour('green', '●') : colour('red', '●')} ${colour('bold', `application ${number}: ${status}`)}${outcome?.code ? ` (${outcome.code}, item ${outcome.item})` : ''}`,
  );
  if (outcome) say(`         ${outcome.message}\n         ${colour('dim', outcome.nextStep)}`);
  if (registered) say(`         plates ${registered.plateNumber} · certificate ${registered.certificateNumber}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(
    colour(
      'dim',
      `         the machine took ${narrator.machineMs.toFixed(0)} ms of ${seconds} s; the rest were people`,
    ),
  );
  say();
  return asWanted;
}

/** The service to play against, and how to leave it. */
async function serviceAt(url: string | undefined): Promise<{ url: string; leave: () => Promise<void> }> {
  const address = (url ?? `http://127.0.0.1:${process.env.PORT ?? 8080}`).replace(/\/+$/, '');
  const runs = await anybody(address)
    .call('GET', '/health')
    .then(
      ({ status }) => status === 200,
      () => false,
    );
  if (runs) return { url: address, leave: async () => {} };
  if (url) throw new Error(`No service answers at ${address}. Start one with \`npm start\`, or leave --url out.`);
  say(colour('dim', `No service answers at ${address}; starting one of its own …\n`));
  const { startLocalCloud } = await import('../local/cloud.ts');
  const cloud = await startLocalCloud({ folder: ownFolder('tirkeu-demo-') });
  return { url: cloud.url, leave: cloud.close };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string' },
      all: { type: 'boolean' },
      list: { type: 'boolean' },
      url: { type: 'string' },
      signature: { type: 'string', default: 'gost' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (values.list) {
    for (const { name, item, title } of CASES) say(`${colour('cyan', item.padStart(5))}  ${name.padEnd(28)} ${title}`);
    return 0;
  }
  const name = values.case ?? 'registered';
  if (!isCaseName(name)) throw new Error(`There is no case "${name}". The cases: ${CASE_NAMES.join(', ')}.`);
  const kind = values.signature;
  if (kind !== 'gost' && kind !== 'rsa') throw new Error('--signature is gost or rsa.');
  const { url, leave } = await serviceAt(values.url);
  try {
    // Another vehicle and another buyer each time, so that a case can be played again on the same data.
    const serial = 1 + (Math.floor(Date.now() / 1000) % 9_000);
    // The one that ends the pilot comes last: after it nothing starts.
    const all = [...CASE_NAMES.filter((one) => one !== 'pilot-ended'), 'pilot-ended'] as const;
    const names = values.all ? all : [name];
    let failed = 0;
    for (const [index, one] of names.entries()) {
      if (!(await playCase(url, caseOf(one, serial + index), kind))) failed += 1;
    }
    if (values.all) say(`${names.length - failed} cases came to where they lead, ${failed} did not.`);
    return failed === 0 ? 0 : 1;
  } finally {
    await leave();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
