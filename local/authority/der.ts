import { context, encode, TAG } from '../../lib/eds/der.ts';

/*
 * Writers of ASN.1 in distinguished encoding, one a type, for what the made-up authority issues.
 */

/** A SEQUENCE of encoded elements. */
export const sequence = (...parts: Uint8Array[]): Uint8Array => encode(TAG.sequence, Buffer.concat(parts));

/** `[number] { ... }`: an explicitly tagged field, or an implicitly tagged SEQUENCE or SET by its contents. */
export const field = (number: number, ...parts: Uint8Array[]): Uint8Array =>
  encode(context(number), Buffer.concat(parts));

/** `[number] IMPLICIT` of a primitive type. */
export const primitiveField = (number: number, content: Uint8Array): Uint8Array =>
  encode(context(number, 'primitive'), content);

/** An INTEGER that is not negative, by its bytes, the most significant first. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const shortest = bytes.subarray(start);
  return encode(TAG.integer, (shortest[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), shortest]) : shortest);
}

/** A small INTEGER. */
export const number = (value: number): Uint8Array => integer(Uint8Array.of(value));

/** An OBJECT IDENTIFIER in dotted form. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...arcs].flatMap((arc) => {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(0x80 | (rest % 128));
    return groups;
  });
  return encode(TAG.objectIdentifier, Uint8Array.from(bytes));
}

/** An OCTET STRING. */
export const octetString = (content: Uint8Array): Uint8Array => encode(TAG.octetString, content);

/** A BIT STRING of whole bytes. */
export const bitString = (content: Uint8Array): Uint8Array =>
  encode(TAG.bitString, Buffer.concat([Uint8Array.of(0), content]));

/** A BIT STRING of named bits, none above 7. */
export function namedBitString(...bits: number[]): Uint8Array {
  const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return encode(TAG.bitString, Uint8Array.of(7 - Math.max(...bits), byte));
}

/** A UTF8String: what names are written in. */
export const utf8String = (value: string): Uint8Array => encode(TAG.utf8String, Buffer.from(value, 'utf8'));

/** A PrintableString: what the serial number and the country of a name are written in. */
export const printableString = (value: string): Uint8Array => encode(TAG.printableString, Buffer.from(value, 'latin1'));

/** NULL: the parameters of an algorithm that takes none. */
export const nullValue = (): Uint8Array => encode(TAG.null, new Uint8Array());

/** The BOOLEAN `true`; `false` is left out wherever it is the default (X.690, 11.5). */
export const trueValue = (): Uint8Array => encode(TAG.boolean, Uint8Array.of(0xff));

const digits = (at: Date): string => `${at.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')}`;

/** A moment to the second, by UTCTime up to 2049 (RFC 5280 4.1.2.5). */
export const utcOrGeneralizedTime = (at: Date): Uint8Array =>
  at.getUTCFullYear() < 2050 ? encode(TAG.utcTime, Buffer.from(digits(at).slice(2))) : generalizedTime(at);

/** A moment to the second as a GeneralizedTime, in UTC, with a year of four digits. */
export const generalizedTime = (at: Date): Uint8Array => encode(TAG.generalizedTime, Buffer.from(digits(at)));
