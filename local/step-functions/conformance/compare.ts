import { isObject, type JsonValue, parseJson } from '../json.ts';
import type { ExecutionScenario } from './scenario.ts';

/** Where an answer differs from the recorded one, and how. */
export interface Difference {
  /** A JSON pointer. */
  readonly path: string;
  /** What was expected and what came, in words. */
  readonly text: string;
}

type Placeholders = ExecutionScenario['placeholders'];

/** Values that every recording replaced, by the word that it put there. */
const BLANKED = [
  'timestamp', 'datetime', 'date', 'RequestId', 'x-amzn-RequestId', 'X-Amzn-Trace-Id', 'x-amz-crc32', 'snf_role_arn',
  'sfn_role_arn', 'entered-time', 'start-time',
]; // biome-ignore format: one list
/** The role is the caller's choice, not the engine's. */
const IGNORED = new Set(['roleArn']);
const SHOWN = 200;

/** Compares an answer with what AWS recorded, except for the values that change from one run to the next. */
export class Comparison {
  private readonly rules: readonly (readonly [RegExp, string])[];
  private readonly words: ReadonlySet<string>;

  constructor(placeholders: Placeholders) {
    this.rules = [
      ...placeholders.regex.map(([pattern, word]) => [patternOf(pattern), word] as const),
      [/arn:aws:/g, 'arn:<partition>:'],
      [/us-east-1/g, '<region>'],
    ];
    this.words = new Set([...BLANKED, ...placeholders.jsonpath.map(([, word]) => word)]);
  }

  /** All differences; none when the two agree. */
  differences(expected: JsonValue, actual: JsonValue): Difference[] {
    return [...this.walk(unfold(expected), unfold(this.masked(actual)), '')];
  }

  /** An actual value after the same replacements as in the recording. */
  private masked(value: JsonValue): JsonValue {
    if (typeof value === 'string')
      return this.rules.reduce((text, [pattern, word]) => text.replace(pattern, () => word), value);
    if (Array.isArray(value)) return value.map((item) => this.masked(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.masked(member)]));
  }

  private *walk(expected: JsonValue | undefined, actual: JsonValue | undefined, path: string): Generator<Difference> {
    if (typeof expected === 'string' && this.standsFor(expected, actual)) return;
    if (Array.isArray(expected) && Array.isArray(actual)) {
      if (expected.length !== actual.length)
        yield { path, text: `${expected.length} items expected, not ${actual.length}` };
      for (const [i, item] of expected.entries())
        if (i < actual.length) yield* this.walk(item, actual[i], `${path}/${i}`);
    } else if (isObject(expected) && isObject(actual)) {
      for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
        if (!IGNORED.has(key)) yield* this.walk(expected[key], actual[key], `${path}/${key}`);
      }
    } else if (expected !== actual) {
      yield { path, text: `${shown(expected)} expected, not ${shown(actual)}` };
    }
  }

  /** Whether an expected text is, or holds, a placeholder that the actual value fits. */
  private standsFor(expected: string, actual: JsonValue | undefined): boolean {
    if (actual === undefined) return false;
    if (this.words.has(expected) || this.words.has(expected.replace(/^<(.*?)(:\d+)?>$/, '$1'))) return true;
    if (!/<[^<>]+>/.test(expected)) return false;
    if (/^<.*>$/s.test(expected)) return true;
    const fixed = expected.split(/<[^<>]+>/).map((part) => literally(part));
    return typeof actual === 'string' && new RegExp(`^${fixed.join('.*?')}$`, 's').test(actual);
  }
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A recording's pattern; one that is no regular expression stands for itself. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'g');
  } catch {
    return new RegExp(literally(pattern), 'g');
  }
}

/** A value with all JSON text in it parsed: the recording does not show which part was text. */
function unfold(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    if (!/^\s*([[{"]|true|false|null|-?\d)/.test(value)) return value;
    try {
      const inner = parseJson(value);
      return inner === value ? value : unfold(inner);
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map(unfold);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unfold(member)]));
}

const shown = (value: JsonValue | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, SHOWN);
