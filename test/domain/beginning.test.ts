import { describe, expect, test } from 'vitest';
import type { Application, Payment } from '../../lib/domain/application.ts';
import { beginWait, type Circumstances, hasGoneOn } from '../../lib/domain/beginning.ts';
import {
  close,
  conclude,
  giveAnswer,
  isEnded,
  movedOn,
  open,
  record,
  suspend,
  waitFor,
} from '../../lib/domain/lifecycle.ts';
import { ACTIONS, type Action, isBeforeBuyerSigned, WAITS } from '../../lib/domain/waits.ts';
import { opened as openedOnly } from './samples.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);
const HOUR = 3_600;
const HASH = '0'.repeat(64);
const VIN = 'TESTKZHAPPY000001';
const IIN = '900101100018';

/** An application that has what any wait may need: a queue ticket for the hand-over. */
const opened = (now: Date): Application => ({
  ...openedOnly(now),
  ticket: { ticket: 'A-1', issuedAt: now.toISOString() },
});

/** The first try to begin a wait that lasts an hour. */
const FIRST_TRY = {
  token: 'new',
  enteredAt: at(0).toISOString(),
  redriveCount: 0,
  retryCount: 0,
  timeoutSeconds: HOUR,
};

/** Begins the wait, which lasts an hour from the state's start, at `seconds` after it. */
const begin = (application: Application, action: Action, seconds = 1, change: Partial<Circumstances> = {}) =>
  beginWait(
    application,
    { action, ...FIRST_TRY },
    { now: at(seconds), pilotOpen: true, putOff: false, document: undefined, longestCallMs: 60_000, ...change },
  );

const prepared = (given: { vin?: string; iin?: string }) =>
  open({
    id: '01KPCR8M00A1B2C3D4E5F6G7H8',
    number: '260302-4830-17',
    sellerBin: '500140000014',
    prepared: given,
    now: at(0),
  });
const waiting = (action: Action) => waitFor(opened(at(0)), { action, since: at(0), until: at(HOUR), token: 'old' });
const answered = (action: Action, outcome = 'x') =>
  giveAnswer(waiting(action), { action, content: { action }, output: { outcome }, now: at(1) });
const takenOver = (action: Action) => movedOn(answered(action), '4.1');

describe('a wait that nobody has answered', () => {
  test.each(ACTIONS)('%s: is awaited from now on, by the new token, as long as the state machine waits', (action) => {
    const { status, item, awaiting, token } = begin(opened(at(0)), action);
    expect([status, item, token]).toEqual([WAITS[action].status, WAITS[action].item, 'new']);
    expect(awaiting).toEqual({ action, since: at(0).toISOString(), until: at(HOUR).toISOString() });
  });

  test.each(ACTIONS)('%s: keeps its end when the call is repeated', (action) => {
    const { awaiting, token } = begin(waiting(action), action, 60);
    expect([awaiting, token]).toEqual([waiting(action).awaiting, 'new']);
  });

  test.each(ACTIONS)('%s: lasts as long as the state machine’s timer, when a call comes late', (action) => {
    const until = at(HOUR - 1 + HOUR - 60).toISOString();
    for (const application of [opened(at(0)), waiting(action)])
      expect(begin(application, action, HOUR - 1).awaiting).toEqual({ action, since: at(0).toISOString(), until });
  });

  test.each(ACTIONS.filter((action) => action !== 'hand-over'))(
    '%s: begins even when the first call comes after all its time',
    (action) => {
      const { awaiting, closing } = begin(opened(at(0)), action, 10 * HOUR);
      expect([awaiting?.until, closing]).toEqual([at(11 * HOUR - 60).toISOString(), undefined]);
    },
  );

  test.each(ACTIONS)('%s: never ends before the time that was told', (action) => {
    const told = waitFor(opened(at(0)), { action, since: at(0), until: at(3 * HOUR), token: 'old' });
    expect(begin(told, action, 2 * HOUR - 1).awaiting).toEqual(told.awaiting);
  });

  test('has its whole time again after a redrive, less what the call may have taken', () => {
    const { awaiting, suspended } = begin(suspend(waiting('pickup'), 'Error', at(5)), 'pickup', 10 * HOUR);
    expect(awaiting?.until).toBe(at(11 * HOUR - 60).toISOString());
    expect(suspended).toBeUndefined();
  });

  test.each(ACTIONS)('%s: is closed, waited for again or lapses when its time is over', (action) => {
    const { closing, awaiting, token, undeliveredSince } = begin(waiting(action), action, HOUR);
    expect(token).toBe('new');
    const { whenOver } = WAITS[action];
    expect(closing?.kind).toBe(whenOver === 'close' ? 'expired' : undefined);
    expect(awaiting).toEqual(whenOver === 'extend' ? waiting(action).awaiting : undefined);
    expect(undeliveredSince).toBe(whenOver === 'extend' ? undefined : at(HOUR).toISOString());
  });

  test('8, 10: a queue ticket whose time passed while the application stood still lapses when it goes on', () => {
    for (const application of [suspend(waiting('hand-over'), 'Error', at(5)), opened(at(0))]) {
      expect(begin(application, 'hand-over', HOUR - 1)).toMatchObject({ awaiting: { action: 'hand-over' } });
      const lapsed = begin(application, 'hand-over', HOUR);
      expect([lapsed.ticket, lapsed.awaiting, lapsed.token]).toEqual([undefined, undefined, 'new']);
      expect(lapsed.undeliveredSince).toBe(at(HOUR).toISOString());
    }
  });

  test.each(ACTIONS)('%s: is closed when the pilot has ended and the buyer has not signed', (action) => {
    const { closing, token } = begin(opened(at(0)), action, 1, { pilotOpen: false });
    expect([closing?.kind, token]).toEqual([isBeforeBuyerSigned(action) ? 'pilot-ended' : undefined, 'new']);
  });
});

