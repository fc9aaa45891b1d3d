import { ENDINGS, type Status } from '../../lib/domain/waits.ts';
import type { Case } from '../systems/cases.ts';
import { personIin } from '../systems/data-set.ts';
import { anybody } from './client.ts';
import { Registration, type Seen } from './registration.ts';

/** What is called as a case is played. */
export interface Audience {
  /** Somebody did something: under which item of the Algorithm, who, and what, in words. */
  step?(item: string, who: string, what: string): void;
  /** The application is in a state that only the next in turn can change. */
  stands?(application: Seen): Promise<void> | void;
}

/** How far the clock is moved at a time while a state system is down, in seconds: enough for the next try. */
const OUTAGE_STEP_SECONDS = 120;
const MONTH_SECONDS = 30 * 24 * 60 * 60;

/** Changes what the simulated systems hold, or the clock, by the routes that exist on one machine only. */
async function dev(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await anybody(url).call(method, `/dev${path}`, body === undefined ? {} : { body });
  if (answer.status >= 300) throw new Error(`${method} /dev${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Plays a made-up case to its end: everybody does their part, and what the case says besides. */
export async function play(registration: Registration, plot: Case, audience: Audience = {}): Promise<Seen> {
  const { url } = registration;
  const tell = (item: string, who: string, what: string) => audience.step?.(item, who, what);

  if (plot.name === 'already-in-application') {
    const first = new Registration(url, registration.cast);
    await first.start();
    await first.until('awaiting-seller-signature');
    tell('4.1', 'seller', 'starts another application with this VIN, which lives');
  }
  if (plot.fault) {
    const { system, ...fault } = plot.fault;
    await dev(url, 'PUT', `/systems/${system}/fault`, fault);
    tell(plot.item, 'operator', `sees ${system} go down`);
  }
  await registration.start({});
  tell('4.1', 'seller', 'starts an application');

  /** What somebody has to do in each status. */
  const turns: Partial<Record<Status, (application: Seen) => Promise<unknown>>> = {
    'awaiting-vehicle': () => {
      tell('4.2', 'seller', `enters the VIN ${plot.vin}`);
      return registration.enterVehicle();
    },
    'awaiting-buyer': ({ notice }) => {
      const wrong = notice?.code === 'correct-iin-required';
      if (wrong) registration.replaceBuyer(personIin('buyer', Number(plot.vin.slice(-6))));
      tell('4.6', 'seller', wrong ? 'enters another IIN' : 'enters the buyer’s IIN');
      return registration.enterBuyer();
    },
    'awaiting-seller-signature': () => {
      tell('4.9', 'seller', 'signs the application with EDS');
      return registration.signAsSeller();
    },
    'awaiting-consent': async () => {
      await applyChange('awaiting-consent');
      switch (plot.name) {
        case 'declined':
          tell('4.10', 'buyer', 'declines');
          return registration.consent('decline');
        case 'withdrawn':
          tell('4.10', 'seller', 'withdraws the application');
          return registration.withdraw();
        case 'expired':
          tell('4.10', 'buyer', 'does not answer for a month');
          await dev(url, 'POST', '/clock', { advanceSeconds: MONTH_SECONDS });
          return registration.until('expired');
        case 'pilot-ended':
          tell('4.10', 'buyer', 'does not answer before the pilot ends');
          await dev(url, 'POST', '/clock', { now: await pilotEnd(url) });
          return registration.until('pilot-ended');
        default:
          tell('4.10', 'buyer', 'agrees to the application');
          return registration.consent();
      }
    },
    'awaiting-resubmission': async () => {
      await applyChange('awaiting-resubmission');
      tell('4.14', 'buyer', 'pays the fine and submits again');
      return registration.resubmit();
    },
    'awaiting-pickup': () => {
      tell('4.15', 'buyer', `chooses service centre ${registration.cast.centre} and rectangular plates`);
      return registration.choosePickup();
    },
    'awaiting-phone': () => {
      tell('4.16', 'buyer', 'enters a phone number');
      return registration.enterPhone();
    },
    'awaiting-payment': async () => {
      const { revision, payment } = await registration.look('buyer');
      tell('4.17', 'buyer', `pays ${payment?.total.toLocaleString('en')} tenge at the payment gateway`);
      await registration.pay();
      const after = await registration.untilIt((seen) => seen.revision !== revision, 'word of the payment');
      if (after.status === 'awaiting-payment') tell('4.17', 'gateway', 'says that the payment failed');
    },
    'awaiting-buyer-signature': () => {
      tell('4.18', 'buyer', 'signs the application with EDS');
      return registration.signAsBuyer();
    },
    'ready-for-collection': async () => {
      const ticket = await registration.takeTicket();
      tell('8', 'centre', `sees the buyer’s document and issues queue ticket ${ticket}`);
    },
    'ticket-issued': () => {
      tell('9', 'buyer', `shows a document and the number ${registration.number}`);
      tell('10', 'centre', 'hands over the certificate and the plates');
      return registration.handOver();
    },
  };

  const applyChange = async (at: Status) => {
    if (plot.change?.at !== at) return;
    const { system, key, record } = plot.change;
    await dev(url, record ? 'PUT' : 'DELETE', `/systems/${system}/records/${encodeURIComponent(key)}`, record);
    tell(plot.item, 'operator', `sees ${system} change`);
  };

  for (;;) {
    const application = await registration.untilIt(
      ({ status, notice }) => ends(status) || turns[status] !== undefined || notice?.code === 'waiting-for-system',
      'somebody’s turn',
    );
    await audience.stands?.(application);
    const turn = turns[application.status];
    if (ends(application.status)) return application;
    if (turn) await turn(application);
    else await dev(url, 'POST', '/clock', { advanceSeconds: OUTAGE_STEP_SECONDS });
  }
}

const ends = (status: Status) => status === 'suspended' || (ENDINGS as readonly string[]).includes(status);

async function pilotEnd(url: string): Promise<unknown> {
  const { body } = await anybody(url).call('GET', '/pilot');
  return typeof body === 'object' && body !== null && 'endsAt' in body ? body.endsAt : undefined;
}
