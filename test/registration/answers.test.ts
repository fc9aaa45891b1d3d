import { expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { close, conclude, suspend, waitFor } from '../../lib/domain/lifecycle.ts';
import { WAITS } from '../../lib/domain/waits.ts';
import { notAwaited } from '../../lib/registration/answers.ts';
import { opened } from '../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const PILOT_ENDS_AT = new Date('2026-09-01T00:00:00+05:00');
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

const checking = opened(NOW);
const awaitingConsent = waitFor(checking, { action: 'consent', since: NOW, until: later(14), token: 't' });
const issued = waitFor(checking, { action: 'hand-over', since: NOW, until: later(1), token: 't' });
const resubmittedTooOften: Application = {
  ...waitFor(checking, { action: 'resubmission', since: NOW, until: later(30), token: 't' }),
  given: { resubmission: { sha256: '0'.repeat(64), at: NOW.toISOString(), times: WAITS.resubmission.most } },
};

/** What is said when something is not awaited of this application then. */
function saidOf(application: Application, now = NOW) {
  const { detail, awaiting, item } = notAwaited(application, now, PILOT_ENDS_AT).details;
  return { said: detail?.('en'), awaiting, item };
}

test('what is awaited, and from whom', () => {
  const { said, awaiting, item } = saidOf(awaitingConsent);
  expect(said).toContain('Awaited now, from the buyer');
  expect([awaiting?.action, item]).toEqual(['consent', '4.10']);
});

test('what is awaited also while it is suspended, when it is expected from outside', () => {
  const ordered = waitFor(checking, { action: 'decision', since: NOW, until: later(15) });
  const { said, awaiting } = saidOf(suspend(ordered, 'SystemUnavailable', NOW));
  expect(said).toContain('Awaited now, from the administrative police');
  expect(awaiting?.action).toBe('decision');
});

test.each<[string, Application, Date, string]>([
  ['checks are running', checking, NOW, 'Checks are running'],
  ['it is suspended', suspend(awaitingConsent, 'SystemUnavailable', NOW), NOW, 'suspended for a technical reason'],
  ['it is being closed', close(awaitingConsent, 'withdrawn', NOW), NOW, 'being closed'],
  ['its time is over', awaitingConsent, later(14), 'the time for this action is over'],
  ['the ticket has lapsed, also after the pilot', issued, later(300), 'the time for this action is over'],
  [
    '4.14 has been repeated as often as can be',
    resubmittedTooOften,
    NOW,
    'withdraw this application and start a new one',
  ],
  ['the pilot has ended', awaitingConsent, PILOT_ENDS_AT, 'item 5 of the joint order'],
  ['it is closed for the pilot’s end', close(checking, 'pilot-ended', NOW), NOW, 'item 5 of the joint order'],
  ['it has ended', conclude(checking, { kind: 'declined' }, NOW), NOW, 'it has ended'],
])('nothing is, since %s', (_, application, now, words) => {
  const { said, awaiting } = saidOf(application, now);
  expect(said).toContain(words);
  expect(awaiting).toBeUndefined();
});
