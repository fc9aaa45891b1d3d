import type { SignatureFault } from './verifier.ts';

/**
 * The judging stops here: the one exception that the rules throw, caught by the judge and turned into a verdict.
 * `detail` is for the operator and for evidence; it never carries personal data.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly reason: SignatureFault;

  constructor(reason: SignatureFault, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** A structure is not what its standard says. */
export const malformed = (detail: string): Fault => new Fault('malformed', detail);
