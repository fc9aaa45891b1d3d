import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { createClock } from '../local/clock.ts';
import { Engine } from '../local/step-functions/engine.ts';
import type { JsonObject } from '../local/step-functions/json.ts';
import { lambdaRunners } from '../local/step-functions/tasks.ts';

/**
 * The bench of the embedded Step Functions: executions a second of chains of 100 states, durable, alone and beside 10,000
 * executions that wait on tokens, and of the same chains in `aws-local-stepfunctions`, which keeps nothing on disk. What
 * is compared is measured in turns, so that a busy machine slows all of it equally; processor time is shown too, which it
 * disturbs less. The memory of those that wait is measured in a process of its own. Prints a table, or JSON with `--json`.
 *
 * The chains, and where the two differ:
 * - `Pass`: the same definition.
 * - `function`: a function that does nothing, named by its ARN; the same definition.
 * - `lambda:invoke`: such a function by way of `lambda:invoke`, its payload the state's input, and its result's payload
 *   the state's output; with JSONata here, and with the same said in JSONPath there, which is all that the library reads.
 *   Its function is to answer as Lambda's API does: it gives three fields of that, the engine all that AWS gives.
 *
 * The engine keeps each event with its data, and calls a function only once that is on disk. The library holds the
 * entries and exits of states in memory, in an array that goes with the execution.
 */

const CHAIN = 100;
const WAITING = 10_000;
/** Executions started together while the waiting ones are set up. */
const BATCH = 500;
const ROUNDS = 12;
const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:empty';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/bench';
const LOADS = [
  { executions: 100, atOnce: 1 },
  { executions: 200, atOnce: 20 },
] as const;
const CHAINS = ['Pass', 'function', 'lambda:invoke'] as const;
type Chain = (typeof CHAINS)[number];

/** Something that runs chains: one execution to its end. */
interface Subject {
  readonly name: string;
  readonly run: Readonly<Record<Chain, () => Promise<void>>>;
}

/** One measurement; of all its rounds the median. */
interface Figure {
  readonly subject: string;
  readonly chain: Chain;
  /** How many executions ran at once. */
  readonly atOnce: number;
  readonly executionsPerSecond: number;
  readonly transitionsPerSecond: number;
  /** The process's processor time, in microseconds. */
  readonly processorPerTransition: number;
  /** That time as a part of what the first subject took in the same turn. */
  readonly timesFirst: number;
}

const NAMES = Array.from({ length: CHAIN }, (_, i) => `State ${i + 1}`);
const FIRST = 'State 1';

/** A machine that goes through the same state a hundred times. */
function chainOf(state: JsonObject): string {
  const states = NAMES.map((name, i) => {
    const next = NAMES[i + 1];
    return [name, next === undefined ? { ...state, End: true } : { ...state, Next: next }];
  });
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: FIRST, States: Object.fromEntries(states) });
}

const DEFINITIONS: Readonly<Record<Chain, string>> = {
  Pass: chainOf({ Type: 'Pass' }),
  function: chainOf({ Type: 'Task', Resource: FUNCTION_ARN }),
  'lambda:invoke': chainOf({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'empty', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
  }),
};
const WAITING_DEFINITION = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Wait for an answer',
  States: {
    'Wait for an answer': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'empty', Payload: { token: '{% $states.context.Task.Token %}' } },
      TimeoutSeconds: 2_592_000,
      End: true,
    },
  },
});

/** An engine with its store in a folder, and what runs chains in it. */
function embedded(name: string, database: string) {
  const clock = createClock();
  const ended = new Map<string, () => void>();
  const engine = new Engine({
    database,
    clock,
    runners: lambdaRunners(async () => ({ payload: {} })),
    onStatusChange: ({ detail }) => {
      if (detail.status === 'RUNNING') return;
      ended.get(detail.executionArn)?.();
      ended.delete(detail.executionArn);
    },
  });
  const create = (machine: string, definition: string) =>
    engine.createStateMachine({ name: machine, definition, roleArn: ROLE_ARN }).stateMachineArn;
  let started = 0;
  const runner = (stateMachineArn: string) => async () => {
    started++;
    const execution = `run-${started}`;
    const arn = stateMachineArn.replace(':stateMachine:', ':execution:');
    const end = new Promise<void>((resolve) => ended.set(`${arn}:${execution}`, resolve));
    await engine.startExecution({ stateMachineArn, name: execution });
    await end;
  };
  const run = {
    Pass: runner(create('pass', DEFINITIONS.Pass)),
    function: runner(create('function', DEFINITIONS.function)),
    'lambda:invoke': runner(create('invoke', DEFINITIONS['lambda:invoke'])),
  };
  const subject: Subject = { name, run };
  const close = () => {
    engine.close();
    clock.stop();
  };
  return { engine, create, subject, close };
}

type LibraryDefinition = ConstructorParameters<typeof StateMachine>[0];

