import { Problem } from '../api/problem.ts';
import type { Application, Signatory } from '../domain/application.ts';
import { sha256Of } from '../domain/documents.ts';
import { signed } from '../domain/lifecycle.ts';
import { signatureDetail } from '../domain/messages.ts';
import type { EdsVerifier, ExpectedSigner } from '../eds/verifier.ts';
import type { Attachments } from '../store/attachments.ts';
import { type Answering, standing, takeIn } from './answers.ts';

/**
 * After how many seconds to send a signature again, when its certificate's revocation status could not be found out.
 */
const RETRY_AFTER_SECONDS = 30;

/** What is needed to take a signature in. */
export interface Signing extends Answering {
  readonly attachments: () => Attachments;
  readonly verifier: () => EdsVerifier;
}

/**
 * The exact bytes to sign.
 *
 * @throws Problem `not-found` before they were made
 */
export async function documentOf(
  application: Application,
  of: Signatory,
  attachments: Attachments,
): Promise<Uint8Array> {
  const bytes = application.documents?.[of] ? await attachments.document(application.id, of) : undefined;
  if (!bytes) throw new Problem('not-found');
  return bytes;
}

/**
 * Takes in an electronic digital signature (4.9, 4.18): judges it over exactly the stored bytes, keeps it with its
 * evidence, then hands it to the Algorithm as an answer.
 *
 * @throws Problem `signature-invalid` with its reason, `not-awaited`
 */
export async function takeSignature(
  application: Application,
  given: { of: Signatory; by: ExpectedSigner; cms: string; now: Date },
  signing: Signing,
): Promise<Application> {
  const { of, by, cms, now } = given;
  const action = of === 'seller' ? 'seller-signature' : 'buyer-signature';
  const answer = { action, content: { cms }, now } as const;
  if (standing(application, answer, signing.pilotEndsAt()) === 'given') return application;
  const document = await documentOf(application, of, signing.attachments());
  const verdict = await signing.verifier().verify({ cms, document, signer: by, at: now });
  if (!verdict.valid) {
    const { reason } = verdict;
    throw new Problem('signature-invalid', {
      reason,
      item: of === 'seller' ? '4.9' : '4.18',
      detail: (language) => signatureDetail(reason, language),
      ...(reason === 'revocation-unknown' && { retryAfter: RETRY_AFTER_SECONDS }),
    });
  }
  const cmsSha256 = sha256Of(cms);
  await signing
    .attachments()
    .putSignature(application.id, { of, cms, cmsSha256, evidence: { signer: verdict.signer, ...verdict.evidence } });
  const signature = {
    at: now.toISOString(),
    documentSha256: sha256Of(document),
    cmsSha256,
    certificateSha256: verdict.signer.certificate.sha256,
  };
  const output = { outcome: 'signed' };
  return takeIn(application, { ...answer, output, change: (current) => signed(current, of, signature) }, signing);
}
