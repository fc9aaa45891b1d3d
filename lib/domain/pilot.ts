/**
 * The pilot's period. The order is in force until 31 August 2026 (order, item 5); its last moment is that day's end in
 * Asia/Almaty. The end is a setting, so that an amended date is one change.
 */

/** The first moment after the pilot, unless the setting says otherwise. */
export const DEFAULT_PILOT_ENDS_AT = '2026-09-01T00:00:00+05:00';

/** Whether the pilot is open at `now`: the end itself is outside it. */
export function pilotIsOpen(now: Date, endsAt: Date): boolean {
  return now.getTime() < endsAt.getTime();
}

/** Whether the end was moved beyond the order's own. */
export function pilotIsExtended(endsAt: Date): boolean {
  return endsAt.getTime() > Date.parse(DEFAULT_PILOT_ENDS_AT);
}

const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads the setting of the pilot's end.
 *
 * @throws Error naming the form and an example, when the text is no ISO 8601 date and time with an offset.
 */
export function parsePilotEnd(text: string): Date {
  const endsAt = new Date(text);
  // `new Date` takes 31 February for 3 March: the day read back has to be the day that was written.
  const midnight = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const dayExists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text.slice(0, 10));
  if (!ISO_WITH_OFFSET.test(text) || Number.isNaN(endsAt.getTime()) || !dayExists) {
    throw new Error(
      `The pilot's end must be an ISO 8601 date and time with an offset, such as ${DEFAULT_PILOT_ENDS_AT}; got "${text}".`,
    );
  }
  return endsAt;
}
