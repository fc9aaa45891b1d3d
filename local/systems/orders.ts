import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isInHighDemand } from '../../lib/domain/plates.ts';
import { REGION_CODES, type RegionCode } from '../../lib/domain/regions.ts';
import type { SystemName } from '../../lib/domain/systems.ts';
import type { Dossier } from '../../lib/systems/vehicle-register.ts';
import type { LocalClock } from '../clock.ts';
import type { SystemRecord } from './data-set.ts';
import type { Message } from './outbox.ts';
import type { SystemsStore } from './store.ts';

/** How long the simulated register and printing take when they act by themselves. */
const HANDLING_MS = 300;

/**
 * What each system that takes orders accepts. Stricter than a real one need be: an unknown field is a fault, so that a
 * slip of the service shows here.
 */
const text = z.string().min(1);
const tenge = z.int().positive();

const paymentOrderSchema = z
  .strictObject({
    applicationId: text,
    payer: z.string().regex(/^\d{12}$/),
    items: z.array(z.strictObject({ code: text, amount: tenge })).min(1),
    total: tenge,
    currency: z.literal('KZT'),
  })
  .refine(({ items, total }) => items.reduce((sum, { amount }) => sum + amount, 0) === total, {
    path: ['total'],
    error: 'is not the sum of the items',
  });

const dossierSchema: z.ZodType<Dossier & { region: RegionCode }> = z.strictObject({
  applicationId: text,
  number: text,
  region: z.enum(REGION_CODES),
  centre: text,
  plateKind: text,
  vehicle: z.strictObject({
    vin: text,
    make: text,
    model: text,
    year: z.int(),
    category: text,
    engine: text,
    origin: text,
  }),
  buyer: z.strictObject({ iin: z.string().regex(/^\d{12}$/), name: text }),
  seller: z.strictObject({ bin: z.string().regex(/^\d{12}$/), name: text }),
  contract: z.strictObject({ id: text, signedAt: text }),
  payment: z.strictObject({ id: text, total: tenge, paidAt: text }),
  evidence: z
    .array(
      z.strictObject({
        item: text,
        system: text,
        outcome: text,
        requestId: text,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        at: text,
      }),
    )
    .min(1),
});

const printingOrderSchema = z.strictObject({ applicationId: text, certificateNumber: text, centre: text });
const ticketRequestSchema = z.strictObject({ centre: text, applicationNumber: text });
const portalNoticeSchema = z.strictObject({
  iin: z.string().regex(/^\d{12}$/),
  applicationId: text,
  code: text,
  text,
});
const refusalSchema = z.object({ decision: z.literal('refuse'), reason: text, legalBasis: text });

/** Digits of plates that may be given at initial registration. */
const DIGITS = Array.from({ length: 999 }, (_, index) => String(index + 1).padStart(3, '0')).filter(
  (digits) => !isInHighDemand(digits, 'ABC'),
);
/** The letters that look the same in Latin and in Cyrillic: enough for a simulation. */
const LETTERS = [...'ABCEHKMTX'];
const SERIES = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c))).filter(
  (letters) => !isInHighDemand('012', letters),
);

/** The body of the register's decision: what its record of the vehicle says, else to register it. */
function decision(instruction: SystemRecord | undefined, region: RegionCode, count: () => number) {
  const refusal = refusalSchema.safeParse(instruction);
  if (refusal.success) return refusal.data;
  const number = count();
  return {
    decision: 'register',
    plateNumber: plateNumber(number, region),
    certificateNumber: `AA${String(number).padStart(8, '0')}`,
  } as const;
}

/** The `number`-th plate of an individual that is not in high demand; there are half a million. */
export function plateNumber(number: number, region: RegionCode): string {
  const series = SERIES[Math.floor(number / DIGITS.length) % SERIES.length];
  return `${DIGITS[number % DIGITS.length]}${series}${region}`;
}

/** One kind of order that a system takes. */
interface OrderKind {
  path: string;
  /**
   * Checks an order, and gives the way to carry it out and what the system answers then.
   * @throws z.ZodError when the order does not fit the contract
   */
  read(body: unknown): () => object;
}

/** What the systems that take orders do with them, and tell the service about later. */
export function createOrders(options: {
  store: SystemsStore;
  clock: LocalClock;
  serviceUrl: () => string;
  post: (subject: string, message: Message, due: number) => void;
}): Partial<Record<SystemName, OrderKind>> {
  const { store, clock, serviceUrl, post } = options;
  const later = (subject: string, message: Message) => post(subject, message, clock.now() + HANDLING_MS);

  return {
    'payment-gateway': kind('/payments', paymentOrderSchema, ({ applicationId, payer, items, total }) => {
      const paymentId = randomUUID();
      store.addPayment({ paymentId, applicationId, payer, items, total });
      return { paymentId, url: `${serviceUrl()}/dev/payments/${paymentId}` };
    }),
    'vehicle-register': kind('/registrations', dossierSchema, ({ applicationId, region, vehicle }) => {
      if (store.automatic('vehicle-register')) {
        const instruction = store.record('vehicle-register', vehicle.vin);
        later(`decision:${applicationId}`, {
          path: `/police/applications/${applicationId}/decision`,
          body: JSON.stringify(decision(instruction, region, () => store.count('plates'))),
          as: { role: 'police', region },
        });
      }
      return { accepted: true };
    }),
    printing: kind('/orders', printingOrderSchema, ({ applicationId }) => {
      if (store.automatic('printing')) {
        later(`printed:${applicationId}`, {
          path: `/printing/orders/${applicationId}/completed`,
          body: '{}',
          as: { role: 'printing' },
        });
      }
      return { orderId: `ORDER-${store.count('printing-orders')}` };
    }),
    'e-queue': kind('/tickets', ticketRequestSchema, () => {
      const number = store.count('tickets');
      return { ticket: `A${String(number % 1000).padStart(3, '0')}`, window: String(1 + (number % 9)) };
    }),
    portal: kind('/notices', portalNoticeSchema, () => ({ accepted: true })),
  };
}

function kind<T>(path: string, schema: z.ZodType<T>, carryOut: (order: T) => object): OrderKind {
  return {
    path,
    read(body) {
      const order = schema.parse(body);
      return () => carryOut(order);
    },
  };
}
