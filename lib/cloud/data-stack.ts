import { ArnFormat, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { INDEXES, projectedAttributes, TIME_TO_LIVE_ATTRIBUTE } from '../store/table.ts';
import { logGroupNames } from './names.ts';
import type { Settings } from './settings.ts';

/** For how long the deletion of the key can be taken back. */
const KEY_PENDING_WINDOW = Duration.days(30);
/** How far back the table can be restored, in days: DynamoDB's longest. */
const RECOVERY_DAYS = 35;

/**
 * What must outlive any deployment: the table of applications and the key that encrypts it. Both stay when the stack is
 * deleted.
 */
export class DataStack extends Stack {
  /** The stage's customer-managed key: the table, executions, logs and alarms are encrypted with it. */
  readonly key: kms.Key;
  /** The one table: on demand, with point-in-time recovery and protected from deletion. */
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    const { settings, ...rest } = props;
    super(scope, id, { ...rest, description: `Tirkeu, ${settings.stage}: applications and their key` });

    this.key = new kms.Key(this, 'Key', {
      alias: `alias/tirkeu-${settings.stage}`,
      description: `Tirkeu, ${settings.stage}: applications, executions, logs, alarms`,
      enableKeyRotation: true,
      pendingWindow: KEY_PENDING_WINDOW,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.letServicesUseKey(settings);

    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: stringAttribute('pk'),
      sortKey: stringAttribute('sk'),
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(this.key),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY_DAYS,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: TIME_TO_LIVE_ATTRIBUTE,
      globalSecondaryIndexes: Object.values(INDEXES).map((index) => ({
        indexName: index.name,
        partitionKey: stringAttribute(index.partition),
        sortKey: stringAttribute(index.sort),
        projectionType: dynamodb.ProjectionType.INCLUDE,
        nonKeyAttributes: projectedAttributes(index),
      })),
    });
    // Exported even while the service has a restored table: CloudFormation takes back no export that a deployed service
    // still imports, and this stack is deployed before it.
    this.exportValue(this.table.tableName);
    this.exportValue(this.table.tableArn);
  }

  /**
   * Lets the services that encrypt for us use the key, each only for what belongs to this stage. Roles are granted
   * their use in their own policies.
   */
  private letServicesUseKey({ stage }: Settings): void {
    const allow = (service: string, actions: string[], conditions: Record<string, Record<string, string | string[]>>) =>
      this.key.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal(service)],
          actions,
          resources: ['*'], // In a key's own policy this is the key.
          conditions,
        }),
      );
    const ours = { StringEquals: { 'aws:SourceAccount': this.account } };
    const arn = (service: string, resource: string, resourceName: string) =>
      this.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const logGroups = logGroupNames(stage).map((name) => arn('logs', 'log-group', name));

    allow(
      `logs.${this.region}.amazonaws.com`,
      ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    );
    // An encrypted state machine's log is delivered by CloudWatch Logs, which reads what it delivers. What is on its way
    // is encrypted under the context of logs, not that of the state machine:
    // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    allow('delivery.logs.amazonaws.com', ['kms:Decrypt'], {
      StringLike: {
        'kms:EncryptionContext:SourceArn': this.formatArn({
          service: 'logs',
          resource: '*',
          arnFormat: ArnFormat.NO_RESOURCE_NAME,
        }),
      },
    });
    allow('cloudwatch.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], ours);
  }
}

const stringAttribute = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
