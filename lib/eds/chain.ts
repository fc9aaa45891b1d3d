import { type Certificate, isIssuedBy, isValidAt, KEY_USAGE, sameBytes } from './certificate.ts';
import { Fault } from './fault.ts';
import type { TrustStore } from './trust.ts';

/** Intermediates between a signer and a root; the NCA has one. */
const MAXIMUM_INTERMEDIATES = 4;

/** Builds and judges chains of certificates over one trust store. What depends on the store alone is computed once. */
export interface ChainJudge {
  /**
   * The issuer of a signer's certificate, once the certificate leads to a root.
   *
   * @throws Fault `untrusted-chain`, `unsupported-algorithm`, or `expired` where a chain of good signatures had a
   * certificate that was not valid at the moment given
   */
  issuerOf(certificate: Certificate, at: Date): Certificate;
}

/** An authority and those above it, up to and including a root. */
type Path = readonly [Certificate, ...Certificate[]];

/** A judge for this trust store. */
export function createChainJudge({ roots, intermediates }: TrustStore): ChainJudge {
  const paths = new Map<Certificate, readonly Path[]>();
  const authorities = [...roots, ...intermediates];

  /**
   * All ways from an authority of the store up to its roots, with signatures and constraints checked. Kept, since
   * neither changes.
   */
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
 * Whether an authority may have issued a certificate, with `below` authorities between that certificate and the signer:
 * the names match, it is an authority, it may sign certificates (RFC 5280 6.1.4: where it has a key usage), its path
 * length suffices, and every critical extension is understood.
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
