/** Kazakhstan has had one zone since 1 March 2024: Asia/Almaty, UTC+5, with no summer time. */
const OFFSET = '+05:00';
const OFFSET_MS = 5 * 60 * 60 * 1000;

/** An instant as the wall clock in Kazakhstan shows it, in ISO 8601 with the offset: `2026-05-01T00:00:00+05:00`. */
export function almatyTime(at: Date): string {
  return `${new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 19)}${OFFSET}`;
}

/** The calendar day in Kazakhstan at an instant: `2026-05-01`. */
export function almatyDate(at: Date): string {
  return almatyTime(at).slice(0, 10);
}

/** The first moment in Kazakhstan of a calendar day such as `2026-05-01`. */
export function startOfDay(date: string): Date {
  return new Date(`${date}T00:00:00${OFFSET}`);
}
