/** The list of service centres as a setting: JSON that the ministry supplies, checked before anything trusts it. */
import * as z from 'zod/mini';
import type { CentreList } from './centres.ts';
import { REGION_CODES } from './regions.ts';
import { inWords } from './setting-words.ts';

const texts = z.strictObject({
  kk: z.string().check(z.minLength(1)),
  ru: z.string().check(z.minLength(1)),
  en: z.string().check(z.minLength(1)),
});

const centreList = z.strictObject({
  from: z.iso.date(),
  source: z.string().check(z.minLength(1)),
  centres: z
    .array(
      z.strictObject({
        code: z.string().check(z.regex(/^[A-Za-z0-9-]{1,32}$/, 'a code is 1 to 32 letters, digits and hyphens')),
        region: z.enum(REGION_CODES, `a region is one of ${REGION_CODES.join(', ')}`),
        name: texts,
        address: texts,
      }),
    )
    .check(
      z.minLength(1),
      z.refine((centres) => new Set(centres.map(({ code }) => code)).size === centres.length, 'a code stands twice'),
    ),
});

/**
 * Reads the setting: `{ from, source, centres: [{ code, region, name: { kk, ru, en }, address: { kk, ru, en } }] }`.
 *
 * @throws Error that names each fault and where it is.
 */
export function centresFrom(json: string): CentreList {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new Error('The list of service centres is not JSON.');
  }
  const read = centreList.safeParse(given, inWords());
  if (read.success) return read.data;
  throw new Error(`The list of service centres is not valid:\n${z.prettifyError(read.error)}`);
}
