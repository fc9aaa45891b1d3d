import * as z from 'zod/mini';
import type { Data, Ordering } from './answer.ts';
import type { Connection } from './transport.ts';

const ticketSchema = z.object({
  ticket: z.string().check(z.minLength(1), z.maxLength(32)),
  window: z.optional(z.string().check(z.minLength(1), z.maxLength(32))),
});

/** An electronic queue ticket, and the window to go to where it is already known. */
export type QueueTicket = z.infer<typeof ticketSchema>;

/** For whom a ticket is issued: the buyer with this application, at this centre. */
export interface TicketRequest {
  centre: string;
  applicationNumber: string;
}

/** The electronic queue of the service centres (8). */
export interface EQueue {
  /** Issues a ticket; the same idempotency key again gives the same ticket. */
  issueTicket(request: TicketRequest, ordering: Ordering): Promise<Data<QueueTicket>>;
}

/** A client of the electronic queue. */
export function eQueue({ order }: Connection): EQueue {
  return {
    issueTicket: (request, ordering) => order('/tickets', request, ticketSchema, ordering),
  };
}
