import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { centresFrom } from '../domain/centres-setting.ts';
import { DEFAULT_PILOT_ENDS_AT, parsePilotEnd } from '../domain/pilot.ts';
import { SYSTEM_NAMES } from '../domain/systems.ts';
import { mciYearsSchema } from '../domain/tariff-setting.ts';
import { ACTIONS, type Action, WAITS } from '../domain/waits.ts';
import { loadTrustStore } from '../eds/trust.ts';
import { PRODUCTION } from '../environment.ts';
import { LONGEST_ANSWER_MS } from '../functions.ts';
import { ROOT } from './bundles.ts';
import { heldBack } from './needs.ts';

/**
 * The settings of a deployment: all of them, read once from the CDK's context and checked before anything is made of
 * them. `docs/operations.md` lists them for operators.
 */
export type Settings = z.infer<ReturnType<typeof settingsOf>> & {
  /** How long each wait of the Algorithm lasts, in seconds. */
  readonly waitSeconds: Readonly<Record<Action, number>>;
};

/** How many calls of functions Lambda runs at once in an account: the quota that the runbook has operators ask for. */
const LAMBDA_QUOTA = 1000;
/** How many of them cannot be reserved: a rule of AWS. */
const LAMBDA_UNRESERVED = 100;
/** The highest limit that fits for each function: what a function may run at once is reserved for it, used or not. */
const MOST_QUESTIONS = Math.floor((LAMBDA_QUOTA - LAMBDA_UNRESERVED) / heldBack().length);

/** The stage whose settings may be made up: no TLS between its parts, no list of centres, nobody to alarm. */
const DEVELOPMENT = 'development';

/**
 * A setting has a form, and the form has an example: a fault names both. It never shows the value, which may be a
 * secret put in the wrong place.
 */
const setting = (form: string, example: string, fits: (value: string) => boolean) => {
  const error = `must be ${form}, such as ${example}`;
  return z.string({ error }).refine(fits, { error });
};

const matching = (form: string, example: string, pattern: RegExp) =>
  setting(form, example, (value) => pattern.test(value));

