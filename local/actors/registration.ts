import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { ENDINGS, STATUSES, type Status } from '../../lib/domain/waits.ts';
import { personIin } from '../systems/data-set.ts';
import { type Answer, anybody, type Client, type Identity, signedIn } from './client.ts';

/** The part of an application that the actors look at. */
const seen = z.looseObject({
  id: z.string(),
  number: z.string(),
  revision: z.number(),
  status: z.enum(STATUSES),
  item: z.string(),
  awaiting: z.looseObject({ action: z.string(), from: z.string(), until: z.string() }).optional(),
  notice: z
    .looseObject({ code: z.string(), item: z.string().optional(), message: z.string(), nextStep: z.string() })
    .optional(),
  payment: z
    .looseObject({ id: z.string(), status: z.string(), total: z.number(), url: z.string().optional() })
    .optional(),
  registration: z.looseObject({ plateNumber: z.string(), certificateNumber: z.string() }).optional(),
  checks: z.array(z.looseObject({ item: z.string(), system: z.string(), outcome: z.string() })).optional(),
  outcome: z
    .looseObject({
      kind: z.string(),
      code: z.string().optional(),
      item: z.string().optional(),
      message: z.string(),
      nextStep: z.string(),
    })
    .optional(),
});

/** An application as one of its parties sees it. */
export type Seen = z.infer<typeof seen>;

/** The people and the numbers of one registration. */
export interface Cast {
  /** BIN. */
  readonly seller: string;
  readonly vin: string;
  /** IIN. */
  readonly buyer: string;
  /** Where the documents are collected; a centre's code. */
  readonly centre?: string;
  /** Of the centre, `01`-`20`. */
  readonly region?: string;
  /** The kind of key that signatures are made with. */
  readonly kind?: 'gost' | 'rsa';
}

/** A signature over a document, base64 CMS. */
export type Sign = (document: Buffer, as: { iin: string; bin?: string }, options: object) => string | Promise<string>;

/** How the actors reach the service, where it is not in the ordinary way. */
export interface Means {
  /** A client for somebody; by default one with a token of its own. */
  readonly signIn?: (url: string, identity: Identity) => Promise<Client>;
  /** By default the stand-in for NCALayer is asked. */
  readonly sign?: Sign;
  /** How often a party looks whether it is their turn, in milliseconds; by default often enough to lose no time. */
  readonly looksEvery?: number;
}

/** How long the service may take to do something by itself, in milliseconds of real time, before it counts as stuck. */
const PATIENCE_MS = 20_000;
/** The pause between two looks at an application that is being processed, at first and at most, in milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** The service answered a step with anything but success. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly answer: Answer;

  constructor(step: string, answer: Answer) {
    super(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.answer = answer;
  }
}

/**
 * One registration with everybody who takes part in it, over HTTP alone: the dealer's system, the buyer in the cabinet,
 * the payment page, the employees of the centre. Each step is one call; `until` waits for what the service does by
 * itself. Used by the demonstration, the tests and the measurements.
 */
export class Registration {
  readonly url: string;
  /** Everybody who takes part. */
  cast: Readonly<Required<Cast>>;
  readonly #means: Means;
  readonly #key = randomUUID();
  readonly #clients = new Map<string, Promise<Client>>();
  #id = '';
  #number = '';

  constructor(url: string, cast: Cast, means: Means = {}) {
    this.url = url;
    this.#means = means;
    this.cast = { centre: '0201', region: '02', kind: 'gost', ...cast };
  }

  /** The application's identifier, once it has been started. */
  get id(): string {
    return this.#id;
  }

  /** The application's number, once it has been started. */
  get number(): string {
    return this.#number;
  }

  /** Replaces a buyer whom the State Database does not know (4.7) by another one. */
  replaceBuyer(iin: string): void {
    this.cast = { ...this.cast, buyer: iin };
    this.#clients.delete('buyer');
  }

