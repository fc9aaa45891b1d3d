import * as z from 'zod/mini';
import { pageOf, says, text } from '../requests.ts';
import type { Route } from '../route.ts';

const plateNumber = z
  .string()
  .check(
    z.regex(/^\d{3}[A-Z]{3}\d{2}$/, says('plate-malformed')),
    z.meta({ description: 'Three digits, three letters, the region', example: '482KZA01' }),
  );
const certificateNumber = z.string().check(z.regex(/^[A-Z0-9-]{4,32}$/), z.meta({ example: 'AB-12345678' }));
const reason = text(2000).check(
  z.meta({ description: 'As the buyer, and the seller whose application it is, are to read it: it names no person' }),
);
const decision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('register'), plateNumber, certificateNumber }),
  z.strictObject({ decision: z.literal('refuse'), reason, legalBasis: text(500) }),
]);

/** What the administrative police can call (4.19, 5). */
export const POLICE = {
  listPoliceApplications: {
    method: 'GET',
    path: '/police/applications',
    function: 'police',
    role: 'police',
    item: '5',
    summary: 'The applications that await the region’s decision',
    query: pageOf(['in-registration']),
    status: 200,
  },
  getPoliceApplication: {
    method: 'GET',
    path: '/police/applications/{id}',
    function: 'police',
    role: 'police',
    item: '5',
    summary: 'The whole dossier of an application',
    waits: true,
    status: 200,
  },
  decide: {
    method: 'POST',
    path: '/police/applications/{id}/decision',
    function: 'police',
    role: 'police',
    item: '4.19',
    summary: 'Registers the vehicle, or refuses with reasons',
    body: decision,
    status: 202,
  },
} as const satisfies Record<string, Route>;
