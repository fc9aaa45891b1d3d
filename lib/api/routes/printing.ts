import { empty, page } from '../requests.ts';
import type { Route } from '../route.ts';

/** What the printing centre can call (6). */
export const PRINTING = {
  listPrintingOrders: {
    method: 'GET',
    path: '/printing/orders',
    function: 'printing',
    role: 'printing',
    item: '6',
    summary: 'The certificates that are to be printed',
    query: page,
    status: 200,
  },
  completePrinting: {
    method: 'POST',
    path: '/printing/orders/{id}/completed',
    function: 'printing',
    role: 'printing',
    item: '6',
    summary: 'Reports a certificate as printed and sent to the centre',
    body: empty,
    status: 202,
  },
} as const satisfies Record<string, Route>;
