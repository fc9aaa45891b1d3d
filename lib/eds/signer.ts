import { type Certificate, KEY_USAGE, NAME, summary, valuesOf } from './certificate.ts';
import { Fault } from './fault.ts';
import type { ExpectedSigner, Signer } from './verifier.ts';

/**
 * Extended key usage. The NCA issues keys for signing as e-mail protection (RFC 5280 4.2.1.12), keys for signing in as
 * client authentication.
 */
const FOR_SIGNING = '1.3.6.1.5.5.7.3.4';

/** The NCA's own extended key usages: whom the holder acts for, and with what right. */
const INDIVIDUAL = '1.2.398.3.3.4.1.1';
const LEGAL_ENTITY = '1.2.398.3.3.4.1.2';
/**
 * The entity's head, and a person who may sign for it. Other sub-usages give no right to sign, above all not an
 * employee's (`.5`).
 */
const MAY_SIGN = ['1.2.398.3.3.4.1.2.1', '1.2.398.3.3.4.1.2.2'];

/** The NCA's certificate policies for signing: GOST for either kind of holder, RSA for each kind apart. */
const POLICY_GOST = '1.2.398.3.3.2';
const POLICY_RSA: Readonly<Record<SignerKind, string>> = {
  individual: '1.2.398.3.3.2.3',
  'legal-entity': '1.2.398.3.3.2.1',
};

/** In whose name a certificate is signed with: an individual's own, or a legal entity's. */
export type SignerKind = ExpectedSigner['kind'];

/** For whom the certificate lets its holder act. A certificate that names an entity never counts as an individual's. */
export const kindOf = ({ extendedKeyUsage }: Certificate): SignerKind =>
  extendedKeyUsage.has(LEGAL_ENTITY) ? 'legal-entity' : 'individual';

/**
 * Makes sure that the certificate is for signing documents: not for signing in, not an authority's, and under a policy
 * for signing.
 *
 * @throws Fault `not-a-signing-certificate`
 */
export function checkPurpose(certificate: Certificate): void {
  const { keyUsage, extendedKeyUsage, policies } = certificate;
  const kind = kindOf(certificate);
  const wrong = certificate.isAuthority
    ? "an authority's certificate"
    : !(keyUsage?.has(KEY_USAGE.digitalSignature) && keyUsage.has(KEY_USAGE.nonRepudiation))
      ? 'key usage without digital signature and non-repudiation'
      : !extendedKeyUsage.has(FOR_SIGNING)
        ? 'extended key usage without signing'
        : kind === 'individual' && !extendedKeyUsage.has(INDIVIDUAL)
          ? 'extended key usage of neither an individual nor a legal entity'
          : !(policies.has(POLICY_GOST) || policies.has(POLICY_RSA[kind]))
            ? 'no policy for signing'
            : undefined;
  if (wrong) throw new Fault('not-a-signing-certificate', wrong);
}

/**
 * The person whom the certificate names: exactly one IIN; exactly one BIN for entities, none for individuals.
 *
 * @throws Fault `wrong-signer` when it names anything else
 */
export function signerOf(certificate: Certificate): Signer {
  const { subjectParts } = certificate;
  const [iin, ...otherNumbers] = valuesOf(subjectParts, NAME.serialNumber);
  const [bin, ...otherBins] = valuesOf(subjectParts, NAME.organizationalUnit).filter((unit) => unit.startsWith('BIN'));
  if (!iin || otherNumbers.length > 0 || !/^IIN\d{12}$/.test(iin))
    throw new Fault('wrong-signer', 'not exactly one IIN');
  if (otherBins.length > 0 || (bin !== undefined && !/^BIN\d{12}$/.test(bin)))
    throw new Fault('wrong-signer', 'not exactly one BIN');
  if ((bin !== undefined) !== (kindOf(certificate) === 'legal-entity'))
    throw new Fault('wrong-signer', 'a BIN without a legal entity, or the other way round');
  return {
    iin: iin.slice(3),
    ...(bin && { bin: bin.slice(3) }),
    name: valuesOf(subjectParts, NAME.commonName).join(', '),
    certificate: summary(certificate),
  };
}

/** Who is expected, as far as the asker knows: `npm run eds -- verify` may know only the kind, or nothing. */
export type Expectation = ExpectedSigner | { readonly kind: SignerKind } | undefined;

/**
 * Makes sure that the certificate belongs to the expected person, and that this person may sign in that capacity.
 *
 * @throws Fault `wrong-signer` or `no-right-to-sign`
 */
export function checkPerson(certificate: Certificate, signer: Signer, expected: Expectation): void {
  const kind = kindOf(certificate);
  if (expected && expected.kind !== kind)
    throw new Fault('wrong-signer', `the certificate of ${kind === 'individual' ? 'an individual' : 'a legal entity'}`);
  if (expected && 'iin' in expected && signer.iin !== expected.iin)
    throw new Fault('wrong-signer', "another person's certificate");
  if (expected && 'bin' in expected && signer.bin !== expected.bin)
    throw new Fault('wrong-signer', "another entity's certificate");
  if (kind === 'legal-entity' && !MAY_SIGN.some((right) => certificate.extendedKeyUsage.has(right)))
    throw new Fault('no-right-to-sign', "neither the entity's head nor a person who may sign for it");
}
