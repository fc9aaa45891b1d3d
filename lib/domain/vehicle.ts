/** What drives a vehicle, as its electronic vehicle passport says; registration fees depend on it. */
export const ENGINES = ['petrol', 'diesel', 'gas', 'hybrid', 'electric'] as const;
export type Engine = (typeof ENGINES)[number];

/** How a vehicle came to the market. */
export const ORIGINS = ['made-in-kazakhstan', 'imported-by-official-dealer', 'other'] as const;

type Origin = (typeof ORIGINS)[number];

const WITHIN_PILOT: readonly Origin[] = ['made-in-kazakhstan', 'imported-by-official-dealer'];

/** Item 1: registered through the portal is what was made in Kazakhstan, or brought in by the manufacturer's official dealer. */
export function isWithinPilot(origin: Origin): boolean {
  return WITHIN_PILOT.includes(origin);
}
