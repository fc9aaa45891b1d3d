import * as z from 'zod/mini';
import { inWords } from '../domain/setting-words.ts';
import { PRODUCTION } from '../environment.ts';
import { createEdsVerifier } from './create.ts';
import { type NcanodeSettings, ncanode } from './ncanode.ts';
import { DEFAULT_OCSP_AGE_MINUTES, onlineRevocation } from './revocation.ts';
import { loadTrustStore } from './trust.ts';
import type { EdsVerifier } from './verifier.ts';

const HttpUrl = z.url({ protocol: /^https?$/ });
const Minutes = z.coerce.number().check(z.int(), z.positive());

const Json = z.pipe(
  z.string(),
  z.transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
      return z.NEVER;
    }
  }),
);

/** The form of `EDS_REVOCATION`: a source for each issuing authority. */
const Sources = z.record(
  z.string().check(z.regex(/^(\*|[0-9a-f]{64})$/, 'an issuer is the SHA-256 of its certificate, or *')),
  z
    .strictObject({ ocsp: z.optional(HttpUrl), crl: z.optional(HttpUrl) })
    .check(z.refine(({ ocsp, crl }) => ocsp ?? crl, 'needs ocsp, crl or both')),
);

/** Settings of the verification, as environment variables. */
const Environment = z.object({
  STAGE: z.string().check(z.minLength(1)),
  /** The folder of the trust store (see `loadTrustStore`). */
  EDS_TRUST: z.string().check(z.minLength(1)),
  /** JSON: `{ "<SHA-256 of the issuing certificate, or *>": { "ocsp": "<URL>", "crl": "<URL>" } }`. */
  EDS_REVOCATION: z.pipe(Json, Sources),
  /** How old an OCSP answer without a next update may be. */
  EDS_OCSP_MAX_AGE_MINUTES: z._default(Minutes, DEFAULT_OCSP_AGE_MINUTES),
  /** How old a CRL may be, whatever its own next update says. */
  EDS_CRL_MAX_AGE_MINUTES: z.optional(Minutes),
  /** How long a CRL is used before it is fetched again. */
  EDS_CRL_REFRESH_MINUTES: z._default(Minutes, 30),
  /** Base URL of NCANode 3 as a second verifier; absent or empty: none. */
  EDS_NCANODE_URL: z.optional(z.union([HttpUrl, z.literal('')])),
});

/**
 * The verifier that the environment describes. Reads files: call it once, at cold start, and only from functions that
 * verify.
 *
 * @throws Error that names the wrong variable and never its value, or says what is wrong with the trust store
 */
export function edsVerifierFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { clock, onDisagreement }: { readonly clock: () => Date; readonly onDisagreement: NcanodeSettings['onDisagreement'] },
): EdsVerifier {
  const parsed = Environment.safeParse(environment, inWords());
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`);
    throw new Error(`The settings of signature verification are wrong. ${faults.join('; ')}`);
  }
  const settings = parsed.data;
  const trust = loadTrustStore(settings.EDS_TRUST, { production: settings.STAGE === PRODUCTION });
  const revocation = onlineRevocation({
    sources: settings.EDS_REVOCATION,
    ocspAgeMinutes: settings.EDS_OCSP_MAX_AGE_MINUTES,
    ...(settings.EDS_CRL_MAX_AGE_MINUTES && { crlAgeMinutes: settings.EDS_CRL_MAX_AGE_MINUTES }),
    crlRefreshMinutes: settings.EDS_CRL_REFRESH_MINUTES,
    clock,
  });
  return createEdsVerifier({
    trust,
    revocation,
    ...(settings.EDS_NCANODE_URL && { secondOpinion: ncanode({ url: settings.EDS_NCANODE_URL, onDisagreement }) }),
  });
}
