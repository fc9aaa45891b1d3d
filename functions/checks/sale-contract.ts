import { theApplications, theConnection, theTable } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type Probes, probes } from '../../lib/store/probes.ts';
import { type SaleContract, type SaleContracts, saleContracts } from '../../lib/systems/sale-contracts.ts';

/**
 * 4.8, and again 4.13: the contract of this seller with this buyer for this vehicle, from the electronic signing
 * systems. At 4.8 an IIN without a contract is counted against probing, like one without data at 4.7: a seller who
 * sells a person nothing has no business finding out whether the person exists.
 */
export const saleContract =
  (
    system: () => SaleContracts,
    wrongIins: () => Probes,
    clock: Clock = systemClock,
  ): Rule<SaleContract, '4.8' | '4.13'> =>
  async ({ seller, buyer, vehicle }, asking) => {
    const parties = {
      seller: seller.bin,
      buyer: required(buyer, 'a buyer').iin,
      vin: required(vehicle, 'a vehicle').vin,
    };
    const answer = await system().contract(parties, asking);
    if (answer.kind === 'no-data') {
      if (asking.item === '4.8') await wrongIins().add(seller.bin, clock());
      return { answer, finding: { outcome: 'no-data' } };
    }
    const { id, signedAt } = answer.data;
    return { answer, finding: { outcome: 'on-record', change: () => ({ contract: { id, signedAt } }) } };
  };

export const handler = check(
  theApplications,
  saleContract(
    once(() => saleContracts(theConnection('sale-contracts'))),
    once(() => probes(theTable())),
  ),
);
