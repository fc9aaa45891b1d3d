import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRemoteJWKSet, importJWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { authorize } from '../../functions/api/authorizer.ts';
import { ROLES, type Role } from '../../lib/api/caller.ts';
import type { Route } from '../../lib/api/route.ts';
import { OPERATIONS, type Operation, ROUTES } from '../../lib/api/routes.ts';
import { logger } from '../../lib/middleware/reporting.ts';
import { anybody, type Client, type Identity } from '../../local/actors/client.ts';
import type { Registration } from '../../local/actors/registration.ts';
import { dealerBin, personIin } from '../../local/systems/data-set.ts';
import { carryTo, PLATE, problemIn, useApi } from './cloud.ts';

const api = useApi();
const operations = Object.keys(OPERATIONS) as Operation[];
const routeOf = (operation: Operation): Route => OPERATIONS[operation];

/** Strangers to every application of this file, one a role. */
const STRANGERS: Record<Role, Identity> = {
  seller: { role: 'seller', bin: dealerBin('dealer', 901) },
  buyer: { role: 'buyer', iin: personIin('buyer', 9_010) },
  centre: { role: 'centre', centre: '1901' },
  police: { role: 'police', region: '19' },
  printing: { role: 'printing' },
};

/** A body that each operation takes. */
const BODIES: Partial<Record<Operation, (of: Registration) => unknown>> = {
  startApplication: () => ({}),
  enterVehicle: ({ cast }) => ({ vin: cast.vin }),
  enterBuyer: ({ cast }) => ({ iin: cast.buyer }),
  signAsSeller: () => ({ cms: 'AAAA' }),
  decideConsent: () => ({ decision: 'decline' }),
  resubmit: () => ({}),
  choosePickup: ({ cast }) => ({ centre: cast.centre, plateKind: 'rectangular' }),
  enterPhone: () => ({ phone: '+77010000000' }),
  signAsBuyer: () => ({ cms: 'AAAA' }),
  decide: () => ({ decision: 'register', ...PLATE }),
  completePrinting: () => ({}),
  issueQueueTicket: ({ cast }) => ({ document: { kind: 'identity-document', number: '1', iin: cast.buyer } }),
  handOver: ({ cast }) => ({ document: { kind: 'identity-document', number: '1', iin: cast.buyer }, ...PLATE }),
};

/** The applications that are tried, by where they stand: what each role may see differs. */
const ofOthers = new Map<string, Registration>();
const clients = new Map<Role, Client>();

beforeAll(async () => {
  const statuses = ['awaiting-vehicle', 'awaiting-pickup', 'in-registration', 'ready-for-collection'] as const;
  await Promise.all(
    statuses.map(async (status) => {
      const registration = api().registration();
      await carryTo(status, registration);
      ofOthers.set(status, registration);
    }),
  );
  for (const role of ROLES) clients.set(role, await api().as(STRANGERS[role]));
});

const tried = (operation: Operation, registration: Registration, client: Client) => {
  const { method, path, body } = routeOf(operation);
  const parts = { id: registration.id, number: registration.number };
  return client.call(
    method,
    path.replace(/\{(id|number)\}/, (_, name: 'id' | 'number') => parts[name]),
    {
      ...(body && { body: BODIES[operation]?.(registration) }),
      headers: { 'idempotency-key': `access-${operation}` },
    },
  );
};

const clientOf = (role: Role) => {
  const client = clients.get(role);
  if (!client) throw new Error(`There is a client for ${role}.`);
  return client;
};

