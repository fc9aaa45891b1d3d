import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const entitySchema = z.object({
  bin: z.string(),
  name: z.string().check(z.minLength(1)),
  /** Classifier codes as `45`, `45.1`, `45.11` or `45.11.2`. Another notation would look like "does not sell vehicles". */
  oked: z.array(z.string().check(z.regex(/^\d{2}(\.\d{1,2}(\.\d)?)?$/))).check(z.minLength(1)),
});

/** A legal entity: its BIN, name, and activities by the classifier (OKED), the primary one first. */
export type Entity = z.infer<typeof entitySchema>;

/** The register of legal entities (4.1). */
export interface BusinessRegister {
  /** The legal entity with this BIN. */
  entity(bin: string, asking: Asking): Promise<Answer<Entity>>;
}

/** A client of the register of legal entities. */
export function businessRegister({ ask }: Connection): BusinessRegister {
  return {
    entity: (bin, asking) => ask(`/entities/${encodeURIComponent(bin)}`, entitySchema, { bin }, asking),
  };
}
