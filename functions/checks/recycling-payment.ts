import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type Recycling, type RecyclingPayment, recycling } from '../../lib/systems/recycling.ts';

/** 4.5: the recycling (utilisation) payment of the vehicle. */
export const recyclingPayment =
  (system: () => Recycling): Rule<RecyclingPayment, '4.5'> =>
  async ({ vehicle }, asking) => {
    const answer = await system().payment(required(vehicle, 'a vehicle').vin, asking);
    return { answer, finding: { outcome: answer.kind === 'data' ? answer.data.status : 'no-data' } };
  };

export const handler = check(theApplications, recyclingPayment(once(() => recycling(theConnection('recycling')))));
