import type { SignatureFault } from '../domain/signature-fault.ts';

export type { SignatureFault } from '../domain/signature-fault.ts';

/** Who has to have signed. */
export type ExpectedSigner =
  | { readonly kind: 'individual'; readonly iin: string }
  | { readonly kind: 'legal-entity'; readonly bin: string };

/** One signature to judge, and everything it is judged against. */
export interface SignatureRequest {
  /** The CMS as the client sent it: base64, with or without armour and line breaks. */
  readonly cms: string;
  /** Exactly the stored bytes that were offered for signing. */
  readonly document: Uint8Array;
  readonly signer: ExpectedSigner;
  /** The moment of receipt, at which certificates have to be valid. */
  readonly at: Date;
}

/** The person behind an accepted signature, as the certificate names them. */
export interface Signer {
  /** 12 digits. */
  readonly iin: string;
  /** 12 digits; legal entities only. */
  readonly bin?: string;
  /** The certificate's common name. */
  readonly name: string;
  readonly certificate: CertificateSummary;
}

/**
 * What people need to know of a certificate, to name it or to look it up; `certificate` of the evidence is the whole of
 * it.
 */
export interface CertificateSummary {
  /** Hexadecimal, lower case, as in the certificate. */
  readonly serialNumber: string;
  /** The issuer's common name. */
  readonly issuer: string;
  /** SHA-256 of the DER bytes, hexadecimal. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  /** ISO 8601, UTC. */
  readonly validTo: string;
  /** `GOST R 34.10-2015 (512 bit)`, `RSA (2048 bit)`, ... */
  readonly algorithm: string;
}

/** What the certification authority said about one certificate, and where that can be checked again. */
export type RevocationEvidence =
  | {
      readonly source: 'ocsp';
      readonly status: 'good' | 'revoked';
      /** The whole OCSP response, base64 of DER. */
      readonly response: string;
      readonly thisUpdate: string;
    }
  | {
      readonly source: 'crl';
      readonly status: 'good' | 'revoked';
      /** SHA-256 of the CRL's DER bytes, hexadecimal: lists are too large to keep with every application. */
      readonly sha256: string;
      /** The CRL number, decimal, where the list carries one. */
      readonly number?: string;
      readonly thisUpdate: string;
    };

/** One rule that was judged, in the order of judging. */
export interface SignatureCheck {
  readonly name:
    | 'structure'
    | 'document'
    | 'signature'
    | 'chain'
    | 'purpose'
    | 'person'
    | 'revocation'
    | 'second-opinion';
  /** `not-made` for a rule that the settings leave out; the first failed rule ends the judging. */
  readonly result: 'passed' | 'failed' | 'not-made';
  /** What was found, in English and without personal data; for the operator. */
  readonly detail?: string;
}

/** What is kept with the application so that the verdict can be checked again years later. JSON, a few kilobytes. */
export interface SignatureEvidence {
  /** SHA-256 of the stored document, hexadecimal. */
  readonly documentSha256: string;
  /** SHA-256 of the DER (or BER) bytes of the CMS, hexadecimal; where it is not base64, of the text as it was sent. */
  readonly cmsSha256: string;
  /** The signer's certificate, base64 of DER; absent where the CMS could not be read as far as that. */
  readonly certificate?: string;
  readonly revocation?: RevocationEvidence;
  /** The moment of receipt, at which validity was judged. ISO 8601. */
  readonly verifiedAt: string;
  /** The rules in the order of judging, up to the first that failed. */
  readonly checks: readonly SignatureCheck[];
}

/** The result of judging. `signer` is there whenever the signature could be tied to a person at all. */
export type Verdict =
  | { readonly valid: true; readonly signer: Signer; readonly evidence: SignatureEvidence }
  | {
      readonly valid: false;
      readonly reason: SignatureFault;
      readonly signer?: Signer;
      readonly evidence: SignatureEvidence;
    };

/**
 * Judges electronic digital signatures. Never throws because of something a client sent: every flaw becomes a verdict.
 * `revocation-unknown` is not a refusal; the API asks the caller to try again.
 */
export interface EdsVerifier {
  /** Judges one signature at its moment of receipt. */
  verify(request: SignatureRequest): Promise<Verdict>;
}
