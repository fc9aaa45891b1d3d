import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Takes responsibility for one finding of cdk-nag on exactly one construct.
 *
 * @param finding the rule with its finding, as cdk-nag reports it
 * @param reason why the finding is right as it is; the validation report shows it
 */
export function acknowledge(construct: IConstruct | undefined, finding: string, reason: string): void {
  if (construct) Validations.of(construct).acknowledge({ id: finding, reason });
}
