import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const phoneSchema = z.object({
  iin: z.string(),
  /** E.164, Kazakhstan: `+7` and ten digits. */
  phone: z.string().check(z.regex(/^\+7\d{10}$/)),
});

/** The phone number registered to an individual. */
export type RegisteredPhone = z.infer<typeof phoneSchema>;

/** The database of mobile citizens (4.16). */
export interface MobileCitizens {
  phone(iin: string, asking: Asking): Promise<Answer<RegisteredPhone>>;
}

/** A client of the database of mobile citizens. */
export function mobileCitizens({ ask }: Connection): MobileCitizens {
  return {
    phone: (iin, asking) => ask(`/phones/${encodeURIComponent(iin)}`, phoneSchema, { iin }, asking),
  };
}