describe('route by role', () => {
  const forRoles = operations.filter((operation) => routeOf(operation).role);

  test('all routes that are not public, and only those, are for a role', () => {
    expect(operations.filter((operation) => !routeOf(operation).role)).toEqual([
      ...['notifyPayment', 'listCentres', 'listPlateKinds', 'quoteFees', 'getPilot', 'getHealth', 'getOpenApi'],
    ]);
    expect(forRoles.length + 7).toBe(ROUTES.length);
  });

  test.each(forRoles)(
    '%s is 401 without a token and 403 for every other role, whoever’s application it is',
    async (operation) => {
      const [registration] = ofOthers.values();
      if (!registration) throw new Error('There are applications.');
      problemIn(await tried(operation, registration, api().public), 401, 'unauthenticated');
      for (const role of ROLES.filter((other) => other !== routeOf(operation).role)) {
        problemIn(await tried(operation, registration, clientOf(role)), 403, 'forbidden');
        const own = await registration.as(role);
        problemIn(await tried(operation, registration, own), 403, 'forbidden');
      }
    },
  );

  test.each(forRoles.filter((operation) => routeOf(operation).path.includes('{')))(
    '%s is 404 for somebody else’s application, wherever it stands, and changes nothing',
    async (operation) => {
      const { role } = routeOf(operation);
      if (!role) throw new Error('It is for a role.');
      for (const [status, registration] of ofOthers) {
        // There is one printing centre, for the whole country.
        if (role === 'printing' && status === 'ready-for-collection') continue;
        problemIn(await tried(operation, registration, clientOf(role)), 404, 'not-found');
      }
      for (const [status, registration] of ofOthers) expect((await registration.look()).status).toBe(status);
    },
  );

  test.each(operations.filter((operation) => operation.startsWith('list') && routeOf(operation).role))(
    '%s shows nobody else’s',
    async (operation) => {
      const { path, role } = routeOf(operation);
      if (!role) throw new Error('It is for a role.');
      const { body } = await clientOf(role).call('GET', path);
      expect(body).toEqual({ items: [] });
    },
  );
});

