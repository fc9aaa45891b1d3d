import * as z from 'zod';

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** The schema of any JSON value. */
export const jsonSchema: z.ZodType<JsonValue> = z.json();

/**
 * A JSON value with its text. What one state hands to the next is written into the history several times over, so its
 * text is made once and kept beside it.
 */
export interface Data {
  readonly value: JsonValue;
  readonly text: string;
  /** What the history keeps instead of the text, where that is mostly always the same (`fullText` makes it whole). */
  readonly short?: string;
  /** A member of the value, where its text is known as well. */
  member?(name: string): Data | undefined;
  /** Whether the text is as somebody outside wrote it, maybe with spaces and line breaks. */
  readonly verbatim?: boolean;
}

/** The data of a value. */
export const dataOf = (value: JsonValue): Data => ({ value, text: JSON.stringify(value) });

/** The data of a JSON text; throws a SyntaxError when it is none. */
export const dataFrom = (text: string): Data => ({ value: parseJson(text), text, verbatim: true });

/** The text of data as JSON.stringify makes it. */
export const plainText = (data: Data): string => (data.verbatim ? JSON.stringify(data.value) : data.text);

/** Parses JSON text; throws a SyntaxError when it is none. */
export function parseJson(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  return value;
}

/** Whether a value is a JSON object, neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The limit of an input, an output and a task's result, in bytes of UTF-8 (AWS Step Functions, "Quotas"). */
export const DATA_LIMIT_BYTES = 262_144;

/** By how much a text is longer than what is short for it, at the most. */
const LONGEST_SHORTENED = 1000;

/** Whether the text of data is longer than AWS lets a state's be. */
export const exceedsDataLimit = (data: Data): boolean =>
  (data.short ?? data.text).length * 3 > DATA_LIMIT_BYTES - LONGEST_SHORTENED &&
  Buffer.byteLength(data.text) > DATA_LIMIT_BYTES;
