import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoredEvent } from '../../../local/step-functions/history.ts';
import { Store } from '../../../local/step-functions/store.ts';
import { EXECUTIONS, runAll } from './durability-child.ts';

/** How often the engine is killed: a few dozen times, or with TIRKEU_LONG=1 a few hundred. */
const KILLS = process.env.TIRKEU_LONG === '1' ? 300 : 24;
const CHILD = new URL('./durability-child.ts', import.meta.url).pathname;
/** From the child's being ready to its kill, at the most; about as long as the work takes when nobody kills it. */
const LONGEST_LIFE_MS = 120;

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'durability-'));
  folders.push(folder);
  return folder;
};
/** Shared by the children, most of whose short lives would else go into compiling. */
let compileCache: string;
let undisturbed: Map<string, readonly StoredEvent[]>;

beforeEach(async () => {
  compileCache = newFolder();
  const folder = newFolder();
  await runAll(folder, () => undefined);
  undisturbed = histories(folder);
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** All histories in a folder's store, by the execution's name. */
function histories(folder: string): Map<string, readonly StoredEvent[]> {
  const store = new Store(join(folder, 'store.sqlite'));
  try {
    const machines = store.machines(10, 0);
    const filter = { before: Number.MAX_SAFE_INTEGER, limit: 100, status: undefined, redriven: undefined };
    const rows = machines.flatMap(({ arn }) => store.executions(arn, filter));
    return new Map(rows.map(({ id, name }) => [name, store.events(id, { after: 0, limit: 100_000, reverse: false })]));
  } finally {
    store.close();
  }
}

/** An event without what differs from one run to the next: when it was, tokens, Lambda's request ids. */
const comparable = ({ type, details, data }: StoredEvent) => {
  const text = data?.replace(/"token":"[^"]+"/, '"token":""').replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '""');
  return { type, details, data: text };
};
/** A line of states has one history; of branches that run at once, only what happens is certain, and not in which order. */
const compared = (name: string, events: readonly StoredEvent[]) => {
  const inOrder = events.map((event) => ({
    ...comparable(event),
    id: event.id,
    previousEventId: event.previousEventId,
  }));
  return name.startsWith('line') ? inOrder : events.map((event) => JSON.stringify(comparable(event))).sort();
};

/** The calls of functions whose ends are recorded, each by what it was called with; one that has no such is never made again. */
function finished(folder: string): Set<string> {
  const done = new Set<string>();
  for (const [name, events] of histories(folder)) {
    const scheduled = new Map(events.filter(({ type }) => type === 'TaskScheduled').map((event) => [event.id, event]));
    for (const event of events) {
      const task = scheduled.get(event.previousEventId - 1);
      if (event.type === 'TaskSucceeded' && name.startsWith('line') && task?.data?.includes(`"id":"${name}`))
        done.add(task.data);
    }
  }
  return done;
}

function calls(folder: string): string[] {
  const file = join(folder, 'calls.log');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

const callOf = (parameters: string) => {
  const { FunctionName, Payload } = JSON.parse(parameters) as { FunctionName: string; Payload: object };
  return `${FunctionName} ${JSON.stringify(Payload)}`;
};

/** Starts the child and kills it after a while; true when it had ended before. */
async function runAndKill(folder: string): Promise<boolean> {
  const child = spawn(process.execPath, ['--no-warnings', CHILD, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const exit = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exit]);
  await Promise.race([pause(Math.random() * LONGEST_LIFE_MS), exit]);
  child.kill('SIGKILL');
  const [code] = await exit;
  return code === 0;
}

it(`goes on after each of ${KILLS} kills as if there had been none`, { timeout: KILLS * 20_000 }, async () => {
  let kills = 0;
  /** One set of executions after the other, each killed until it has ended all the same. */
  const lane = async () => {
    while (kills < KILLS) {
      const folder = newFolder();
      for (let ended = false; !ended; ) {
        const before = [...finished(folder)].map(callOf);
        const counted = calls(folder).length;
        ended = await runAndKill(folder);
        if (!ended) kills++;
        const again = calls(folder)
          .slice(counted)
          .filter((call) => before.includes(call));
        expect(again, 'calls made again although their ends were recorded').toEqual([]);
      }
      const disturbed = histories(folder);
      expect(disturbed.size).toBe(2 * EXECUTIONS);
      for (const [name, events] of disturbed) {
        expect(compared(name, events)).toEqual(compared(name, undisturbed.get(name) ?? []));
      }
    }
  };
  await Promise.all([lane(), lane()]);
});
