import * as z from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { textFor } from '../domain/messages.ts';
import { NOTICES, REFUSALS } from '../domain/refusals.ts';
import { ITEM_TITLES } from '../domain/texts/items.ts';
import { PROBLEM_TEXTS, type ProblemCode } from '../domain/texts/problems.ts';
import { REFUSAL_TEXTS } from '../domain/texts/refusals.ts';
import { WAITS } from '../domain/waits.ts';
import { problemExample, REQUEST_EXAMPLES, RESPONSE_EXAMPLES } from './examples.ts';
import { PROBLEM_STATUS } from './problem.ts';
import { idempotencyKey, signature } from './requests.ts';
import { problem, RESPONSES, SIGNATURE_FAULTS } from './responses.ts';
import type { Route } from './route.ts';
import { OPERATIONS, type Operation } from './routes.ts';

/** The groups of the description, by the function that answers. */
const TAGS = {
  seller: ['Seller', 'A legal entity that sells vehicles, or its system. The token carries its `bin`.'],
  buyer: ['Buyer', 'An individual, in the personal cabinet. The token carries the `iin`.'],
  police: [
    'Police',
    'The administrative police of a region, or the interior ministry’s register. The token carries the `region`.',
  ],
  printing: ['Printing centre', 'The Information and Production Centre.'],
  centre: ['Service centre', 'An employee of a public service centre. The token carries the `centre`.'],
  'payment-gateway': ['Payment gateway', 'The e-government payment gateway, known by its signature over the body.'],
  public: ['Everybody', 'What needs no token.'],
} as const;

const operations = Object.keys(OPERATIONS) as Operation[];

const isTag = (name: string): name is keyof typeof TAGS => Object.hasOwn(TAGS, name);

/** What the description of an operation says besides what its route says, and the problems of its own. */
const PARTICULARS: Readonly<Partial<Record<Operation, { description?: string; problems?: readonly ProblemCode[] }>>> = {
  startApplication: {
    description:
      'Give the VIN and the buyer’s IIN now, or when they are awaited (4.2, 4.6). The same key with the same content gives the same application, for 24 hours; with other content it is `idempotency-key-reused`. The checks begin at once: poll the address in `Location`, or wait on it.',
    problems: ['pilot-ended', 'idempotency-key-reused'],
  },
  enterBuyer: {
    description:
      'When the State Database has no data for the IIN, the application comes back to this step with a notice (`correct-iin-required`), as often as need be. A seller who enters too many wrong ones within an hour is put off: `too-many-requests`.',
  },
  getSellerDocument: { description: 'Unchanging once made. Sign exactly these bytes, detached or attached.' },
  getBuyerDocument: { description: 'Unchanging once made. Sign exactly these bytes, detached or attached.' },
  signAsSeller: {
    description: 'The certificate has to be of the seller’s own BIN and carry the right to sign for it.',
    problems: ['signature-invalid'],
  },
  signAsBuyer: {
    description: 'The certificate has to be of the buyer’s own IIN. From here on nobody can step back.',
    problems: ['signature-invalid'],
  },
  withdraw: { problems: ['not-awaited'] },
  resubmit: { description: 'The seller’s signature stands; 4.11 to 4.14 are checked again.' },
  choosePickup: {
    description: 'The number itself cannot be chosen (2): the registering authority assigns it.',
    problems: ['centre-unknown', 'plate-kind-not-available', 'plate-number-not-choosable'],
  },
  notifyPayment: {
    description:
      'Signed: `X-Signature` is `sha256=` and the hexadecimal HMAC-SHA-256 of the raw body under the shared secret. Send it until it is answered 2xx; the same word again changes nothing.',
    problems: ['unauthenticated', 'not-found', 'not-awaited'],
  },
  decide: {
    description: 'A plate in high demand (2), of another region or of another form is turned down.',
    problems: ['plate-in-high-demand'],
  },
  issueQueueTicket: {
    description: 'Asked for again while the ticket is good, the same ticket is given.',
    problems: ['person-mismatch', 'not-awaited'],
  },
  handOver: {
    description: 'On any mismatch of person, certificate or plate nothing is handed over.',
    problems: ['person-mismatch', 'hand-over-mismatch'],
  },
  quoteFees: { problems: ['plate-kind-not-available'] },
};

