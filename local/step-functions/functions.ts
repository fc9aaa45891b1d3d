import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { memoryExceeded } from './bounds.ts';
import { type JsonValue, parseJson } from './json.ts';

/** What `$hash` takes as its second argument, and what node calls it (AWS, "JSONata functions provided by Step Functions"). */
const HASH_ALGORITHMS = new Map([
  ['SHA-1', 'sha1'],
  ['SHA-384', 'sha384'],
  ['SHA-256', 'sha256'],
  ['SHA-512', 'sha512'],
  ['MD5', 'md5'],
]);

/** The most numbers that `$range` makes, as AWS was seen to count them; the range operator makes more. */
const LONGEST_RANGE = 360_145;

/** Formats a moment as JSONata's own `$now` does. */
const FORMAT_MILLIS = jsonata('$fromMillis(millis, picture, timezone)');
/** JSONata's own `$formatNumber`. */
const FORMAT_NUMBER = jsonata('$formatNumber(number, picture, options)');

/**
 * Gives an expression the functions that AWS adds to JSONata, removes `$eval` as AWS does, and makes `$now` and
 * `$millis` read the machine's clock. All of them answer at once or in microtasks. Where AWS's documentation is silent
 * (wrong and missing arguments), they do what others have published of AWS's answers.
 *
 * @param now the time in milliseconds since the epoch
 */
export function registerFunctions(expression: jsonata.Expression, now: () => number): void {
  expression.assign('eval', undefined);
  expression.registerFunction('partition', partition, '<x?x?:a>');
  expression.registerFunction('range', range, '<x?x?x?:x>');
  expression.registerFunction('hash', hash, '<x?x?:s>');
  expression.registerFunction('random', random, '<x?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', parse, '<x?:x>');
  expression.registerFunction('millis', now, '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, timezone?: string) => FORMAT_MILLIS.evaluate({ millis: now(), picture, timezone }),
    '<s?s?:s>',
  );
  expression.registerFunction('formatNumber', formatNumber, '<n-so?:s>');
}

/** An error as JSONata itself throws them: it makes the message from the code and what belongs to it. */
const jsonataError = (code: string, parts: { index?: number; token?: string; message?: string }) =>
  Object.assign(new Error(parts.message), { code }, parts);

const wrongArgument = (token: string, index: number) => jsonataError('T0410', { token, index });
const wrongValue = (message: string) => jsonataError('D3137', { message });

/** A whole number from an argument; AWS rounds others towards zero. */
function wholeNumber(argument: unknown, token: string, index: number): number {
  if (typeof argument !== 'number') throw wrongArgument(token, index);
  // What is rounded to -0 is 0.
  return Math.trunc(argument) + 0;
}

function partition(array?: unknown, chunkSize?: unknown): unknown[][] | undefined {
  if (array === undefined) return undefined;
  if (!Array.isArray(array)) throw jsonataError('T0412', { token: 'partition', index: 1 });
  const items: unknown[] = array;
  if (items.length === 0) return undefined;
  if (chunkSize === undefined) return [items];
  const size = wholeNumber(chunkSize, 'partition', 2);
  if (size < 0) throw wrongValue('Second argument must be zero or greater');
  if (size === 0) return undefined;
  const chunks: unknown[][] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return chunks;
}

/**
 * The last item is `end` if the steps reach it. A range of one item is that item, as a JSONata sequence is; one that
 * leads away from its end is nothing.
 */
function range(...given: unknown[]): number | number[] | undefined {
  const start = wholeNumber(given[0], 'range', 1);
  const end = wholeNumber(given[1], 'range', 2);
  if (given[2] === undefined) return undefined;
  const step = wholeNumber(given[2], 'range', 3);
  if (step === 0 || (end - start) * step < 0) return undefined;
  const length = Math.floor((end - start) / step) + 1;
  if (length > LONGEST_RANGE) throw memoryExceeded();
  return length === 1 ? start : Array.from({ length }, (_, i) => start + i * step);
}

function hash(text?: unknown, algorithm?: unknown): string | undefined {
  if (typeof text !== 'string') throw wrongArgument('hash', 1);
  if (algorithm === undefined) return undefined;
  if (typeof algorithm !== 'string') throw wrongArgument('hash', 2);
  const name = HASH_ALGORITHMS.get(algorithm);
  if (!name) throw wrongValue(`Hash algorithm '${algorithm}' must be one of ${[...HASH_ALGORITHMS.keys()].join(', ')}`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

/** A number from 0 to below 1; with a seed, always the same one, and the same as on AWS. */
function random(seed?: unknown): number {
  return seed === undefined ? Math.random() : firstOfJava(BigInt(wholeNumber(seed, 'random', 1)));
}

/** The first number of `java.util.Random` with a seed, as its `nextDouble` is specified (Java SE, `java.util.Random`). */
function firstOfJava(seed: bigint): number {
  const step = (state: bigint) => BigInt.asUintN(48, state * 0x5_deec_e66dn + 0xbn);
  const first = step(BigInt.asUintN(48, seed ^ 0x5_deec_e66dn));
  const second = step(first);
  return (Number(first >> 22n) * 2 ** 27 + Number(second >> 21n)) / 2 ** 53;
}

/** JSONata 2.0.6 breaks down over a picture that has no digit to begin with, where AWS gives the error of its rules. */
async function formatNumber(number?: number, picture?: string, options?: object): Promise<unknown> {
  try {
    return await FORMAT_NUMBER.evaluate({ number, picture, options });
  } catch (error) {
    throw error instanceof TypeError ? jsonataError('D3086', {}) : error;
  }
}

/**
 * A value from its JSON text. Like AWS it takes no key twice in an object, and no number that is too large for one. The
 * error does not show the text, which may be anybody's data.
 */
function parse(text?: unknown): JsonValue | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw wrongArgument('parse', 1);
  try {
    const value = parseJson(text);
    if (membersIn(value) === [...text.matchAll(STRINGS)].filter(([, colon]) => colon !== undefined).length)
      return value;
  } catch {
    // It is refused below.
  }
  throw wrongValue('Invalid JSON');
}

/** The strings in a JSON text; one with a colon after it is a key. */
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** How many members all the objects in a value have; NaN when there is a number in it that is not finite. */
function membersIn(value: JsonValue): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce((sum: number, item) => sum + membersIn(item), Array.isArray(value) ? 0 : items.length);
}
