import { sha256Hex } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import type { ChainJudge } from './chain.ts';
import { checkDocument, checkSignature, decodeCms, readCms, type SignedDocument } from './cms.ts';
import { Fault, malformed } from './fault.ts';
import type { SecondOpinion } from './ncanode.ts';
import type { RevocationChecker } from './revocation.ts';
import { checkPerson, checkPurpose, type Expectation, signerOf } from './signer.ts';
import type { RevocationEvidence, SignatureCheck, Signer, Verdict } from './verifier.ts';

/** One signature to be judged, with everything that the judging needs. */
export interface Case {
  /** The CMS in base64, with or without armour. */
  readonly cms: string;
  /** The stored bytes; absent: the content inside the CMS is judged. */
  readonly document?: Uint8Array;
  /** Who has to have signed. */
  readonly expected: Expectation;
  /** The moment of receipt. */
  readonly at: Date;
  readonly chain: ChainJudge;
  /** Absent: the rule is listed as not made and does not count. */
  readonly revocation?: RevocationChecker;
  /** A verifier that has to agree; absent: the rule is listed as not made. */
  readonly secondOpinion?: SecondOpinion;
  /** The largest CMS that is read, in bytes. */
  readonly maximumBytes: number;
}

type CheckName = SignatureCheck['name'];

/**
 * Applies the rules in turn; the first that fails is the verdict. Document and signature come before the chain, so that
 * an altered document is reported as altered; revocation comes last, so that no authority is asked about a certificate
 * that is rejected anyway. What is not a fault of the signature (a bug, a full disk) is thrown on.
 */
export async function judge(matter: Case): Promise<Verdict> {
  const { cms, at, expected, chain, revocation, secondOpinion, maximumBytes } = matter;
  const checks: SignatureCheck[] = [];
  let bytes: Uint8Array | undefined;
  let document = matter.document;
  let certificate: Certificate | undefined;
  let signer: Signer | undefined;
  let revocationEvidence: RevocationEvidence | undefined;

  const evidence = () => ({
    documentSha256: sha256Hex(document ?? new Uint8Array()),
    cmsSha256: sha256Hex(bytes ?? cms),
    ...(certificate && { certificate: Buffer.from(certificate.der).toString('base64') }),
    ...(revocationEvidence && { revocation: revocationEvidence }),
    verifiedAt: at.toISOString(),
    checks,
  });

  const apply = async <T>(name: CheckName, rule: () => T | Promise<T>): Promise<T> => {
    try {
      const result = await rule();
      checks.push({ name, result: 'passed' });
      return result;
    } catch (error) {
      if (error instanceof Fault) checks.push({ name, result: 'failed', detail: error.message });
      throw error;
    }
  };

  try {
    const signed: SignedDocument = await apply('structure', () => {
      bytes = decodeCms(cms, maximumBytes);
      return readCms(bytes);
    });
    const leaf = signed.certificate;
    certificate = leaf;
    document ??= signed.embedded;
    const content = document;
    await apply('document', () => {
      if (!content) throw malformed('the signature is detached, and no document was given');
      checkDocument(signed, content);
    });
    await apply('signature', () => checkSignature(signed));
    const issuer = await apply('chain', () => chain.issuerOf(leaf, at));
    await apply('purpose', () => checkPurpose(leaf));
    const person = await apply('person', () => {
      const named = signerOf(leaf);
      signer = named;
      checkPerson(leaf, named, expected);
      return named;
    });
    if (revocation)
      await apply('revocation', async () => {
        revocationEvidence = await revocation.check({ certificate: leaf, issuer }, at);
        if (revocationEvidence.status === 'revoked')
          throw new Fault('revoked', 'revoked at or before the moment of receipt');
      });
    else checks.push({ name: 'revocation', result: 'not-made' });
    if (secondOpinion)
      await apply('second-opinion', () =>
        secondOpinion.confirm({ cms, ...(content && { document: content }), signer: person }),
      );
    return { valid: true, signer: person, evidence: evidence() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { valid: false, reason: error.reason, ...(signer && { signer }), evidence: evidence() };
  }
}