/** The problems that an operation can answer with, by what its route is. */
export function problemsOf(operation: Operation): readonly ProblemCode[] {
  const route: Route = OPERATIONS[operation];
  const found: ProblemCode[] = [
    'invalid-request',
    ...(route.role ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(route.path.includes('{') ? (['not-found'] as const) : []),
    ...(route.role && route.body && route.path.includes('{') ? (['not-awaited'] as const) : []),
    ...(route.body ? (['too-large', 'unsupported-media-type'] as const) : []),
    ...(PARTICULARS[operation]?.problems ?? []),
    'too-many-requests',
    'internal',
    'unavailable',
  ];
  return [...new Set(found)];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (text: string) => `\`${text}\``;
const codes = (texts: readonly string[]) => texts.map(code).join(', ');

/** What every reader needs to know, in Markdown. */
function introduction(): string {
  return [
    'Initial registration of a vehicle by the Algorithm of the joint order of 9 October 2025 No 754 and of 7 October 2025 No 499. Numbers such as 4.3 are the Algorithm’s own: item 4, step 3.',
    '## How a registration goes',
    'A seller starts an application and the service carries it from step to step by itself. Where somebody has to act, `awaiting` says what, from whom and until when; the action is a request of its own, answered 202 with the application. The same action again with the same content answers the same. To follow an application, read it with `If-None-Match` and `Prefer: wait=20`: the answer comes as soon as something changes, or is 304.',
    table(
      ['awaited', 'item', 'from', 'status'],
      Object.entries(WAITS).map(([action, { item, from, status }]) => [code(action), item, from, code(status)]),
    ),
    '## Who calls',
    'An OpenID Connect access token, `Authorization: Bearer …`. Its claims say who calls: `role`, and by role `bin`, `iin`, `centre` or `region`. An application that the caller may not see is 404, never 403.',
    '## Languages',
    '`Accept-Language: kk`, `ru` or `en` picks the language of every text meant for people; Kazakh is the default. Codes and field names are the same in all.',
    '## What to repeat, and how',
    'Every request can be repeated as it is: nothing is done twice.',
    table(
      ['answer', 'what to do'],
      [
        [
          '429, 503',
          'Repeat the same request after `Retry-After` seconds. Nobody is refused because something is down.',
        ],
        [
          '422 `signature-invalid`, reason `revocation-unknown`',
          'Repeat the same signature after `Retry-After` seconds: the certificate’s status could not be had.',
        ],
        ['500, a broken connection, no answer', 'Repeat the same request, with growing pauses.'],
        ['409 `not-awaited`', 'Do not repeat. Read the application: `awaiting` in the problem says what is awaited.'],
        ['other 4xx', 'Correct the request; `errors` points to each fault.'],
      ],
    ),
    'State systems are asked by the service itself, again and again with growing pauses, for hours. Meanwhile the application says `waiting-for-system`, and then `suspended`, in `notice`; neither is a refusal and nothing is to be done.',
    '## Refusals',
    'A refused application has `outcome.kind` `refused` and one of these codes, with the item that says so.',
    table(
      ['code', 'item', 'message in English'],
      Object.entries(REFUSALS).map(([refusal, items]) => [
        code(refusal),
        items.join(', '),
        refusalInEnglish(refusal as keyof typeof REFUSALS),
      ]),
    ),
    '## Notices beside the status',
    table(
      ['code', 'item'],
      [
        ...Object.entries(NOTICES).map(([notice, item]) => [code(notice), item]),
        [code('waiting-for-system'), 'the check’s'],
        [code('suspended'), 'the check’s'],
      ],
    ),
    '## Problems',
    'Every error is `application/problem+json` (RFC 9457), with a `code` that does not change.',
    table(
      ['code', 'status', 'title in English'],
      Object.entries(PROBLEM_STATUS).map(([problemCode, status]) => [
        code(problemCode),
        String(status),
        textFor(PROBLEM_TEXTS[`problem.${problemCode as ProblemCode}.title`], 'en'),
      ]),
    ),
    `\`signature-invalid\` says why in \`reason\`: ${codes(SIGNATURE_FAULTS)}.`,
  ].join('\n\n');
}

const refusalInEnglish = (refusal: keyof typeof REFUSALS) =>
  textFor(REFUSAL_TEXTS[`refusal.${refusal}.message`], 'en', { reason: '…', legalBasis: '…' });

const parameters = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'The language of every text meant for people; Kazakh unless another is asked for.',
    schema: { type: 'string', default: 'kk' },
    example: 'en',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` that the caller knows: while nothing has changed the answer is 304.',
    schema: { type: 'string' },
    example: '"12-en"',
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description: '`wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).',
    schema: { type: 'string' },
    example: 'wait=20',
  },
  ApplicationId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'The application’s identifier.',
    schema: { type: 'string' },
    example: '01KPCR8M00A1B2C3D4E5F6G7H8',
  },
  ApplicationNumber: {
    name: 'number',
    in: 'path',
    required: true,
    description: 'The application’s number, as the buyer shows it.',
    schema: { type: 'string' },
    example: '260417-4830-13',
  },
} as const satisfies Record<string, oas31.ParameterObject>;

