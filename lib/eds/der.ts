import { malformed } from './fault.ts';

/** Tags of X.690 that the structures here are made of. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of context-specific field `number`: `[0] { ... }` constructed, or `[0] IMPLICIT` of a primitive type. */
export const context = (number: number, form: 'constructed' | 'primitive' = 'constructed'): number =>
  (form === 'constructed' ? 0xa0 : 0x80) | number;

const CONSTRUCTED = 0x20;
const OCTETS_IN_PIECES = TAG.octetString | CONSTRUCTED;
const INDEFINITE = 0x80;

/** One tag, length and value. Its bytes are views, made when they are asked for: lists have hundreds of thousands of elements. */
export class Element {
  readonly tag: number;
  readonly #source: Uint8Array;
  readonly #start: number;
  readonly #from: number;
  readonly #end: number;

  constructor(tag: number, source: Uint8Array, start: number, from: number, end: number) {
    this.tag = tag;
    this.#source = source;
    this.#start = start;
    this.#from = from;
    this.#end = end;
  }

  /** The whole element, header included. */
  get bytes(): Uint8Array {
    return this.#source.subarray(this.#start, this.#end);
  }

  /** The value alone. */
  get content(): Uint8Array {
    return this.#source.subarray(this.#from, this.#end);
  }
}

/**
 * Reads the elements of one value in turn, in distinguished encoding. Every fault (a length beyond the end or not the
 * shortest, a tag that is not expected, a byte left over) is a `malformed` fault; nothing is skipped, nothing guessed.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether every element has been read. */
  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The next element's tag; undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** The next element, which has to be there and have one of the tags, where any are given. */
  next(...tags: number[]): Element {
    const { tag, from, length, shortest } = header(this.#bytes, this.#offset);
    if (length === undefined) throw malformed('an indefinite length');
    if (!shortest) throw malformed('a length that is not the shortest');
    if (tags.length > 0 && !tags.includes(tag)) throw malformed(`tag ${tag} where ${tags.join(' or ')} belongs`);
    const end = from + length;
    const element = new Element(tag, this.#bytes, this.#offset, from, end);
    this.#offset = end;
    return element;
  }

  /** The next element if it has this tag. */
  optional(tag: number): Element | undefined {
    return this.tag === tag ? this.next(tag) : undefined;
  }

  /** Makes sure that nothing follows. */
  end(): void {
    if (!this.done) throw malformed('bytes left over');
  }
}

/** Reads the one element that makes up all of `bytes`. */
export function readOnly(bytes: Uint8Array, tag: number): Element {
  const reader = new Reader(bytes);
  const element = reader.next(tag);
  reader.end();
  return element;
}

/** Reads an element's value as elements. */
export const inside = (element: Element): Reader => new Reader(element.content);

/** Reads the one element inside an explicitly tagged field. */
export const only = (element: Element, ...tags: number[]): Element => {
  const reader = inside(element);
  const value = reader.next(...tags);
  reader.end();
  return value;
};

/** All elements of a SEQUENCE OF or SET OF, at most `maximum`. */
export function all(element: Element, maximum: number, ...tags: number[]): Element[] {
  const reader = inside(element);
  const elements: Element[] = [];
  while (!reader.done) {
    if (elements.length === maximum) throw malformed(`more than ${maximum} elements`);
    elements.push(reader.next(...tags));
  }
  return elements;
}

interface Header {
  readonly tag: number;
  /** Where the value begins. */
  readonly from: number;
  /** Of the value, within the bounds of the bytes; undefined for an indefinite length. */
  readonly length: number | undefined;
  readonly shortest: boolean;
}

/** Reads the tag and length at an offset. */
function header(bytes: Uint8Array, start: number): Header {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw malformed('ends within an element');
  if ((tag & 0x1f) === 0x1f) throw malformed('a tag of several bytes');
  if (first === INDEFINITE) return { tag, from: start + 2, length: undefined, shortest: false };

  let from = start + 2;
  let length = first;
  let shortest = true;
  if (first > INDEFINITE) {
    const count = first & 0x7f;
    if (count > 4) throw malformed('a length of more than four bytes');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[from + i] ?? 0);
    shortest = length >= 0x80 && bytes[from] !== 0;
    from += count;
  }
  if (from + length > bytes.length) throw malformed('a length beyond the end');
  return { tag, from, length, shortest };
}

/** Structures deeper than this are rejected; a CMS with certificates and a time stamp needs less than half of it. */
const MAXIMUM_DEPTH = 32;

/**
 * CMS may come in BER (RFC 5652): with indefinite or padded lengths, and octet strings in pieces. Returns the one
 * element in `bytes` with definite, shortest lengths and whole octet strings; the same bytes when it already has them.
 */
export function toDefinite(bytes: Uint8Array): Uint8Array {
  const { definite, end } = definiteAt(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) throw malformed('bytes left over');
  return definite;
}

interface Definite {
  readonly definite: Uint8Array;
  /** Whether it differs from what was read. */
  readonly changed: boolean;
  /** Where what was read ends. */
  readonly end: number;
}