const wholeNumber = (form: string, example: number, from: number, to: number) => {
  const error = `must be ${form} from ${from} to ${to}, such as ${example}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
};

const isUrl = (value: string, secure: boolean) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url && !(url.username || url.password || url.search || url.hash);
  return plain === true && (url?.protocol === 'https:' || (!secure && url?.protocol === 'http:'));
};

const url = (secure: boolean, example: string) =>
  setting(`an ${secure ? 'https' : 'http or https'} URL without credentials, query or fragment`, example, (value) =>
    isUrl(value, secure),
  );

const succeeds = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch {
    return false;
  }
};

const DURATION = /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?)?$/;
const DAY_SECONDS = 24 * 60 * 60;
/**
 * How long all waits together may last, in days. Step Functions ends an execution for good a year after its start: the
 * rest of the year is for what is waited for again, and for executions that stand still.
 */
const LONGEST_WAITS_DAYS = 300;

/** The seconds of an ISO 8601 duration of days, hours and minutes; 0 when it is none. */
function secondsOf(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0] = DURATION.exec(duration) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60;
}

const duration = setting(
  `an ISO 8601 duration in days, hours and minutes, from one minute to ${LONGEST_WAITS_DAYS} days`,
  'P14D',
  (value) => secondsOf(value) >= 60 && secondsOf(value) <= LONGEST_WAITS_DAYS * DAY_SECONDS,
);

const secretName = (example: string) =>
  matching('the name of a secret in AWS Secrets Manager', example, /^[\w/+=.@-]{1,512}$/);

const claim = (name: string) => matching('the name of a claim', name, /^\S+$/).default(name);

/**
 * The settings as a schema. With `secure`, for every stage but development, it also demands what such a stage must
 * have.
 */
function settingsOf(secure: boolean) {
  const systemUrl = (system: string) => url(secure, `https://bus.example.kz/${system}`);
  return z.strictObject({
    /** Names the stacks, and everything that a person looks for by name. */
    stage: matching('2 to 20 lower-case letters, digits and hyphens', PRODUCTION, /^[a-z][a-z0-9-]{1,19}$/),
    region: matching('an AWS region', 'eu-central-1', /^[a-z]{2}(-[a-z]+)+-\d$/),
    /** The first moment after the pilot. */
    pilotEndsAt: setting('an ISO 8601 date and time with an offset', DEFAULT_PILOT_ENDS_AT, (value) =>
      succeeds(() => parsePilotEnd(value)),
    ).default(DEFAULT_PILOT_ENDS_AT),
    /** The time zone in which the end of the pilot is scheduled. */
    timeZone: setting('an IANA time zone', 'Asia/Almaty', (value) =>
      succeeds(() => new Intl.DateTimeFormat('en', { timeZone: value })),
    ).default('Asia/Almaty'),
    token: z.strictObject({
      issuer: matching('the issuer of access tokens (iss)', 'https://identity.example.kz', /^\S+$/),
      audience: matching('the audience of access tokens (aud)', 'tirkeu', /^\S+$/),
      jwksUrl: url(secure, 'https://identity.example.kz/jwks'),
      claims: z
        .strictObject({
          role: claim('role'),
          bin: claim('bin'),
          iin: claim('iin'),
          centre: claim('centre'),
          region: claim('region'),
        })
        .prefault({}),
    }),
    /** The base URL of each state system. */
    systems: z.strictObject(
      Object.fromEntries(SYSTEM_NAMES.map((system) => [system, systemUrl(system)])) as Record<
        (typeof SYSTEM_NAMES)[number],
        ReturnType<typeof systemUrl>
      >,
    ),
    systemsTimeoutMs: wholeNumber('a number of milliseconds', 5000, 100, LONGEST_ANSWER_MS).default(5000),
    /** How many questions one function asks at once; absent: as many as there are. */
    questionsAtOnce: wholeNumber(
      `a number that Lambda’s quota of ${LAMBDA_QUOTA} has room for ${heldBack().length} times,`,
      20,
      1,
      MOST_QUESTIONS,
    ).optional(),
    secrets: z.strictObject({
      /** Holds the whole value of the Authorization header for the state systems. */
      systemsAuthorization: secretName('tirkeu/production/systems-authorization'),
      /** Holds the key that the payment gateway signs its notifications with. */
      paymentGateway: secretName('tirkeu/production/payment-gateway'),
    }),
    eds: z.strictObject({
      /** The folder of the trust bundle, from the project's root; its files are deployed beside the functions that verify. */
      trust: setting('a folder with roots/, intermediates/ and pins.txt', 'deployment/production/trust', (value) =>
        existsSync(join(ROOT, value, 'pins.txt')),
      ),
      revocation: z.record(
        matching('the SHA-256 of an issuing certificate, or *', '*', /^(\*|[0-9a-f]{64})$/),
        z.strictObject({
          ocsp: url(false, 'http://ocsp.pki.gov.kz').optional(),
          crl: url(false, 'http://crl.pki.gov.kz/nca_gost_2022.crl').optional(),
        }),
        { error: 'must be the OCSP and CRL addresses by issuer, such as {"*":{"ocsp":"http://ocsp.pki.gov.kz"}}' },
      ),
      ocspMaxAgeMinutes: wholeNumber('a number of minutes', 15, 1, 1440).optional(),
      crlMaxAgeMinutes: wholeNumber('a number of minutes', 1440, 1, 43_200).optional(),
      crlRefreshMinutes: wholeNumber('a number of minutes', 30, 1, 1440).optional(),
      /** NCANode 3 as a second verifier. */
      ncanodeUrl: url(secure, 'https://ncanode.example.kz').optional(),
    }),
    /** The JSON file with the list of service centres; development has a list of its own. */
    centres: setting('a JSON file with the list of service centres', 'deployment/production/centres.json', (value) =>
      succeeds(() => centresFrom(readFileSync(join(ROOT, value), 'utf8'))),
    ).optional(),
    /** Further years of the monthly calculation index. */
    mci: z
      .unknown()
      .refine((value) => value === undefined || mciYearsSchema.safeParse(value).success, {
        error: 'must be a list of years, such as [{"from":"2027-01-01","amount":4600,"source":"budget law 2027-2029"}]',
      })
      .optional(),
    alarmRecipients: z
      .array(
        setting('an e-mail address', 'duty@example.kz', (value) => z.email().safeParse(value).success),
        {
          error: 'must be a list of e-mail addresses, such as ["duty@example.kz"]',
        },
      )
      .min(secure ? 1 : 0, { error: 'must name at least one e-mail address, such as ["duty@example.kz"]' }),
    waits: z.strictObject(
      Object.fromEntries(ACTIONS.map((action) => [action, duration.optional()])) as Record<
        Action,
        z.ZodOptional<typeof duration>
      >,
    ),
    /** How many requests one address may send in five minutes. Portals that call for many people need more. */
    requestsPerAddress: wholeNumber('a number of requests in five minutes', 2000, 100, 2_000_000).default(2000),
    logDays: z.coerce
      .number()
      .pipe(z.literal(LOG_DAYS, { error: `must be one of ${LOG_DAYS.join(', ')} days, such as 365` }))
      .default(365),
    /** A table made by a restore to a point in time, used in place of the stack's own. */
    restoredTable: matching(
      'the name of a DynamoDB table',
      'tirkeu-production-restored-20260601',
      /^[\w.-]{3,255}$/,
    ).optional(),
    /** Serves the API inside private networks only, by these VPC endpoints. */
    privateEndpoints: z
      .array(matching('a VPC endpoint', 'vpce-0123456789abcdef0', /^vpce-[0-9a-f]{8,17}$/), {
        error: 'must be a list of VPC endpoints, such as ["vpce-0123456789abcdef0"]',
      })
      .min(1, { error: 'must name at least one VPC endpoint, such as ["vpce-0123456789abcdef0"]' })
      .optional(),
    /** The name under which the API is called. Its DNS record is made by the owner of the zone. */
    domain: z
      .strictObject({
        name: matching('a domain name', 'api.tirkeu.example.kz', /^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/),
        certificateArn: matching(
          'the ARN of a certificate in AWS Certificate Manager',
          'arn:aws:acm:eu-central-1:111111111111:certificate/1a2b3c',
          /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
        ),
      })
      .optional(),
  });
}