const headers = {
  ContentLanguage: { description: 'The language of the texts.', schema: { type: 'string', enum: ['kk', 'ru', 'en'] } },
  ETag: {
    description: 'The state of the application in this language, for `If-None-Match`. Opaque.',
    schema: { type: 'string' },
  },
  Location: { description: 'The application’s address.', schema: { type: 'string' } },
  RetryAfter: { description: 'After how many seconds to repeat the request.', schema: { type: 'integer' } },
  WWWAuthenticate: {
    description:
      'How to sign in (RFC 6750). API Gateway renames it to `x-amzn-Remapped-www-authenticate` in what a function answers: go by the status.',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, oas31.HeaderObject>;

const header = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` });
const parameter = (name: keyof typeof parameters) => ({ $ref: `#/components/parameters/${name}` });

/** Problems by status: which codes an operation answers with under it. The same codes are described once. */
function problemResponses(operation: Operation): Record<string, oas31.ReferenceObject> {
  return Object.fromEntries(
    [...problemsByStatus(operation)].map(([status, found]) => [
      String(status),
      { $ref: `#/components/responses/${found.join('.')}` },
    ]),
  );
}

const problemsByStatus = (operation: Operation) =>
  Map.groupBy(problemsOf(operation), (problemCode) => PROBLEM_STATUS[problemCode]);

function sharedResponses(): Record<string, ZodOpenApiResponseObject> {
  const all = operations.flatMap((operation) => [...problemsByStatus(operation)]);
  return Object.fromEntries(all.map(([status, found]) => [found.join('.'), problemResponse(status, found)]));
}

function problemResponse(status: number, found: readonly ProblemCode[]): ZodOpenApiResponseObject {
  const retried = status === 429 || status === 503 || found.includes('signature-invalid');
  return {
    description: found
      .map((problemCode) => `${code(problemCode)}: ${textFor(PROBLEM_TEXTS[`problem.${problemCode}.title`], 'en')}`)
      .join('. '),
    headers: {
      'Content-Language': header('ContentLanguage'),
      ...(retried && { 'Retry-After': header('RetryAfter') }),
      ...(status === 401 && { 'WWW-Authenticate': header('WWWAuthenticate') }),
    },
    content: {
      'application/problem+json': {
        schema: problem,
        examples: Object.fromEntries(
          found.map((problemCode) => [problemCode, { $ref: `#/components/examples/${problemCode}` }]),
        ),
      },
    },
  };
}

function operationObject(operation: Operation): ZodOpenApiOperationObject {
  const route: Route = OPERATIONS[operation];
  const { description } = PARTICULARS[operation] ?? {};
  const cited = route.item ? `Item ${route.item}: ${ITEM_TITLES[route.item].en}.` : undefined;
  const told = [cited, description].filter((text) => text !== undefined).join('\n\n');
  return {
    operationId: operation,
    summary: route.summary,
    ...(told && { description: told }),
    ...(isTag(route.function) && { tags: [TAGS[route.function][0]] }),
    security: route.role ? [{ accessToken: [] }] : operation === 'notifyPayment' ? [{ gatewaySignature: [] }] : [],
    parameters: [
      ...(route.path.includes('{id}') ? [parameter('ApplicationId')] : []),
      ...(route.path.includes('{number}') ? [parameter('ApplicationNumber')] : []),
      parameter('AcceptLanguage'),
      ...(route.waits ? [parameter('IfNoneMatch'), parameter('Prefer')] : []),
    ],
    requestParams: {
      ...(route.query instanceof z.core.$ZodObject && { query: route.query }),
      ...(route.idempotent && {
        header: z.object({
          'Idempotency-Key': idempotencyKey.check(
            z.meta({
              description:
                'Names this start for 24 hours: 1 to 64 printable characters, such as a UUID. After that the same key starts another application.',
              example: '6f1d8f0e-1c1b-4a55-9a0f-3c0f5f7f9e21',
            }),
          ),
        }),
      }),
    },
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: route.body, examples: REQUEST_EXAMPLES[operation] ?? {} } },
      },
    }),
    responses: {
      [`${route.status}`]: {
        description: route.status === 202 ? 'Accepted' : 'The answer',
        headers: {
          'Content-Language': header('ContentLanguage'),
          ...((route.waits || route.idempotent) && { ETag: header('ETag') }),
          ...(route.idempotent && { Location: header('Location') }),
        },
        content: { 'application/json': { schema: RESPONSES[operation], examples: RESPONSE_EXAMPLES[operation] } },
      },
      ...(route.waits && { '304': { description: 'Nothing has changed', headers: { ETag: header('ETag') } } }),
      ...problemResponses(operation),
    },
  };
}

