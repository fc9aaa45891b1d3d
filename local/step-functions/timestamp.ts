const TIMESTAMP = /^\d{4}-\d{2}-(\d{2})T(\d{2}):\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The moment of an ISO 8601 date and time with an offset, in milliseconds since the epoch; undefined for any other
 * text.
 */
export function parseTimestamp(timestamp: string): number | undefined {
  const [, day, hour] = TIMESTAMP.exec(timestamp) ?? [];
  // A day that does not exist, such as 30 February, would be taken for a later one.
  if (hour === undefined || hour === '24') return undefined;
  const midnight = new Date(`${timestamp.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return undefined;
  const epochMs = Date.parse(timestamp);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
