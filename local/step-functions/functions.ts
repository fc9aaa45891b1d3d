import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { parseJson } from './json.ts';

/** What `$hash` takes as its second argument, and what node calls it (AWS, "JSONata functions provided by Step Functions"). */
const HASH_ALGORITHMS = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The most items that `$range` makes (Amazon States Language, "States.ArrayRange"). */
const RANGE_LIMIT = 1000;

/** Formats a moment as JSONata's own `$now` does. */
const FORMAT_MILLIS = jsonata('$fromMillis(millis, picture, timezone)');

/**
 * Gives an expression the functions that AWS adds to JSONata, removes `$eval` as AWS does, and makes `$now` and
 * `$millis` read the machine's clock. All of them answer at once or in microtasks.
 *
 * @param now the time in milliseconds since the epoch
 */
export function registerFunctions(expression: jsonata.Expression, now: () => number): void {
  expression.assign('eval', undefined);
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<s-s:s>');
  expression.registerFunction('random', random, '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction(
    'parse',
    (text: string | undefined) => (text === undefined ? undefined : parseJson(text)),
    '<s-:x>',
  );
  expression.registerFunction('millis', now, '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, timezone?: string) => FORMAT_MILLIS.evaluate({ millis: now(), picture, timezone }),
    '<s?s?:s>',
  );
}

/** Functions that take whole numbers round others down (AWS, "JSONata functions provided by Step Functions"). */
function partition(array: unknown[] | undefined, chunkSize: number | undefined): unknown[][] | undefined {
  if (array === undefined || chunkSize === undefined) return undefined;
  const size = Math.floor(chunkSize);
  if (size < 1) throw new Error(`$partition takes chunks of a positive whole number of items, not ${chunkSize}`);
  const chunks: unknown[][] = [];
  for (let from = 0; from < array.length; from += size) chunks.push(array.slice(from, from + size));
  return chunks;
}

/** The last item is `end` if the steps reach it. A range of one item is that item, as a JSONata sequence is. */
function range(...numbers: (number | undefined)[]): number[] | undefined {
  const [start, end, step] = numbers.map((number) => (number === undefined ? undefined : Math.floor(number)));
  if (start === undefined || end === undefined || step === undefined) return undefined;
  if (step === 0) throw new Error('$range takes a step other than 0');
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  if (count > RANGE_LIMIT) throw new Error(`$range makes at most ${RANGE_LIMIT} items, not ${count}`);
  const items = Array.from({ length: count }, (_, i) => start + i * step);
  return Object.defineProperty(items, 'sequence', { value: true, enumerable: false });
}

function hash(text: string | undefined, algorithm: string): string | undefined {
  if (text === undefined) return undefined;
  const name = HASH_ALGORITHMS.get(algorithm);
  if (!name) throw new Error(`$hash takes one of ${[...HASH_ALGORITHMS.keys()].join(', ')}, not ${algorithm}`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

/**
 * A number from 0 to below 1; with a seed, always the same one. How AWS makes it is not published, so the number
 * differs from that of AWS.
 */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  return (
    createHash('sha256')
      .update(String(Math.floor(seed)))
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  );
}
