import jsonata from 'jsonata';
import { setBounds } from './bounds.ts';
import { STATES, StateFailure } from './errors.ts';
import { registerFunctions } from './functions.ts';
import { type Data, dataOf, isObject, type JsonObject, type JsonValue, plainText } from './json.ts';
import { ownMembersOnly } from './own-members.ts';

/** What expressions can see, and where they are. */
export interface Scope {
  readonly place: Place;
  /** The variables, by their names without the dollar sign. */
  readonly variables: JsonObject;
  /** `$states` without its context. */
  readonly states: Readonly<Record<string, Data>>;
  /** `$states.context`, which few expressions look at. */
  context(): JsonObject;
}

/** Something that is available at once, or comes in a microtask. */
export type Eventually<T> = T | Promise<T>;

/** A field of a state: a literal, or something to be evaluated each time. */
export type Template =
  | { readonly kind: 'literal'; readonly data: Data }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly location: string }
  | { readonly kind: 'array'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly keys: readonly Key[]; readonly items: readonly Template[] };

/** A member's name, and the text before its value in the text of the object. */
interface Key {
  readonly name: string;
  readonly opening: string;
}

interface Expression {
  /** The text between `{%` and `%}`, trimmed. */
  readonly text: string;
  /** A plain path such as `$states.input.x`, which needs no evaluator. */
  readonly path: Path | undefined;
  readonly compiled: jsonata.Expression;
}

/** The variable that a path begins with, and the members that it leads through. */
interface Path {
  readonly root: string;
  readonly names: readonly string[];
}

/** A JSONata text that does not parse, or is not delimited as it must be. */
export class ExpressionSyntaxError extends Error {
  /** The field, as `compileTemplate` names places. */
  readonly location: string;

  constructor(message: string, location: string) {
    super(message);
    this.location = location;
  }
}

