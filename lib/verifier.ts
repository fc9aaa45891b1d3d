import { systemClock } from './domain/clock.ts';
import { edsVerifierFromEnvironment } from './eds/environment.ts';
import { once } from './environment.ts';
import { count, report } from './middleware/reporting.ts';

/**
 * The verifier of signatures that the environment describes. Where a second verifier is set up and it disagrees, the
 * signature is rejected and an alarm is raised.
 */
export const theVerifier = once(() =>
  edsVerifierFromEnvironment(process.env, {
    clock: systemClock,
    onDisagreement: () => {
      report('error', 'The two verifiers of signatures disagree.');
      count('VerifiersDisagree', {});
    },
  }),
);
