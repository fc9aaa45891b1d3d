import * as z from 'zod/mini';
import { text } from '../requests.ts';
import type { Route } from '../route.ts';

const paymentNotification = z.strictObject({
  paymentId: text(128),
  applicationId: text(64),
  amount: z.int().check(z.nonnegative(), z.meta({ description: 'Whole tenge' })),
  currency: z.literal('KZT'),
  status: z.enum(['paid', 'failed']),
  paidAt: z.iso.datetime({ offset: true, error: 'not-a-time' }),
});

/** What the payment gateway can call (4.17). */
export const PAYMENT_GATEWAY = {
  notifyPayment: {
    method: 'POST',
    path: '/payment-gateway/notifications',
    function: 'payment-gateway',
    item: '4.17',
    summary: 'The payment gateway’s word that a payment was made or failed',
    body: paymentNotification,
    status: 202,
  },
} as const satisfies Record<string, Route>;
