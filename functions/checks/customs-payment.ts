import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type Customs, type CustomsPayment, customs } from '../../lib/systems/customs.ts';

/** 4.4: customs hold a record of the vehicle, paid or not subject to payment (decision 0001, 5). */
export const customsPayment =
  (system: () => Customs): Rule<CustomsPayment, '4.4'> =>
  async ({ vehicle }, asking) => {
    const answer = await system().payment(required(vehicle, 'a vehicle').vin, asking);
    return { answer, finding: { outcome: answer.kind === 'data' ? answer.data.status : 'no-data' } };
  };

export const handler = check(theApplications, customsPayment(once(() => customs(theConnection('customs')))));
