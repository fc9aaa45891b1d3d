import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endingText,
  LANGUAGES,
  notAwaitedDetail,
  noticeText,
  preferredLanguage,
  textFor,
} from '../../lib/domain/messages.ts';
import { CABINET_TEXTS } from '../../lib/domain/texts/cabinet.ts';
import { PROBLEM_TEXTS } from '../../lib/domain/texts/problems.ts';

/** Numbers are grouped with spaces that do not break; for reading, here, with plain ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('texts', () => {
  it.each([
    [1, 'У вас 1 неоплаченный административный штраф на'],
    [3, 'У вас 3 неоплаченных административных штрафа на'],
    [5, 'У вас 5 неоплаченных административных штрафов на'],
    [11, 'У вас 11 неоплаченных административных штрафов на'],
    [21, 'У вас 21 неоплаченный административный штраф на'],
  ])('4.14 unpaid fines in Russian: %i', (count, expected) => {
    expect(noticeText('unpaid-fines', 'ru', { count, total: 1 }).message).toContain(expected);
  });

  it.each([
    [1, 'Оны төлеп, өтінімді қайта беру қажет.'],
    [2, 'Оларды төлеп, өтінімді қайта беру қажет.'],
  ])('4.14 unpaid fines in Kazakh: %i', (count, expected) => {
    expect(noticeText('unpaid-fines', 'kk', { count, total: 1 }).message).toContain(expected);
  });

  it('write money as each language does', () => {
    const values = { number: '260222-4830-17', total: 18_597 };
    expect(plain(textFor(CABINET_TEXTS['cabinet.refund-due'], 'kk', values))).toContain('төленген 18 597 теңге');
    expect(plain(textFor(CABINET_TEXTS['cabinet.refund-due'], 'ru', values))).toContain('сумма 18 597 тенге');
    expect(textFor(CABINET_TEXTS['cabinet.refund-due'], 'en', values)).toContain('18,597 tenge');
  });

  it('write times as the clock in Kazakhstan shows them', () => {
    const since = new Date('2026-11-22T21:45:00Z');
    expect(noticeText('suspended', 'kk', { since }).message).toContain('23 қараша, 02:45');
    expect(noticeText('suspended', 'ru', { since }).message).toContain('приостановлено 23 ноября в 02:45');
    expect(noticeText('suspended', 'en', { since }).message).toContain('23 November at 02:45');
  });

  it('say what is awaited, and from whom', () => {
    const now = { action: 'consent', from: 'buyer' } as const;
    expect(notAwaitedDetail('kk', now)).toContain(
      'сатып алушыдан күтілетіні: өтінімді келісімдеу немесе одан бас тарту',
    );
    expect(notAwaitedDetail('ru', now)).toContain('от покупателя ожидается: согласование заявки или отказ от неё');
    expect(notAwaitedDetail('en', now)).toContain('from the buyer: agreement to the application, or declining it');
    expect(notAwaitedDetail('en', 'checking')).toContain('nothing is awaited of anyone');
    expect(notAwaitedDetail('en', 'ended')).toContain('it has ended');
  });

  it("cite the order where the order forbids, and the pilot's end names the ordinary procedure", () => {
    expect(textFor(PROBLEM_TEXTS['problem.plate-number-not-choosable.detail'], 'kk')).toContain(
      'Алгоритмнің 2-тармағына сәйкес',
    );
    for (const { detail, next } of LANGUAGES.map((language) => ({
      detail: textFor(PROBLEM_TEXTS['problem.pilot-ended.detail'], language),
      next: endingText('pilot-ended', language).nextStep,
    }))) {
      expect(detail).toMatch(/5-тармағында|пунктом 5|item 5/);
      for (const text of [detail, next]) expect(text).toMatch(/жалпы тәртіппен|общем порядке|ordinary procedure/);
    }
  });

  it('are not said with a gap: a placeholder without its value is our own fault', () => {
    expect(() => textFor(CABINET_TEXTS['cabinet.refund-due'], 'kk', { number: '1' })).toThrow(/total/);
  });
});

describe('Accept-Language (RFC 9110)', () => {
  it.each([
    [undefined, 'kk'],
    ['', 'kk'],
    ['ru', 'ru'],
    ['RU', 'ru'],
    ['en-GB,en;q=0.9', 'en'],
    ['ru-KZ, kk;q=0.9', 'ru'],
    ['en;q=0.5, ru;q=0.8', 'ru'],
    ['de, fr;q=0.9', 'kk'],
    ['de, ru;q=0.1', 'ru'],
    ['ru, en', 'ru'],
    ['*', 'kk'],
    ['ru;q=0.5, *', 'kk'],
    ['kk;q=0, *', 'ru'],
    ['kk;q=0', 'kk'],
    ['en;q=0.001, ru;q=0', 'en'],
    ['ru;q=2', 'kk'],
    ['ru;q=abc', 'kk'],
    ['ru ; q=0.3 , en ;q=0.4', 'en'],
    ['en-US;q=0.2, en;q=0.9, ru;q=0.5', 'en'],
    ['en;q=0.9, en-US;q=0.2, ru;q=0.5', 'en'],
    ['rus', 'kk'],
    [',,;q=,', 'kk'],
  ] as const)('%j is answered in %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it('is never a reason to fail', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (header) => LANGUAGES.includes(preferredLanguage(header))));
  });
});
