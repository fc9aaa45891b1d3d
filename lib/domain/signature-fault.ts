/** Why a signature is not accepted. The values are those of `signature-invalid` in the HTTP contract. */
export type SignatureFault =
  /** What was signed is not the stored document. */
  | 'altered-document'
  /** The certificate does not lead to a configured root by valid signatures of configured issuers. */
  | 'untrusted-chain'
  /** A certificate of the chain was not valid at the moment of receipt: over, or not yet begun. */
  | 'expired'
  | 'revoked'
  /** Neither OCSP nor a CRL gave a trustworthy answer: not a refusal, repeat later. */
  | 'revocation-unknown'
  /** A log-in certificate, or one of a policy that is not for signing. */
  | 'not-a-signing-certificate'
  /** The certificate is another person's or another legal entity's. */
  | 'wrong-signer'
  /** The entity's own certificate, but of an employee who may not sign for it. */
  | 'no-right-to-sign'
  | 'malformed'
  | 'unsupported-algorithm'
  | 'not-one-signer';
