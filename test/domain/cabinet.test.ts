import { describe, expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { cabinetText, isCabinetNotice, noticeFacts, noticesOfEnd, portalText } from '../../lib/domain/cabinet.ts';
import { DEVELOPMENT_CENTRES } from '../../lib/domain/centres.ts';
import { conclude, open } from '../../lib/domain/lifecycle.ts';
import { LANGUAGES } from '../../lib/domain/messages.ts';
import { REFUSAL_CODES } from '../../lib/domain/refusals.ts';
import { CABINET_TEXTS } from '../../lib/domain/texts/cabinet.ts';
import { ENDINGS } from '../../lib/domain/waits.ts';
import { opened } from './samples.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const application: Application = {
  ...opened(NOW),
  fines: { count: 2, total: 8_650 },
  pickup: { centre: '0201', region: '02', plateKind: 'rectangular' },
  payment: { status: 'paid', items: [], total: 18_597, requestedAt: NOW.toISOString() },
};
const refused = conclude(application, { kind: 'refused', code: 'registration-refused', item: '4.19' }, NOW);
const ended: Application = {
  ...refused,
  outcome: {
    kind: 'refused',
    code: 'registration-refused',
    item: '4.19',
    reason: 'made up',
    legalBasis: 'order 862',
    at: NOW.toISOString(),
  },
};
const notices = Object.keys(CABINET_TEXTS)
  .map((key) => key.replace(/^cabinet\./, ''))
  .filter(isCabinetNotice);

test('a notice’s facts name the application and the seller, and nobody else', () => {
  const facts = JSON.stringify(noticeFacts(ended));
  for (const own of ['260302-4830-17', 'Үлгі Авто', '0201', 'order 862']) expect(facts).toContain(own);
  for (const personal of ['900101100018', 'Үлгіев', 'Сынақ', '1890', '+7700']) expect(facts).not.toContain(personal);
});

test.each(ENDINGS)('%s: the buyer is told of the end in the cabinet, and of money that is due back', (kind) => {
  const told = kind === 'registered' || kind === 'declined' ? [] : [kind];
  const { payment: _, ...unpaid } = application;
  expect(noticesOfEnd(conclude({ ...unpaid, inCabinet: true }, { kind }, NOW))).toEqual(told);
  expect(noticesOfEnd(conclude(unpaid, { kind }, NOW))).toEqual([]);
  const refund = kind === 'registered' ? [] : ['refund-due'];
  expect(noticesOfEnd(conclude({ ...application, inCabinet: true }, { kind }, NOW))).toEqual([...told, ...refund]);
});

test('a seller whose name is not known yet is named by BIN; what is not known is absent', () => {
  const bare = open({ id: 'x', number: '260302-4830-17', sellerBin: '500140000014', prepared: {}, now: NOW });
  expect(noticeFacts(bare)).toEqual({ number: '260302-4830-17', seller: '500140000014' });
});

test('there are notices, and nothing else is one', () => {
  expect(notices).toEqual(
    expect.arrayContaining(['application-received', 'fines-to-pay', 'service-given', 'documents-ready']),
  );
  for (const code of ['', 'nothing', 'toString', '__proto__']) expect(isCabinetNotice(code)).toBe(false);
});

describe.each(notices)('%s', (notice) => {
  test('has words in each language, with nothing left to fill in', () => {
    const texts = LANGUAGES.map((language) => cabinetText(notice, language, noticeFacts(ended), DEVELOPMENT_CENTRES));
    expect(new Set(texts).size).toBe(3);
    for (const text of texts) expect(text).not.toMatch(/[{}]|undefined|null/);
  });

  test('goes to the portal in Kazakh, then Russian', () => {
    const facts = noticeFacts(ended);
    // Also with a centre that has left the list.
    for (const language of LANGUAGES)
      expect(cabinetText(notice, language, { ...facts, centre: '9999' }, DEVELOPMENT_CENTRES)).not.toMatch(
        /[{}]|undefined/,
      );
    const [kk, ru] = [cabinetText(notice, 'kk', facts), cabinetText(notice, 'ru', facts)];
    expect(portalText(notice, facts)).toBe(`${kk}\n\n${ru}`);
  });
});

test.each(REFUSAL_CODES)('a refusal by %s is explained in the notice', (code) => {
  const facts = { ...noticeFacts(ended), code };
  for (const language of LANGUAGES) expect(cabinetText('refused', language, facts)).not.toMatch(/[{}]|undefined/);
});
