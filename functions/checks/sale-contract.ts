import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type SaleContract, type SaleContracts, saleContracts } from '../../lib/systems/sale-contracts.ts';

/** 4.8, and again 4.13: the contract of this seller with this buyer over this vehicle, from the electronic signing systems. */
export const saleContract =
  (system: () => SaleContracts): Rule<SaleContract> =>
  async ({ seller, buyer, vehicle }, asking) => {
    const parties = {
      seller: seller.bin,
      buyer: required(buyer, 'a buyer').iin,
      vin: required(vehicle, 'a vehicle').vin,
    };
    const answer = await system().contract(parties, asking);
    if (answer.kind === 'no-data') return { answer, finding: { outcome: 'no-data' } };
    const { id, signedAt } = answer.data;
    return { answer, finding: { outcome: 'on-record', change: () => ({ contract: { id, signedAt } }) } };
  };

export const handler = check(theApplications, saleContract(once(() => saleContracts(theConnection('sale-contracts')))));
