/**
 * The places of texts in a value that have half of a UTF-16 surrogate pair, as RFC 6901 pointers. JSON can say such
 * texts (`"\ud800"`), and no other system can keep, sign or send them.
 *
 * @param value what JSON or a schema gave
 * @param pointer where the value itself is
 */
export function brokenTexts(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [pointer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => brokenTexts(inner, `${pointer}/${name}`));
}
