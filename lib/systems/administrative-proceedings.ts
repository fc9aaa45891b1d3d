import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const finesSchema = z.object({
  iin: z.string(),
  unpaid: z.array(
    z.object({ id: z.string().check(z.minLength(1)), amount: z.int().check(z.positive()), issuedOn: z.iso.date() }),
  ),
});

/** An individual's unpaid administrative fines, in whole tenge. An empty list means that there are none. */
export type Fines = z.infer<typeof finesSchema>;

/** The unified register of administrative proceedings (4.14). */
export interface AdministrativeProceedings {
  /** `no-data` when the register has nothing on the individual at all, which is no fine either. */
  fines(iin: string, asking: Asking): Promise<Answer<Fines>>;
}

/** A client of the register of administrative proceedings. */
export function administrativeProceedings({ ask }: Connection): AdministrativeProceedings {
  return {
    fines: (iin, asking) => ask(`/fines?${new URLSearchParams({ iin })}`, finesSchema, { iin }, asking),
  };
}
