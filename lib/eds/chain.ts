import { type Certificate, isIssuedBy, isValidAt, KEY_USAGE, sameBytes } from './certificate.ts';
import { Fault } from './fault.ts';
import type { TrustStore } from './trust.ts';

/** Intermediates between a signer and a root; the NCA has one. */
const MAXIMUM_INTERMEDIATES = 4;

/** Builds and judges chains over one trust store. What depends on the store alone is computed once. */
export interface ChainJudge {
  /**
   * The signer's issuer, once the certificate leads to a root. Faults: `untrusted-chain`, `unsupported-algorithm`, and
   * `expired` where a chain of good signatures was not valid, in any of its certificates, at the moment given.
   */
  issuerOf(certificate: Certificate, at: Date): Certificate;
}

/** An authority and those above it, up to and including a root. */
type Path = readonly [Certificate, ...Certificate[]];

/** A judge for this trust store. */
export function createChainJudge({ roots, intermediates }: TrustStore): ChainJudge {
  const paths = new Map<Certificate, readonly Path[]>();
  const authorities = [...roots, ...intermediates];

  /** All ways from an authority of the store up to its roots, signatures and constraints checked; kept, as neither changes. */
  const pathsFrom = (authority: Certificate): readonly Path[] => {
    const known = paths.get(authority);
    if (known) return known;
    const found = climb([authority]);
    paths.set(authority, found);
    return found;
  };

  const climb = (path: Path): Path[] => {
    const top = path.at(-1) ?? path[0];
    if (roots.includes(top)) return [path];
    if (path.length > MAXIMUM_INTERMEDIATES) return [];
    return authorities
      .filter((above) => !path.includes(above) && mayHaveIssued(above, top, path.length) && isIssuedBy(top, above))
      .flatMap((above) => climb([...path, above]));
  };

  return {
    issuerOf(certificate, at) {
      if (certificate.unknownCritical.length > 0)
        throw new Fault('untrusted-chain', `unknown critical extension ${certificate.unknownCritical.join(', ')}`);
      const found = authorities
        .filter((authority) => mayHaveIssued(authority, certificate, 0) && isIssuedBy(certificate, authority))
        .flatMap(pathsFrom);
      if (found.length === 0) throw new Fault('untrusted-chain', 'no path of good signatures to a trusted root');
      const path = found.find((candidate) => [certificate, ...candidate].every((link) => isValidAt(link, at)));
      if (!path) throw new Fault('expired', 'a certificate of the chain was not valid at the moment of receipt');
      return path[0];
    },
  };
}

/**
 * Whether an authority may stand above a certificate with `below` authorities between the latter and the signer:
 * names fit, it is an authority, may sign certificates (RFC 5280 6.1.4: where it has a key usage), its path length
 * suffices, and all that is critical is understood.
 */
function mayHaveIssued(authority: Certificate, certificate: Certificate, below: number): boolean {
  return (
    sameBytes(authority.subject, certificate.issuer) &&
    (certificate.authorityKeyIdentifier === undefined ||
      authority.subjectKeyIdentifier === undefined ||
      certificate.authorityKeyIdentifier === authority.subjectKeyIdentifier) &&
    authority.isAuthority &&
    (authority.keyUsage?.has(KEY_USAGE.keyCertSign) ?? true) &&
    (authority.pathLength === undefined || authority.pathLength >= below) &&
    authority.unknownCritical.length === 0
  );
}
