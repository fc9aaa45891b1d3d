import { readFile } from 'node:fs/promises';
import { DescribeExecutionCommand, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { applications } from '../lib/store/applications.ts';
import { openTable } from '../lib/store/table.ts';
import type { Registration } from '../local/actors/registration.ts';
import { documentCode } from '../local/systems/data-set.ts';
import { carryTo, useApi } from './api/cloud.ts';

/**
 * After whole registrations nothing personal and no secret stands where operators look: in the histories of executions,
 * in the functions' log, on the screen.
 */

const api = useApi();
const PERSON = {
  surname: 'Жасырынбаев',
  name: 'Құпияберген',
  patronymic: 'Жабықұлы',
  birthDate: '1890-01-01',
} as const;
const PHONES = ['+77017654321', '77017654321', '7017654321'];
const FINE = 'FINE-KEPT-SECRET';

const printed: string[] = [];
const told: string[] = [];
const signatures: string[] = [];
const taskTokens = new Set<string>();
const registrations: Registration[] = [];

/** What the application of a registration holds now: its task token is kept to be looked for. */
async function noteToken({ id }: Registration): Promise<void> {
  const { environment } = api().cloud;
  const table = openTable(environment.TABLE_NAME ?? '', {
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const application = await applications(table).get(id);
  if (application?.token) taskTokens.add(application.token);
  table.client.destroy();
}

async function somebody(change: (registration: Registration) => Promise<void> = async () => {}): Promise<Registration> {
  const registration = api().registration();
  const { buyer } = registration.cast;
  await api().dev('PUT', `/systems/individuals/records/${buyer}`, { iin: buyer, ...PERSON, status: 'active' });
  await change(registration);
  registrations.push(registration);
  return registration;
}

async function wholeLife(): Promise<void> {
  const one = await somebody(({ cast }) =>
    api()
      .dev('PUT', `/systems/administrative-proceedings/records/${cast.buyer}`, {
        iin: cast.buyer,
        unpaid: [{ id: FINE, amount: 77_777, issuedOn: '2026-01-20' }],
      })
      .then(() => api().dev('DELETE', `/systems/mobile-citizens/records/${cast.buyer}`))
      .then(() => undefined),
  );
  await carryTo('awaiting-consent', one);
  await noteToken(one);
  await carryTo('awaiting-resubmission', one);
  await api().dev('DELETE', `/systems/administrative-proceedings/records/${one.cast.buyer}`);
  await one.resubmit();
  await carryTo('awaiting-phone', one);
  await one.enterPhone(PHONES[0]);
  await carryTo('awaiting-buyer-signature', one);
  await noteToken(one);
  const buyer = await one.as('buyer');
  for (const certificate of ['expired', 'revoked', 'untrusted', 'valid']) {
    const cms = await one.signatureOf('buyer', { certificate });
    signatures.push(cms);
    await buyer.call('POST', `/buyer/applications/${one.id}/signature`, { body: { cms } });
  }
  await carryTo('ready-for-collection', one);
  await one.takeTicket({ kind: 'digital-document', code: documentCode(one.cast.buyer) });
  await carryTo('registered', one);
}

async function refusedLife(): Promise<void> {
  const one = await somebody();
  await carryTo('in-registration', one);
  await one.decide({ decision: 'refuse', reason: `${PERSON.surname} is not the buyer`, legalBasis: 'none' });
  await one.until('refused');
}

/** A state system that gives garbage, and a request that is all wrong: what fails is told without what it was about. */
async function faultyLife(): Promise<void> {
  const one = await somebody();
  await api().dev('PUT', '/systems/individuals/fault', { mode: 'garbage' });
  await one.start();
  await one.untilIt(({ notice }) => notice?.code === 'waiting-for-system', 'a system that does not answer');
  await api().dev('PUT', '/systems/individuals/fault', { mode: 'none' });
  await api().dev('POST', '/clock', { advanceSeconds: 300 });
  await one.until('awaiting-seller-signature');
  const seller = await one.as('seller');
  await seller.call('PUT', `/seller/applications/${one.id}/buyer`, {
    body: { iin: one.cast.buyer, [PERSON.surname]: 1 },
  });
  await seller.call('GET', `/seller/applications/${PERSON.surname}-${one.cast.buyer}`);
  await seller.call('GET', `/seller/applications?cursor=${one.cast.buyer}`);
}

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    vi.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
      printed.push(String(chunk));
      return write(chunk, ...(rest as []));
    });
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation(
      (...texts: unknown[]) => void printed.push(texts.map(String).join(' ')),
    );
  }
  console.log('What is printed is seen.');
  await wholeLife();
  await refusedLife();
  await faultyLife();
  vi.restoreAllMocks();

  const { cloud } = api();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SFNClient({ endpoint: cloud.stepFunctions.url, region: 'eu-central-1', credentials });
  for (const { id } of registrations) {
    const executionArn = cloud.executionArn(id);
    told.push(JSON.stringify(await client.send(new DescribeExecutionCommand({ executionArn }))));
    for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
      told.push(JSON.stringify(page.events));
    told.push(JSON.stringify(await api().dev('GET', `/executions/${id}`)));
  }
  client.destroy();
});

const personal = () => [
  ...registrations.flatMap(({ cast }) => [cast.buyer, documentCode(cast.buyer)]),
  ...Object.values(PERSON),
  ...PHONES,
  FINE,
  ...signatures,
];
const secrets = () => {
  const { environment } = api().cloud;
  const named = Object.entries(environment).filter(
    ([name]) => /SECRET|AUTHORIZATION|PASSWORD/.test(name) && !/ACCESS_KEY/.test(name),
  );
  expect(named.length).toBeGreaterThan(1);
  return named.map(([, value]) => value.replace(/^Bearer /, ''));
};
const foundIn = (texts: readonly string[], needles: readonly string[]) =>
  needles.filter((needle) => texts.some((text) => text.includes(needle)));
/** The beginning of every access token: `{"alg":"RS256"` in base64url. */
const ACCESS_TOKEN = 'eyJhbGciOi';

describe('an execution’s history', () => {
  test('tells the whole way', () => {
    expect(told.join('')).toContain('4.18');
    expect(told.join('')).toContain(registrations[0]?.id);
  });

  test('names nobody, and holds no secret', () => {
    expect(foundIn(told, [...personal(), ...secrets(), ACCESS_TOKEN])).toEqual([]);
  });
});

describe('the functions’ log', () => {
  test('says what was done, and names nobody and no secret', async () => {
    const log = await readFile(api().cloud.logFile, 'utf8');
    expect(log).toContain(registrations[0]?.id);
    expect(log).toContain('SystemUnavailable');
    expect(taskTokens.size).toBe(2);
    expect(foundIn([log], [...personal(), ...secrets(), ...taskTokens, ACCESS_TOKEN])).toEqual([]);
  });
});

test('nothing that was printed names anybody, or a secret', () => {
  expect(printed).toContain('What is printed is seen.');
  expect(foundIn(printed, [...personal(), ...secrets(), ...taskTokens, ACCESS_TOKEN])).toEqual([]);
});
