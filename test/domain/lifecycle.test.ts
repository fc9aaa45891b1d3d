import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Application, applicationSchema, type Payment } from '../../lib/domain/application.ts';
import { beginWait } from '../../lib/domain/beginning.ts';
import {
  buyerHasSigned,
  cameTo,
  canBeClosed,
  close,
  conclude,
  deadline,
  digestOf,
  giveAnswer,
  heldUp,
  isAwaited,
  isEnded,
  lapse,
  movedOn,
  open,
  record,
  recordAfterEnd,
  recorded,
  refundDue,
  signed,
  suspend,
  waitFor,
  wasGiven,
  wasOrdered,
  wasTold,
} from '../../lib/domain/lifecycle.ts';
import { paid } from '../../lib/domain/payment.ts';
import type { SystemName } from '../../lib/domain/systems.ts';
import { ACTIONS, type Action, ENDINGS, LIVE_STATUSES, WAITS } from '../../lib/domain/waits.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);
const PILOT_ENDS_AT = new Date('2026-09-01T00:00:00+05:00');
/** The most lines that the journal keeps. */
const JOURNAL_LIMIT = 200;
const HASH = '0'.repeat(64);

const fresh = (prepared: { vin?: string; iin?: string } = {}) =>
  open({ id: '01KPCR8M00A1B2C3D4E5F6G7H8', number: '260302-4830-17', sellerBin: '500140000014', prepared, now: at(0) });
const waiting = (action: Action, until = 3600) =>
  waitFor(fresh(), { action, since: at(0), until: at(until), token: 'token' });
const entry = (change: object = {}) =>
  ({
    item: '4.3',
    system: 'vehicle-passports',
    outcome: 'on-record',
    requestId: 'r',
    sha256: HASH,
    at: at(1).toISOString(),
    entered: at(1).toISOString(),
    ...change,
  }) as const;
const signature = { at: at(9).toISOString(), documentSha256: HASH, cmsSha256: HASH, certificateSha256: HASH };
const payment: Payment = {
  status: 'paid',
  items: [{ code: 'plates', amount: 1 }],
  total: 1,
  requestedAt: at(5).toISOString(),
};

describe('a new application', () => {
  test('is being checked under 4.1, has reached nobody yet, and has no journal', () => {
    expect(fresh()).toEqual({
      id: '01KPCR8M00A1B2C3D4E5F6G7H8',
      number: '260302-4830-17',
      revision: 1,
      createdAt: at(0).toISOString(),
      updatedAt: at(0).toISOString(),
      status: 'checking',
      item: '4.1',
      seller: { bin: '500140000014' },
      undeliveredSince: at(0).toISOString(),
      journal: [],
    });
  });

  test.each([{ vin: 'TESTKZHAPPY000001' }, { iin: '900101100018' }, { vin: 'TESTKZHAPPY000001', iin: '900101100018' }])(
    'keeps what came with the start, and shows it: %j',
    (prepared) => {
      const { vehicle, buyer, ...rest } = fresh(prepared);
      expect(rest.prepared).toEqual(prepared);
      expect({ ...vehicle, ...buyer }).toEqual(prepared);
    },
  );
});

