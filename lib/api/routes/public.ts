import * as z from 'zod/mini';
import { ENGINES } from '../../domain/vehicle.ts';
import { digits, text } from '../requests.ts';
import type { Route } from '../route.ts';

const fees = z.strictObject({
  category: z
    .string()
    .check(z.regex(/^[LMNO][1-7]G?$/), z.meta({ description: 'The vehicle’s category', example: 'M1' })),
  year: digits(1900, 2100).check(z.meta({ description: 'The calendar year of manufacture', example: 2026 })),
  engine: z.enum(ENGINES),
  plateKind: z.optional(text(32)).check(
    z.meta({
      description: 'A code of `GET /plate-kinds` that fits the category; the usual one for it unless given',
      example: 'rectangular',
    }),
  ),
  on: z
    .optional(z.iso.date({ error: 'not-a-date' }))
    .check(z.meta({ description: 'The day of payment; today unless given' })),
});

/** What anybody can call. */
export const PUBLIC = {
  listCentres: {
    method: 'GET',
    path: '/centres',
    function: 'public',
    item: '4.15',
    summary: 'The service centres to choose from',
    status: 200,
  },
  listPlateKinds: {
    method: 'GET',
    path: '/plate-kinds',
    function: 'public',
    item: '4.15',
    summary: 'The kinds of number plate to choose from',
    status: 200,
  },
  quoteFees: {
    method: 'GET',
    path: '/fees',
    function: 'public',
    item: '4.17',
    summary: 'The duties and fees of a registration',
    query: fees,
    status: 200,
  },
  getPilot: {
    method: 'GET',
    path: '/pilot',
    function: 'public',
    summary: 'Whether the pilot is open, and until when (item 5 of the joint order)',
    status: 200,
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    function: 'public',
    summary: 'Whether the service is up',
    status: 200,
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    function: 'public',
    summary: 'This interface’s description, OpenAPI 3.1',
    status: 200,
  },
} as const satisfies Record<string, Route>;
