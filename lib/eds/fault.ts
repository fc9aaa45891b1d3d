import type { SignatureFault } from './verifier.ts';

/**
 * Ends the judging: the one exception that the rules throw, which the judge catches and turns into a verdict. `detail`
 * is for the operator and for the evidence; it never holds personal data.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** What the caller is told: one of the reasons of `signature-invalid`. */
  readonly reason: SignatureFault;

  constructor(reason: SignatureFault, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** A structure is not what its standard says. */
export const malformed = (detail: string): Fault => new Fault('malformed', detail);
