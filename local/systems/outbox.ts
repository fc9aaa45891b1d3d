import { z } from 'zod';
import type { ClockTimer, LocalClock } from '../clock.ts';
import { type TokenRequest, tokenRequest } from '../identity/token-request.ts';
import type { Letter, SystemsStore } from './store.ts';

/** How many messages are sent at once. */
const AT_ONCE = 8;
/** How long a delivery may take. */
const DELIVERY_TIMEOUT_MS = 30_000;
/** The pause before the second attempt; each following is twice as long, up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5 * 60_000;
/**
 * A message may come before the service awaits it. This many answers of 409 are taken to mean that, with the pauses
 * above between them.
 */
const CONFLICTS_BEFORE_GIVING_UP = 8;

/** What a simulated system has to tell the service. */
export interface Message {
  /** The path of the service's API that it is posted to. */
  path: string;
  /** JSON, as it will be sent, byte for byte. */
  body: string;
  /** Whose access token it is sent with; absent for the payment gateway, which signs the body instead. */
  as?: TokenRequest | undefined;
}

const messageSchema = z.object({
  path: z.string(),
  body: z.string(),
  as: z.unknown().transform(tokenRequest).optional(),
});

/**
 * Messages of the simulated systems to the service: kept until they are delivered, over restarts too, and retried with
 * growing pauses.
 */
export interface Outbox {
  /** Posts a message that is sent at `due`, in milliseconds since the epoch; it replaces an earlier one of the same subject. */
  post(subject: string, message: Message, due: number): void;
  /** Tries at once to deliver all that is due; resolves when that has been tried. */
  flush(): Promise<void>;
  /** Sends nothing more; what is left is sent after the next start. */
  close(): void;
}

/**
 * Opens the outbox, which begins to deliver what was left at the end of the last run.
 *
 * @param headers what a message is sent with: a token or a signature
 * @param serviceUrl the base URL of the service's API
 */
export function openOutbox(options: {
  store: SystemsStore['outbox'];
  clock: LocalClock;
  serviceUrl: () => string;
  headers: (message: Message) => Promise<Record<string, string>>;
}): Outbox {
  const { store, clock, serviceUrl, headers } = options;
  const onTheWay = new Map<number, Promise<void>>();
  let timer: ClockTimer | undefined;
  const closed = new AbortController();

  /** Sends what is due and sets the timer for what is not. */
  const pump = () => {
    timer?.cancel();
    if (closed.signal.aborted) return;
    const due = store.due(clock.now(), AT_ONCE + onTheWay.size).filter(({ id }) => !onTheWay.has(id));
    for (const letter of due.slice(0, AT_ONCE - onTheWay.size)) {
      onTheWay.set(
        letter.id,
        deliver(letter).finally(() => {
          onTheWay.delete(letter.id);
          pump();
        }),
      );
    }
    const next = store.nextDue(clock.now());
    if (next !== undefined) timer = clock.at(next, pump);
  };

  const deliver = async ({ id, message, attempts }: Letter): Promise<void> => {
    const parsed = messageSchema.parse(JSON.parse(message));
    const status = await send(parsed);
    if (closed.signal.aborted) return;
    const refused = status === 409 && attempts + 1 >= CONFLICTS_BEFORE_GIVING_UP;
    if ((status >= 200 && status < 300) || refused) store.delivered(id);
    else store.postpone(id, clock.now() + Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS), attempts + 1);
  };

  /** The status of the service's answer; 0 when there is none. */
  const send = async (message: Message): Promise<number> => {
    try {
      const response = await fetch(serviceUrl() + message.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await headers(message)) },
        body: message.body,
        signal: AbortSignal.any([closed.signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };

  pump();
  return {
    post(subject, message, due) {
      store.post(subject, JSON.stringify(message), due);
      pump();
    },
    async flush() {
      pump();
      await Promise.all(onTheWay.values());
    },
    close() {
      closed.abort();
      timer?.cancel();
    },
  };
}
