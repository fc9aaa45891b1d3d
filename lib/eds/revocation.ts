import { randomBytes } from 'node:crypto';
import { type Certificate, derBlocks } from './certificate.ts';
import { lookUp, type RevocationList, readCrl } from './crl.ts';
import { Fault } from './fault.ts';
import { ocspRequest, readOcspResponse, type Status, type Subject } from './ocsp.ts';
import type { RevocationEvidence } from './verifier.ts';

/** Where one issuing authority is asked about its certificates. URLs inside certificates are never followed. */
interface RevocationSource {
  /** URL of the OCSP responder. */
  readonly ocsp?: string | undefined;
  /** URL of the complete list. */
  readonly crl?: string | undefined;
}

/** Says whether a certificate was revoked at a moment. */
export interface RevocationChecker {
  /**
   * Looks the certificate up.
   *
   * @throws Fault `revocation-unknown` when no trustworthy source says so
   */
  check(subject: Subject, at: Date): Promise<RevocationEvidence>;
}

/** How old an OCSP answer may be that names no next update, in minutes: the NCA's answers name none. */
export const DEFAULT_OCSP_AGE_MINUTES = 60;
/** How far a source's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const OCSP_TIMEOUT_MS = 4_000;
const CRL_TIMEOUT_MS = 8_000;
const MAXIMUM_OCSP_BYTES = 64 * 1024;
const MAXIMUM_CRL_BYTES = 64 * 1024 * 1024;
const NONCE_BYTES = 16;

/** Limits of age, applied at the moment of receipt. */
interface Freshness {
  readonly ocspAgeMinutes: number;
  /** Beyond this age a list is stale even before its own next update; absent: its next update alone counts. */
  readonly crlAgeMinutes?: number;
}

/**
 * Whether the certificate was revoked at a moment, by an answer that is believed and fresh. An answer given after the
 * moment of receipt is as good or better, so long as it was given before the certificate expired (authorities then
 * forget it).
 */
function judge(
  status: Status,
  { certificate }: Subject,
  at: Date,
  now: Date,
  ageMinutes: number | undefined,
): 'good' | 'revoked' {
  const given = status.thisUpdate.getTime();
  if (given > now.getTime() + CLOCK_SKEW_MS) throw unknown('an answer from the future');
  if (given > certificate.validTo.getTime()) throw unknown('an answer given after the certificate ran out');
  if (status.nextUpdate && status.nextUpdate.getTime() < at.getTime()) throw unknown('an answer that is out of date');
  if (ageMinutes !== undefined && at.getTime() - given > ageMinutes * MINUTE_MS)
    throw unknown('an answer that is too old');
  if (status.status === 'unknown') throw unknown('the authority does not know the certificate');
  return status.revokedAt && status.revokedAt.getTime() <= at.getTime() ? 'revoked' : 'good';
}

const unknown = (detail: string): Fault => new Fault('revocation-unknown', detail);

const byOcsp = (
  response: Uint8Array,
  subject: Subject,
  at: Date,
  now: Date,
  { ocspAgeMinutes }: Freshness,
  nonce?: Uint8Array,
): RevocationEvidence => {
  const status = readOcspResponse(response, subject, nonce);
  return {
    source: 'ocsp',
    status: judge(status, subject, at, now, status.nextUpdate ? undefined : ocspAgeMinutes),
    response: Buffer.from(response).toString('base64'),
    thisUpdate: status.thisUpdate.toISOString(),
  };
};

const byCrl = (
  list: RevocationList,
  subject: Subject,
  at: Date,
  now: Date,
  { crlAgeMinutes }: Freshness,
): RevocationEvidence => ({
  source: 'crl',
  status: judge(lookUp(list, subject), subject, at, now, crlAgeMinutes),
  sha256: list.sha256,
  ...(list.number && { number: list.number }),
  thisUpdate: list.thisUpdate.toISOString(),
});

/** Tries sources in turn until one answers; when none does, the fault says why each failed. */
async function firstAnswer(
  attempts: readonly (() => RevocationEvidence | Promise<RevocationEvidence>)[],
): Promise<RevocationEvidence> {
  const details: string[] = [];
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      details.push(error.message);
    }
  }
  throw unknown(details.join('; ') || 'no source of revocation');
}

