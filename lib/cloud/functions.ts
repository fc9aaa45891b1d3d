import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { pascalCase } from '../deployed.ts';
import { SYSTEM_NAMES } from '../domain/systems.ts';
import { PRODUCTION } from '../environment.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../functions.ts';
import { INDEXES } from '../store/table.ts';
import { urlVariable } from '../systems/settings.ts';
import { acknowledge } from './acknowledge.ts';
import { CENTRES_FILE, deployedAt, TRUST_FOLDER } from './bundles.ts';
import { functionLog, stateMachineName } from './names.ts';
import { heldBack, type MachineUse, NEEDS, type Need, type TableAction } from './needs.ts';
import type { Settings } from './settings.ts';

/** The table of applications: the data stack's own, or one that was restored. */
export type TableInUse = Pick<
  dynamodb.TableV2,
  'tableName' | 'tableArn' | 'metric' | 'metricConsumedReadCapacityUnits' | 'metricConsumedWriteCapacityUnits'
>;

/** What the functions are made with. */
export interface FunctionsProps {
  readonly settings: Settings;
  readonly table: TableInUse;
  /** The stage's key: it encrypts the logs, and what functions read from the table and from Step Functions. */
  readonly key: kms.IKey;
  /** The code of a function: its bundle. */
  readonly code: (name: FunctionName) => lambda.Code;
}

/**
 * Every function, with a role, a log and settings of its own. What a function needs (see `NEEDS`) is bound and granted
 * together: no setting without its permission, no permission without its setting.
 */
