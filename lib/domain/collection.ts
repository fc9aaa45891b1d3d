import { almatyDate } from './almaty-time.ts';
import type { GivenAnswer } from './answers.ts';
import type { Application, JournalEntry } from './application.ts';
import { isAwaited, withLine } from './lifecycle.ts';
import { WAITS } from './waits.ts';

/** Collecting the certificate and the plates at the service centre: item 8, item 9 and item 10 of the Algorithm. */

/** A queue ticket (8). */
export type Ticket = NonNullable<Application['ticket']>;

/** Whether a queue ticket was issued so many seconds ago, or longer. */
export function isAsOldAs({ issuedAt }: Ticket, seconds: number, now: Date): boolean {
  return now.getTime() >= Date.parse(issuedAt) + seconds * 1000;
}

/**
 * The queue ticket that is good still: whoever asks for one again is given it again. It is good until its time is over,
 * whether the state machine has been told of it yet or not, and also once it has been used.
 */
export function goodTicket(application: Application, now: Date, pilotEndsAt: Date): Ticket | undefined {
  const { ticket, awaiting, given } = application;
  if (!ticket || given?.['hand-over']) return ticket;
  // An application that is suspended awaits no hand-over, and its ticket grows old all the same.
  const isGood =
    awaiting?.action === 'hand-over'
      ? isAwaited(application, 'hand-over', now, pilotEndsAt)
      : !isAsOldAs(ticket, WAITS['hand-over'].seconds, now);
  return isGood ? ticket : undefined;
}

/** Whether a document shows its bearer to be the buyer: it is the buyer's own, and valid today where it says until when (8, 9). */
export function showsBuyer(
  { buyer }: Application,
  document: { readonly iin: string; readonly validUntil?: string },
  now: Date,
): boolean {
  const { iin, validUntil } = document;
  return iin === buyer?.iin && (validUntil === undefined || validUntil >= almatyDate(now));
}

/** Whether these are the certificate and the plates that the police assigned to this vehicle (10). */
export function isWhatWasRegistered(
  { registration }: Application,
  shown: { readonly certificateNumber: string; readonly plateNumber: string },
): boolean {
  return registration?.certificateNumber === shown.certificateNumber && registration.plateNumber === shown.plateNumber;
}

/**
 * The answer to 8: this ticket was issued, the application's first, second and so on. Any document of the same buyer is
 * the same answer: two that are shown at once get one ticket.
 */
export function ticketAnswer(
  { buyer }: Application,
  issued: { readonly ticket: Ticket; readonly tickets: number; readonly lines: readonly JournalEntry[] },
): GivenAnswer {
  const { ticket, tickets, lines } = issued;
  return {
    action: 'queue-ticket',
    content: { iin: buyer?.iin },
    output: { outcome: 'issued' },
    change: ({ journal }) => ({ ticket, tickets, journal: lines.reduce(withLine, journal) }),
  };
}
