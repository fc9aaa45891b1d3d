import * as z from 'zod';
import { parseJson } from './json.ts';
import type { ExecutionRow } from './store.ts';

/** For how long, and how many of an execution, client tokens are remembered (AWS Step Functions API, RedriveExecution). */
const REMEMBERED_MS = 15 * 60 * 1000;
const REMEMBERED = 10;

const redrivesSchema = z.array(z.tuple([z.string(), z.number()]));

/** The client tokens of an execution's newest redrives, and when each of these was. */
const redrivesOf = ({ redrives }: ExecutionRow) => (redrives ? redrivesSchema.parse(parseJson(redrives)) : []);

/** When an execution was redriven with a client token; undefined when it was not, or so long ago that it counts no more. */
export const redrivenWith = (row: ExecutionRow, clientToken: string | undefined, now: number): number | undefined =>
  redrivesOf(row).find(([token, at]) => token === clientToken && now - at < REMEMBERED_MS)?.[1];

/** What is kept of an execution's redrives once it is redriven with one more client token. */
export const withRedrive = (row: ExecutionRow, clientToken: string, at: number): string =>
  JSON.stringify([[clientToken, at], ...redrivesOf(row)].slice(0, REMEMBERED));
