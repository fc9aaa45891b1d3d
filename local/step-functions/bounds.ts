import type jsonata from 'jsonata';
import { isObject } from './json.ts';

/** JSONata calls what has these names before it works out a node of its syntax tree, and with what the node gave. */
const BEFORE_EACH_NODE = Symbol.for('jsonata.__evaluate_entry');
const AFTER_EACH_NODE = Symbol.for('jsonata.__evaluate_exit');
const LONGEST_EVALUATION_MS = 2_000;
/** How deep an evaluation may nest: AWS was seen to take a sum of a hundred terms, and none of one more. */
const DEEPEST_EVALUATION = 100;

/** The most bytes that a value of an expression may hold, as AWS was seen to count them: eight for a number, one for a character. */
const LARGEST_VALUE_BYTES = 6_990_256;
const NUMBER_BYTES = 8;

/** What JSONata knows while it works out a node: one for each block and each call of a function. */
interface Environment {
  /** The moment at which the evaluation began: an object that is the evaluation's own. */
  readonly timestamp: Date;
  /** Whether the node is worked out at once with one before it, as the items of an array are: it is beside that one. */
  readonly isParallelCall: boolean;
}

/** The nodes of one evaluation that are being worked out, one within the other. */
class Nesting {
  private depth = 0;
  private readonly open = new Map<unknown, Set<Environment>>();

  /** @throws Error when there are too many */
  enter(node: unknown, environment: Environment): void {
    const there = this.open.get(node) ?? new Set();
    if (environment.isParallelCall || there.has(environment)) return;
    this.open.set(node, there.add(environment));
    this.depth++;
    if (this.depth > DEEPEST_EVALUATION) {
      const advice = 'Check for non-terminating recursive function. Consider rewriting as tail-recursive';
      throw new Error(`Stack overflow error: ${advice}`);
    }
  }

  leave(node: unknown, environment: Environment): void {
    if (this.open.get(node)?.delete(environment)) this.depth--;
  }
}

/**
 * Has an evaluation end with an error when it takes too long, for it runs in microtasks and nothing else would have its
 * turn, when it nests too deep, or when it makes something too large.
 */
export function setBounds(compiled: jsonata.Expression): void {
  const mayNest = nestsDeep(compiled.ast());
  const nestings = new WeakMap<Date, Nesting>();
  const before = (node: unknown, _input: unknown, environment: Environment) => {
    const { timestamp } = environment;
    if (Date.now() - timestamp.getTime() > LONGEST_EVALUATION_MS)
      throw new Error(`It was not done after ${LONGEST_EVALUATION_MS} ms`);
    if (!mayNest) return;
    const nesting = nestings.get(timestamp) ?? new Nesting();
    nestings.set(timestamp, nesting);
    nesting.enter(node, environment);
  };
  const after = (node: unknown, _input: unknown, environment: Environment, result: unknown) => {
    if (mayNest) nestings.get(environment.timestamp)?.leave(node, environment);
    checkSize(result);
  };
  // JSONata's types know names that are texts only.
  Reflect.apply(compiled.assign, compiled, [BEFORE_EACH_NODE, before]);
  Reflect.apply(compiled.assign, compiled, [AFTER_EACH_NODE, after]);
}

/** The levels of a syntax tree below which an evaluation stays far from the bound, if it has no functions of its own. */
const SHALLOW_TREE = 30;

/** Whether an evaluation may come near to the bound, so that it is worth its while to count. */
const nestsDeep = (node: unknown, levels = 0): boolean =>
  Array.isArray(node)
    ? node.some((item) => nestsDeep(item, levels))
    : isObject(node) &&
      (levels > SHALLOW_TREE ||
        node.type === 'lambda' ||
        Object.values(node).some((part) => nestsDeep(part, levels + 1)));

/** @throws Error when a value holds more than AWS allows; what lies deeper within it is not counted */
function checkSize(value: unknown): void {
  const bytes = typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * NUMBER_BYTES : 0;
  if (bytes > LARGEST_VALUE_BYTES) throw memoryExceeded();
}

/** The error of an expression that makes something too large. */
export const memoryExceeded = (): Error =>
  new Error('Expression evaluation memory limit exceeded: Check for excessive memory usage');
