import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the service in a process of its own is started with; see `LocalOptions`. */
export interface OwnProcessOptions {
  readonly folder: string;
  readonly port?: number;
  /** ISO 8601. */
  readonly pilotEndsAt?: string;
  /** Variables of the functions' environment, added to the others or replacing them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of node, such as `--cpu-prof`. */
  readonly execArgv?: readonly string[];
}

/** What the process reports when the service is ready, and what it has used when it is asked. */
export type OwnProcessMessage =
  | { readonly url: string; readonly stepFunctionsUrl: string; readonly logFile: string }
  | { readonly usage: Usage };

/** What the whole process, with all of its threads, has used. */
export interface Usage {
  /** The memory that is resident, in bytes. */
  readonly resident: number;
  /**
   * The part of it that is the process's own: without the pages of files, mainly the database's, which the system can
   * take back at any time.
   */
  readonly own: number;
  /** Processor time of user and system together, in milliseconds. */
  readonly cpu: number;
}

/** The whole service in a process of its own, which can be killed. */
export interface OwnProcess {
  readonly url: string;
  readonly stepFunctionsUrl: string;
  readonly logFile: string;
  /** What the process has used so far. */
  usage(): Promise<Usage>;
  /** SIGKILL: nothing is finished, and nothing more is written. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. */
  close(): Promise<void>;
}

/** The options of node that the script `start` of package.json gives. */
const AS_NPM_START = ['--max-semi-space-size=4'];

/** Starts the whole service in a process of its own, for tests that kill it and for measurements. */
export async function startInOwnProcess(options: OwnProcessOptions): Promise<OwnProcess> {
  const child = fork(fileURLToPath(new URL('./own-process-child.ts', import.meta.url)), [JSON.stringify(options)], {
    execArgv: [...AS_NPM_START, ...(options.execArgv ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const ready = await next(child, ended);
  if (!('url' in ready)) throw new Error('The machine has not said where it is.');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    ...ready,
    async usage() {
      child.send('usage');
      const answer = await next(child, ended);
      if (!('usage' in answer)) throw new Error('The machine has not said what it uses.');
      return answer.usage;
    },
    kill: () => end('SIGKILL'),
    close: () => end('SIGTERM'),
  };
}

async function next(child: ChildProcess, ended: Promise<unknown>): Promise<OwnProcessMessage> {
  const message = new Promise<OwnProcessMessage>((resolve) => child.once('message', resolve));
  const first = await Promise.race([message, ended.then(() => undefined)]);
  if (!first) throw new Error('The process of the machine has ended.');
  return first;
}
