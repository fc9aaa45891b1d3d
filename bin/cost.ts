/**
 * `npm run cost`: what an application costs on AWS. Made-up cases are played on this machine, on the state machine and
 * the functions that are deployed; what each uses is counted and priced.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { BILLED_MS, costOf, PRICES, standingCost, type Usage } from '../lib/cloud/cost.ts';
import { FUNCTIONS, type FunctionName } from '../lib/functions.ts';
import { INDEXES } from '../lib/store/table.ts';
import { play } from '../local/actors/play.ts';
import { Registration } from '../local/actors/registration.ts';
import { REGION } from '../local/arns.ts';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { type CaseName, caseOf } from '../local/systems/cases.ts';

/** The paths that are priced, the one without detours first. */
const PATHS: readonly CaseName[] = [
  'registered',
  'no-passport',
  'buyer-unknown',
  'unpaid-fines',
  'phone-not-registered',
  'declined',
  'refused-by-register',
];
const REGISTRATIONS_A_YEAR = 200_000;
/** Bytes of a line in API Gateway's access log, and of an event in Step Functions' log without its data. */
const ACCESS_LINE_BYTES = 450;
const EVENT_LINE_BYTES = 350;

const { values: given } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const target = z.object({
  ReturnConsumedCapacity: z.string().optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
});
const consumed = z.object({ ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional() });

/** Counts capacity units between the functions and the database, as on-demand capacity bills them. */
class Meter {
  readUnits = 0;
  writeUnits = 0;
  // A kept connection that the database has just closed is met as any client would: cut off, and asked again.
  readonly #server = http.createServer((request, response) =>
    this.#pass(request, response).catch(() => response.destroy()),
  );
  #database = '';

  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  connect(database: string): void {
    this.#database = database;
  }

  async #pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks).toString());
    const { 'content-length': _length, host: _host, ...headers } = request.headers;
    const answer = await fetch(this.#database, {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }),
    });
    const text = await answer.text();
    this.#count(String(request.headers['x-amz-target']), target.parse(asked).Item, text);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  }

  #count(operation: string, item: Record<string, unknown> | undefined, answer: string): void {
    const units = consumed.safeParse(JSON.parse(answer)).data?.ConsumedCapacity?.CapacityUnits ?? 1;
    if (/\.(GetItem|Query)$/.test(operation)) this.readUnits += units;
    else {
      // An entry of an index is shorter than a unit; the sweeper's is written and removed again.
      const entries = Object.values(INDEXES).filter(({ partition }) => item && partition in item);
      this.writeUnits += units + entries.length + (entries.includes(INDEXES.undelivered) ? 1 : 0);
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Plays a case and counts what it uses. */
async function usageOf(name: CaseName): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'tirkeu-cost-'));
  const meter = new Meter();
  const calls: Partial<Record<FunctionName, number>> = {};
  let apiCalls = 0;
  const through = await meter.listen();
  let cloud: LocalCloud | undefined;
  try {
    cloud = await startLocalCloud({
      folder,
      environment: (variables) => {
        meter.connect(variables.AWS_ENDPOINT_URL_DYNAMODB ?? '');
        return { ...variables, AWS_ENDPOINT_URL_DYNAMODB: through };
      },
      onInvocation: ({ functionName }) => {
        if (isFunction(functionName)) calls[functionName] = (calls[functionName] ?? 0) + 1;
      },
      onAnswered: ({ route }) => {
        if (route !== '-') apiCalls += 1;
      },
    });
    const plot = caseOf(name);
    const registration = new Registration(cloud.url, { ...plot, kind: 'rsa' });
    await play(registration, plot);
    const events = await historyOf(cloud, registration.id);
    const {
      'redeliver-answers': _sweeps,
      'redrive-suspended': _redrives,
      'expire-pilot': _end,
      ...ofApplication
    } = calls;
    return {
      // Each state entered and each retry is billed.
      transitions: events.filter((type) => /StateEntered$|TaskStateRetried$/.test(type)).length,
      calls: ofApplication,
      apiCalls,
      readUnits: Math.round(meter.readUnits),
      writeUnits: meter.writeUnits,
      logBytes: statSync(cloud.logFile).size + apiCalls * ACCESS_LINE_BYTES + events.length * EVENT_LINE_BYTES,
    };
  } finally {
    await cloud?.close();
    meter.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isFunction = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name);

async function historyOf({ stepFunctions, executionArn }: LocalCloud, id: string): Promise<string[]> {
  const client = new SFNClient({
    endpoint: stepFunctions.url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const types: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn: executionArn(id), maxResults: 1000, nextToken }),
    );
    types.push(...(page.events ?? []).map(({ type }) => String(type)));
    nextToken = page.nextToken;
  } while (nextToken);
  client.destroy();
  return types;
}

const paths = [];
for (const name of PATHS) {
  const usage = await usageOf(name);
  paths.push({ path: `${name} (${caseOf(name).item})`, title: caseOf(name).title, usage, cost: costOf(usage) });
}
const standing = standingCost();
const [straight] = paths;
const year = (straight?.cost.total ?? 0) * REGISTRATIONS_A_YEAR + standing.total * 12;

if (given.json) {
  console.log(
    JSON.stringify(
      { prices: PRICES, billedMs: BILLED_MS, paths, standing, registrationsAYear: REGISTRATIONS_A_YEAR, year },
      null,
      2,
    ),
  );
} else {
  const usd = (amount: number) => amount.toFixed(5);
  const row = (...cells: (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(30) : String(cell).padStart(11))).join('');
  console.log(
    `Prices of ${PRICES.asOf}, ${PRICES.region}, USD, without free tiers. Calls are billed ${BILLED_MS.check} ms (checks), ${BILLED_MS.task} ms (other tasks), ${BILLED_MS.api} ms (API): lib/cloud/cost.ts.\n`,
  );
  console.log(row('path', 'transitions', 'functions', 'GB-s', 'reads', 'writes', 'API calls', 'log kB', 'USD'));
  for (const { path, usage, cost } of paths) {
    const called = Object.entries(usage.calls).reduce((sum, [, times]) => sum + times, 0);
    const seconds = (cost.lambda - called * PRICES.lambdaRequest) / PRICES.lambdaGbSecond;
    console.log(
      row(
        path,
        usage.transitions,
        called,
        seconds.toFixed(2),
        usage.readUnits,
        usage.writeUnits,
        usage.apiCalls,
        Math.round(usage.logBytes / 1000),
        usd(cost.total),
      ),
    );
  }
  if (straight) {
    const { total, ...parts } = straight.cost;
    console.log(
      `\n${straight.path}: ${Object.entries(parts)
        .map(([part, amount]) => `${part} ${usd(amount)}`)
        .join(', ')}; in all ${usd(total)}`,
    );
  }
  console.log(
    `A stage, each month, beside its applications: ${standing.total.toFixed(2)} (${Object.entries(standing.parts)
      .map(([part, amount]) => `${part} ${amount.toFixed(2)}`)
      .join(', ')})`,
  );
  console.log(
    `${REGISTRATIONS_A_YEAR.toLocaleString('en')} registrations a year: ${Math.round(year).toLocaleString('en')} USD`,
  );
}
