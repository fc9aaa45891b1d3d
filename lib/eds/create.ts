import { createChainJudge } from './chain.ts';
import { judge } from './judge.ts';
import type { SecondOpinion } from './ncanode.ts';
import type { RevocationChecker } from './revocation.ts';
import type { TrustStore } from './trust.ts';
import type { EdsVerifier } from './verifier.ts';

/** The documents signed here are a few kilobytes; a CMS around one is not much more. */
const MAXIMUM_CMS_BYTES = 512 * 1024;

interface EdsVerifierSettings {
  readonly trust: TrustStore;
  readonly revocation: RevocationChecker;
  /** A second verifier that has to agree. */
  readonly secondOpinion?: SecondOpinion;
}

/** The judge that the service uses. Keep it between requests: it remembers chains, keys and lists. */
export function createEdsVerifier({ trust, revocation, secondOpinion }: EdsVerifierSettings): EdsVerifier {
  const chain = createChainJudge(trust);
  return {
    verify: ({ cms, document, signer, at }) =>
      judge({
        cms,
        document,
        expected: signer,
        at,
        chain,
        revocation,
        ...(secondOpinion && { secondOpinion }),
        maximumBytes: MAXIMUM_CMS_BYTES,
      }),
  };
}
