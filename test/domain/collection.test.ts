import { expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { goodTicket, isWhatWasRegistered, showsBuyer, ticketAnswer } from '../../lib/domain/collection.ts';
import { conclude, giveAnswer, lapse, movedOn, suspend, waitFor, wasGiven } from '../../lib/domain/lifecycle.ts';
import { opened } from './samples.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const UNTIL = new Date('2026-03-03T09:00:00Z');
const PILOT_ENDS_AT = new Date('2026-09-01T00:00:00+05:00');
const TICKET = { ticket: 'A-12', issuedAt: NOW.toISOString() };
const LINE = {
  item: '8',
  system: 'e-queue',
  outcome: 'issued',
  requestId: 'r',
  sha256: '0'.repeat(64),
  at: NOW.toISOString(),
} as const;

const good = (application: Application, now = NOW) => goodTicket(application, now, PILOT_ENDS_AT);
const ready = () => waitFor(opened(NOW), { action: 'queue-ticket', since: NOW, until: UNTIL, token: 'token' });
const answer = () => ticketAnswer(ready(), { ticket: TICKET, tickets: 1, lines: [LINE] });
const issued = () => giveAnswer(ready(), { ...answer(), now: NOW }, answer().change?.(ready()));
const called = () => waitFor(issued(), { action: 'hand-over', since: NOW, until: UNTIL, token: 'token' });

test('8: a ticket that was issued stands in the application, with what was asked for it', () => {
  const { ticket, tickets, journal, answer: written } = issued();
  expect({ ticket, tickets, journal }).toEqual({ ticket: TICKET, tickets: 1, journal: [LINE] });
  expect(written?.output).toEqual({ outcome: 'issued' });
});

test('8: any ticket for the same buyer is the same answer', () => {
  const another = ticketAnswer(ready(), { ticket: { ...TICKET, ticket: 'A-13' }, tickets: 1, lines: [] });
  expect(wasGiven(issued(), another.action, another.content)).toBe(true);
});

test('8: no ticket is good before one has been issued', () => expect(good(ready())).toBeUndefined());

test('8: a ticket is good from the moment it is issued, used or not', () => {
  const handingOver = giveAnswer(called(), {
    action: 'hand-over',
    content: {},
    output: { outcome: 'handed-over' },
    now: NOW,
  });
  for (const application of [
    issued(),
    movedOn(issued(), '8'),
    called(),
    suspend(called(), 'Error', NOW),
    handingOver,
    conclude(handingOver, { kind: 'registered' }, NOW),
  ])
    expect(good(application)).toEqual(TICKET);
});

test('8: a ticket is good no longer when its time is over, nor after it has lapsed', () => {
  expect(good(called(), new Date(UNTIL.getTime() - 1))).toEqual(TICKET);
  expect(good(called(), UNTIL)).toBeUndefined();
  expect(good(lapse(called(), 'token', UNTIL), UNTIL)).toBeUndefined();
});

test('8: a ticket is good no longer than a hand-over is waited for, also while the application stands still', () => {
  for (const application of [issued(), movedOn(issued(), '8'), suspend(called(), 'Error', NOW)]) {
    expect(good(application, new Date(UNTIL.getTime() - 1))).toEqual(TICKET);
    expect(good(application, UNTIL)).toBeUndefined();
  }
});

test('8: a ticket that was used is the one that was given, however late it is asked for again', () => {
  const used = giveAnswer(called(), { action: 'hand-over', content: {}, output: { outcome: 'handed-over' }, now: NOW });
  for (const application of [used, suspend(used, 'Error', NOW), conclude(used, { kind: 'registered' }, NOW)])
    expect(good(application, new Date(UNTIL.getTime() + 1))).toEqual(TICKET);
});

test('8, 9: a document shows the buyer when it is the buyer’s own, and valid to the end of this day in Almaty', () => {
  const lateInAlmaty = new Date('2026-03-02T18:59:59Z');
  const shows = (iin: string, validUntil?: string) =>
    showsBuyer(opened(NOW), { iin, ...(validUntil && { validUntil }) }, lateInAlmaty);
  expect(shows('900101100018')).toBe(true);
  expect(shows('900101100018', '2026-03-02')).toBe(true);
  expect(shows('900101100018', '2026-03-01')).toBe(false);
  expect(shows('900101100019', '2030-01-01')).toBe(false);
  const { buyer: _, ...nobodys } = opened(NOW);
  expect(showsBuyer(nobodys, { iin: '900101100018' }, NOW)).toBe(false);
});

test('10: what is handed over is the certificate and the plates that were assigned, both', () => {
  const own = { certificateNumber: 'AB-12345678', plateNumber: '482KZA01' };
  const registered = { ...opened(NOW), registration: { ...own, decidedAt: NOW.toISOString() } };
  expect(isWhatWasRegistered(registered, own)).toBe(true);
  expect(isWhatWasRegistered(registered, { ...own, certificateNumber: 'AB-12345679' })).toBe(false);
  expect(isWhatWasRegistered(registered, { ...own, plateNumber: '483KZA01' })).toBe(false);
  expect(isWhatWasRegistered(opened(NOW), own)).toBe(false);
});