export class Functions extends Construct {
  private readonly byName: ReadonlyMap<FunctionName, lambda.Function>;
  private readonly props: FunctionsProps;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.props = props;
    const names = FUNCTION_NAMES;
    this.byName = new Map(names.map((name) => [name, this.make(name)]));
  }

  /** The function with this name. */
  named(name: FunctionName): lambda.Function {
    const found = this.byName.get(name);
    if (!found) throw new Error(`There is no function "${name}".`);
    return found;
  }

  /** All functions. */
  get all(): lambda.Function[] {
    return [...this.byName.values()];
  }

  private make(name: FunctionName): lambda.Function {
    const { settings, key, code } = this.props;
    const { timeoutSeconds, memoryMb } = FUNCTIONS[name];
    const need = NEEDS[name];
    const id = pascalCase(name);
    const logGroup = new logs.LogGroup(this, `${id}Log`, {
      logGroupName: functionLog(settings.stage, name),
      retention: settings.logDays,
      encryptionKey: key,
      removalPolicy: settings.stage === PRODUCTION ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const asksSystems = need.systems !== undefined;
    const questions = heldBack().includes(name) ? settings.questionsAtOnce : undefined;
    const made = new lambda.Function(this, id, {
      functionName: `tirkeu-${settings.stage}-${name}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: code(name),
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMb,
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      tracing: lambda.Tracing.ACTIVE,
      environment: { STAGE: settings.stage, NODE_OPTIONS: '--enable-source-maps' },
      ...(questions !== undefined && { reservedConcurrentExecutions: questions }),
      ...((asksSystems || need.paymentKey) && {
        paramsAndSecrets: lambda.ParamsAndSecretsLayerVersion.fromVersion(
          lambda.ParamsAndSecretsVersions.V1_0_103,
          // Rotated secrets are in use five minutes later.
          { secretsManagerTtl: Duration.minutes(5), logLevel: lambda.ParamsAndSecretsLogLevel.WARN },
        ),
      }),
    });
    role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]));
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray takes traces by account: xray:PutTraceSegments and xray:PutTelemetryRecords know no resource.',
    );
    this.bind(made, need);
    return made;
  }

  /** Gives a function the settings for what it needs, and the permissions that go with them. */
  private bind(to: lambda.Function, need: Need): void {
    const { settings } = this.props;
    if (need.table) this.bindTable(to, need.table, need.indexes ?? []);
    if (need.machine) this.bindMachine(to, need.machine);
    for (const system of need.systems ?? []) to.addEnvironment(urlVariable(system), settings.systems[system]);
    if (need.systems) {
      to.addEnvironment('SYSTEMS_TIMEOUT_MS', String(settings.systemsTimeoutMs));
      this.bindSecret(to, 'SYSTEMS_AUTHORIZATION_ID', settings.secrets.systemsAuthorization);
    }
    if (need.paymentKey) this.bindSecret(to, 'PAYMENT_GATEWAY_SECRET_ID', settings.secrets.paymentGateway);
    const environment = {
      ...(need.pilotEnd && { PILOT_ENDS_AT: settings.pilotEndsAt }),
      ...(need.centres && settings.centres !== undefined && { CENTRES_FILE: deployedAt(CENTRES_FILE) }),
      ...(need.tariff && settings.mci !== undefined && { TARIFF_MCI: JSON.stringify(settings.mci) }),
      ...(need.tokens && tokenVariables(settings)),
      ...(need.signatures && signatureVariables(settings)),
    };
    for (const [variable, value] of Object.entries(environment)) to.addEnvironment(variable, value);
  }

  private bindTable(to: lambda.Function, actions: readonly TableAction[], indexes: Need['indexes']): void {
    const { table, key } = this.props;
    to.addEnvironment('TABLE_NAME', table.tableName);
    to.addToRolePolicy(
      allow(
        actions.map((action) => `dynamodb:${action}`),
        [table.tableArn],
      ),
    );
    const indexArns = (indexes ?? []).map((index) => `${table.tableArn}/index/${INDEXES[index].name}`);
    if (indexArns.length > 0) to.addToRolePolicy(allow(['dynamodb:Query'], indexArns));
    // What DynamoDB does with the key in the caller's name:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    this.bindKey(
      to,
      'dynamodb',
      [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:DescribeKey',
      ],
      key,
    );
  }

  private bindMachine(to: lambda.Function, use: MachineUse): void {
    const stack = Stack.of(this);
    // By its name, since the state machine itself depends on functions.
    const arn = (resource: string, name: string) =>
      stack.formatArn({ service: 'states', resource, resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const name = stateMachineName(this.props.settings.stage);
    const machine = arn('stateMachine', name);
    to.addEnvironment('STATE_MACHINE_ARN', machine);
    const { ofMachine, ofExecutions } = MACHINE_ACTIONS[use];
    if (ofMachine.length > 0) to.addToRolePolicy(allow([...ofMachine], [machine]));
    if (ofExecutions.length > 0) {
      to.addToRolePolicy(allow([...ofExecutions], [arn('execution', `${name}:*`)])); // One an application: their names are not known before.
      acknowledge(
        to.role,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:${stack.region}:<AWS::AccountId>:execution:${name}:*]`,
        'Executions are named by their applications: which it will be is not known before.',
      );
    }
    this.bindKey(to, 'states', ['kms:Decrypt', 'kms:GenerateDataKey'], this.props.key);
  }

  /** Lets a function use the key, but only through one service. */
  private bindKey(to: lambda.Function, service: string, actions: string[], key: kms.IKey): void {
    to.addToRolePolicy(
      allow(actions, [key.keyArn], {
        StringEquals: { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` },
      }),
    );
  }

  /** Sets the name of a secret; its value is read when it is needed, and is kept nowhere else. */
  private bindSecret(to: lambda.Function, variable: string, name: string): void {
    const secret = secretsmanager.Secret.fromSecretNameV2(to, variable, name);
    to.addEnvironment(variable, name);
    to.addToRolePolicy(allow(['secretsmanager:GetSecretValue'], [`${secret.secretArn}-??????`])); // Secrets Manager ends every ARN in six characters of its own.
    this.bindKey(to, 'secretsmanager', ['kms:Decrypt'], this.props.key);
  }
}

const ANSWERS = ['states:SendTaskSuccess', 'states:SendTaskFailure'] as const;

/** The permissions that each use of the state machine needs. */
const MACHINE_ACTIONS: Readonly<
  Record<MachineUse, { readonly ofMachine: readonly string[]; readonly ofExecutions: readonly string[] }>
> = {
  answers: { ofMachine: ANSWERS, ofExecutions: [] },
  all: {
    ofMachine: [...ANSWERS, 'states:StartExecution'],
    ofExecutions: ['states:DescribeExecution', 'states:RedriveExecution'],
  },
  redrives: { ofMachine: ['states:ListExecutions'], ofExecutions: ['states:RedriveExecution'] },
  status: { ofMachine: [], ofExecutions: ['states:DescribeExecution'] },
};

const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) =>
  new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });

function tokenVariables({ token: { issuer, audience, jwksUrl, claims } }: Settings): Record<string, string> {
  return {
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: audience,
    TOKEN_JWKS_URL: jwksUrl,
    ...Object.fromEntries(Object.entries(claims).map(([name, claim]) => [`TOKEN_CLAIM_${name.toUpperCase()}`, claim])),
  };
}

function signatureVariables({ eds }: Settings): Record<string, string> {
  const minutes = {
    EDS_OCSP_MAX_AGE_MINUTES: eds.ocspMaxAgeMinutes,
    EDS_CRL_MAX_AGE_MINUTES: eds.crlMaxAgeMinutes,
    EDS_CRL_REFRESH_MINUTES: eds.crlRefreshMinutes,
  };
  const set = Object.entries(minutes).filter(([, value]) => value !== undefined);
  return {
    EDS_TRUST: deployedAt(TRUST_FOLDER),
    EDS_REVOCATION: JSON.stringify(eds.revocation),
    ...(eds.ncanodeUrl !== undefined && { EDS_NCANODE_URL: eds.ncanodeUrl }),
    ...Object.fromEntries(set.map(([name, value]) => [name, String(value)])),
  };
}

/** For each state system, the functions that ask it. */
export function askers(): { system: (typeof SYSTEM_NAMES)[number]; names: FunctionName[] }[] {
  return SYSTEM_NAMES.map((system) => ({
    system,
    names: FUNCTION_NAMES.filter((name) => NEEDS[name].systems?.includes(system)),
  }));
}