  /** A client for somebody who takes part. */
  as(role: Identity['role']): Promise<Client> {
    const known = this.#clients.get(role);
    if (known) return known;
    const { seller: bin, buyer: iin, centre, region } = this.cast;
    const identities: Record<Identity['role'], Identity> = {
      seller: { role: 'seller', bin },
      buyer: { role: 'buyer', iin },
      centre: { role: 'centre', centre },
      police: { role: 'police', region },
      printing: { role: 'printing' },
    };
    const client = (this.#means.signIn ?? signedIn)(this.url, identities[role]);
    this.#clients.set(role, client);
    // A party that could not sign in tries again the next time.
    client.catch(() => this.#clients.delete(role));
    return client;
  }

  async #step(
    role: Identity['role'],
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Seen> {
    const client = await this.as(role);
    const answer = await client.call(method, path, {
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    });
    if (answer.status >= 300) throw new StepFailed(`${method} ${path}`, answer);
    return seen.parse(answer.body);
  }

  /** 4.1: the seller starts, however often it is called; with the VIN and the buyer's IIN at once unless told otherwise. */
  async start(
    given: { vin?: string; buyerIin?: string } = { vin: this.cast.vin, buyerIin: this.cast.buyer },
  ): Promise<Seen> {
    const started = await this.#step('seller', 'POST', '/seller/applications', given, {
      'idempotency-key': this.#key,
    });
    this.#id = started.id;
    this.#number = started.number;
    return started;
  }

  /** 4.2 */
  enterVehicle = (vin = this.cast.vin) =>
    this.#step('seller', 'PUT', `/seller/applications/${this.id}/vehicle`, { vin });
  /** 4.6 */
  enterBuyer = (iin = this.cast.buyer) => this.#step('seller', 'PUT', `/seller/applications/${this.id}/buyer`, { iin });
  /** 4.9 */
  signAsSeller = () => this.#sign('seller');
  /** Until 4.18. */
  withdraw = () => this.#step('seller', 'DELETE', `/seller/applications/${this.id}`);
  /** 4.10 */
  consent = (decision: 'agree' | 'decline' = 'agree') =>
    this.#step('buyer', 'POST', `/buyer/applications/${this.id}/consent`, { decision });
  /** 4.14 */
  resubmit = () => this.#step('buyer', 'POST', `/buyer/applications/${this.id}/resubmission`, {});
  /** 4.15 */
  choosePickup = (plateKind = 'rectangular') =>
    this.#step('buyer', 'PUT', `/buyer/applications/${this.id}/pickup`, { centre: this.cast.centre, plateKind });
  /** 4.16 */
  enterPhone = (phone = '+77000000001') =>
    this.#step('buyer', 'PUT', `/buyer/applications/${this.id}/phone`, { phone });
  /** 4.18 */
  signAsBuyer = () => this.#sign('buyer');

  /** 4.17: pays on the payment gateway's page. */
  async pay(): Promise<void> {
    const { payment } = await this.look('buyer');
    const answer = await anybody(this.url).call('POST', `/dev/payments/${payment?.id}/pay`, { body: {} });
    if (answer.status >= 300) throw new StepFailed('POST /dev/payments/{paymentId}/pay', answer);
  }

  /** 4.19: the police decide, when the simulated register does not do so by itself. */
  decide = (decision: object) => this.#step('police', 'POST', `/police/applications/${this.id}/decision`, decision);
  /** 6: the printing centre reports completion, when the simulated one does not do so by itself. */
  completePrinting = () => this.#step('printing', 'POST', `/printing/orders/${this.id}/completed`, {});

  #identityDocument = () => ({ kind: 'identity-document', number: '000000000', iin: this.cast.buyer });

  /** 8: the reception issues a queue ticket. */
  async takeTicket(document: object = this.#identityDocument()): Promise<string> {
    const client = await this.as('centre');
    const path = `/centre/applications/${this.number}/queue-ticket`;
    const answer = await client.call('POST', path, { body: { document } });
    if (answer.status !== 200) throw new StepFailed(`POST ${path}`, answer);
    return z.looseObject({ ticket: z.string() }).parse(answer.body).ticket;
  }

