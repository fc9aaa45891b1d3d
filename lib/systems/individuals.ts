import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const personSchema = z.object({
  iin: z.string(),
  surname: z.string().check(z.minLength(1)),
  name: z.string().check(z.minLength(1)),
  patronymic: z.optional(z.string().check(z.minLength(1))),
  birthDate: z.iso.date(),
  status: z.enum(['active', 'dead', 'missing', 'incapable']),
});

/**
 * An individual's personal data and current status. What a status means for a buyer is decided by the check (4.7,
 * 4.11).
 */
export type Person = z.infer<typeof personSchema>;

/** The State Database "Individuals" (4.7, 4.11). */
export interface Individuals {
  /** The individual with this IIN. */
  person(iin: string, asking: Asking): Promise<Answer<Person>>;
}

/** A client of the State Database "Individuals". */
export function individuals({ ask }: Connection): Individuals {
  return {
    person: (iin, asking) => ask(`/persons/${encodeURIComponent(iin)}`, personSchema, { iin }, asking),
  };
}
