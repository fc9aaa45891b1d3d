import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { placeholdersOf } from '../deployed.ts';
import { PRODUCTION } from '../environment.ts';
import { acknowledge } from './acknowledge.ts';
import { ROOT } from './bundles.ts';
import type { Functions } from './functions.ts';
import { stateMachineLog, stateMachineName } from './names.ts';
import type { Settings } from './settings.ts';

/** The Algorithm as it is deployed, from the project's root. */
const DEFINITION = 'statemachine/registration.asl.json';

/**
 * The Algorithm as a state machine: the same definition that runs on one machine, with its placeholders filled with
 * this deployment's functions and waits.
 */
export class Registration extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly settings: Settings; readonly functions: Functions; readonly key: kms.IKey },
  ) {
    super(scope, id);
    const { settings, functions, key } = props;
    const definition = readFileSync(join(ROOT, DEFINITION), 'utf8');
    const { functions: called, waits } = placeholdersOf(definition);

    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [...called.values()].map((name) => functions.named(name).functionArn),
      }),
    );
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName: stateMachineName(settings.stage),
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(JSON.parse(definition))),
      definitionSubstitutions: Object.fromEntries([
        ...[...called].map(([placeholder, name]) => [placeholder, functions.named(name).functionArn]),
        ...[...waits].map(([placeholder, action]) => [placeholder, String(settings.waitSeconds[action])]),
      ]),
      role,
      tracingEnabled: true,
      // By its ARN: to a key that it knows, the CDK would add that the delivery of logs may decrypt anything. The data
      // stack allows what the delivery needs.
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(
        kms.Key.fromKeyArn(this, 'Key', key.keyArn),
      ),
      logs: {
        destination: new logs.LogGroup(this, 'Log', {
          logGroupName: stateMachineLog(settings.stage),
          retention: settings.logDays,
          encryptionKey: key,
          removalPolicy: settings.stage === PRODUCTION ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and the delivery of logs know no resource: xray:Put*, xray:GetSampling*, logs:*LogDelivery and the log resource policies work by account.',
    );
  }
}
