import type { Application, Payment } from './application.ts';
import type { Action } from './waits.ts';

/**
 * The answers that reach a wait by more than one way: given with the start or entered later (4.2, 4.6), told of by the
 * payment gateway before the wait or during it (4.17). Each is made here and nowhere else: the same answer is known again
 * by its content (see `wasGiven`), whichever way it came.
 */

/** An answer to what the Algorithm waits for. */
export interface GivenAnswer {
  readonly action: Action;
  /** What was answered: the same content again is the same answer. */
  readonly content: unknown;
  /** What the state machine is told. Codes only, nothing personal. */
  readonly output: { outcome: string };
  /** What the answer changes in the application. */
  readonly change?: (current: Application) => Partial<Application>;
}

/** The seller's answer to 4.2: the VIN. */
export function vehicleAnswer(vin: string) {
  return {
    action: 'vehicle',
    content: { vin },
    output: { outcome: 'entered' },
    change: () => ({ vehicle: { vin } }),
  } as const satisfies GivenAnswer;
}

/** The seller's answer to 4.6: the buyer's IIN. */
export function buyerAnswer(iin: string) {
  return {
    action: 'buyer',
    content: { iin },
    output: { outcome: 'entered' },
    change: () => ({ buyer: { iin } }),
  } as const satisfies GivenAnswer;
}

/** The answer to 4.17: this payment, which has been made. */
export function paymentAnswer(payment: Payment) {
  return {
    action: 'payment',
    content: { paymentId: payment.id, status: payment.status },
    output: { outcome: 'paid' },
    change: () => ({ payment }),
  } as const satisfies GivenAnswer;
}