function library(): Subject {
  const machine = (state: (transition: { Next: string } | { End: true }) => LibraryDefinition['States'][string]) => {
    const states: LibraryDefinition['States'] = {};
    for (const [i, name] of NAMES.entries()) {
      const next = NAMES[i + 1];
      states[name] = state(next === undefined ? { End: true } : { Next: next });
    }
    return new StateMachine({ StartAt: FIRST, States: states });
  };
  const runner = (of: StateMachine, called: () => Promise<JsonObject>) => {
    const taskResourceLocalHandlers = Object.fromEntries(NAMES.map((name) => [name, called]));
    return async () => {
      await of.run({}, { overrides: { taskResourceLocalHandlers } }).result;
    };
  };
  const nothing = async () => ({});
  const invoke = {
    Type: 'Task' as const,
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'empty', 'Payload.$': '$' },
    OutputPath: '$.Payload',
  };
  return {
    name: 'aws-local-stepfunctions, not durable',
    run: {
      Pass: runner(
        machine((transition) => ({ Type: 'Pass', ...transition })),
        nothing,
      ),
      function: runner(
        machine((transition) => ({ Type: 'Task', Resource: FUNCTION_ARN, ...transition })),
        nothing,
      ),
      'lambda:invoke': runner(
        machine((transition) => ({ ...invoke, ...transition })),
        async () => ({ ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 }),
      ),
    },
  };
}

/** What one round took: on the clock, and of the processor; microseconds a transition. */
interface Round {
  readonly elapsed: number;
  readonly processor: number;
}

async function round(run: () => Promise<void>, load: (typeof LOADS)[number]): Promise<Round> {
  let left: number = load.executions;
  const worker = async () => {
    while (left-- > 0) await run();
  };
  const start = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: load.atOnce }, worker));
  const { user, system } = process.cpuUsage(before);
  const transitions = load.executions * CHAIN;
  return { elapsed: ((performance.now() - start) * 1000) / transitions, processor: (user + system) / transitions };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** All subjects at all loads, their rounds in turns; the first round only warms up. */
async function compare(subjects: readonly Subject[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const chain of CHAINS) {
    for (const load of LOADS) {
      const rounds = subjects.map((): Round[] => []);
      for (let i = 0; i <= ROUNDS; i++) {
        // Each begins in its turn: who comes next collects the garbage of who came before.
        const first = i % subjects.length;
        const entries = [...subjects.entries()];
        for (const [s, subject] of [...entries.slice(first), ...entries.slice(0, first)]) {
          const measured = await round(subject.run[chain], load);
          if (i > 0) rounds[s]?.push(measured);
        }
      }
      for (const [s, { name }] of subjects.entries()) {
        const own = rounds[s] ?? [];
        const times = own.map(({ processor }, i) => processor / (rounds[0]?.[i]?.processor ?? Number.NaN));
        const transitionsPerSecond = 1_000_000 / median(own.map(({ elapsed }) => elapsed));
        figures.push({
          ...{ subject: name, chain, atOnce: load.atOnce },
          ...{ executionsPerSecond: transitionsPerSecond / CHAIN, transitionsPerSecond },
          processorPerTransition: median(own.map(({ processor }) => processor)),
          timesFirst: median(times),
        });
      }
    }
  }
  return figures;
}

/** The memory of the process in bytes, after its garbage was collected. */
function memory(): { heap: number; resident: number } {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

/** Starts the executions that wait on tokens; how much memory they cost, in bytes. */
async function startWaiting({ engine, create }: ReturnType<typeof embedded>): Promise<Cost> {
  const stateMachineArn = create('wait', WAITING_DEFINITION);
  const start = () => engine.startExecution({ stateMachineArn, input: '{"applicationId":"01KAPPLICATION"}' });
  const startAll = async (executions: number) => {
    for (let started = 0; started < executions; started += BATCH)
      await Promise.all(Array.from({ length: BATCH }, start));
    await engine.durable();
  };
  // The code itself, compiled and warm, is not what an execution costs.
  await startAll(BATCH);
  const before = memory();
  await startAll(WAITING - BATCH);
  const after = memory();
  return { heap: after.heap - before.heap, resident: after.resident - before.resident };
}

const costSchema = z.object({ heap: z.number(), resident: z.number() });
type Cost = z.infer<typeof costSchema>;

/** What the executions that wait cost a process of its own, which is started as `npm start` starts the service. */
function costOfWaiting(): Cost {
  const child = spawnSync(process.execPath, ['--max-semi-space-size=4', import.meta.filename, '--memory'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return costSchema.parse(JSON.parse(child.stdout));
}

const MB = 1_000_000;

function print(figures: readonly Figure[], cost: Cost): void {
  console.table(
    figures.map(({ chain, atOnce, subject, executionsPerSecond, transitionsPerSecond, ...figure }) => ({
      'chain of 100': chain,
      'at once': atOnce,
      engine: subject,
      'executions/s': Math.round(executionsPerSecond),
      'transitions/s': Math.round(transitionsPerSecond),
      'processor µs a transition': figure.processorPerTransition.toFixed(1),
      'times the library': figure.timesFirst.toFixed(2),
    })),
  );
  console.log(
    `${WAITING} executions waiting on tokens: ${(cost.heap / MB).toFixed(1)} MB in use, ${(cost.resident / MB).toFixed(1)} MB of the process's memory.`,
  );
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, memory: { type: 'boolean', default: false } },
});
const folder = await mkdtemp(join(tmpdir(), 'step-functions-bench-'));
const waiting = embedded(`embedded, durable, ${WAITING} waiting`, join(folder, 'waiting.sqlite'));
const alone = embedded('embedded, durable', join(folder, 'alone.sqlite'));
try {
  const inThisProcess = await startWaiting(waiting);
  if (values.memory) {
    console.log(JSON.stringify(inThisProcess));
  } else {
    const cost = costOfWaiting();
    const figures = await compare([library(), alone.subject, waiting.subject]);
    if (values.json)
      console.log(JSON.stringify({ figures, waiting: { executions: WAITING, bytes: cost } }, undefined, 2));
    else print(figures, cost);
  }
} finally {
  waiting.close();
  alone.close();
  await rm(folder, { recursive: true });
}
