import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { buyerHasSigned } from '../../lib/domain/lifecycle.ts';
import { sellsVehicles } from '../../lib/domain/oked.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule } from '../../lib/middleware/check.ts';
import { ApplicationSigned } from '../../lib/middleware/task.ts';
import { type BusinessRegister, businessRegister, type Entity } from '../../lib/systems/business-register.ts';

/**
 * 4.1: the seller's activity by the classifier of economic activities (OKED). An entity that the register does not know
 * sells nothing. Every execution begins here, also one that only continues with a signed application.
 */
export const sellerActivity =
  (register: () => BusinessRegister): Rule<Entity, '4.1'> =>
  async (application, asking) => {
    const { seller } = application;
    if (buyerHasSigned(application)) throw new ApplicationSigned('The application has come beyond 4.18.');
    const answer = await register().entity(seller.bin, asking);
    if (answer.kind === 'no-data') return { answer, finding: { outcome: 'no-data' } };
    const { name, oked } = answer.data;
    return {
      answer,
      finding: {
        outcome: sellsVehicles(oked) ? 'sells-vehicles' : 'other-activity',
        change: (current) => ({ seller: { ...current.seller, name } }),
      },
    };
  };

export const handler = check(
  theApplications,
  sellerActivity(once(() => businessRegister(theConnection('business-register')))),
);
