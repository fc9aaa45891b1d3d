import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Difference } from '../local/step-functions/conformance/compare.ts';
import { runApi } from '../local/step-functions/conformance/run-api.ts';
import { runExecution } from '../local/step-functions/conformance/run-execution.ts';
import { findScenarios, readScenario } from '../local/step-functions/conformance/scenario.ts';

/**
 * `npm run conformance -- DIR` holds the embedded Step Functions against every recorded scenario below DIR, and says
 * how many agree, where each other one first differs, and which are not taken on and why. With `--emit` it prints one
 * JSON line a scenario instead: `{ name, events }` as GetExecutionHistory gives them, or `{ name, notTakenOn }`; for a
 * scenario of API calls `events` are those of its last GetExecutionHistory, and `answers` are all answers.
 */

/** The result of one scenario. */
interface Outcome {
  readonly name: string;
  /** What `--emit` prints of it. */
  readonly emitted: object;
  readonly differences: readonly Difference[];
  readonly notTakenOn?: string;
  /** Something that a reader of the figures should know. */
  readonly note?: string;
}

async function run(file: string): Promise<Outcome> {
  const scenario = await readScenario(file);
  const { name } = scenario;
  if (scenario.kind === 'api') {
    const result = await runApi(scenario);
    if ('notTakenOn' in result) return { name, emitted: { name, ...result }, differences: [], ...result };
    const { answers, rewritten } = result.actual;
    const events = answers.findLast(({ body }) => Array.isArray(body.events))?.body.events ?? [];
    const note = rewritten ? { note: 'its JSONPath definitions were rewritten to JSONata' } : {};
    return { name, emitted: { name, events, answers }, differences: result.differences, ...note };
  }
  const result = await runExecution(scenario);
  if ('notTakenOn' in result) return { name, emitted: { name, ...result }, differences: [], ...result };
  const events = result.actual.map((event) => ({ ...event, timestamp: event.timestamp / 1000 }));
  return { name, emitted: { name, events }, differences: result.differences };
}

/** Runs a scenario. One that throws has failed; the others are still run. */
async function runGuarded(file: string): Promise<Outcome> {
  try {
    return await run(file);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { name: file, emitted: { name: file, events: [] }, differences: [{ path: '', text }] };
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { emit: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Usage: npm run conformance -- [--emit] DIR');
  process.exit(2);
}
const outcomes: Outcome[] = [];
for (const file of await findScenarios(resolve(folder))) {
  const outcome = await runGuarded(file);
  outcomes.push(outcome);
  if (values.emit) console.log(JSON.stringify(outcome.emitted));
}
if (outcomes.length === 0) {
  console.error(`There are no scenarios below ${resolve(folder)}.`);
  process.exit(2);
}
const failed = outcomes.filter(({ differences }) => differences.length > 0);
const refused = outcomes.filter(({ notTakenOn }) => notTakenOn !== undefined);
if (!values.emit) report();
process.exitCode = failed.length > 0 ? 1 : 0;

function report(): void {
  for (const { name, differences } of failed) {
    const [first] = differences;
    console.log(
      `FAILED ${name}\n  ${first?.path || '/'}: ${first?.text}${differences.length > 1 ? ` (and ${differences.length - 1} more)` : ''}`,
    );
  }
  const noted = outcomes.filter(({ note }) => note !== undefined);
  if (noted.length > 0) {
    console.log(`Rewritten from JSONPath to JSONata (${noted.length}):`);
    for (const { name } of noted) console.log(`  ${name}`);
  }
  if (refused.length > 0) {
    console.log(`Not taken on (${refused.length}):`);
    for (const { name, notTakenOn } of refused) console.log(`  ${name}: ${notTakenOn}`);
  }
  console.log(
    `${outcomes.length - failed.length - refused.length} passed, ${failed.length} failed${refused.length > 0 ? `, ${refused.length} not taken on` : ''}`,
  );
}
