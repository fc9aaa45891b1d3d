import { theApplications, theConnection, theTable } from '../../lib/dependencies.ts';
import type { Application } from '../../lib/domain/application.ts';
import { isEnded } from '../../lib/domain/lifecycle.ts';
import { isWithinPilot } from '../../lib/domain/vehicle.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import type { Applications } from '../../lib/store/applications.ts';
import { type VinClaims, vinClaims } from '../../lib/store/vin-claims.ts';
import { type VehiclePassport, type VehiclePassports, vehiclePassports } from '../../lib/systems/vehicle-passports.ts';

/**
 * 4.3, and again 4.12: the electronic vehicle passport. A passport shows whether the vehicle is within the pilot (item
 * 1), and only a vehicle within it is claimed for this application.
 */
export const vehiclePassport =
  (
    passports: () => VehiclePassports,
    claims: () => VinClaims,
    store: () => Pick<Applications, 'get'>,
  ): Rule<VehiclePassport, '4.3' | '4.12'> =>
  async (application, asking) => {
    const { vin } = required(application.vehicle, 'a vehicle');
    const answer = await passports().passport(vin, asking);
    if (answer.kind === 'no-data') return { answer, finding: { outcome: 'no-data' } };
    const vehicle = answer.data;
    if (!isWithinPilot(vehicle.origin)) return { answer, finding: { outcome: 'out-of-scope' } };
    const outcome = (await claimed(vin, application, claims(), store())) ? 'on-record' : 'already-in-application';
    return { answer, finding: { outcome, change: () => ({ vehicle }) } };
  };

/**
 * Claims the VIN for this application; a claim left behind by one that has ended is taken over. Only a live application
 * stands in the way. When the claim has changed meanwhile (released, or ours by a write that seemed lost), it is looked
 * at again.
 */
async function claimed(
  vin: string,
  { id }: Application,
  claims: VinClaims,
  store: Pick<Applications, 'get'>,
): Promise<boolean> {
  for (;;) {
    const holder = await claims.claim(vin, id);
    if (holder === undefined) return true;
    const other = await store.get(holder);
    if (other && !isEnded(other)) return false;
    if (await claims.takeOver(vin, holder, id)) return true;
  }
}

export const handler = check(
  theApplications,
  vehiclePassport(
    once(() => vehiclePassports(theConnection('vehicle-passports'))),
    once(() => vinClaims(theTable())),
    theApplications,
  ),
);
