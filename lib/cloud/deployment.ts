import { type App, Tags, Validations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { pascalCase } from '../deployed.ts';
import type { FunctionName } from '../functions.ts';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';
import type { Settings } from './settings.ts';

/** The two stacks of a stage: what stays, and what may be replaced. */
export interface Deployment {
  readonly data: DataStack;
  readonly service: ServiceStack;
}

/**
 * Defines a stage: what stays (the data) and what may be replaced (the service), both checked by cdk-nag.
 *
 * @param code the code of a function
 * @param now the moment of synthesis
 */
export function deployment(
  app: App,
  settings: Settings,
  code: (name: FunctionName) => lambda.Code,
  now: Date,
): Deployment {
  const name = `Tirkeu${pascalCase(settings.stage)}`;
  // The account is whichever the deployment is made with.
  const common = { settings, env: { region: settings.region } };
  const data = new DataStack(app, `${name}Data`, { ...common, terminationProtection: true });
  const service = new ServiceStack(app, `${name}Service`, { ...common, data, code, now });
  Tags.of(app).add('service', 'tirkeu');
  Tags.of(app).add('stage', settings.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, service };
}