/** Judges by responses and lists at hand, without a network: a revocation in any of them counts. */
export function offlineRevocation(files: {
  readonly ocsp: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}): RevocationChecker {
  return {
    async check(subject, at) {
      const now = new Date(Math.max(Date.now(), at.getTime()));
      const freshness = { ocspAgeMinutes: DEFAULT_OCSP_AGE_MINUTES };
      const attempts = [
        ...files.ocsp.map((file) => () => byOcsp(file, subject, at, now, freshness)),
        ...files.crls.map((file) => () => byCrl(readCrl(file), subject, at, now, freshness)),
      ];
      const answers = await Promise.allSettled(attempts.map((attempt) => firstAnswer([attempt])));
      const evidence = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      return evidence.find(({ status }) => status === 'revoked') ?? evidence[0] ?? firstAnswer(attempts);
    },
  };
}

/** Whom to ask about revocation over the network, and how fresh an answer has to be. */
export interface OnlineRevocationSettings extends Freshness {
  /** The source of each issuing authority, by the SHA-256 of its certificate; `*` for all others. */
  readonly sources: Readonly<Record<string, RevocationSource>>;
  /** How long a list that was fetched is used before it is fetched anew, in minutes. */
  readonly crlRefreshMinutes: number;
  readonly clock: () => Date;
  /** `fetch`, replaceable in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Asks OCSP, then the CRL. Lists are kept in memory; when a newer one cannot be fetched, the older one is used as long
 * as it is fresh.
 */
export function onlineRevocation(settings: OnlineRevocationSettings): RevocationChecker {
  const { sources, clock, crlRefreshMinutes, fetch = globalThis.fetch } = settings;
  const lists = new Map<string, { readonly list: RevocationList; readonly fetchedAt: number }>();

  const download = async (url: string, maximum: number, request: RequestInit): Promise<Uint8Array> => {
    try {
      const response = await fetch(url, { ...request, redirect: 'error' });
      if (!response.ok || !response.body) throw unknown(`status ${response.status}`);
      const pieces: Uint8Array[] = [];
      let length = 0;
      for await (const piece of response.body) {
        length += piece.length;
        if (length > maximum) throw unknown('an answer too large');
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw unknown('no answer');
    }
  };

  const askOcsp = async (url: string, subject: Subject, at: Date): Promise<RevocationEvidence> => {
    const nonce = randomBytes(NONCE_BYTES);
    const response = await download(url, MAXIMUM_OCSP_BYTES, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
      body: Buffer.from(ocspRequest(subject, nonce)),
      signal: AbortSignal.timeout(OCSP_TIMEOUT_MS),
    });
    return byOcsp(response, subject, at, clock(), settings, nonce);
  };

  const askCrl = async (url: string, subject: Subject, at: Date): Promise<RevocationEvidence> => {
    const kept = lists.get(url);
    const now = clock();
    if (kept && now.getTime() - kept.fetchedAt < crlRefreshMinutes * MINUTE_MS) {
      return byCrl(kept.list, subject, at, now, settings);
    }
    try {
      const bytes = await download(url, MAXIMUM_CRL_BYTES, { signal: AbortSignal.timeout(CRL_TIMEOUT_MS) });
      const list = readCrl(derBlocks(bytes)[0] ?? bytes);
      const evidence = byCrl(list, subject, at, now, settings);
      lists.set(url, { list, fetchedAt: now.getTime() });
      return evidence;
    } catch (error) {
      if (!kept || !(error instanceof Fault)) throw error;
      return byCrl(kept.list, subject, at, now, settings);
    }
  };

  return {
    check(subject, at) {
      const { ocsp, crl } = sourceOf(subject.issuer, sources) ?? {};
      return firstAnswer([
        ...(ocsp ? [() => askOcsp(ocsp, subject, at)] : []),
        ...(crl ? [() => askCrl(crl, subject, at)] : []),
      ]);
    },
  };
}

const sourceOf = (
  issuer: Certificate,
  sources: Readonly<Record<string, RevocationSource>>,
): RevocationSource | undefined => sources[issuer.sha256] ?? sources['*'];
