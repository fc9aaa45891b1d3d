import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from './algorithms.ts';
import { type Certificate, NAME, readCertificates, valuesOf } from './certificate.ts';

/** The authorities that are trusted: every chain ends at a root, by way of these intermediates and no others. */
export interface TrustStore {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

/**
 * SHA-256 of the public keys (SubjectPublicKeyInfo) of the NCA's test authorities, whose private keys are public
 * knowledge. Source: test.pki.gov.kz, as published in the test suites of NCANode and kalkan. By key, since one key may
 * be certified under many names.
 */
const TEST_KEYS: ReadonlySet<string> = new Set([
  '54f6acdb3e392ffe23aa47c495f33ca842be503ecfec67b53954d7382b6125ad', // root, GOST 2022
  '0e9abafd340dab0eafac3199e0dd8cdf6f4e26ee3b5ace823d1d2df6c4f68388', // issuing, GOST 2022
  '6041da252bbd68ced8752e116a10e3eb2c3c4ab6e2de5c5ab42b416a84fbb76b', // issuing, RSA 2019
]);

/** Names that give away a test authority of the NCA or the made-up authority of `local/authority`. */
const TEST_NAME = /\btest\b|\bmade-up\b|тест/i;

/** Whether this certificate belongs to an authority in whose name anybody can sign. */
export const isTestAuthority = (certificate: Certificate): boolean =>
  TEST_KEYS.has(sha256Hex(certificate.publicKeyInfo)) ||
  [...certificate.subjectParts, ...certificate.issuerParts].some(({ value }) => TEST_NAME.test(value));

/**
 * Reads a trust store from a folder: `roots/` and `intermediates/` with PEM or DER files, and `pins.txt` with the
 * SHA-256 of every certificate in them, hexadecimal, one a line; the rest of a line is a comment.
 *
 * @throws Error for a certificate without a pin, a pin without a certificate, and, where `production` is set, any test
 * or made-up authority: a store that is not exactly what the operator checked must not be trusted at all
 */
export function loadTrustStore(folder: string, { production }: { readonly production: boolean }): TrustStore {
  const pins = readPins(join(folder, 'pins.txt'));
  const store = { roots: readFolder(join(folder, 'roots')), intermediates: readFolder(join(folder, 'intermediates')) };
  const certificates = [...store.roots, ...store.intermediates];
  if (store.roots.length === 0)
    throw new Error(`No trusted root in ${join(folder, 'roots')}: put the authority's root certificate there.`);
  const unpinned = certificates.find(({ sha256 }) => !pins.has(sha256));
  if (unpinned)
    throw new Error(
      `The certificate ${describe(unpinned)} is not in pins.txt: check its fingerprint, then add ${unpinned.sha256}.`,
    );
  const missing = [...pins].find((pin) => !certificates.some(({ sha256 }) => sha256 === pin));
  if (missing) throw new Error(`pins.txt names ${missing}, but no certificate has this fingerprint.`);
  const test = certificates.find(isTestAuthority);
  if (production && test)
    throw new Error(`${describe(test)} is a test authority: a production stage must not trust it.`);
  return store;
}

const describe = (certificate: Certificate): string =>
  `"${valuesOf(certificate.subjectParts, NAME.commonName).join(', ')}"`;

function readFolder(folder: string): Certificate[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort()
    .flatMap((file) => {
      try {
        return readCertificates(readFileSync(file));
      } catch (cause) {
        throw new Error(`${file} does not hold certificates in PEM or DER.`, { cause });
      }
    });
}

function readPins(file: string): Set<string> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Set(
    lines.map((line) => {
      const pin = /^[0-9a-f]{64}(?=\s|$)/i.exec(line)?.[0];
      if (!pin)
        throw new Error(`${file}: "${line}" does not begin with a SHA-256 fingerprint (64 hexadecimal digits).`);
      return pin.toLowerCase();
    }),
  );
}
