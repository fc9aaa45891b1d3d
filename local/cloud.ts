import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ROUTES } from '../lib/api/routes.ts';
import { isFailed, REDELIVER_EVERY_SECONDS, REDRIVE_EVERY_SECONDS } from '../lib/deployed.ts';
import { DEFAULT_PILOT_ENDS_AT, pilotIsExtended } from '../lib/domain/pilot.ts';
import { TARIFF } from '../lib/domain/tariff.ts';
import { FUNCTIONS, type FunctionSettings } from '../lib/functions.ts';
import { ACCOUNT, REGION, stateMachineArn } from './arns.ts';
import { type Authority, createAuthority } from './authority/authority.ts';
import { startAuthorityServer } from './authority/server.ts';
import { CannotStart } from './cannot-start.ts';
import { createClock, type LocalClock } from './clock.ts';
import { devRoutes } from './dev-routes.ts';
import { docsRoute } from './docs/route.ts';
import { type DynamoDb, startDynamoDb } from './dynamodb/server.ts';
import { type DataFolder, openDataFolder } from './folder.ts';
import type { GatewayRequest, GatewayResponse } from './gateway/http.ts';
import { type Answered, startGateway } from './gateway/server.ts';
import { openIdentityProvider } from './identity/identity.ts';
import type { TokenRequest } from './identity/token-request.ts';
import { type InvocationResult, type LambdaRuntime, startLambda } from './lambda/runtime.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { stateMachineDefinition } from './state-machine.ts';
import { type ExecutionStatusChange, type StepFunctions, startStepFunctions } from './step-functions/server.ts';
import { type SimulatedSystems, startSystems } from './systems/systems.ts';

