import * as z from 'zod';

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** The schema of any JSON value. */
export const jsonSchema: z.ZodType<JsonValue> = z.json();

/**
 * A JSON value with its text. What one state hands to the next is written into the history several times, so its text
 * is made once and kept with it.
 */
export interface Data {
  readonly value: JsonValue;
  readonly text: string;
  /** What the history keeps in place of a text that is nearly always the same (`fullText` restores it). */
  readonly short?: string;
  /** A member of the value, if its text is known too. */
  member?(name: string): Data | undefined;
  /** Whether the text is as somebody outside wrote it, possibly with spaces and line breaks. */
  readonly verbatim?: boolean;
}

/** The data of a value. */
export const dataOf = (value: JsonValue): Data => ({ value, text: JSON.stringify(value) });

/** The data of a JSON text. @throws SyntaxError when it is not JSON */
export const dataFrom = (text: string): Data => ({ value: parseJson(text), text, verbatim: true });

/** The text of data in the form that JSON.stringify makes. */
export const plainText = (data: Data): string => (data.verbatim ? JSON.stringify(data.value) : data.text);

/** Parses JSON text. @throws SyntaxError when it is not JSON */
export function parseJson(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  return value;
}

/** Whether a value is a JSON object, neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The limit of an input, an output and a task's result, in bytes of UTF-8 (AWS Step Functions, "Quotas"). */
export const DATA_LIMIT_BYTES = 262_144;

/** By how much, at most, a text is longer than its short form. */
const LONGEST_SHORTENED = 1000;

/** Whether the text of data is longer than AWS allows for a state. */
export const exceedsDataLimit = (data: Data): boolean =>
  (data.short ?? data.text).length * 3 > DATA_LIMIT_BYTES - LONGEST_SHORTENED &&
  Buffer.byteLength(data.text) > DATA_LIMIT_BYTES;
