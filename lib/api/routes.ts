import type { Route } from './route.ts';
import { BUYER } from './routes/buyer.ts';
import { CENTRE } from './routes/centre.ts';
import { PAYMENT_GATEWAY } from './routes/payment-gateway.ts';
import { POLICE } from './routes/police.ts';
import { PRINTING } from './routes/printing.ts';
import { PUBLIC } from './routes/public.ts';
import { SELLER } from './routes/seller.ts';

/** Every route of the HTTP contract, by what it does. */
export const OPERATIONS = {
  ...SELLER,
  ...BUYER,
  ...PAYMENT_GATEWAY,
  ...POLICE,
  ...PRINTING,
  ...CENTRE,
  ...PUBLIC,
};

export type Operation = keyof typeof OPERATIONS;

/** The routes as a list. */
export const ROUTES: readonly Route[] = Object.values(OPERATIONS);