/** The element at `start`, none of which may reach beyond `limit`. */
function definiteAt(bytes: Uint8Array, start: number, limit: number, depth: number): Definite {
  if (depth > MAXIMUM_DEPTH) throw malformed(`more than ${MAXIMUM_DEPTH} levels of nesting`);
  const { tag, from, length, shortest } = header(bytes, start);
  const end = length === undefined ? undefined : from + length;
  if (end !== undefined && end > limit) throw malformed('a length beyond the end');
  if ((tag & CONSTRUCTED) === 0) {
    if (end === undefined) throw malformed('an indefinite length of a simple value');
    const definite = shortest ? bytes.subarray(start, end) : encode(tag, bytes.subarray(from, end));
    return { definite, changed: !shortest, end };
  }

  const children: Definite[] = [];
  let offset = from;
  while (end === undefined ? bytes[offset] !== 0 : offset < end) {
    const child = definiteAt(bytes, offset, end ?? limit, depth + 1);
    children.push(child);
    offset = child.end;
  }
  if (end === undefined) {
    if (offset + 1 >= limit || bytes[offset + 1] !== 0) throw malformed('broken end-of-contents octets');
    offset += 2;
  }
  if (tag === OCTETS_IN_PIECES) {
    const pieces = children.map(({ definite }) => readOnly(definite, TAG.octetString).content);
    return { definite: encode(TAG.octetString, Buffer.concat(pieces)), changed: true, end: offset };
  }
  const changed = !shortest || children.some((child) => child.changed);
  const definite = changed
    ? encode(tag, Buffer.concat(children.map((child) => child.definite)))
    : bytes.subarray(start, offset);
  return { definite, changed, end: offset };
}

/** The distinguished encoding of a SET OF: elements in order (X.690 11.6). */
export const setOf = (elements: readonly Uint8Array[]): Uint8Array =>
  encode(TAG.set, Buffer.concat([...elements].sort(Buffer.compare)));

/** One element in distinguished encoding. */
export function encode(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  if (content.length < 0x80) length.push(content.length);
  else {
    for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

/** Dotted form of an OBJECT IDENTIFIER. */
export function objectIdentifier(element: Element): string {
  const { content } = element;
  const arcs: number[] = [];
  let arc = 0;
  content.forEach((byte, i) => {
    if (arc === 0 && byte === 0x80) throw malformed('an object identifier with a padded arc');
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw malformed('an object identifier with a huge arc');
    if (byte & 0x80) {
      if (i === content.length - 1) throw malformed('an object identifier that ends within an arc');
      return;
    }
    arcs.push(arc);
    arc = 0;
  });
  const [first, ...rest] = arcs;
  if (first === undefined) throw malformed('an empty object identifier');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join('.');
}

/** A small INTEGER that is not negative: version, path length. */
export function smallInteger(element: Element): number {
  const [first = 0x80, second] = integerBytes(element);
  if (element.content.length > 4 || first >= 0x80 || (first === 0 && second === 0))
    throw malformed('a number out of range');
  return element.content.reduce((value, byte) => value * 256 + byte, 0);
}

/** The value of an INTEGER in its shortest form, hexadecimal, sign byte included: how serial numbers are compared. */
export const integerHex = (element: Element): string => Buffer.from(integerBytes(element)).toString('hex');

function integerBytes({ content }: Element): Uint8Array {
  const [first, second] = content;
  if (first === undefined) throw malformed('an empty number');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    throw malformed('a number with padding');
  return content;
}

/** BOOLEAN, in the only two forms that DER has. */
export function boolean({ content }: Element): boolean {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw malformed('a boolean that is neither');
  return content[0] === 0xff;
}

/** A BIT STRING that holds whole bytes: keys and signatures. */
export function wholeBytes({ content }: Element): Uint8Array {
  if (content[0] !== 0) throw malformed('a bit string of broken bytes');
  return content.subarray(1);
}

/** Numbers of the bits that are set in a named-bit BIT STRING. */
export function namedBits({ content }: Element): Set<number> {
  const unused = content[0] ?? 8;
  const last = content[content.length - 1] ?? 0;
  if (unused > 7 || content.length > 3 || (content.length === 1 && unused > 0)) throw malformed('broken named bits');
  if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) throw malformed('named bits with unused bits set');
  const bits = new Set<number>();
  for (let bit = 0; bit < (content.length - 1) * 8; bit++)
    if ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) bits.add(bit);
  return bits;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d\d\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/;

/** UTCTime or GeneralizedTime in the forms of RFC 5280: seconds given, UTC. */
export function time(element: Element): Date {
  const text = Buffer.from(element.content).toString('latin1');
  const match = (element.tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME).exec(text);
  if (!match) throw malformed('a broken time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const full = element.tag === TAG.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  const date = new Date(Date.UTC(full, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    throw malformed('a time that does not exist');
  return date;
}

/** A text of one of the directory string types. */
export function text({ tag, content }: Element): string {
  try {
    switch (tag) {
      case TAG.utf8String:
        return new TextDecoder('utf-8', { fatal: true }).decode(content);
      case TAG.printableString:
      case TAG.ia5String:
      case TAG.teletexString:
        return Buffer.from(content).toString('latin1');
      case TAG.bmpString:
        return new TextDecoder('utf-16be', { fatal: true }).decode(content);
    }
  } catch {
    throw malformed('a broken text');
  }
  throw malformed(`a text of tag ${tag}`);
}
