import { type Certificate, keyOf, NAME, readCertificate, valuesOf } from './certificate.ts';
import { readSignedData, readSigner } from './cms.ts';
import { readOnly, TAG, time } from './der.ts';
import { Fault } from './fault.ts';
import { checkPerson, checkPurpose, kindOf, signerOf } from './signer.ts';

/**
 * A certificate or a CMS (DER) described in plain words, one line each. Nothing is verified.
 *
 * @throws Fault `malformed` if it is neither
 */
export function inspect(bytes: Uint8Array): string[] {
  try {
    return describeCertificate(readCertificate(bytes));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return describeCms(bytes);
  }
}

function describeCms(bytes: Uint8Array): string[] {
  const { embedded, certificates, signers } = readSignedData(bytes);
  return [
    'A signature in CMS form.',
    embedded
      ? `The document is enclosed: ${embedded.length} bytes.`
      : 'The document is not enclosed (a detached signature).',
    `Signers: ${signers.length}. Certificates enclosed: ${certificates.length}.`,
    ...signers.flatMap((element, i) => {
      const heading = `Signer ${i + 1}`;
      const read = attempt(() => readSigner(element, certificates));
      if (typeof read === 'string') return ['', `${heading} cannot be read: ${read}.`];
      const { certificate, signer } = read;
      const claimed =
        signer.signingTime &&
        attempt(() =>
          time(readOnly(signer.signingTime?.bytes ?? bytes, signer.signingTime?.tag ?? TAG.utcTime)).toISOString(),
        );
      return [
        '',
        `${heading}, by a signature of algorithm ${signer.signatureAlgorithm.oid} over a digest of algorithm ${signer.digestAlgorithm.oid}.`,
        `Claims to have signed at: ${claimed ?? 'no time given'}.`,
        ...describeCertificate(certificate),
      ];
    }),
  ];
}

function describeCertificate(certificate: Certificate): string[] {
  const { extendedKeyUsage, policies, unknownCritical } = certificate;
  const person = attempt(() => signerOf(certificate));
  const purpose = attempt(() => checkPurpose(certificate));
  const right = typeof person === 'string' ? person : attempt(() => checkPerson(certificate, person, undefined));
  const name = (parts: Certificate['subjectParts']): string => valuesOf(parts, NAME.commonName).join(', ') || 'no name';
  return [
    certificate.isAuthority
      ? 'A certificate of an authority.'
      : `A certificate of ${kindOf(certificate) === 'individual' ? 'an individual' : 'a legal entity'}.`,
    `Holder: ${name(certificate.subjectParts)}.`,
    ...(certificate.isAuthority
      ? []
      : [
          typeof person === 'string'
            ? `Person: ${person}.`
            : `IIN ${person.iin}${person.bin ? `, BIN ${person.bin}` : ''}.`,
        ]),
    `Issued by: ${name(certificate.issuerParts)}.`,
    `Serial number: ${certificate.serialNumber}. SHA-256: ${certificate.sha256}.`,
    `Valid from ${certificate.validFrom.toISOString()} to ${certificate.validTo.toISOString()}.`,
    `Key: ${attempt(() => keyOf(certificate).description)}. Signed by algorithm ${certificate.signed.algorithm.oid}.`,
    ...(certificate.isAuthority
      ? []
      : [
          `For signing documents: ${purpose === undefined ? 'yes' : `no (${purpose})`}.`,
          `May sign: ${right === undefined ? 'yes' : `no (${right})`}.`,
        ]),
    `Policies: ${[...policies].join(', ') || 'none'}. Extended key usage: ${[...extendedKeyUsage].join(', ') || 'none'}.`,
    ...(unknownCritical.length > 0
      ? [`Critical extensions that are not understood: ${unknownCritical.join(', ')}.`]
      : []),
  ];
}

/** A rule's result, or what it found wrong. */
function attempt<T>(rule: () => T): T | string {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}