describe('a token', () => {
  let privateKey: Awaited<ReturnType<typeof importJWK>>;
  let publicKey: KeyObject;
  let header: { alg: string; kid: string };
  const MINUTE = 60;
  const nowIn = () => Math.floor(api().cloud.clock.now() / 1000);

  beforeAll(async () => {
    const { cloud } = api();
    const { keys } = z
      .object({ keys: z.tuple([z.looseObject({ kid: z.string(), kty: z.string() })]) })
      .parse((await api().public.call('GET', '/dev/jwks')).body);
    const folder = cloud.logFile.replace(/log\/functions\.log$/, '');
    privateKey = await importJWK(JSON.parse(await readFile(`${folder}identity.json`, 'utf8')), 'RS256');
    publicKey = createPublicKey({ key: keys[0], format: 'jwk' });
    header = { alg: 'RS256', kid: keys[0].kid };
  });

  const claims = (change: JWTPayload = {}): JWTPayload => ({
    iss: api().cloud.environment.TOKEN_ISSUER ?? '',
    aud: api().cloud.environment.TOKEN_AUDIENCE ?? '',
    sub: 'somebody',
    iat: nowIn(),
    exp: nowIn() + MINUTE,
    role: 'seller',
    bin: dealerBin('dealer', 902),
    ...change,
  });
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(claims()).filter(([name]) => !names.includes(name)));
  const signed = (
    payload: JWTPayload,
    key: Parameters<SignJWT['sign']>[0] = privateKey,
    protectedHeader: { alg: string; kid?: string } = header,
  ) => new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key);
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (alg: string) => `${encoded({ alg, kid: header.kid })}.${encoded(claims())}`;
  const call = (authorization: string) =>
    anybody(api().url, { 'accept-language': 'en', authorization }).call('GET', '/seller/applications');

  test('is good until its very end, also where it was used before', async () => {
    const authorization = `Bearer ${await signed(claims({ exp: nowIn() + 30 }))}`;
    expect((await call(authorization)).status).toBe(200);
    await api().dev('POST', '/clock', { advanceSeconds: 30 });
    problemIn(await call(authorization), 401, 'unauthenticated');
    problemIn(await call(`Bearer ${await signed(claims({ exp: nowIn() - 1 }))}`), 401, 'unauthenticated');
  });

  test('of the issuer, for us, in its time and with all its claims is taken', async () => {
    expect((await call(`Bearer ${await signed(claims())}`)).status).toBe(200);
    expect((await call(`bearer ${await signed(claims({ sub: 'another' }))}`)).status).toBe(200);
  });

  const BAD: Record<string, () => Promise<string> | string> = {
    'that has expired': () => signed(claims({ exp: nowIn() - MINUTE })),
    'that is not valid yet': () => signed(claims({ nbf: nowIn() + MINUTE })),
    'of another issuer': () => signed(claims({ iss: 'https://another.example' })),
    'for another audience': () => signed(claims({ aud: 'another' })),
    'without an issuer': () => signed(without('iss')),
    'without an audience': () => signed(without('aud')),
    'without an expiry': () => signed(without('exp')),
    'without a subject': () => signed(without('sub')),
    'without a role': () => signed(without('role')),
    'without a BIN': () => signed(without('bin')),
    'of a role that there is not': () => signed(claims({ role: 'minister' })),
    'with a wrong BIN': () => signed(claims({ bin: '123456789012' })),
    'with a BIN that is a number': () => signed(claims({ bin: 500_140_009_020 })),
    'of a buyer without an IIN': () => signed(claims({ role: 'buyer' })),
    'of a region that there is not': () => signed(claims({ role: 'police', region: '21' })),
    'of another key': () => signed(claims(), generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    'of another key under another name': () =>
      signed(claims(), generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, { alg: 'RS256', kid: 'other' }),
    'with alg none': () => `${unsigned('none')}.`,
    'with alg None': () => `${unsigned('None')}.`,
    'without its signature': async () => (await signed(claims())).replace(/[^.]*$/, ''),
    'with a changed content': async () => {
      const [head, , signature] = (await signed(claims())).split('.');
      return `${head}.${encoded(claims({ bin: dealerBin('dealer', 1) }))}.${signature}`;
    },
    'with HS256, the public key for its secret': () => {
      const input = unsigned('HS256');
      const secret = publicKey.export({ type: 'spki', format: 'pem' });
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    },
    'that is none': () => 'nonsense',
    'that is three dots': () => '...',
    'that is very long': () => 'a'.repeat(8_000),
  };

  test.each(Object.keys(BAD))('%s is 401', async (name) => {
    const answer = await call(`Bearer ${await BAD[name]?.()}`);
    problemIn(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('of another scheme, or none, is 401', async () => {
    const token = await signed(claims());
    for (const authorization of [
      token,
      `Basic ${token}`,
      'Bearer',
      'Bearer ',
      `Bearer ${token} ${token}`,
      `Bearer,${token}`,
    ]) {
      problemIn(await call(authorization), 401, 'unauthenticated');
    }
  });

  test.each([
    ['500', 500, '{}'],
    ['no JSON', 200, 'sorry'],
    ['JSON that holds no keys', 200, '{"sorry":true}'],
  ])(
    'cannot be judged while its issuer’s address answers %s: not 401, which would send people to sign in again',
    async (_, status, body) => {
      const server = createServer((_request, response) => response.writeHead(status).end(body));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${port}`));
      const settings = {
        TOKEN_ISSUER: 'issuer',
        TOKEN_AUDIENCE: 'tirkeu',
        TOKEN_JWKS_URL: `http://127.0.0.1:${port}`,
        TOKEN_CLAIM_ROLE: 'role',
        TOKEN_CLAIM_BIN: 'bin',
        TOKEN_CLAIM_IIN: 'iin',
        TOKEN_CLAIM_CENTRE: 'centre',
        TOKEN_CLAIM_REGION: 'region',
      };
      logger.setLogLevel('SILENT');
      const handler = authorize(
        () => settings,
        () => keys,
      );
      const event = {
        methodArn: 'arn:aws:execute-api:r:a:api/stage/GET/x',
        authorizationToken: `Bearer ${await signed(claims())}`,
      };
      const error = await Promise.resolve(handler(event, Object.create(null))).catch((thrown: unknown) => thrown);
      server.close();
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toHaveProperty('message', 'Unauthorized');
    },
  );
});
