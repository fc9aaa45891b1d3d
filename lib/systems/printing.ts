import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const acceptedOrderSchema = z.object({ orderId: z.string().check(z.minLength(1), z.maxLength(128)) });

/** The Information and Production Centre's own number of an order. */
export type AcceptedOrder = z.infer<typeof acceptedOrderSchema>;

/** A registration certificate to be printed and brought to a centre. */
export interface PrintingOrder {
  applicationId: string;
  certificateNumber: string;
  /** The code of the centre to which it is brought. */
  centre: string;
}

/** The Information and Production Centre (6). It reports the completion later, over the printing route. */
export interface Printing {
  /** Orders the printing of one certificate. */
  order(order: PrintingOrder, ordering: Ordering): Promise<Data<AcceptedOrder>>;
}

/** A client of the Information and Production Centre. */
export function printing({ order }: Connection): Printing {
  return {
    order: (printingOrder, ordering) => order('/orders', printingOrder, acceptedOrderSchema, ordering),
  };
}