describe('an answer that is there', () => {
  test.each(ACTIONS)('%s: written and not taken over, is told by the new token', (action) => {
    const { answer, awaiting, token, undeliveredSince } = begin(answered(action), action, 2 * HOUR);
    expect([answer?.output, awaiting, token]).toEqual([{ outcome: 'x' }, undefined, 'new']);
    expect(undeliveredSince).toBe(at(1).toISOString());
  });

  test('the VIN (4.2) and the IIN (4.6) that came with the start are the answers, each once', () => {
    const first = begin(prepared({ vin: VIN, iin: IIN }), 'vehicle');
    expect([first.answer?.output, first.vehicle, first.prepared]).toEqual([
      { outcome: 'entered' },
      { vin: VIN },
      { iin: IIN },
    ]);
    const second = begin(movedOn(first, '4.6'), 'buyer');
    expect([second.answer?.output, second.buyer, second.prepared]).toEqual([{ outcome: 'entered' }, { iin: IIN }, {}]);
    expect(begin(movedOn(second, '4.7'), 'buyer').awaiting?.action).toBe('buyer');
  });

  test('the IIN of a seller who tries out IINs (4.6) is asked for again', () => {
    const {
      awaiting,
      buyer,
      prepared: left,
      vehicle,
    } = begin(prepared({ vin: VIN, iin: IIN }), 'buyer', 1, { putOff: true });
    expect([awaiting?.action, buyer, left, vehicle]).toEqual(['buyer', undefined, { vin: VIN }, { vin: VIN }]);
  });

  test('a payment that has been made (4.17) is the answer', () => {
    const payment: Payment = { status: 'paid', items: [], total: 1, requestedAt: at(0).toISOString() };
    const { answer, awaiting, payment: after } = begin({ ...opened(at(0)), payment }, 'payment');
    expect([answer?.output, awaiting, after]).toEqual([{ outcome: 'paid' }, undefined, payment]);
  });

  test.each([
    ['decision', 'refuse'],
    ['printed', 'printed'],
    ['queue-ticket', 'issued'],
    ['hand-over', 'handed-over'],
  ] as const)('%s: given to another execution, is told to this one', (action, outcome) => {
    const { answer, token, awaiting } = begin(takenOver(action), action);
    expect([answer?.output, token, awaiting]).toEqual([{ outcome }, 'new', undefined]);
  });

  test('a decision to register, given to another execution, is told as such', () => {
    const registration = { plateNumber: '482KZA01', certificateNumber: 'AB-12345678', decidedAt: at(1).toISOString() };
    expect(begin({ ...takenOver('decision'), registration }, 'decision').answer?.output).toEqual({
      outcome: 'register',
    });
  });

  test.each(ACTIONS.filter(isBeforeBuyerSigned))('%s: before 4.18 it is asked for again', (action) =>
    expect(begin(takenOver(action), action).awaiting?.action).toBe(action),
  );
});

describe('an application that goes on no more', () => {
  test('is left alone when it has ended', () => {
    const ended = conclude(opened(at(0)), { kind: 'withdrawn' }, at(1));
    expect(isEnded(ended)).toBe(true);
    expect(begin(ended, 'pickup')).toBe(ended);
  });

  test('takes the token when it is to be closed, once', () => {
    const closing = close(opened(at(0)), 'withdrawn', at(1));
    const after = begin(closing, 'pickup');
    expect(after).toEqual({ ...closing, token: 'new', lastTry: expect.anything() });
    expect(begin(after, 'pickup')).toBe(after);
  });
});

test('the document that is to be signed (4.9, 4.18) stands beside those that were made before', () => {
  const { documents } = begin({ ...opened(at(0)), documents: { seller: HASH } }, 'buyer-signature', 1, {
    document: { buyer: HASH },
  });
  expect(documents).toEqual({ seller: HASH, buyer: HASH });
});

