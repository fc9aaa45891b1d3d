import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import {
  type AdministrativeProceedings,
  administrativeProceedings,
  type Fines,
} from '../../lib/systems/administrative-proceedings.ts';

/**
 * 4.14: the buyer's administrative fines. If the register has nothing on the buyer, there is no unpaid fine. How many
 * there are, and their sum, is kept for the buyer's eyes only.
 */
export const unpaidFines =
  (register: () => AdministrativeProceedings): Rule<Fines, '4.14'> =>
  async ({ buyer }, asking) => {
    const answer = await register().fines(required(buyer, 'a buyer').iin, asking);
    const unpaid = answer.kind === 'data' ? answer.data.unpaid : [];
    const fines = { count: unpaid.length, total: unpaid.reduce((sum, { amount }) => sum + amount, 0) };
    return {
      answer,
      finding: { outcome: fines.count > 0 ? 'unpaid' : 'none-unpaid', change: () => ({ fines }) },
    };
  };

export const handler = check(
  theApplications,
  unpaidFines(once(() => administrativeProceedings(theConnection('administrative-proceedings')))),
);