describe('a wait', () => {
  test.each(ACTIONS)('for %s stands under its item and status, with its end', (action) => {
    const application = waiting(action);
    expect(application).toMatchObject({
      status: WAITS[action].status,
      item: WAITS[action].item,
      awaiting: { action, since: at(0).toISOString(), until: at(3600).toISOString() },
      token: 'token',
    });
    expect(isAwaited(application, action, at(10), PILOT_ENDS_AT)).toBe(true);
    for (const other of ACTIONS.filter((one) => one !== action)) {
      expect(isAwaited(application, other, at(10), PILOT_ENDS_AT), other).toBe(false);
    }
  });

  test.each(ACTIONS)('for %s is over at its end, unless a desk is late', (action) => {
    const extends_ = WAITS[action].whenOver === 'extend';
    expect(isAwaited(waiting(action), action, at(3600 - 1), PILOT_ENDS_AT)).toBe(true);
    expect(isAwaited(waiting(action), action, at(3600), PILOT_ENDS_AT)).toBe(extends_);
  });

  test.each(ACTIONS)('for %s ends with the pilot as long as the buyer has not signed', (action) => {
    const long = waiting(action, 400 * 86_400);
    const { awaiting } = long;
    if (!awaiting) throw new Error('It waits.');
    const closes = WAITS[action].whenOver === 'close';
    expect(deadline(awaiting, PILOT_ENDS_AT)).toBe(closes ? PILOT_ENDS_AT.getTime() : Date.parse(awaiting.until));
    expect(isAwaited(long, action, PILOT_ENDS_AT, PILOT_ENDS_AT)).toBe(!closes);
    expect(isAwaited(long, action, new Date(PILOT_ENDS_AT.getTime() - 1), PILOT_ENDS_AT)).toBe(true);
  });

  test('carries its notice, and the next one does not', () => {
    const notice = { code: 'correct-iin-required', item: '4.7' } as const;
    const told = waitFor(fresh(), { action: 'buyer', since: at(0), until: at(9), notice });
    expect(told.notice).toEqual(notice);
    expect(waitFor(told, { action: 'seller-signature', since: at(0), until: at(9) })).not.toHaveProperty('notice');
    expect(told).not.toHaveProperty('token');
  });

  test('is none while the application is to be closed', () => {
    const application = waiting('pickup');
    const closing = { kind: 'withdrawn', at: at(1).toISOString() } as const;
    expect(isAwaited({ ...application, closing }, 'pickup', at(1), PILOT_ENDS_AT)).toBe(false);
  });
});

describe('an answer', () => {
  const given = { action: 'pickup', content: { centre: '0201' }, output: { outcome: 'chosen' }, now: at(60) } as const;
  const pickup = { centre: '0201', region: '02', plateKind: 'rectangular' };

  test('ends the wait, keeps the token, and is to be delivered', () => {
    const notice = { code: 'payment-failed', item: '4.17' } as const;
    const after = giveAnswer({ ...waiting('pickup'), notice }, given, { pickup });
    expect(after).toMatchObject({
      status: 'checking',
      item: '4.15',
      pickup,
      token: 'token',
      answer: { action: 'pickup', at: at(60).toISOString(), output: { outcome: 'chosen' } },
      undeliveredSince: at(60).toISOString(),
    });
    expect(after).not.toHaveProperty('awaiting');
    expect(after).not.toHaveProperty('notice');
    expect(isAwaited(after, 'pickup', at(61), PILOT_ENDS_AT)).toBe(false);
  });

  test('is known again, and told from another one and from another action’s', () => {
    const after = giveAnswer(waiting('pickup'), given);
    expect(wasGiven(after, 'pickup', { centre: '0201' })).toBe(true);
    expect(wasGiven(after, 'pickup', { centre: '0202' })).toBe(false);
    expect(wasGiven(after, 'phone', { centre: '0201' })).toBe(false);
    expect(wasGiven(waiting('pickup'), 'pickup', { centre: '0201' })).toBe(false);
  });

  test('is not known again once it is asked for anew', () => {
    const asked = { action: 'resubmission', since: at(0), until: at(3600), token: 'token' } as const;
    const after = giveAnswer(waitFor(fresh(), asked), { ...given, action: 'resubmission', content: {} });
    expect(wasGiven(after, 'resubmission', {})).toBe(true);
    expect(wasGiven(waitFor(after, asked), 'resubmission', {})).toBe(false);
  });

  test.each([
    ['4.6 the buyer’s IIN', 'buyer'],
    ['4.14 the resubmission', 'resubmission'],
  ] as const)('%s can be given again and again, and not endlessly', (_, action) => {
    const asked = (application: Application) =>
      waitFor(application, { action, since: at(0), until: at(3600), token: 'token' });
    let application = asked(fresh());
    const most = WAITS[action].most ?? 0;
    expect(most).toBeGreaterThanOrEqual(50);
    for (let time = 1; time <= most; time += 1) {
      expect(isAwaited(application, action, at(1), PILOT_ENDS_AT), `time ${time}`).toBe(true);
      application = asked(giveAnswer(application, { ...given, action }));
    }
    expect(isAwaited(application, action, at(1), PILOT_ENDS_AT)).toBe(false);
  });

  test('is the same whatever the order of its fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const turned = Object.fromEntries(Object.entries(content).reverse());
        expect(digestOf(turned)).toBe(digestOf(content));
      }),
    );
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
    expect(digestOf(undefined)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an application can be closed before its end', () => {
  test('until the buyer has signed', () => {
    expect(canBeClosed(fresh())).toBe(true);
    expect(canBeClosed({ ...fresh(), ...signed(fresh(), 'seller', signature) })).toBe(true);
    expect(canBeClosed({ ...fresh(), ...signed(fresh(), 'buyer', signature) })).toBe(false);
  });

  test('once, and not after its end', () => {
    expect(canBeClosed(close(fresh(), 'withdrawn', at(1)))).toBe(false);
    expect(canBeClosed(conclude(fresh(), { kind: 'refused' }, at(1)))).toBe(false);
  });
});

