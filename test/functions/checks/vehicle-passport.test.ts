import { expect, test } from 'vitest';
import { vehiclePassport } from '../../../functions/checks/vehicle-passport.ts';
import type { Application } from '../../../lib/domain/application.ts';
import { conclude, open } from '../../../lib/domain/lifecycle.ts';
import type { Applications } from '../../../lib/store/applications.ts';
import type { VinClaims } from '../../../lib/store/vin-claims.ts';
import type { VehiclePassports } from '../../../lib/systems/vehicle-passports.ts';
import { VEHICLE } from '../../domain/samples.ts';

const VIN: string = VEHICLE.vin;
const NOW = new Date('2026-01-01T00:00:00Z');
const application = (id: string): Application => ({
  ...open({ id, number: '260101-0000-01', sellerBin: '500140000018', prepared: {}, now: NOW }),
  vehicle: { vin: VIN },
});
const passports: VehiclePassports = {
  passport: async (vin) => ({
    kind: 'data',
    data: { ...VEHICLE, vin },
    evidence: { system: 'vehicle-passports', requestId: '1', sha256: '0'.repeat(64), askedAt: '', answeredAt: '' },
  }),
};

/** The rule's word for an application `mine`, where `other` holds the claim, and something happens to it in between. */
async function outcome(other: Application, meanwhile: (claim: Map<string, string>) => void = () => {}) {
  const claim = new Map([[VIN, other.id]]);
  const claims: VinClaims = {
    async claim(vin, id) {
      const holder = claim.get(vin) ?? id;
      claim.set(vin, holder);
      return holder === id ? undefined : holder;
    },
    async takeOver(vin, from, id) {
      meanwhile(claim);
      if (claim.get(vin) !== from) return false;
      claim.set(vin, id);
      return true;
    },
    release: async () => {},
  };
  const store: Pick<Applications, 'get'> = { get: async () => other };
  const rule = vehiclePassport(
    () => passports,
    () => claims,
    () => store,
  );
  const { finding } = await rule(application('mine'), { item: '4.3' });
  return [finding.outcome, claim.get(VIN)];
}

const live = application('other');
const ended = conclude(live, { kind: 'withdrawn' }, NOW);

test('4.3: only an application that lives stands in the way of another one for its vehicle', async () => {
  expect(await outcome(live)).toEqual(['already-in-application', 'other']);
  expect(await outcome(ended)).toEqual(['on-record', 'mine']);
});

test('4.3: the one that has ended gives the vehicle free just then', async () => {
  expect(await outcome(ended, (claim) => claim.delete(VIN))).toEqual(['on-record', 'mine']);
});

test('4.3: the vehicle has been taken over by a write that was taken for lost', async () => {
  expect(await outcome(ended, (claim) => claim.set(VIN, 'mine'))).toEqual(['on-record', 'mine']);
});