describe('beside the wait stands', () => {
  test('why the IIN is asked for again (4.7), or which fines are to be paid (4.14), or that a payment failed (4.17)', () => {
    const evidence = { requestId: 'r', sha256: HASH, at: at(1).toISOString() };
    const line = { item: '4.7', system: 'individuals', outcome: 'no-data', ...evidence } as const;
    const failed = { code: 'payment-failed', item: '4.17' } as const;
    const fines = { count: 1, total: 5 };
    expect(begin(record(opened(at(0)), line), 'buyer').notice?.code).toBe('correct-iin-required');
    expect(begin({ ...opened(at(0)), fines }, 'resubmission').notice?.values).toEqual(fines);
    expect(begin({ ...waiting('payment'), notice: failed }, 'payment').notice).toEqual(failed);
  });

  test('otherwise nothing', () => {
    const fines = { count: 1, total: 5 };
    for (const action of ['buyer', 'payment', 'pickup'] as const)
      expect(begin({ ...opened(at(0)), fines }, action).notice).toBeUndefined();
  });
});

describe('a call that was given up', () => {
  const begins = (application: Application, state: object) =>
    beginWait(
      application,
      { action: 'pickup', ...FIRST_TRY, ...state },
      { now: at(5), pilotOpen: true, putOff: false, document: undefined, longestCallMs: 60_000 },
    );

  test.each([
    ['a retry', { retryCount: 1 }, { retryCount: 0 }],
    ['a later retry', { retryCount: 11 }, { retryCount: 2 }],
    ['a redrive', { redriveCount: 1, retryCount: 0 }, { retryCount: 7 }],
  ])('leaves a wait alone that %s has begun', (_, later, earlier) => {
    const begun = begins(opened(at(0)), { ...later, token: 'later' });
    expect(begun.token).toBe('later');
    expect(begins(begun, { ...earlier, token: 'earlier' })).toBe(begun);
    expect(begins(begins(opened(at(0)), { ...earlier, token: 'earlier' }), { ...later, token: 'later' })).toEqual({
      ...begun,
      awaiting: expect.objectContaining({ action: 'pickup' }),
    });
  });

  test('leaves a wait alone that a later state has begun', () => {
    const begun = begins(movedOn(opened(at(0)), '4.15'), { enteredAt: at(4).toISOString(), token: 'later' });
    expect(begins(begun, { enteredAt: at(1).toISOString(), redriveCount: 3, token: 'earlier' })).toBe(begun);
  });

  test('finds the queue ticket lapsed that it, or the try before, has let lapse: no hand-over is awaited', () => {
    const lapsed = begin(waiting('hand-over'), 'hand-over', HOUR);
    expect(lapsed.ticket).toBeUndefined();
    const again = begin(lapsed, 'hand-over', HOUR + 1);
    expect([again.awaiting, again.ticket, again.status, again.token]).toEqual([
      undefined,
      undefined,
      'checking',
      'new',
    ]);
    expect(again.undeliveredSince).toBe(at(HOUR + 1).toISOString());
  });

  test('is told from a call for the same state, entered again', () => {
    const begun = begins(opened(at(0)), { retryCount: 5 });
    const again = begins(movedOn(begun, '4.15'), { enteredAt: at(4).toISOString(), token: 'again' });
    expect([again.token, again.lastTry]).toEqual([
      'again',
      { enteredAt: at(4).toISOString(), redriveCount: 0, retryCount: 0 },
    ]);
  });
});

describe('an answer that was taken over since the call began is neither awaited nor given again', () => {
  const known = opened(at(0));
  const goneOn = (before: Application, now: Application) =>
    hasGoneOn(before, now, { action: 'consent', enteredAt: FIRST_TRY.enteredAt });

  test('given since', () => {
    expect(goneOn(known, known)).toBe(false);
    expect(goneOn(known, answered('consent'))).toBe(false);
    expect(goneOn(known, takenOver('consent'))).toBe(true);
    expect(goneOn(takenOver('consent'), takenOver('consent'))).toBe(false);
  });

  test('given before', () => {
    expect(goneOn(answered('consent'), answered('consent'))).toBe(false);
    expect(goneOn(answered('consent'), takenOver('consent'))).toBe(true);
  });

  test('but the state machine has to be told when it was given and the application then closed', () => {
    const closing = close(answered('consent'), 'withdrawn', at(2));
    expect(goneOn(known, closing)).toBe(false);
    expect(goneOn(answered('consent'), closing)).toBe(false);
  });

  test('whatever became of the application, when another state has begun to wait', () => {
    const own = begin(known, 'consent');
    const another = beginWait(
      movedOn(own, '4.15'),
      { ...FIRST_TRY, action: 'pickup', enteredAt: at(9).toISOString() },
      { now: at(9), pilotOpen: true, putOff: false, document: undefined, longestCallMs: 60_000 },
    );
    for (const before of [known, own])
      for (const now of [another, close(another, 'withdrawn', at(10))]) expect(goneOn(before, now)).toBe(true);
    expect(goneOn(known, own)).toBe(false);
    expect(goneOn(another, another)).toBe(false);
  });
});
