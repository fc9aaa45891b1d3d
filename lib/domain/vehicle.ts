/** What drives a vehicle, as its electronic vehicle passport says; registration fees depend on it. */
export const ENGINES = ['petrol', 'diesel', 'gas', 'hybrid', 'electric'] as const;
export type Engine = (typeof ENGINES)[number];

/** How a vehicle came to the market; only the first two are registered through the portal (item 1). */
export const ORIGINS = ['made-in-kazakhstan', 'imported-by-official-dealer', 'other'] as const;
