/**
 * The options of node that threads get from the process: those that write CPU profiles, for `npm run load --
 * --profile`.
 */
export const THREAD_OPTIONS: readonly string[] = process.execArgv.filter((option) => option.startsWith('--cpu-prof'));
