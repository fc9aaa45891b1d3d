import type jsonata from 'jsonata';
import { isObject, type JsonValue } from './json.ts';

/** What JavaScript's objects have that no JSON text gave them, such as `constructor` and `__proto__`. */
const INHERITED: ReadonlySet<unknown> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Has an expression see the members of objects that JSON gave them, and no others. JSONata takes what it finds under a
 * name, also what every object of JavaScript has: a member that is not there would be there, and a definition could
 * change all objects of the process.
 */
export function ownMembersOnly(expression: jsonata.Expression): void {
  expression.registerFunction('lookup', lookup, '<x-s:x>');
  lookUp(expression.ast());
}

/** Makes a name in a syntax tree a call of `$lookup` where JSONata's own way would find what is inherited. */
function lookUp(node: unknown): void {
  if (Array.isArray(node)) for (const each of node) lookUp(each);
  if (!isObject(node)) return;
  for (const child of Object.values(node)) lookUp(child);
  if (node.type !== 'name' || !INHERITED.has(node.value)) return;
  const context = { type: 'variable', value: '' };
  const name = { type: 'string', value: node.value };
  Object.assign(node, {
    type: 'function',
    procedure: { type: 'variable', value: 'lookup' },
    arguments: [context, name],
  });
}

/** As JSONata's `$lookup`: in an array, what its items have, and of one alone that itself. */
function lookup(input: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!Array.isArray(input)) return memberOf(input, name);
  const found = membersIn(input, name);
  return found.length > 1 ? found : found[0];
}

const membersIn = (items: readonly JsonValue[], name: string): JsonValue[] =>
  items.flatMap((item) => {
    const found = Array.isArray(item) ? membersIn(item, name) : memberOf(item, name);
    return found === undefined ? [] : found;
  });

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
