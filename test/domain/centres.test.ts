import { describe, expect, it } from 'vitest';
import { DEVELOPMENT_CENTRES, findCentre } from '../../lib/domain/centres.ts';
import { centresFrom } from '../../lib/domain/centres-setting.ts';
import { REGION_CODES } from '../../lib/domain/regions.ts';

describe('service centres (4.15)', () => {
  it('made up for development stand in every region, each code once', () => {
    const { centres } = DEVELOPMENT_CENTRES;
    expect(new Set(centres.map(({ region }) => region))).toEqual(new Set(REGION_CODES));
    expect(new Set(centres.map(({ code }) => code)).size).toBe(centres.length);
    expect(centres.every(({ code, region }) => code.startsWith(region))).toBe(true);
  });

  it('are found by their code', () => {
    expect(findCentre('0201')).toMatchObject({
      region: '02',
      name: { en: 'Almaty city, service centre No 1 (sample)' },
    });
    expect(findCentre('9901')).toBeUndefined();
    expect(findCentre('0201', { ...DEVELOPMENT_CENTRES, centres: [] })).toBeUndefined();
  });
});

describe('the setting of service centres', () => {
  const real = {
    from: '2026-01-01',
    source: 'Ministry',
    centres: [
      {
        code: 'almaty-7',
        region: '02',
        name: { kk: 'Орталық', ru: 'Центр', en: 'Centre' },
        address: { kk: 'Абай даңғылы, 1', ru: 'проспект Абая, 1', en: '1 Abai Avenue' },
      },
    ],
  };
  const changed = (change: object) =>
    JSON.stringify({ ...real, centres: real.centres.map((centre) => ({ ...centre, ...change })) });

  it('replaces the list', () => {
    const list = centresFrom(JSON.stringify(real));
    expect(findCentre('almaty-7', list)?.region).toBe('02');
    expect(findCentre('0201', list)).toBeUndefined();
  });

  it('may be the development list', () => {
    expect(centresFrom(JSON.stringify(DEVELOPMENT_CENTRES))).toEqual(DEVELOPMENT_CENTRES);
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['an empty list', JSON.stringify({ ...real, centres: [] }), /centres/],
    ['an unknown region', changed({ region: '21' }), /a region is one of 01, 02.*centres\[0\]\.region/s],
    ['a code with spaces', changed({ code: 'a b' }), /centres\[0\]\.code/],
    ['a missing language', changed({ name: { kk: 'Орталық', ru: 'Центр' } }), /centres\[0\]\.name\.en/],
    ['a field too many', changed({ phone: '1' }), /phone/],
    ['a code twice', JSON.stringify({ ...real, centres: [...real.centres, ...real.centres] }), /a code stands twice/],
    ['no date', JSON.stringify({ ...real, from: 'soon' }), /from/],
  ])('is refused for %s, saying where', (_, json, message) => {
    expect(() => centresFrom(json)).toThrow(message);
  });
});