  /** 9, 10: the issuing sector hands over the certificate and the plates. */
  async handOver(document: object = this.#identityDocument()): Promise<Seen> {
    const path = `/centre/applications/${this.number}`;
    const { registration } = await this.#step('centre', 'GET', path);
    const numbers = { certificateNumber: registration?.certificateNumber, plateNumber: registration?.plateNumber };
    return this.#step('centre', 'POST', `${path}/hand-over`, { document, ...numbers });
  }

  /** Signs the stored document with the stand-in for NCALayer and sends the signature in. */
  async #sign(role: 'seller' | 'buyer'): Promise<Seen> {
    const path = `/${role}/applications/${this.id}`;
    const cms = await this.signatureOf(role);
    return this.#step(role, 'POST', `${path}/signature`, { cms });
  }

  /** A signature over the stored document, base64 CMS. */
  async signatureOf(role: 'seller' | 'buyer', options: object = {}): Promise<string> {
    const client = await this.as(role);
    const document = await client.call('GET', `/${role}/applications/${this.id}/document`);
    if (document.status !== 200) throw new StepFailed('GET document', document);
    const { seller: bin, buyer, kind } = this.cast;
    const as = role === 'seller' ? { iin: SELLERS_HEAD, bin } : { iin: buyer };
    if (this.#means.sign) return this.#means.sign(document.bytes, as, { kind, ...options });
    const answer = await client.call('POST', '/dev/eds/sign', {
      body: { document: document.bytes.toString('base64'), as, kind, ...options },
    });
    if (answer.status !== 200) throw new StepFailed('POST /dev/eds/sign', answer);
    return z.object({ cms: z.string() }).parse(answer.body).cms;
  }

  /** The application as a party sees it now. */
  look = (role: 'seller' | 'buyer' = 'seller') => this.#step(role, 'GET', `/${role}/applications/${this.id}`);

  /**
   * Waits until the application has one of these statuses.
   *
   * @throws Error when it does not get there in time, or ends in another way
   */
  async until(...statuses: Status[]): Promise<Seen> {
    return this.untilIt((application) => statuses.includes(application.status), statuses.join(' or '));
  }

  /**
   * Waits until the application is as wanted. While the service works by itself, the application is looked at now and
   * then; while somebody is awaited, the service is asked to answer when it changes.
   */
  async untilIt(isAsWanted: (application: Seen) => boolean, wanted: string): Promise<Seen> {
    const client = await this.as('seller');
    const path = `/seller/applications/${this.id}`;
    const giveUpAt = performance.now() + PATIENCE_MS;
    const { looksEvery } = this.#means;
    if (looksEvery !== undefined) await pause(looksEvery);
    let last = await this.look();
    let etag: string | null = null;
    for (let ms = FIRST_PAUSE_MS; !isAsWanted(last); ms = Math.min(ms * 1.5, LONGEST_PAUSE_MS)) {
      if ((ENDINGS as readonly string[]).includes(last.status) || performance.now() > giveUpAt) {
        throw new Error(
          `Waited for ${wanted}, but the application is ${last.status} at ${last.item}: ${JSON.stringify(last.outcome ?? last.notice ?? last.awaiting ?? {})}`,
        );
      }
      const waits = looksEvery !== undefined || last.status === 'checking';
      if (waits) await pause(looksEvery ?? ms);
      const headers = waits || etag === null ? {} : { 'if-none-match': etag, prefer: 'wait=2' };
      const answer = await client.call('GET', path, { headers });
      etag = answer.headers.get('etag');
      if (answer.status !== 304) last = seen.parse(answer.body);
    }
    return last;
  }
}

/** The made-up head of every made-up dealer: the IIN in the dealers' signing certificates. */
const SELLERS_HEAD = personIin('buyer', 9_998);
