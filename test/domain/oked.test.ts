import { describe, expect, it } from 'vitest';
import { sellsVehicles, VEHICLE_SALE_ACTIVITIES } from '../../lib/domain/oked.ts';

describe('vehicle sale by OKED (4.1)', () => {
  it.each(['45.11', '45.11.1', '45.11.2', '45.19', '45.19.0', '45.40', '45.40.1'])(
    '%s is the sale of vehicles',
    (code) => {
      expect(sellsVehicles([code])).toBe(true);
    },
  );

  it.each(['45', '45.1', '45.2', '45.20.1', '45.3', '45.31', '45.110', '45.111.1', '45.4', '145.11', '47.30', ''])(
    '%j is not',
    (code) => {
      expect(sellsVehicles([code])).toBe(false);
    },
  );

  it('finds nothing where there are no codes', () => {
    expect(sellsVehicles([])).toBe(false);
  });

  it('counts secondary codes, unless the setting says that the primary one alone counts', () => {
    const primaryOnly = { ...VEHICLE_SALE_ACTIVITIES, secondaryCodesCount: false };
    expect(sellsVehicles(['45.20.1', '45.11.2'])).toBe(true);
    expect(sellsVehicles(['45.20.1', '45.11.2'], primaryOnly)).toBe(false);
    expect(sellsVehicles(['45.11.2', '45.20.1'], primaryOnly)).toBe(true);
  });
});