function paths(): ZodOpenApiPathsObject {
  const found: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    const { path, method } = OPERATIONS[operation];
    found[path] = { ...found[path], [method.toLowerCase()]: operationObject(operation) };
  }
  return found;
}

/**
 * The description of the HTTP contract, OpenAPI 3.1, made from the route table and the schemas that requests and answers
 * are held against.
 *
 * @param version the service's version
 */
export function openApiDocument(version: string) {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Tirkeu',
        summary: 'Initial registration of vehicles in Kazakhstan',
        description: introduction(),
        version,
        license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
      },
      servers: [
        { url: '/', description: 'Where this description is served' },
        { url: 'http://127.0.0.1:8080', description: 'One machine: `npm start`' },
      ],
      tags: Object.values(TAGS).map(([name, description]) => ({ name, description })),
      paths: paths(),
      components: {
        schemas: {
          StartApplication: OPERATIONS.startApplication.body,
          VehicleEntry: OPERATIONS.enterVehicle.body,
          BuyerEntry: OPERATIONS.enterBuyer.body,
          Signature: signature,
          Consent: OPERATIONS.decideConsent.body,
          PickupChoice: OPERATIONS.choosePickup.body,
          PhoneEntry: OPERATIONS.enterPhone.body,
          PaymentNotification: OPERATIONS.notifyPayment.body,
          Decision: OPERATIONS.decide.body,
          QueueTicketRequest: OPERATIONS.issueQueueTicket.body,
          HandOver: OPERATIONS.handOver.body,
        },
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'An access token of the OpenID Connect provider that the service is set up with. On one machine `POST /dev/token` gives one.',
          },
          gatewaySignature: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Signature',
            description: '`sha256=` and the hexadecimal HMAC-SHA-256 of the raw body under the shared secret.',
          },
        },
        responses: sharedResponses(),
        parameters,
        headers,
        examples: Object.fromEntries(
          (Object.keys(PROBLEM_STATUS) as ProblemCode[]).map((problemCode) => [
            problemCode,
            {
              summary: textFor(PROBLEM_TEXTS[`problem.${problemCode}.title`], 'en'),
              value: problemExample(problemCode),
            },
          ]),
        ),
      },
    },
    { override: withForms },
  );
}

/** The forms of numbers that code checks in requests, which a schema cannot express. */
const FORMS: Readonly<Record<string, string>> = {
  Iin: '^[0-9]{12}$',
  Vin: '^[A-HJ-NPR-Z0-9]{17}$',
};

const withForms: ZodOpenApiOverride = ({ jsonSchema, zodSchema }) => {
  const name = z.globalRegistry.get(zodSchema)?.id;
  const pattern = name === undefined ? undefined : FORMS[name];
  if (pattern) jsonSchema.pattern = pattern;
};