/** How the machine is set up; a port that is 0 or left out is any free one. */
export interface LocalOptions {
  /** Where all data is kept. */
  readonly folder: string;
  readonly port?: number;
  readonly stepFunctionsPort?: number;
  readonly dynamodbPort?: number;
  readonly systemsPort?: number;
  /** The first moment after the pilot; without it, see {@link pilotEnd}. */
  readonly pilotEndsAt?: Date;
  /**
   * Changes the environment of the functions before they start: for tests that set limits or put a proxy in between.
   */
  readonly environment?: (variables: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Changes how the functions are set up: for tests that cut their calls off early. */
  readonly functions?: (settings: typeof FUNCTIONS) => Readonly<Record<string, FunctionSettings>>;
  /** Called when a request has been answered. */
  readonly onAnswered?: (answered: Answered) => void;
  /** Called when a call of a function has ended. */
  readonly onInvocation?: (call: { functionName: string; milliseconds: number; errorType?: string }) => void;
  /** Called when an execution has a new status. */
  readonly onStatusChange?: (change: ExecutionStatusChange) => void;
}

/** The whole service on one machine, running. */
export interface LocalCloud {
  /** The API's base URL. */
  readonly url: string;
  readonly ports: Readonly<Record<'api' | 'stepFunctions' | 'dynamodb' | 'systems', number>>;
  /** The clock of all its parts. */
  readonly clock: LocalClock;
  /** The simulated state systems, whose records and faults can be set. */
  readonly systems: SimulatedSystems;
  readonly stepFunctions: StepFunctions;
  /** The stand-in for NCALayer and the certification authority. */
  readonly authority: Authority;
  readonly lambda: Pick<LambdaRuntime, 'invoke'>;
  /** When the pilot ends here. */
  readonly pilot: Pilot;
  /** The functions' environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file that the output of the functions goes to. */
  readonly logFile: string;
  /** The ARN of an application's execution. */
  executionArn(applicationId: string): string;
  /** An access token of the made-up identity provider. */
  token(request: TokenRequest): Promise<string>;
  /** Ends everything; what is under way continues at the next start. */
  close(): Promise<void>;
}

/** The pilot's end on this machine. */
export interface Pilot {
  readonly endsAt: Date;
  /** Whether it was moved for this machine, because the order's own end had passed at the first start. */
  readonly moved: boolean;
}

const TABLE_NAME = 'applications';
const STATE_MACHINE_NAME = 'registration';
const STATE_MACHINE_ARN = stateMachineArn(STATE_MACHINE_NAME);
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${STATE_MACHINE_NAME}`;
const TOKEN_AUDIENCE = 'tirkeu';
/** How far the pilot's end is moved when the order's own end has passed (decision 0303), in milliseconds. */
const EXTENSION_MS = 90 * 86_400_000;
/** For years whose MCI no law has set yet, the last known one is used, so that the clock can be moved into them. */
const LATER_MCI = Array.from({ length: 20 }, (_, index) => {
  const last = TARIFF.mci.at(-1) ?? { from: '', amount: 1 };
  const from = `${Number(last.from.slice(0, 4)) + 1 + index}-01-01`;
  return { from, amount: last.amount, source: 'Made up for development' };
});

/** Ends the parts that have been started: first those that accept work, then the others, the last one first. */
class Endings {
  private readonly first: (() => Promise<void> | void)[] = [];
  private readonly others: (() => Promise<void> | void)[] = [];

  add(end: () => Promise<void> | void): void {
    this.others.unshift(end);
  }

  addFirst(end: () => Promise<void> | void): void {
    this.first.push(end);
  }

  async run(): Promise<void> {
    for (const end of [...this.first.splice(0), ...this.others.splice(0)]) await end();
  }
}

/**
 * Starts the whole service: gateway, functions, Step Functions, DynamoDB, scheduler, identity provider, signing
 * stand-in and simulated state systems. What was under way when it last ended, or was killed, continues.
 *
 * @throws CannotStart, in words for the person who starts it
 */
export async function startLocalCloud(options: LocalOptions): Promise<LocalCloud> {
  const folder = openDataFolder(options.folder);
  const endings = new Endings();
  endings.add(() => folder.close());
  try {
    return { ...(await startParts(options, folder, endings)), close: () => endings.run() };
  } catch (error) {
    await endings.run();
    throw inWords(error, options.folder);
  }
}

/** What keeps the data from being used, in words for the person who starts it; any other error as it is. */
function inWords(error: unknown, folder: string): unknown {
  if (error instanceof CannotStart || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const isAboutData = code === 'ERR_SQLITE_ERROR' || code.startsWith('LEVEL_') || 'syscall' in error;
  return isAboutData ? new CannotStart(unusable(`The data in ${folder}`, error.message)) : error;
}

async function startParts(
  options: LocalOptions,
  folder: DataFolder,
  endings: Endings,
): Promise<Omit<LocalCloud, 'close'>> {
  const clock = createClock(folder.kept('clock offset', z.number()));
  endings.add(() => clock.stop());
  const pilot = pilotEnd(options.pilotEndsAt, folder, clock.now());
  const paymentSecret = keptSecret(folder, 'payment gateway secret');
  const authorization = `Bearer ${keptSecret(folder, 'systems authorization')}`;
  const logFile = folder.file('log/functions.log');

  // The functions need every port: they are imported while the others start, and calls wait until all ports are known.
  const environment = Promise.withResolvers<Readonly<Record<string, string>>>();
  const database = Promise.withResolvers<DynamoDb | undefined>();
  const lambda = startLambda({
    functions: options.functions?.(FUNCTIONS) ?? FUNCTIONS,
    environment: environment.promise,
    database: database.promise,
    clock,
    logFile,
    ...(options.onInvocation && { onInvocation: options.onInvocation }),
  });
  endings.add(lambda.close);
  const invoke: LambdaRuntime['invoke'] = (name, event, signal) => lambda.invoke(functionNameOf(name), event, signal);
  /** What answers besides the API. It is there once everything is ready; until then the gateway answers 503. */
  let dev: ((request: GatewayRequest) => Promise<GatewayResponse | undefined>) | undefined;
  let ready = false;

  const gateway = await onPort('PORT', options.port, (port) =>
    startGateway({
      port,
      routes: ROUTES,
      clock,
      invoke: (name, event, signal) => (ready ? invoke(name, event, signal) : Promise.resolve(NOT_READY)),
      beside: async (request) => docsRoute(request) ?? dev?.(request),
      ...(options.onAnswered && { onAnswered: options.onAnswered }),
    }),
  );
  endings.addFirst(gateway.close);

  const issuer = `${gateway.url}/dev`;
  const keyFile = folder.file('identity.json');
  const startingDynamodb = onPort('DYNAMODB_PORT', options.dynamodbPort, async (port) => {
    const part = await startDynamoDb({ port, folder: folder.file('dynamodb'), tableName: TABLE_NAME });
    endings.add(part.close);
    return part;
  });
  const startingStepFunctions = onPort('STEP_FUNCTIONS_PORT', options.stepFunctionsPort, async (port) => {
    const part = await startStepFunctions({
      port,
      database: folder.file('step-functions.sqlite'),
      clock,
      region: REGION,
      account: ACCOUNT,
      invoke: (functionName, payload, signal) => invoke(functionName, payload, signal()),
      onStatusChange: async (change) => {
        options.onStatusChange?.(change);
        if (!isFailed(change.detail.status)) return;
        const result = await invoke('execution-failed', change);
        if ('functionError' in result) throw new Error(result.payload.errorType);
      },
    });
    endings.addFirst(part.close);
    return part;
  });
  const [identity, dynamodb, stepFunctions, authority] = await allOf([
    openIdentityProvider({ keyFile, issuer, audience: TOKEN_AUDIENCE, clock }),
    startingDynamodb,
    startingStepFunctions,
    startAuthority(folder, clock, endings),
  ]);
  const systems = await onPort('SYSTEMS_PORT', options.systemsPort, (port) =>
    startSystems({
      port,
      database: folder.file('systems.sqlite'),
      clock,
      authorization,
      paymentSecret,
      serviceUrl: () => gateway.url,
      token: identity.issueToken,
    }),
  );
  endings.addFirst(systems.close);

  const ownVariables = {
    ...systems.environment,
    STAGE: 'local',
    SERVICE_URL: gateway.url,
    TABLE_NAME,
    STATE_MACHINE_ARN,
    PILOT_ENDS_AT: pilot.endsAt.toISOString(),
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE,
    TOKEN_JWKS_URL: `${issuer}/jwks`,
    PAYMENT_GATEWAY_SECRET: paymentSecret,
    TARIFF_MCI: JSON.stringify(LATER_MCI),
    EDS_TRUST: authority.trustFolder,
    EDS_REVOCATION: authority.revocation,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_SFN: stepFunctions.url,
    // The SDK would read the settings of the user of this machine: these files do not exist.
    AWS_CONFIG_FILE: folder.file('no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: folder.file('no-aws-credentials'),
  };
  const variables = options.environment?.(ownVariables) ?? ownVariables;
  environment.resolve(variables);
  // Who puts something between the functions and the database has them go over the network.
  database.resolve(variables.AWS_ENDPOINT_URL_DYNAMODB === dynamodb.url ? dynamodb : undefined);
  putStateMachine(stepFunctions.engine);
  const executionArn = (applicationId: string) =>
    `${STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${applicationId}`;
  dev = devRoutes({
    clock,
    keepOffset: (offset) => folder.keep('clock offset', offset),
    identity,
    authority,
    systems,
    stepFunctions,
    executionArn,
  });
  await Promise.all([dynamodb.tableReady.catch(cannotStart), lambda.loaded()]);
  const scheduler = startScheduler({
    clock,
    invoke,
    schedules: [
      { functionName: 'expire-pilot', at: pilot.endsAt.getTime() },
      { functionName: 'redeliver-answers', everySeconds: REDELIVER_EVERY_SECONDS },
      { functionName: 'redrive-suspended', everySeconds: REDRIVE_EVERY_SECONDS },
    ],
    completed: {
      has: (name) => folder.kept(`completed: ${name}`, z.literal(true)) ?? false,
      add: (name) => folder.keep(`completed: ${name}`, true),
    },
    onGivenUp: (functionName) =>
      console.error(`${functionName} did not succeed in a day and is given up; see ${logFile}.`),
  });
  endings.addFirst(scheduler.stop);
  ready = true;

  return {
    url: gateway.url,
    ports: {
      api: gateway.port,
      stepFunctions: stepFunctions.port,
      dynamodb: dynamodb.port,
      systems: Number(new URL(systems.url).port),
    },
    clock,
    systems,
    stepFunctions,
    authority,
    lambda,
    pilot,
    environment: variables,
    logFile,
    executionArn,
    token: identity.issueToken,
  };
}

const NOT_READY: InvocationResult = {
  functionError: 'Unhandled',
  payload: { errorType: 'Lambda.ServiceException', errorMessage: 'The machine is being started.', trace: [] },
};

/**
 * The pilot's end: as it is set; otherwise as it was decided for this folder's data at the first start. That is the
 * order's own end if it was still ahead, and otherwise 90 days after that start, rounded up to the full second.
 */
export function pilotEnd(given: Date | undefined, folder: Pick<DataFolder, 'kept' | 'keep'>, now: number): Pilot {
  if (given) return { endsAt: given, moved: false };
  const schema = z.object({ endsAt: z.iso.datetime({ offset: true }) });
  let decided = folder.kept('pilot end', schema);
  if (!decided) {
    const passed = Date.parse(DEFAULT_PILOT_ENDS_AT) <= now;
    const second = Math.ceil((now + EXTENSION_MS) / 1_000) * 1_000;
    decided = { endsAt: passed ? new Date(second).toISOString() : DEFAULT_PILOT_ENDS_AT };
    folder.keep('pilot end', decided);
  }
  const endsAt = new Date(decided.endsAt);
  return { endsAt, moved: pilotIsExtended(endsAt) };
}

function keptSecret(folder: DataFolder, name: string): string {
  const kept = folder.kept(name, z.string());
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString('hex');
  folder.keep(name, made);
  return made;
}

async function startAuthority(folder: DataFolder, clock: LocalClock, endings: Endings) {
  const authority = createAuthority({ folder: folder.file('authority'), clock });
  const server = await startAuthorityServer({ authority, port: 0 });
  endings.add(server.close);
  return { ...authority, revocation: authority.revocationSources(server.url) };
}

/** Makes the state machine, or gives it the present definition; running executions keep the one they began with. */
function putStateMachine(engine: StepFunctions['engine']): void {
  const definition = stateMachineDefinition();
  const known = engine.listStateMachines({}).items.find(({ arn }) => arn === STATE_MACHINE_ARN);
  if (!known) engine.createStateMachine({ name: STATE_MACHINE_NAME, definition, roleArn: ROLE_ARN });
  else if (known.definition !== definition) {
    engine.updateStateMachine({ stateMachineArn: STATE_MACHINE_ARN, definition });
  }
}

/** The name of a function, from its name or ARN. */
const functionNameOf = (nameOrArn: string) =>
  (nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn) ?? '';

/** Starts something that listens on a port. When it cannot, the error says which setting to change. */
async function onPort<Part>(setting: string, port = 0, start: (port: number) => Promise<Part>): Promise<Part> {
  try {
    return await start(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new CannotStart(
        `Port ${port} (${setting}) is taken by another program. End that one, or choose another port: ${setting}=${port + 1}.`,
      );
    }
    if (code === 'EACCES' && error instanceof Error && error.message.startsWith('listen ')) {
      throw new CannotStart(
        `Port ${port} (${setting}) may not be listened on. Choose one above 1023: ${setting}=8080.`,
      );
    }
    throw error;
  }
}

function cannotStart(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new CannotStart(unusable('The database', reason));
}

const unusable = (what: string, reason: string) =>
  `${what} cannot be used (${reason.replace(/\.$/, '')}). Move the data away, or set LOCAL_DIR to another folder.`;

/** Like `Promise.all`, but waits for all of them before it fails, so that what has started can be ended. */
async function allOf<Parts extends readonly Promise<unknown>[] | []>(parts: Parts) {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}
