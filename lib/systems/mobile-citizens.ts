import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const phoneSchema = z.object({
  iin: z.string(),
  /** In any form: the contract names none. */
  phone: z.string(),
});

/** The phone number registered to an individual. */
export type RegisteredPhone = z.infer<typeof phoneSchema>;

/** The database of mobile citizens (4.16). */
export interface MobileCitizens {
  /** The number registered to the individual with this IIN. */
  phone(iin: string, asking: Asking): Promise<Answer<RegisteredPhone>>;
}

/** A client of the database of mobile citizens. */
export function mobileCitizens({ ask }: Connection): MobileCitizens {
  return {
    phone: (iin, asking) => ask(`/phones/${encodeURIComponent(iin)}`, phoneSchema, { iin }, asking),
  };
}
