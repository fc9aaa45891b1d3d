import { theApplications, theConnection } from '../../lib/dependencies.ts';
import { mobilePhone } from '../../lib/domain/phone.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type MobileCitizens, mobileCitizens, type RegisteredPhone } from '../../lib/systems/mobile-citizens.ts';

/** 4.16: the phone number that the database of mobile citizens has for the buyer. */
export const registeredPhone =
  (database: () => MobileCitizens): Rule<RegisteredPhone, '4.16'> =>
  async (application, asking) => {
    const buyer = required(application.buyer, 'a buyer');
    const answer = await database().phone(buyer.iin, asking);
    // Read in the same way as the buyer's own entry. A registered number that is not a mobile one counts as none.
    const phone = answer.kind === 'data' ? mobilePhone(answer.data.phone) : undefined;
    if (!phone) return { answer, finding: { outcome: 'no-data' } };
    return {
      answer,
      finding: { outcome: 'registered', change: (current) => ({ buyer: { ...buyer, ...current.buyer, phone } }) },
    };
  };

export const handler = check(
  theApplications,
  registeredPhone(once(() => mobileCitizens(theConnection('mobile-citizens')))),
);
