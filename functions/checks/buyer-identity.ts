import { theApplications, theConnection, theTable } from '../../lib/dependencies.ts';
import { type Clock, systemClock } from '../../lib/domain/clock.ts';
import { once } from '../../lib/environment.ts';
import { check, type Rule, required } from '../../lib/middleware/check.ts';
import { type Probes, probes } from '../../lib/store/probes.ts';
import { type Individuals, individuals, type Person } from '../../lib/systems/individuals.ts';

/**
 * 4.7, and again 4.11: the buyer's current status and personal data. Somebody recorded as dead, missing or lacking legal
 * capacity cannot be a buyer and counts as no data (decision 0001, 7). At 4.7 an IIN without data is counted against
 * probing.
 */
export const buyerIdentity =
  (database: () => Individuals, wrongIins: () => Probes, clock: Clock = systemClock): Rule<Person, '4.7' | '4.11'> =>
  async ({ buyer, seller }, asking) => {
    const answer = await database().person(required(buyer, 'a buyer').iin, asking);
    if (answer.kind === 'data' && answer.data.status === 'active') {
      const { status: _, ...person } = answer.data;
      // As a whole, so that nothing is left of an earlier answer. The phone number comes later (4.16).
      return { answer, finding: { outcome: 'on-record', change: () => ({ buyer: person }) } };
    }
    if (asking.item === '4.7') await wrongIins().add(seller.bin, clock());
    return { answer, finding: { outcome: 'no-data' } };
  };

export const handler = check(
  theApplications,
  buyerIdentity(
    once(() => individuals(theConnection('individuals'))),
    once(() => probes(theTable())),
  ),
);
