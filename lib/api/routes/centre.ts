import * as z from 'zod/mini';
import { iin, pageOf, text } from '../requests.ts';
import type { Route } from '../route.ts';

/** How the buyer shows who they are (8, 9): a document in the hand, or a code from the digital documents service. */
const personDocument = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity-document'), number: text(32), iin }),
  z.strictObject({
    kind: z.literal('digital-document'),
    code: text(64).check(z.meta({ description: 'From the digital documents service' })),
  }),
]);
const queueTicket = z.strictObject({ document: personDocument });
const handOver = z.strictObject({
  document: personDocument,
  certificateNumber: text(32),
  plateNumber: text(16),
});

/** What an employee of a service centre can call (7 to 10). */
export const CENTRE = {
  listCentreApplications: {
    method: 'GET',
    path: '/centre/applications',
    function: 'centre',
    role: 'centre',
    item: '7',
    summary: 'The applications whose documents are collected at the centre',
    query: pageOf(['ready-for-collection', 'ticket-issued', 'registered']),
    status: 200,
  },
  getCentreApplication: {
    method: 'GET',
    path: '/centre/applications/{number}',
    function: 'centre',
    role: 'centre',
    item: '9',
    summary: 'An application by the number that the buyer shows',
    waits: true,
    status: 200,
  },
  issueQueueTicket: {
    method: 'POST',
    path: '/centre/applications/{number}/queue-ticket',
    function: 'centre',
    role: 'centre',
    item: '8',
    summary: 'Issues an electronic queue ticket',
    body: queueTicket,
    status: 200,
  },
  handOver: {
    method: 'POST',
    path: '/centre/applications/{number}/hand-over',
    function: 'centre',
    role: 'centre',
    item: '10',
    summary: 'Hands over the certificate and the plates',
    body: handOver,
    status: 202,
  },
} as const satisfies Record<string, Route>;
