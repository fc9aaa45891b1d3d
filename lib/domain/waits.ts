import type { Item } from './algorithm.ts';

/** What the Algorithm waits for, each an answer that a person or a desk has to give. */
export const ACTIONS = [
  'vehicle',
  'buyer',
  'seller-signature',
  'consent',
  'resubmission',
  'pickup',
  'phone',
  'payment',
  'buyer-signature',
  'decision',
  'printed',
  'queue-ticket',
  'hand-over',
] as const;

/**
 * What is awaited, as one word. It names the wait in the state machine, in the stored application and in the HTTP
 * contract.
 */
export type Action = (typeof ACTIONS)[number];

/** Who has to give an answer. A payment is awaited from the buyer; the payment gateway only reports it. */
export type Party = 'seller' | 'buyer' | 'police' | 'printing' | 'centre';

/** How far a live application has come, in the words of the HTTP contract. */
export const LIVE_STATUSES = [
  'checking',
  'awaiting-vehicle',
  'awaiting-buyer',
  'awaiting-seller-signature',
  'awaiting-consent',
  'awaiting-resubmission',
  'awaiting-pickup',
  'awaiting-phone',
  'awaiting-payment',
  'awaiting-buyer-signature',
  'in-registration',
  'in-printing',
  'ready-for-collection',
  'ticket-issued',
  'suspended',
] as const;

/** How an application can end. */
export const ENDINGS = ['registered', 'refused', 'declined', 'withdrawn', 'expired', 'pilot-ended'] as const;

/**
 * Every status an application can have: those of a live one, then the endings, each of which is also the status of an
 * application that ended so.
 */
export const STATUSES = [...LIVE_STATUSES, ...ENDINGS] as const;

/**
 * How an application ended. `refused` is the service saying no (see `refusals.ts`); `declined` is the buyer at 4.10,
 * `withdrawn` the seller, `expired` a wait that nobody answered, `pilot-ended` the end of the pilot (order, item 5).
 */
export type Ending = (typeof ENDINGS)[number];

/**
 * How far an application has come. `checking` is everything between two waits; `suspended` is a failed execution that
 * an operator has to redrive, never a refusal.
 */
export type Status = (typeof STATUSES)[number];

/** One wait of the Algorithm. */
export interface Wait {
  /** The item that asks for the answer. */
  readonly item: Item;
  /** Who has to give the answer. */
  readonly from: Party;
  /** The application's status while it waits. */
  readonly status: Status;
  /** How long it waits, in seconds, unless a setting says otherwise. */
  readonly seconds: number;
  /**
   * What happens when the time is over. A person's silence closes the application (`close`); a desk that is late is
   * waited for again, and everybody can see since when it is late (`extend`); a queue ticket that was not used lapses
   * (`lapse`, back to item 8).
   */
  readonly whenOver: 'close' | 'extend' | 'lapse';
  /**
   * How often one application may be given this answer, where the Algorithm asks for it again and again (4.7, 4.14): far
   * more often than anybody needs it, and far less often than would fill the execution's history (decision 0012).
   */
  readonly most?: number;
}

const DAY = 24 * 60 * 60;

/** The waits of the Algorithm, in its order. Their lengths are settings of the service; the order names none. */
export const WAITS: Readonly<Record<Action, Wait>> = {
  vehicle: { item: '4.2', from: 'seller', status: 'awaiting-vehicle', seconds: 7 * DAY, whenOver: 'close' },
  buyer: { item: '4.6', from: 'seller', status: 'awaiting-buyer', seconds: 7 * DAY, whenOver: 'close', most: 500 },
  'seller-signature': {
    item: '4.9',
    from: 'seller',
    status: 'awaiting-seller-signature',
    seconds: 7 * DAY,
    whenOver: 'close',
  },
  consent: { item: '4.10', from: 'buyer', status: 'awaiting-consent', seconds: 14 * DAY, whenOver: 'close' },
  resubmission: {
    item: '4.14',
    from: 'buyer',
    status: 'awaiting-resubmission',
    seconds: 30 * DAY,
    whenOver: 'close',
    most: 100,
  },
  pickup: { item: '4.15', from: 'buyer', status: 'awaiting-pickup', seconds: 14 * DAY, whenOver: 'close' },
  phone: { item: '4.16', from: 'buyer', status: 'awaiting-phone', seconds: 14 * DAY, whenOver: 'close' },
  payment: { item: '4.17', from: 'buyer', status: 'awaiting-payment', seconds: 14 * DAY, whenOver: 'close' },
  'buyer-signature': {
    item: '4.18',
    from: 'buyer',
    status: 'awaiting-buyer-signature',
    seconds: 14 * DAY,
    whenOver: 'close',
  },
  decision: { item: '4.19', from: 'police', status: 'in-registration', seconds: 15 * DAY, whenOver: 'extend' },
  printed: { item: '6', from: 'printing', status: 'in-printing', seconds: 10 * DAY, whenOver: 'extend' },
  'queue-ticket': { item: '8', from: 'centre', status: 'ready-for-collection', seconds: 90 * DAY, whenOver: 'extend' },
  'hand-over': { item: '10', from: 'centre', status: 'ticket-issued', seconds: DAY, whenOver: 'lapse' },
};

/** Whether the wait comes before the buyer has signed (4.18): until then the application can be withdrawn, and the pilot's end closes it. */
export function isBeforeBuyerSigned(action: Action): boolean {
  return WAITS[action].whenOver === 'close';
}
