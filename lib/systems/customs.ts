import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const customsPaymentSchema = z.object({
  vin: z.string(),
  status: z.enum(['paid', 'not-subject']),
  reference: z.string().check(z.minLength(1)),
});

/** The customs record of a vehicle: duties paid, or the vehicle not subject to them. */
export type CustomsPayment = z.infer<typeof customsPaymentSchema>;

/** Customs (4.4). */
export interface Customs {
  /** The customs record of the vehicle with this VIN. */
  payment(vin: string, asking: Asking): Promise<Answer<CustomsPayment>>;
}

/** A client of the customs' system. */
export function customs({ ask }: Connection): Customs {
  return {
    payment: (vin, asking) => ask(`/payments/${encodeURIComponent(vin)}`, customsPaymentSchema, { vin }, asking),
  };
}
