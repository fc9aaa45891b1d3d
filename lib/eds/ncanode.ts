import * as z from 'zod/mini';
import { Fault } from './fault.ts';
import type { Signer } from './verifier.ts';

/** Another verifier's judgement of a signature that ours accepts. */
export interface SecondOpinion {
  /**
   * Resolves if the other verifier accepts the signature as the same person's.
   *
   * @throws Fault when it rejects it; `revocation-unknown`, to be tried again, when it does not answer
   */
  confirm(accepted: { readonly cms: string; readonly document?: Uint8Array; readonly signer: Signer }): Promise<void>;
}

const TIMEOUT_MS = 8_000;

/** What is read of the answer to `POST /cms/verify` of NCANode 3; its other fields are not looked at. */
const answerSchema = z.object({
  valid: z.boolean(),
  signers: z.optional(
    z.array(
      z.object({
        certificates: z
          .array(z.object({ subject: z.object({ iin: z.optional(z.string()), bin: z.optional(z.string()) }) }))
          .check(z.minLength(1)),
      }),
    ),
  ),
});

/** Where NCANode 3 is, a verifier of the certification authority's signatures that is run beside the service. */
export interface NcanodeSettings {
  /** Base URL of NCANode 3, without `/cms/verify`. */
  readonly url: string;
  /** Called when NCANode rejects what ours accepts: an operator has to find out which of the two is wrong. */
  readonly onDisagreement: (disagreement: { readonly certificate: string }) => void;
  /** `fetch`, replaceable in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * NCANode as a second opinion. It can never judge alone: it calls a CMS without signers valid, ignores the document
 * when the CMS embeds one, and checks neither purpose nor the signatures of OCSP answers. It is asked only about what
 * ours accepts.
 */
export function ncanode({ url, onDisagreement, fetch = globalThis.fetch }: NcanodeSettings): SecondOpinion {
  const noAnswer = (): Fault => new Fault('revocation-unknown', 'the second verifier did not answer');

  const ask = async (cms: string, document: Uint8Array | undefined): Promise<z.infer<typeof answerSchema>> => {
    const body = {
      cms: cms.replace(/-----[^-]+-----|\s/g, ''),
      data: document && Buffer.from(document).toString('base64'),
      revocationCheck: ['OCSP', 'CRL'],
    };
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/cms/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status >= 400 && response.status < 500) return { valid: false };
      return answerSchema.parse(await response.json());
    } catch {
      throw noAnswer();
    }
  };

  return {
    async confirm({ cms, document, signer }) {
      const { valid, signers = [] } = await ask(cms, document);
      const [only, ...others] = signers;
      const subject = only?.certificates[0]?.subject;
      if (valid && others.length === 0 && subject?.iin === signer.iin && subject.bin === signer.bin) return;
      onDisagreement({ certificate: signer.certificate.sha256 });
      throw new Fault('untrusted-chain', 'the second verifier refuses the signature');
    },
  };
}
