import * as z from 'zod/mini';
import type { Answer, Asking } from './answer.ts';
import type { Connection } from './transport.ts';

const recyclingPaymentSchema = z.object({
  vin: z.string(),
  status: z.literal('paid'),
  reference: z.string().check(z.minLength(1)),
});

/** The record of a vehicle's recycling payment. */
export type RecyclingPayment = z.infer<typeof recyclingPaymentSchema>;

/** The operator of recycling payments (4.5). */
export interface Recycling {
  /** The recycling payment for the vehicle with this VIN. */
  payment(vin: string, asking: Asking): Promise<Answer<RecyclingPayment>>;
}

/** A client of the recycling operator's system. */
export function recycling({ ask }: Connection): Recycling {
  return {
    payment: (vin, asking) => ask(`/payments/${encodeURIComponent(vin)}`, recyclingPaymentSchema, { vin }, asking),
  };
}
