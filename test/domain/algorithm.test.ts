import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { citation, ITEMS, isItem } from '../../lib/domain/algorithm.ts';

describe('the Algorithm', () => {
  it('has items 1 to 10, and steps 4.1 to 4.19', () => {
    const expected = [
      ...Array.from({ length: 10 }, (_, index) => String(index + 1)),
      ...Array.from({ length: 19 }, (_, index) => `4.${index + 1}`),
    ];
    expect(Object.keys(ITEMS).sort()).toEqual(expected.sort());
    expect(isItem('4.19')).toBe(true);
    for (const text of ['4.20', '11', '0', '', 'toString']) expect(isItem(text)).toBe(false);
  });

  it('is cited as each language does', () => {
    expect(citation('4.3', 'kk')).toBe('Алгоритмнің 4-тармағының 3-тармақшасы');
    expect(citation('4.3', 'ru')).toBe('подпункт 3) пункта 4 Алгоритма');
    expect(citation('4.3', 'en')).toBe('item 4, step 3 of the Algorithm');
    expect(citation('2', 'kk')).toBe('Алгоритмнің 2-тармағы');
    expect(citation('2', 'ru')).toBe('пункт 2 Алгоритма');
    expect(citation('2', 'en')).toBe('item 2 of the Algorithm');
  });

  const order = new URL('../../../shared/order.kk.txt', import.meta.url);
  it.skipIf(!existsSync(order))('numbers its steps as the order does', () => {
    const text = readFileSync(order, 'utf8');
    const frame = text.slice(text.indexOf('мынадай кезеңдер қамтылады:'), text.indexOf('5. Облыстардың'));
    const steps = [...frame.matchAll(/^\s+(\d+)\) /gm)].map(([, step]) => `4.${step}`);
    expect(steps).toEqual(Object.keys(ITEMS).filter((item) => item.startsWith('4.')));
  });
});