/** The retentions of CloudWatch Logs that make sense here, in days. */
const LOG_DAYS = [30, 90, 180, 365, 731, 1827] as const;

/** Where a setting's value comes from: the CDK's context. */
export type Context = (name: string) => unknown;

/**
 * Reads the settings: those of the stage in cdk.json (`stages`), each overridden by a context value of its own name
 * (`-c pilotEndsAt=...`; lists and objects as JSON).
 *
 * @throws Error with one sentence for each wrong or missing setting: its name, the form it must have, an example
 */
export function readSettings(context: Context): Settings {
  const stage = context('stage');
  const stages = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(context('stages'));
  const known = stages.data ?? {};
  if (typeof stage !== 'string' || !known[stage]) {
    throw new Error(
      `Setting "stage" must be one of the stages in cdk.json (${Object.keys(known).join(', ')}), such as -c stage=${DEVELOPMENT}.`,
    );
  }
  const secure = stage !== DEVELOPMENT;
  const schema = settingsOf(secure);
  const overrides = Object.keys(schema.shape).flatMap((name) => {
    const value = name === 'stage' ? undefined : context(name);
    return value === undefined ? [] : [[name, fromText(value)] as const];
  });
  const parsed = schema.safeParse({ waits: {}, ...known[stage], ...Object.fromEntries(overrides), stage });
  if (!parsed.success) throw new Error(parsed.error.issues.flatMap(sentences).join('\n'));
  const settings = parsed.data;
  const faults = faultsBetween(settings, secure);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { ...settings, waitSeconds: waitSecondsOf(settings) };
}

/** How long each wait lasts: as set, or the service's default. */
function waitSecondsOf({ waits }: Pick<z.infer<ReturnType<typeof settingsOf>>, 'waits'>) {
  return Object.fromEntries(
    ACTIONS.map((action) => {
      const given = waits[action];
      return [action, given === undefined ? WAITS[action].seconds : secondsOf(given)];
    }),
  ) as Record<Action, number>;
}

/** `-c name=value` gives text: a list or an object is written as JSON. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function sentences(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `Setting "${[...issue.path, key].join('.')}" is not known: see docs/operations.md.`);
  }
  const words = issue.message.startsWith('must ') ? issue.message : 'must be an object, as in cdk.json';
  return [`Setting "${issue.path.join('.')}" ${words}.`];
}

/** What no setting can show to be wrong on its own. */
function faultsBetween(settings: z.infer<ReturnType<typeof settingsOf>>, secure: boolean): string[] {
  const faults: string[] = [];
  if (secure && !settings.centres) {
    faults.push(
      'Setting "centres" must be a JSON file with the list of service centres outside development, such as deployment/production/centres.json.',
    );
  }
  const inAll = Object.values(waitSecondsOf(settings)).reduce((sum, seconds) => sum + seconds, 0);
  if (inAll > LONGEST_WAITS_DAYS * DAY_SECONDS) {
    faults.push(
      `Setting "waits" must come to ${LONGEST_WAITS_DAYS} days at the most for all waits together, and comes to ${Math.ceil(inAll / DAY_SECONDS)}, such as {"queue-ticket":"P30D"}: Step Functions ends an execution after a year.`,
    );
  }
  if (settings.privateEndpoints && settings.domain) {
    faults.push('Setting "domain" must be absent when "privateEndpoints" is set, such as in a stage with neither.');
  }
  try {
    loadTrustStore(join(ROOT, settings.eds.trust), { production: settings.stage === PRODUCTION });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'It cannot be read.';
    faults.push(
      `Setting "eds.trust" must be a trust bundle that is in order, such as deployment/production/trust: ${reason}`,
    );
  }
  return faults;
}
