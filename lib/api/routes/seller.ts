import * as z from 'zod/mini';
import { STATUSES } from '../../domain/waits.ts';
import { iin, pageOf, signature, vin } from '../requests.ts';
import type { Route } from '../route.ts';

const start = z.strictObject({ vin: z.optional(vin), buyerIin: z.optional(iin) });
const vehicle = z.strictObject({ vin });
const buyer = z.strictObject({ iin });

/** What a seller, or the seller's own system, can call (4.1, 4.2, 4.6, 4.9). */
export const SELLER = {
  startApplication: {
    method: 'POST',
    path: '/seller/applications',
    function: 'seller',
    role: 'seller',
    item: '4.1',
    summary: 'Starts an application for initial registration',
    body: start,
    idempotent: true,
    status: 202,
  },
  listSellerApplications: {
    method: 'GET',
    path: '/seller/applications',
    function: 'seller',
    role: 'seller',
    summary: 'The seller’s applications, newest first',
    query: pageOf(STATUSES),
    status: 200,
  },
  getSellerApplication: {
    method: 'GET',
    path: '/seller/applications/{id}',
    function: 'seller',
    role: 'seller',
    summary: 'One of the seller’s applications',
    waits: true,
    status: 200,
  },
  enterVehicle: {
    method: 'PUT',
    path: '/seller/applications/{id}/vehicle',
    function: 'seller',
    role: 'seller',
    item: '4.2',
    summary: 'Enters the VIN',
    body: vehicle,
    status: 202,
  },
  enterBuyer: {
    method: 'PUT',
    path: '/seller/applications/{id}/buyer',
    function: 'seller',
    role: 'seller',
    item: '4.6',
    summary: 'Enters the buyer’s IIN',
    body: buyer,
    status: 202,
  },
  getSellerDocument: {
    method: 'GET',
    path: '/seller/applications/{id}/document',
    function: 'seller',
    role: 'seller',
    item: '4.9',
    summary: 'The exact bytes that the seller signs',
    status: 200,
  },
  signAsSeller: {
    method: 'POST',
    path: '/seller/applications/{id}/signature',
    function: 'seller',
    role: 'seller',
    item: '4.9',
    summary: 'Signs the application as the seller',
    body: signature,
    status: 202,
  },
  withdraw: {
    method: 'DELETE',
    path: '/seller/applications/{id}',
    function: 'seller',
    role: 'seller',
    summary: 'Withdraws the application, until the buyer has signed',
    status: 202,
  },
} as const satisfies Record<string, Route>;
