import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StateMachine } from 'aws-local-stepfunctions';
import { createClock } from '../local/clock.ts';
import { Engine } from '../local/step-functions/engine.ts';
import type { JsonObject } from '../local/step-functions/json.ts';
import { lambdaRunners } from '../local/step-functions/tasks.ts';

/**
 * The bench of the embedded Step Functions: executions a second of a chain of 100 Pass states and of one of 100
 * `lambda:invoke` of an empty function, durable, alone and beside 10,000 executions that wait on tokens, and of the same
 * chains in `aws-local-stepfunctions`, which keeps nothing. What is compared is measured in turns, so that a busy
 * machine slows all of it alike. Prints a table, or JSON with `--json`.
 */

const CHAIN = 100;
const WAITING = 10_000;
/** Executions started together while the waiting ones are set up. */
const BATCH = 500;
const ROUNDS = 11;
const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:empty';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/bench';
const LOADS = [
  { executions: 30, atOnce: 1 },
  { executions: 120, atOnce: 20 },
] as const;
const CHAINS = ['Pass', 'lambda:invoke'] as const;
type Chain = (typeof CHAINS)[number];

/** Something that runs chains: one execution to its end. */
interface Subject {
  readonly name: string;
  readonly run: Readonly<Record<Chain, () => Promise<void>>>;
}

/** One measurement: the median of its rounds. */
interface Figure {
  readonly subject: string;
  readonly chain: Chain;
  /** How many executions ran at once. */
  readonly atOnce: number;
  readonly executionsPerSecond: number;
  readonly transitionsPerSecond: number;
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
  const taskResourceLocalHandlers = Object.fromEntries(NAMES.map((name) => [name, async () => ({})]));
  const runner = (of: StateMachine) => async () => {
    await of.run({}, { overrides: { taskResourceLocalHandlers } }).result;
  };
  return {
    name: 'aws-local-stepfunctions, not durable',
    run: {
      Pass: runner(machine((transition) => ({ Type: 'Pass', ...transition }))),
      'lambda:invoke': runner(machine((transition) => ({ Type: 'Task', Resource: FUNCTION_ARN, ...transition }))),
    },
  };
}

/** The executions a second of one round. */
async function round(run: () => Promise<void>, load: (typeof LOADS)[number]): Promise<number> {
  let left: number = load.executions;
  const worker = async () => {
    while (left-- > 0) await run();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: load.atOnce }, worker));
  return (load.executions * 1000) / (performance.now() - start);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** All subjects at all loads, their rounds in turns; the first round only warms up. */
async function compare(subjects: readonly Subject[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const chain of CHAINS) {
    for (const load of LOADS) {
      const rates = subjects.map((): number[] => []);
      for (let i = 0; i <= ROUNDS; i++) {
        for (const [s, subject] of subjects.entries()) {
          const rate = await round(subject.run[chain], load);
          if (i > 0) rates[s]?.push(rate);
        }
      }
      for (const [s, { name }] of subjects.entries()) {
        const executionsPerSecond = median(rates[s] ?? []);
        const transitionsPerSecond = executionsPerSecond * CHAIN;
        figures.push({ subject: name, chain, atOnce: load.atOnce, executionsPerSecond, transitionsPerSecond });
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
async function startWaiting({ engine, create }: ReturnType<typeof embedded>) {
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

const MB = 1_000_000;

function print(figures: readonly Figure[], cost: { heap: number; resident: number }): void {
  console.table(
    figures.map(({ chain, atOnce, subject, executionsPerSecond, transitionsPerSecond }) => ({
      'chain of 100': chain,
      'at once': atOnce,
      engine: subject,
      'executions/s': Math.round(executionsPerSecond),
      'transitions/s': Math.round(transitionsPerSecond),
    })),
  );
  console.log(
    `${WAITING} executions waiting on tokens: ${(cost.heap / MB).toFixed(1)} MB in use, ${(cost.resident / MB).toFixed(1)} MB of the process's memory.`,
  );
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'step-functions-bench-'));
const waiting = embedded(`embedded, durable, ${WAITING} waiting`, join(folder, 'waiting.sqlite'));
const alone = embedded('embedded, durable', join(folder, 'alone.sqlite'));
try {
  const cost = await startWaiting(waiting);
  const figures = await compare([alone.subject, waiting.subject, library()]);
  if (values.json)
    console.log(JSON.stringify({ figures, waiting: { executions: WAITING, bytes: cost } }, undefined, 2));
  else print(figures, cost);
} finally {
  waiting.close();
  alone.close();
  await rm(folder, { recursive: true });
}
