import { systemClock } from './domain/clock.ts';
import { edsVerifierFromEnvironment } from './eds/environment.ts';
import { once } from './environment.ts';
import { count, report } from './middleware/reporting.ts';

/** The judge of signatures that the environment describes. A second opinion that differs is refused, and alarms. */
export const theVerifier = once(() =>
  edsVerifierFromEnvironment(process.env, {
    clock: systemClock,
    onDisagreement: () => {
      report('error', 'The two verifiers of signatures disagree.');
      count('VerifiersDisagree', {});
    },
  }),
);
