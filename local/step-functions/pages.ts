import * as z from 'zod';
import { ApiError } from './errors.ts';
import { parseJson } from './json.ts';

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** How many items a page has unless the caller says (AWS Step Functions API, `maxResults`). */
export const DEFAULT_PAGE = 100;

/** The first `limit` of the rows, which were asked for one more, and the token for those after them. */
export function pageOf<T>(rows: readonly T[], limit: number, token: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextToken: rows.length > limit && last !== undefined ? token(last) : undefined };
}

const pageTokenSchema = z.tuple([z.string(), z.int()]);

/** A token that leads on in one list, and in no other. */
export const pageToken = (list: string, after: number): string =>
  Buffer.from(JSON.stringify([list, after])).toString('base64url');

/** What a page token of a list leads on from. @throws ApiError `InvalidToken` */
export function openPageToken(token: string, list: string): number {
  try {
    const [of, after] = pageTokenSchema.parse(parseJson(Buffer.from(token, 'base64url').toString('utf8')));
    if (of === list) return after;
  } catch {
    // Told below: whatever it is, it is not one of ours.
  }
  throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
}