const DELIMITED = /^\{%([\s\S]*)%\}$/;
const PLAIN_PATH = /^\$[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
/** Words that are operators where a name is expected. */
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Whether a string of a definition is an expression rather than a literal. */
export const isExpression = (text: string): boolean => DELIMITED.test(text);

/**
 * Compiles a field's value, once per definition.
 *
 * @param location the field's name, such as `Output`; within it `/` leads into objects and `[i]` into arrays
 * @throws ExpressionSyntaxError
 */
export function compileTemplate(value: JsonValue, location: string, now: () => number): Template {
  if (typeof value === 'string') {
    const text = DELIMITED.exec(value)?.[1]?.trim();
    if (text !== undefined) return { kind: 'expression', expression: compile(text, location, now), location };
    if (value.startsWith('{%') || value.endsWith('%}'))
      throw new ExpressionSyntaxError('An expression begins with {% and ends with %}', location);
    return literal(value);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, i) => compileTemplate(item, `${location}[${i}]`, now));
    return items.every((item) => item.kind === 'literal') ? literal(value) : { kind: 'array', items };
  }
  if (isObject(value)) {
    const keys = Object.keys(value).map((name, i) => ({
      name,
      opening: `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    }));
    const items = Object.entries(value).map(([key, item]) => compileTemplate(item, `${location}/${key}`, now));
    return items.every((item) => item.kind === 'literal') ? literal(value) : { kind: 'object', keys, items };
  }
  return literal(value);
}

/** A name that an expression of a field refers to. */
export interface Reference {
  readonly name: string;
  /** The field, as `compileTemplate` names places. */
  readonly location: string;
}

/** The variables that a field's expressions refer to, without the dollar sign. */
export const variablesIn = (template: Template): Reference[] => foundIn(template, referredTo);

/** The members of `$states` that a field's expressions look at. */
export const statesMembersIn = (template: Template): Reference[] => foundIn(template, statesMembers);

/**
 * What a field's expressions want to see of a context item, which they do not have: members by their bare names, `$`
 * and `$$`.
 */
export const contextReferencesIn = (template: Template): Reference[] => foundIn(template, contextReferences);

/** What is found in the syntax trees of a field's expressions, each once in an expression. */
function foundIn(template: Template, find: (tree: unknown) => string[]): Reference[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression': {
      const { expression, location } = template;
      return [...new Set(find(expression.compiled.ast()))].map((name) => ({ name, location }));
    }
    default:
      return template.items.flatMap((item) => foundIn(item, find));
  }
}

function statesMembers(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(statesMembers);
  if (!isObject(node)) return [];
  const [first, second] = node.type === 'path' && Array.isArray(node.steps) ? node.steps : [];
  const own =
    isObject(first) && first.type === 'variable' && first.value === 'states' && isObject(second) ? [second.value] : [];
  return [...own.filter((name) => typeof name === 'string'), ...Object.values(node).flatMap(statesMembers)];
}

/**
 * What a syntax tree looks up in the context that the whole expression has. Only the first step of a path does; a
 * predicate and each later step look into what comes before them. The body of a function has the context of where it
 * stands.
 */
function contextReferences(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(contextReferences);
  if (!isObject(node)) return [];
  switch (node.type) {
    case 'name':
      return [String(node.value)];
    case 'variable':
      return node.value === '' ? ['$'] : node.value === '$' ? ['$$'] : [];
    case 'path':
      return contextReferences(Array.isArray(node.steps) ? node.steps[0] : undefined);
    case 'transform':
      return [];
    default: {
      const { lhs, rhs, expression, expressions, procedure, arguments: parameters, body, condition, then } = node;
      const bound = node.type === 'bind' || node.type === 'lambda';
      const inputs = node.type === 'lambda' ? undefined : parameters;
      const parts = [bound ? undefined : lhs, rhs, expression, expressions, procedure, inputs, body, condition, then];
      return [...parts, node.else].flatMap(contextReferences);
    }
  }
}

/**
 * The variables in a JSONata syntax tree, without those that it binds itself, functions, and names that AWS reserves.
 */
function referredTo(tree: unknown): string[] {
  const named: string[] = [];
  const bound = new Set(['', '$', 'states']);
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (!isObject(node)) return;
    const { type, value, lhs, procedure, arguments: parameters, focus, index, ...rest } = node;
    if (type === 'variable' && typeof value === 'string') named.push(value);
    for (const own of [...(type === 'lambda' ? [parameters].flat() : []), ...(type === 'bind' ? [lhs] : [])])
      if (isObject(own) && typeof own.value === 'string') bound.add(own.value);
    for (const own of [focus, index]) if (typeof own === 'string') bound.add(own);
    if (!isObject(procedure) || procedure.type !== 'variable') visit(procedure);
    for (const child of [lhs, parameters, value, ...Object.values(rest)]) visit(child);
  };
  visit(tree);
  return named.filter((name) => !bound.has(name));
}

const NULL = dataOf(null);

/** A field with a fixed value, as it is in the definition. */
export const literal = (value: JsonValue): Template => ({ kind: 'literal', data: dataOf(value) });

function compile(text: string, location: string, now: () => number): Expression {
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(text);
  } catch (error) {
    throw new ExpressionSyntaxError(messageOf(error), location);
  }
  registerFunctions(compiled, now);
  ownMembersOnly(compiled);
  setBounds(compiled);
  const [root = '', ...names] = PLAIN_PATH.test(text) ? text.slice(1).split('.') : [];
  const plainPath = root !== '' && !names.some((name) => RESERVED.has(name));
  return { text, compiled, path: plainPath ? { root, names } : undefined };
}

/** The text of the single expression that a template is, or its literal as JSON, for messages. */
export const templateText = (template: Template): string =>
  template.kind === 'expression' ? template.expression.text : template.kind === 'literal' ? template.data.text : '';

/** Where and when a template is evaluated, for the messages of its failures. */
export interface Place {
  /** The name of the state. */
  readonly state: string;
  /** The id of the event with which the state was entered. */
  readonly enteredEventId: number;
}

/** The beginning of the causes that AWS gives when a state itself fails. */
export const whileExecuting = (place: Place): string =>
  `An error occurred while executing the state '${place.state}' (entered at the event id #${place.enteredEventId}).`;

/** The failure of a field that could not be evaluated. */
export const evaluationFailure = (
  place: Place,
  location: string | null,
  explanation: string,
  afterEntry = false,
): StateFailure =>
  new StateFailure(
    { error: STATES.QueryEvaluationError, cause: `${whileExecuting(place)} ${explanation}` },
    location,
    afterEntry,
  );

/** The failure of a field whose expression gave a value of the wrong type. */
export function unexpectedType(
  place: Place,
  location: string,
  text: string,
  expected: string,
  value: JsonValue,
): StateFailure {
  const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return evaluationFailure(
    place,
    location,
    `The JSONata expression '${text}' specified for the field '${location}' returned an unexpected result type. Expected '${expected}', but was '${actual}' for value: ${JSON.stringify(value)}`,
  );
}

/**
 * Evaluates a template: at once where its expressions are plain paths, otherwise with JSONata's own promises, which
 * settle in microtasks.
 *
 * @throws StateFailure `States.QueryEvaluationError`
 */
export function evaluate(template: Template, scope: Scope): Eventually<Data> {
  switch (template.kind) {
    case 'literal':
      return template.data;
    case 'expression': {
      const { path } = template.expression;
      const found = path && follow(path, scope);
      return found ?? evaluateExpression(template.expression, template.location, scope);
    }
    case 'array': {
      const items = evaluateAll(template.items, scope);
      return items instanceof Promise ? items.then(arrayOf) : arrayOf(items);
    }
    case 'object': {
      const { keys } = template;
      const items = evaluateAll(template.items, scope);
      return items instanceof Promise ? items.then((there) => objectOf(keys, there)) : objectOf(keys, items);
    }
  }
}

const arrayOf = (items: readonly Data[]): Data => ({
  value: items.map(({ value }) => value),
  text: `[${items.map(plainText).join()}]`,
});

function objectOf(keys: readonly Key[], items: readonly Data[]): Data {
  const value: JsonObject = {};
  let text = '';
  let i = 0;
  for (const { name, opening } of keys) {
    const item = items[i++] ?? NULL;
    setMember(value, name, item.value);
    text += opening + plainText(item);
  }
  return { value, text: `${text}}` };
}

/** Evaluates several templates: at once if that is possible for all of them. */
export function evaluateAll(templates: readonly Template[], scope: Scope): Eventually<Data[]> {
  const there: Data[] = [];
  for (const template of templates) {
    const data = evaluate(template, scope);
    if (data instanceof Promise) {
      const rest = templates.slice(there.length + 1).map((other) => evaluate(other, scope));
      return Promise.all([...there, data, ...rest]);
    }
    there.push(data);
  }
  return there;
}

async function evaluateExpression(expression: Expression, location: string, scope: Scope): Promise<Data> {
  const { text } = expression;
  const { place } = scope;
  let result: unknown;
  try {
    const states: JsonObject = { context: scope.context() };
    for (const [name, { value }] of Object.entries(scope.states)) states[name] = value;
    result = await expression.compiled.evaluate(undefined, { ...scope.variables, states });
  } catch (error) {
    throw evaluationFailure(
      place,
      location,
      `The JSONata expression '${text}' specified for the field '${location}' threw an error during evaluation${errorText(error)}`,
    );
  }
  if (result === undefined) {
    throw evaluationFailure(
      place,
      location,
      `The JSONata expression '${text}' specified for the field '${location}' returned nothing (undefined).`,
    );
  }
  const value = plain(result);
  if (value === undefined) {
    throw evaluationFailure(
      place,
      location,
      `The JSONata expression '${text}' specified for the field '${location}' returned an unsupported result type.`,
    );
  }
  return dataOf(value);
}

/**
 * What is at a plain path, in the cases in which JSONata would only look it up: every step is an own member of a plain
 * object, and the result exists and is not an array within data. Everything else (sequences, mapping over arrays) is
 * left to JSONata: undefined.
 */
function follow({ root, names }: Path, { states, variables, context }: Scope): Data | undefined {
  if (root !== 'states') return valueAt(Object.hasOwn(variables, root) ? variables[root] : undefined, names, 0);
  const [first, second] = names;
  if (first === undefined) return undefined;
  if (first === 'context') return valueAt(context(), names, 1);
  const data = Object.hasOwn(states, first) ? states[first] : undefined;
  if (!data) return undefined;
  const known = second === undefined ? data : data.member?.(second);
  if (!known) return valueAt(data.value, names, 1);
  const asItIs = names.length <= 2 && !known.verbatim;
  return asItIs ? known : valueAt(known.value, names, 2);
}

/** What the names, from a certain one on, lead to in a value. */
function valueAt(start: JsonValue | undefined, names: readonly string[], from: number): Data | undefined {
  let value = start;
  for (let i = from; i < names.length; i++) {
    const name = names[i] ?? '';
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value === undefined || Array.isArray(value) ? undefined : dataOf(value);
}

/**
 * A copy that is nothing but JSON, without the marks that JSONata leaves on arrays; undefined when it contains a
 * function. A number that JSON cannot write becomes its name, as on AWS: `1/0` is "Infinity".
 */
function plain(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const item of value) {
      const copy = plain(item);
      if (copy === undefined) return undefined;
      items.push(copy);
    }
    return items;
  }
  if (typeof value !== 'object' || '_jsonata_function' in value || '_jsonata_lambda' in value) return undefined;
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const copy = plain(item);
    if (copy === undefined) return undefined;
    setMember(object, key, copy);
  }
  return object;
}

/** Sets a member by definition, so that a member called `__proto__` is a member like any other. */
function setMember(object: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** An error in the form in which AWS goes on with it: JSONata's own with a code, and any other without. */
function errorText(error: unknown): string {
  const coded = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return `${coded ? `. ${error.code}` : ''}: ${messageOf(error)}`;
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
    ? error.message
    : String(error);
