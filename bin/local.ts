/** `npm start`: the whole service on this machine. */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import type { LocalCloud, LocalOptions } from '../local/cloud.ts';

// What was compiled at one start need not be at the next. It works for what is imported after it.
enableCompileCache();
const { CannotStart } = await import('../local/cannot-start.ts');
const { localSettings } = await import('../local/settings.ts');
const { startLocalCloud } = await import('../local/cloud.ts');
const { almatyTime } = await import('../lib/domain/almaty-time.ts');
const { CASES } = await import('../local/systems/cases.ts');
const { colour, say } = await import('./terminal.ts');

const USAGE = `Usage: npm start [-- --verbose]

  --verbose   shows requests, calls of functions and executions as they happen

Settings, as environment variables: PORT (8080), STEP_FUNCTIONS_PORT (8083), DYNAMODB_PORT (8000), SYSTEMS_PORT (8090),
LOCAL_DIR (.local), PILOT_ENDS_AT (2026-09-01T00:00:00+05:00).`;

async function start(verbose: boolean): Promise<void> {
  const settings = localSettings(process.env);
  let ending = false;
  let cloud: LocalCloud | undefined;
  const end = async () => {
    if (ending) process.exit(1);
    ending = true;
    say('\nEnding; again to end at once.');
    await cloud?.close();
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  const began = performance.now();
  cloud = await startLocalCloud({
    folder: settings.LOCAL_DIR,
    port: settings.PORT,
    stepFunctionsPort: settings.STEP_FUNCTIONS_PORT,
    dynamodbPort: settings.DYNAMODB_PORT,
    systemsPort: settings.SYSTEMS_PORT,
    ...(settings.PILOT_ENDS_AT && { pilotEndsAt: settings.PILOT_ENDS_AT }),
    ...(verbose && show),
  });
  welcome(cloud, settings.LOCAL_DIR, performance.now() - began);
}

function welcome({ url, ports, clock, pilot, logFile }: LocalCloud, folder: string, milliseconds: number): void {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const line = (name: string, what: string, more = '') =>
    say(`  ${name.padEnd(15)} ${colour('cyan', what)}${more && `  ${colour('dim', more)}`}`);
  const moved = Math.abs(clock.offset()) >= 1_000;
  const open = clock.now() < pilot.endsAt.getTime();
  const why = pilot.moved
    ? "The order's own end, 31 August 2026, has passed: for this machine it was moved to 90 days after the first start."
    : '';

  say(
    `${colour('bold', 'Tirkeu is running on this machine')} ${colour('dim', `(ready in ${Math.round(milliseconds)} ms)`)}`,
  );
  say();
  line('API', url, 'described at /docs and /openapi.json');
  line('State systems', at(ports.systems), 'simulated');
  line('Step Functions', at(ports.stepFunctions), "for AWS's own tools, with --endpoint-url");
  line('DynamoDB', at(ports.dynamodb), 'likewise');
  line('Data', folder, 'delete it to begin anew');
  line('Log', logFile);
  line('Clock', almatyTime(new Date(clock.now())), moved ? 'moved by POST /dev/clock' : '');
  line('Pilot', `${open ? 'open until' : 'ended'} ${almatyTime(pilot.endsAt)}`, 'PILOT_ENDS_AT sets another end');
  if (why) say(`  ${' '.repeat(15)} ${why}`);
  say();
  say(colour('bold', 'To try it'));
  say('  npm run demo                                   plays a registration through, line by line');
  say(
    `  curl ${url}/dev/cases${' '.repeat(Math.max(1, 32 - url.length))}made-up dealers, vehicles and buyers for every branch`,
  );
  say(`  curl ${url}/dev/token -H 'Content-Type: application/json' \\`);
  say(`    -d '{"role":"seller","bin":"${CASES[0]?.seller}"}'        an access token for that dealer`);
  say();
  say('Ctrl-C ends it. What is under way goes on at the next start.');
}

/** What `--verbose` shows: templates, names and identifiers of applications; never what was sent. */
const show = {
  onAnswered: ({ method, route, statusCode, milliseconds, fault }) => {
    const status = colour(statusCode >= 500 ? 'red' : statusCode >= 400 ? 'yellow' : 'green', String(statusCode));
    say(`${method.padEnd(6)} ${route} ${status} ${colour('dim', `${milliseconds.toFixed(1)} ms`)}`);
    if (fault !== undefined) console.error(fault);
  },
  onInvocation: ({ functionName, milliseconds, errorType }) => {
    const failed = errorType === undefined ? '' : ` ${colour('red', errorType)}`;
    say(colour('dim', `       ${functionName} ${milliseconds} ms`) + failed);
  },
  onStatusChange: ({ detail: { name, status, error } }) => {
    say(`       ${colour('magenta', `execution ${name} ${status}`)}${error ? ` ${error}` : ''}`);
  },
} satisfies Partial<LocalOptions>;

try {
  const { values } = parseArgs({ options: { verbose: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) say(USAGE);
  else await start(values.verbose ?? false);
} catch (error) {
  const wrongArgument =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof CannotStart) && !wrongArgument) throw error;
  process.stderr.write(`Tirkeu cannot start. ${error.message}\n${wrongArgument ? `\n${USAGE}\n` : ''}`);
  process.exitCode = 1;
}
