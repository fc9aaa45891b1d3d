import { Duration, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { pascalCase } from '../deployed.ts';
import { FUNCTION_NAMES } from '../functions.ts';
import { askers, type Functions, type TableInUse } from './functions.ts';
import { counted, sumOf } from './metrics.ts';
import { isOfApi } from './needs.ts';
import type { Operations } from './operations.ts';
import type { Settings } from './settings.ts';

/** The thresholds beyond which somebody has to be woken. */
const LIMITS = {
  /** Unanswered questions to one state system in 15 minutes. Each is retried, so fewer are normal. */
  noAnswers: 10,
  /** Server errors of the API in 5 minutes. */
  serverErrors: 5,
  /** How long the start of an application may take in 95 of 100 cases, in milliseconds. */
  startMs: 3_000,
  /** Runs of the sweeper in 5 minutes in which something could not be delivered. */
  undeliveredRuns: 3,
} as const;

/** What the alarms watch. */
export interface Watched {
  readonly settings: Settings;
  readonly key: kms.IKey;
  readonly functions: Functions;
  readonly stateMachine: sfn.IStateMachine;
  readonly restApi: apigateway.RestApi;
  readonly table: TableInUse;
  readonly operations: Operations;
}

/** An alarm's text: whom it hurts, and what to do. Numbers refer to docs/operations.md. */
interface AlarmText {
  readonly hurt: string;
  readonly act: string;
}

/** The alarms of a stage, and the topic that tells the people on duty. */
export class Alarms extends Construct {
  /** Every alarm, for the dashboard. */
  readonly all: readonly cloudwatch.Alarm[];
  private readonly made: cloudwatch.Alarm[] = [];
  private readonly stage: string;
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { settings, key } = watched;
    this.stage = settings.stage;
    const topic = new sns.Topic(this, 'Topic', {
      topicName: `tirkeu-${settings.stage}-alarms`,
      displayName: `Tirkeu ${settings.stage}`,
      masterKey: key,
      enforceSSL: true,
    });
    // A policy of its own, which enforcing TLS makes, takes the place of the one by which the account's alarms may publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const recipient of settings.alarmRecipients) topic.addSubscription(new EmailSubscription(recipient));
    this.action = new SnsAction(topic);
    this.watchApplications(watched);
    this.watchSystems();
    this.watchOperations(watched);
    this.watchRedrive(watched);
    this.watchApi(watched);
    this.all = this.made;
  }

  private watchApplications({ stateMachine }: Watched): void {
    const fiveMinutes = { period: Duration.minutes(5) };
    this.raise('ApplicationsSuspended', {
      metric: sumOf(
        [
          stateMachine.metricFailed(fiveMinutes),
          stateMachine.metricTimedOut(fiveMinutes),
          stateMachine.metricAborted(fiveMinutes),
        ],
        'Failed executions',
      ),
      threshold: 1,
      text: {
        hurt: 'Sellers and buyers whose applications stand still as suspended. Nobody was refused.',
        act: 'Find the cause and redrive them: docs/operations.md, 4 "Suspended applications".',
      },
    });
    this.raise('RefundsDue', {
      metric: counted('RefundsDue', {}),
      threshold: 1,
      text: {
        hurt: 'Buyers who have paid for a registration that they did not get.',
        act: 'Have their payments given back: docs/operations.md, 12 "Refunds".',
      },
    });
    this.raise('VerifiersDisagree', {
      metric: counted('VerifiersDisagree', {}),
      threshold: 1,
      text: {
        hurt: 'A seller or buyer whose signature one verifier accepts and the other rejects; it was turned away.',
        act: 'Compare both judgements of the certificate before anything else is trusted: docs/eds.md, "How it is judged".',
      },
    });
  }

  private watchSystems(): void {
    for (const { system } of askers()) {
      this.raise(`NoAnswers${pascalCase(system)}`, {
        metric: counted('NoAnswers', { system }, { period: Duration.minutes(15) }),
        threshold: LIMITS.noAnswers,
        text: {
          hurt: `Everybody whose application has come to "${system}": it waits, and is tried again for about six hours.`,
          act: `Call the duty officer of "${system}"; then docs/operations.md, 3 "A state system is down".`,
        },
      });
    }
  }

  private watchOperations({ functions, operations }: Watched): void {
    this.raise('PilotEndFailed', {
      metric: operations.pilotEndFailures.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      text: {
        hurt: 'Buyers who have not signed: their applications are still open after the end of the pilot.',
        act: 'Close them by calling expire-pilot: docs/operations.md, 9 "Close the pilot".',
      },
    });
    this.raise('ParkingFailed', {
      metric: operations.parkingFailures.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      text: {
        hurt: 'People whose applications have failed and are not shown as suspended: they seem to go on.',
        act: 'Redrive the executions that the queue names: docs/operations.md, 4 "Suspended applications".',
      },
    });
    const sweeper = functions.named('redeliver-answers');
    this.raise('SweeperStopped', {
      metric: sweeper.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      below: true,
      text: {
        hurt: 'People whose answers were written but have not reached the Algorithm: they wait in vain.',
        act: 'Look at the schedule and at the errors of redeliver-answers: docs/operations.md, 5 "The sweeper".',
      },
    });
    this.raise('AnswersNotDelivered', {
      metric: sumOf(
        [counted('Redelivered', { outcome: 'some-failed' }), sweeper.metricErrors({ period: Duration.minutes(5) })],
        'Runs with a failure',
      ),
      threshold: LIMITS.undeliveredRuns,
      text: {
        hurt: 'People whose answers were written but do not reach the Algorithm, again and again.',
        act: 'Look at what redeliver-answers logs: docs/operations.md, 5 "The sweeper".',
      },
    });
  }

  /**
   * The daily redrive: the last safeguard before the 14 days are over after which an execution can no longer continue.
   */
  private watchRedrive({ functions }: Watched): void {
    const redriver = functions.named('redrive-suspended');
    // By the hour: a run that fails each day raises the alarm anew, since it has been over in between.
    const anHour = { period: Duration.hours(1) };
    const text = {
      hurt: 'People whose applications stand still as suspended: 14 days after the failure they can no longer continue.',
      act: 'Redrive them by hand, and see why it is not done: docs/operations.md, 4 "Suspended applications".',
    };
    this.raise('RedriveFailed', {
      metric: sumOf(
        [counted('Redriven', { outcome: 'some-failed' }, anHour), redriver.metricErrors(anHour)],
        'Runs with a failure',
        anHour.period,
      ),
      threshold: 1,
      text,
    });
    this.raise('RedriveStopped', {
      metric: redriver.metricInvocations({ period: Duration.days(1) }),
      threshold: 1,
      below: true,
      periods: 2,
      text,
    });
  }

  private watchApi({ restApi, table, functions, settings }: Watched): void {
    const stage = restApi.deploymentStage;
    this.raise('ApiServerErrors', {
      metric: stage.metricServerError({ period: Duration.minutes(5) }),
      threshold: LIMITS.serverErrors,
      text: {
        hurt: 'Sellers, buyers and officers whose requests end in an error of ours.',
        act: 'Find the route on the dashboard and the error in its function’s log: docs/operations.md, 6 "The API fails".',
      },
    });
    this.raise('StartSlow', {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/ApiGateway',
        metricName: 'Latency',
        dimensionsMap: {
          ApiName: restApi.restApiName,
          Stage: stage.stageName,
          Resource: '/seller/applications',
          Method: 'POST',
        },
        statistic: 'p95',
        period: Duration.minutes(5),
      }),
      threshold: LIMITS.startMs,
      periods: 3,
      text: {
        hurt: 'Sellers, who wait for seconds to start an application.',
        act: 'Look for throttling and cold starts on the dashboard: docs/operations.md, 6 "The API fails".',
      },
    });
    this.raise('FunctionsThrottled', {
      metric: sumOf(
        FUNCTION_NAMES.filter(isOfApi).map((name) =>
          functions.named(name).metricThrottles({ period: Duration.minutes(5) }),
        ),
        'Throttled calls',
      ),
      threshold: 1,
      text: {
        hurt: 'Everybody who calls the API: some requests are turned away for want of Lambda concurrency.',
        act: `Ask AWS for more concurrency in ${settings.region}: docs/operations.md, 6 "The API fails".`,
      },
    });
    this.raise('TableThrottled', {
      metric: sumOf(
        (['GetItem', 'PutItem', 'Query'] as const).map((operation) =>
          table.metric('ThrottledRequests', {
            dimensionsMap: { TableName: table.tableName, Operation: operation },
            statistic: cloudwatch.Stats.SUM,
            period: Duration.minutes(5),
          }),
        ),
        'Throttled requests',
      ),
      threshold: 10,
      text: {
        hurt: 'Everybody: reads and writes of applications are put off, and some requests end in an error.',
        act: 'Look for one application or list that is asked for over and over: docs/operations.md, 6 "The API fails".',
      },
    });
  }

  private raise(
    id: string,
    alarm: {
      readonly metric: cloudwatch.IMetric;
      readonly threshold: number;
      readonly below?: true;
      /** Of how many periods each has to be beyond the threshold. */
      readonly periods?: number;
      readonly text: AlarmText;
    },
  ): void {
    const { metric, threshold, below, periods = 1, text } = alarm;
    const made = new cloudwatch.Alarm(this, id, {
      alarmName: `tirkeu-${this.stage}-${id}`,
      alarmDescription: `Hurt: ${text.hurt} Do: ${text.act}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    made.addAlarmAction(this.action);
    made.addOkAction(this.action);
    this.made.push(made);
  }
}
