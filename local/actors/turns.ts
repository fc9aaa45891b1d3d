import { ENDINGS, type Status } from '../../lib/domain/waits.ts';
import type { Registration, Seen } from './registration.ts';

/** What somebody has to do in each status, if everybody does the ordinary thing. */
const TURNS: Partial<Record<Status, (registration: Registration) => Promise<unknown>>> = {
  'awaiting-vehicle': (registration) => registration.enterVehicle(),
  'awaiting-buyer': (registration) => registration.enterBuyer(),
  'awaiting-seller-signature': (registration) => registration.signAsSeller(),
  'awaiting-consent': (registration) => registration.consent(),
  'awaiting-resubmission': (registration) => registration.resubmit(),
  'awaiting-pickup': (registration) => registration.choosePickup(),
  'awaiting-phone': (registration) => registration.enterPhone(),
  'awaiting-payment': (registration) => registration.pay(),
  'awaiting-buyer-signature': (registration) => registration.signAsBuyer(),
  'ready-for-collection': (registration) => registration.takeTicket(),
  'ticket-issued': (registration) => registration.handOver(),
};

/** Whether the application has ended, in whichever way. */
export const hasEnded = ({ status }: Pick<Seen, 'status'>) => (ENDINGS as readonly string[]).includes(status);

/** What somebody has to do so that the application goes on; undefined when nobody has to, or not by hand. */
export function turnOf({
  status,
}: Pick<Seen, 'status'>): ((registration: Registration) => Promise<unknown>) | undefined {
  return TURNS[status];
}

/**
 * Everybody does the ordinary thing, from where the application is until it has one of the given statuses, or has
 * ended.
 *
 * @param wanted none: until it has ended
 */
export async function carryOn(registration: Registration, ...wanted: Status[]): Promise<Seen> {
  const isThere = (seen: Seen) => wanted.includes(seen.status) || hasEnded(seen);
  const canAct = (seen: Seen) => isThere(seen) || turnOf(seen) !== undefined;
  let seen = await registration.untilIt(canAct, 'somebody’s turn');
  while (!isThere(seen)) {
    await turnOf(seen)?.(registration);
    const { revision } = seen;
    seen = await registration.untilIt((now) => now.revision !== revision && canAct(now), 'what follows');
  }
  return seen;
}