describe('moving on', () => {
  test('leaves behind what was waited for, told and held up', () => {
    const busy: Application = {
      ...giveAnswer(waiting('pickup'), { action: 'pickup', content: {}, output: {}, now: at(1) }),
      waitingFor: { item: '4.16', system: 'mobile-citizens', since: at(1).toISOString() },
      suspended: { since: at(1).toISOString(), error: 'e' },
      notice: { code: 'unpaid-fines', item: '4.14' },
    };
    const after = movedOn(busy, '4.16');
    expect(after).toMatchObject({ status: 'checking', item: '4.16' });
    for (const gone of ['awaiting', 'answer', 'token', 'undeliveredSince', 'waitingFor', 'suspended', 'notice']) {
      expect(after, gone).not.toHaveProperty(gone);
    }
  });

  test('keeps the wait, or the answer, that came before the state machine asked for it', () => {
    const early = waiting('decision');
    expect(movedOn(early, '5', 'decision')).toMatchObject({
      status: 'in-registration',
      awaiting: { action: 'decision' },
      token: 'token',
    });
    const answered = giveAnswer(early, {
      action: 'decision',
      content: {},
      output: { outcome: 'register' },
      now: at(1),
    });
    expect(movedOn(answered, '5', 'decision')).toMatchObject({
      status: 'checking',
      answer: { action: 'decision' },
      token: 'token',
      undeliveredSince: at(1).toISOString(),
    });
    expect(movedOn(early, '5', 'printed')).not.toHaveProperty('awaiting');
  });
});

test('what an application has come to is told before anything has been done under it', () =>
  expect(cameTo(fresh(), '4.17')).toEqual({ ...fresh(), item: '4.17' }));

