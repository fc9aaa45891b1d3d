/** What threads are given of the process's own options of node: to write CPU profiles, as `npm run load -- --profile` has it. */
export const THREAD_OPTIONS: readonly string[] = process.execArgv.filter((option) => option.startsWith('--cpu-prof'));
