import * as z from 'zod';
import { ApiError } from './errors.ts';
import { parseJson } from './json.ts';

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** What to ask the next page with; undefined on the last. */
  readonly nextToken: string | undefined;
}

/** How many items a page has by default (AWS Step Functions API, `maxResults`). */
export const DEFAULT_PAGE = 100;

/** A page with the first `limit` of the rows, of which one more was asked for, and the token for the page after it. */
export function pageOf<T>(rows: readonly T[], limit: number, token: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextToken: rows.length > limit && last !== undefined ? token(last) : undefined };
}

const pageTokenSchema = z.tuple([z.string(), z.int()]);

/** A token for the next page of one list, which no other list accepts. */
export const pageToken = (list: string, after: number): string =>
  Buffer.from(JSON.stringify([list, after])).toString('base64url');

/**
 * Where the next page of a list begins, from its token.
 *
 * @throws ApiError `InvalidToken`
 */
export function openPageToken(token: string, list: string): number {
  try {
    const [of, after] = pageTokenSchema.parse(parseJson(Buffer.from(token, 'base64url').toString('utf8')));
    if (of === list) return after;
  } catch {
    // Reported below: whatever it is, it is not one of ours.
  }
  throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
}