describe('the journal', () => {
  test('takes a line for each answer, with what the answer changes', () => {
    const after = record(fresh(), entry(), { vehicle: { vin: 'TESTKZHAPPY000001', make: 'ULGI' } });
    expect(after).toMatchObject({ item: '4.3', journal: [entry()], vehicle: { make: 'ULGI' } });
  });

  test('knows the line of this very entry of a state, and of no other', () => {
    const after = record(fresh(), entry());
    expect(recorded(after, '4.3', at(1).toISOString())).toEqual(entry());
    expect(recorded(after, '4.3', at(2).toISOString())).toBeUndefined();
    expect(recorded(after, '4.12', at(1).toISOString())).toBeUndefined();
  });

  test('takes a line once: whoever has gone on from it meanwhile is not undone', () => {
    const goneOn = { ...record(fresh(), entry()), token: 'token' };
    expect(record(goneOn, entry({ requestId: 'another' }), { vehicle: { vin: 'TESTKZHAPPY000001' } })).toBe(goneOn);
  });

  test('knows what has been ordered, whichever execution it was', () => {
    const ordered = record(fresh(), { ...entry(), item: '6', system: 'printing', outcome: 'ordered' });
    expect([wasOrdered(ordered, '6'), wasOrdered(ordered, '5'), wasOrdered(fresh(), '6')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('knows what the buyer was told: once for each time before 4.18, and once for all from there on', () => {
    const told = record(fresh(), { ...entry(), item: '4.14', system: 'portal', outcome: 'told' });
    const again = at(2).toISOString();
    expect(wasTold(told, '4.14', at(1).toISOString())).toBe(true);
    expect(wasTold(told, '4.14', again)).toBe(false);
    const bySigned = { ...told, ...signed(told, 'buyer', signature) };
    expect([wasTold(bySigned, '4.14', again), wasTold(bySigned, '7', again)]).toEqual([true, false]);
  });

  test('is bounded: what was asked again later goes first, and the newest answer to each question stays', () => {
    let application = record(fresh(), entry({ item: '4.1', requestId: 'once' }));
    for (let i = 0; i < JOURNAL_LIMIT + 5; i++) {
      application = record(application, entry({ requestId: String(i), entered: at(i).toISOString() }));
    }
    expect(application.journal).toHaveLength(JOURNAL_LIMIT);
    expect(application.journal.slice(0, 2).map(({ requestId }) => requestId)).toEqual(['once', '6']);
    expect(application.journal.at(-1)?.requestId).toBe(String(JOURNAL_LIMIT + 4));
  });
});

describe('a state system that does not answer', () => {
  const by = (seconds: number, system: SystemName = 'customs') => ({ item: '4.4', system, now: at(seconds) }) as const;

  test('is named, with the moment since which it has been asked', () => {
    const after = heldUp(heldUp(fresh(), by(10)), by(20));
    expect(after).toMatchObject({
      status: 'checking',
      waitingFor: { item: '4.4', system: 'customs', since: at(10).toISOString() },
    });
    expect(heldUp(after, by(30, 'recycling')).waitingFor?.since).toBe(at(30).toISOString());
    expect(record(after, entry())).not.toHaveProperty('waitingFor');
  });
});

describe('closing', () => {
  test('takes the wait away, keeps the token, and is to be delivered', () => {
    const after = close(waiting('consent'), 'withdrawn', at(5));
    expect(after).toMatchObject({
      status: 'checking',
      token: 'token',
      closing: { kind: 'withdrawn', at: at(5).toISOString() },
      undeliveredSince: at(5).toISOString(),
    });
    expect(after).not.toHaveProperty('awaiting');
  });

  test('leaves what is suspended suspended, until it is redriven', () => {
    expect(close(suspend(fresh(), 'Error', at(1)), 'withdrawn', at(5)).status).toBe('suspended');
  });

  test('waits for no system any more, but what is suspended says for which it stands still', () => {
    const waits = heldUp(fresh(), { item: '4.4', system: 'customs', now: at(1) });
    expect(close(waits, 'withdrawn', at(5))).not.toHaveProperty('waitingFor');
    const parked = close(suspend(waits, 'SystemUnavailable', at(2)), 'withdrawn', at(5));
    expect(parked.waitingFor).toMatchObject({ system: 'customs' });
  });
});

test('suspending takes token and wait away, and says since when and why', () => {
  const after = suspend(waiting('payment'), 'SystemUnavailable', at(7));
  expect(after).toMatchObject({
    status: 'suspended',
    suspended: { since: at(7).toISOString(), error: 'SystemUnavailable' },
  });
  expect(after).not.toHaveProperty('token');
  expect(after).not.toHaveProperty('awaiting');
});

test('what is suspended once more, without having gone on, has been suspended since the first time', () => {
  const again = suspend(suspend(fresh(), 'TariffIncomplete', at(7)), 'TariffIncomplete', at(700));
  expect(again.suspended?.since).toBe(at(7).toISOString());
});

test('what is expected from outside can still come while it is suspended, and is kept for the redrive', () => {
  const early = waitFor(fresh(), { action: 'payment', since: at(0), until: at(3600) });
  const suspended = suspend(early, 'SystemUnavailable', at(7));
  expect(isAwaited(suspended, 'payment', at(8), PILOT_ENDS_AT)).toBe(true);
  const after = giveAnswer(suspended, { action: 'payment', content: {}, output: { outcome: 'paid' }, now: at(8) });
  expect(after).toMatchObject({
    status: 'suspended',
    answer: { action: 'payment' },
    undeliveredSince: at(8).toISOString(),
  });
});

test.each(ACTIONS)('%s: awaited on while suspended only where a desk far away answers by itself', (action) => {
  const desk = action === 'decision' || action === 'printed';
  const suspended = suspend(waiting(action), 'ABORTED', at(7));
  expect(isAwaited(suspended, action, at(8), PILOT_ENDS_AT)).toBe(desk);
  expect(suspended).not.toHaveProperty('token');
});

test('a queue ticket that lapses ends the wait for the hand-over, by its token', () => {
  const after = lapse(
    { ...waiting('hand-over'), ticket: { ticket: 'A-1', issuedAt: at(1).toISOString() } },
    'token',
    at(9),
  );
  expect(after.ticket).toBeUndefined();
  expect(after).toMatchObject({
    status: 'checking',
    item: '10',
    token: 'token',
    undeliveredSince: at(9).toISOString(),
  });
  expect(after).not.toHaveProperty('awaiting');
});

describe('the end', () => {
  test.each(ENDINGS)('%s is an ending, with an outcome', (kind) => {
    const after = conclude(waiting('consent'), { kind, code: 'no-customs-payment', item: '4.4' }, at(8));
    expect(after).toMatchObject({
      status: kind,
      item: '4.4',
      outcome: { kind, code: 'no-customs-payment', item: '4.4', at: at(8).toISOString() },
    });
    expect(isEnded(after)).toBe(true);
    for (const gone of ['awaiting', 'token', 'prepared', 'closing']) expect(after, gone).not.toHaveProperty(gone);
  });

  test.each(ENDINGS)('%s: what was paid is due back unless the vehicle was registered', (kind) => {
    const after = conclude({ ...fresh(), payment }, { kind }, at(8));
    expect(after.payment?.status).toBe(kind === 'registered' ? 'paid' : 'refund-due');
    expect(conclude({ ...fresh(), payment: { ...payment, status: 'due' } }, { kind }, at(8)).payment?.status).toBe(
      'due',
    );
  });

  test('stands in the cabinet of a buyer who may have been invited (4.10), whether word of it came back or not', () => {
    expect(conclude(fresh(), { kind: 'withdrawn' }, at(8))).not.toHaveProperty('inCabinet');
    const bySeller = { ...fresh(), ...signed(fresh(), 'seller', signature) };
    expect(conclude(bySeller, { kind: 'withdrawn' }, at(8)).inCabinet).toBe(true);
  });

  test('carries the police’s own words', () => {
    const refusal = { reason: 'the engine’s number differs', legalBasis: 'order 862' };
    const after = conclude(
      { ...fresh(), refusal },
      { kind: 'refused', code: 'registration-refused', item: '4.19' },
      at(8),
    );
    expect(after.outcome).toMatchObject(refusal);
    expect(after).not.toHaveProperty('refusal');
  });

  test('takes the lines of what the buyer was told of it, once', () => {
    const ended = conclude(fresh(), { kind: 'expired' }, at(1));
    const told = entry({ system: 'portal', outcome: 'told' });
    const after = recordAfterEnd(ended, [told]);
    expect(after).toEqual({ ...ended, journal: [told] });
    expect(recordAfterEnd(after, [told])).toBe(after);
    const again = entry({ system: 'portal', outcome: 'told', entered: at(2).toISOString() });
    expect(recordAfterEnd(after, [again]).journal).toEqual([told, again]);
  });

  test.each(LIVE_STATUSES)('%s is none', (status) => expect(isEnded({ status })).toBe(false));
});

test('a signature is added to those that are there', () => {
  const bySeller = { ...fresh(), ...signed(fresh(), 'seller', signature) };
  expect(buyerHasSigned(bySeller)).toBe(false);
  const byBoth = { ...bySeller, ...signed(bySeller, 'buyer', signature) };
  expect(byBoth.signatures).toEqual({ seller: signature, buyer: signature });
  expect(buyerHasSigned(byBoth)).toBe(true);
});

test('a refund changes the status alone', () =>
  expect(refundDue(payment)).toEqual({ ...payment, status: 'refund-due' }));

/** One thing that can happen to an application. */
type Happening = (application: Application, now: Date) => Application;

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.tuple(fc.constantFrom(...ACTIONS), fc.boolean()).map(
    ([action, asked]): Happening =>
      (application, now) =>
        waitFor(application, {
          action,
          since: now,
          until: new Date(now.getTime() + 5_000),
          ...(asked && { token: 'token' }),
        }),
  ),
  fc.constantFrom(...ACTIONS).map(
    (action): Happening =>
      (application, now) =>
        isAwaited(application, action, now, PILOT_ENDS_AT)
          ? giveAnswer(application, { action, content: { action }, output: { outcome: 'x' }, now })
          : application,
  ),
  fc.constantFrom('4.3', '4.11', '4.14', '4.17').map(
    (item): Happening =>
      (application, now) =>
        record(application, { ...entry(), item, at: now.toISOString(), entered: now.toISOString() }),
  ),
  fc.constant<Happening>((application, now) => heldUp(application, { item: '4.4', system: 'customs', now })),
  fc.constant<Happening>((application, now) => suspend(application, 'Error', now)),
  fc.constantFrom('withdrawn', 'expired', 'pilot-ended').map(
    (kind): Happening =>
      (application, now) =>
        buyerHasSigned(application) ? application : close(application, kind, now),
  ),
  fc.constantFrom('seller', 'buyer').map(
    (of): Happening =>
      (application) => ({ ...application, ...signed(application, of, signature) }),
  ),
  fc.constant<Happening>((application) => ({ ...application, payment })),
  fc.constant<Happening>((application, now) =>
    paid(
      { ...application, payment: { ...payment, status: 'due' } },
      { paidAt: now.toISOString(), now, pilotEndsAt: PILOT_ENDS_AT },
    ),
  ),
  fc.tuple(fc.constantFrom(...ACTIONS), fc.boolean(), fc.boolean()).map(
    ([action, pilotOpen, putOff]): Happening =>
      (application, now) =>
        beginWait(
          application,
          { action, token: 'another', enteredAt: now.toISOString(), redriveCount: 0, retryCount: 0, timeoutSeconds: 5 },
          { now, pilotOpen, putOff, document: undefined, longestCallMs: 1_000 },
        ),
  ),
  fc.constantFrom(...ENDINGS).map(
    (kind): Happening =>
      (application, now) =>
        conclude(application, { kind }, now),
  ),
);

test('whatever happens, in whatever order, the application stays one that makes sense', () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 30 }), (history) => {
      let application = fresh({ vin: 'TESTKZHAPPY000001' });
      for (const [index, happening] of history.entries()) {
        if (isEnded(application)) break;
        application = happening(application, at(index));

        // It can be stored and read back.
        expect(applicationSchema.parse(JSON.parse(JSON.stringify(application)))).toEqual(application);
        const { status, awaiting, answer, closing, outcome } = application;
        // What is awaited is what the status says, and an answer that was given is awaited no more.
        if (awaiting && status !== 'suspended') expect(status).toBe(WAITS[awaiting.action].status);
        if (status.startsWith('awaiting-')) expect(awaiting).toBeDefined();
        if (answer) expect(awaiting).toBeUndefined();
        // An outcome belongs to the end, and only to it.
        expect(outcome !== undefined).toBe(isEnded(application));
        if (isEnded(application)) {
          expect([awaiting, answer, closing, application.token]).toEqual([undefined, undefined, undefined, undefined]);
          expect(application.payment?.status === 'paid').toBe(
            status === 'registered' && application.payment !== undefined,
          );
        }
        // What was written and has not been taken over is to be delivered.
        if (answer) expect(application.undeliveredSince).toBeDefined();
        expect(application.journal.length).toBeLessThanOrEqual(JOURNAL_LIMIT);
      }
    }),
    { numRuns: 300 },
  );
});
