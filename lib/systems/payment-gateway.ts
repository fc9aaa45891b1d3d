import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const requestedPaymentSchema = z.object({
  paymentId: z.string().check(z.minLength(1), z.maxLength(128)),
  /** Where the buyer pays. */
  url: z.url({ protocol: /^https?$/ }),
});

/** A payment as the gateway opened it. */
export type RequestedPayment = z.infer<typeof requestedPaymentSchema>;

/** The duties and fees that a buyer is to pay, in whole tenge. */
export interface PaymentOrder {
  applicationId: string;
  /** The payer's IIN. */
  payer: string;
  items: { code: string; amount: number }[];
  /** The sum of the items. */
  total: number;
  currency: 'KZT';
}

/** The e-government payment gateway (4.17). It says later, by a signed notification, whether the payment was made. */
export interface PaymentGateway {
  /** Opens a payment, which the buyer then makes at its `url`. */
  requestPayment(order: PaymentOrder, ordering: Ordering): Promise<Data<RequestedPayment>>;
}

/** A client of the payment gateway. */
export function paymentGateway({ order }: Connection): PaymentGateway {
  return {
    requestPayment: (payment, ordering) => order('/payments', payment, requestedPaymentSchema, ordering),
  };
}
