import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { FUNCTION_NAMES, FUNCTIONS } from '../functions.ts';
import type { Alarms, Watched } from './alarms.ts';
import { askers } from './functions.ts';
import { counted, countedBy, sumOf } from './metrics.ts';
import { functionLog } from './names.ts';

const HALF = { width: 12, height: 6 } as const;
const WHOLE = { width: 24, height: 6 } as const;
const HOUR = { period: Duration.hours(1) } as const;

/** The tasks of the Algorithm. Their logs together show which item each application has reached. */
const TASKS = FUNCTION_NAMES.filter(
  (name) => /^functions\/(checks|tasks)\//.test(FUNCTIONS[name].entry) || name === 'execution-failed',
);

/**
 * What the logs show of where applications are: the last line of each. An application that waits has no metric of its
 * own, since nothing happens while it waits.
 */
const LAST_WORDS = [
  'filter ispresent(applicationId)',
  'stats latest(message) as last, latest(outcome) as what, max(@timestamp) as since by applicationId',
] as const;

/** The dashboard from which an operator runs the pilot: from what people wait for down to what it costs. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched & { readonly alarms: Alarms }) {
    super(scope, id);
    const { settings, alarms } = watched;
    const taskLogs = TASKS.map((name) => functionLog(settings.stage, name));
    const waits = (title: string, ...lines: string[]) =>
      new cloudwatch.LogQueryWidget({
        ...HALF,
        title,
        logGroupNames: taskLogs,
        queryLines: [...LAST_WORDS, ...lines],
        view: cloudwatch.LogQueryVisualizationType.TABLE,
      });
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `tirkeu-${settings.stage}`,
      defaultInterval: Duration.days(1),
    });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ ...WHOLE, height: 4, title: 'Alarms', alarms: [...alarms.all] }),
    );
    dashboard.addWidgets(
      waits(
        'Applications by what they wait for (over the time chosen above)',
        'filter last in ["Waiting.", "An execution has failed.", "Waits for a state system."]',
        'stats count(*) as applications, min(since) as oldest by last, what',
        'sort applications desc',
      ),
      waits(
        'The oldest waits',
        'filter last = "Waiting."',
        'sort since asc',
        'limit 20',
        'display applicationId, what, since',
      ),
    );
    dashboard.addWidgets(
      graph('Endings, refusals by item', [countedBy('Endings', 'ending')]),
      graph('Applications started and suspended', [
        counted('Started', {}, { label: 'started' }),
        countedBy('Suspended', 'suspended'),
      ]),
    );
    dashboard.addWidgets(
      graph('State systems: answers', [countedBy('Answers', 'answers')]),
      graph('State systems: no answers', [countedBy('NoAnswers', 'no answers')]),
    );
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        ...WHOLE,
        title: 'State systems: 95 of 100 answers take less than',
        left: askers().map(({ system }) => counted('AnswerTime', { system }, { statistic: 'p95', label: system })),
        leftYAxis: { min: 0, label: 'ms', showUnits: false },
      }),
    );
    this.addService(dashboard, watched);
    this.addCosts(dashboard, watched);
  }

  private addService(dashboard: cloudwatch.Dashboard, watched: Watched): void {
    const { restApi, stateMachine, operations, functions } = watched;
    const stage = restApi.deploymentStage;
    dashboard.addWidgets(
      graph('API: requests and errors', [
        stage.metricCount({ label: 'requests' }),
        stage.metricClientError({ label: '4xx' }),
        stage.metricServerError({ label: '5xx' }),
        countedBy('ServerErrors', 'our errors'),
      ]),
      graph('API: latency (reads may wait up to 20 s for a change)', [
        stage.metricLatency({ statistic: 'p50', label: 'p50' }),
        stage.metricLatency({ statistic: 'p95', label: 'p95' }),
        stage.metricIntegrationLatency({ statistic: 'p95', label: 'functions p95' }),
      ]),
    );
    dashboard.addWidgets(
      graph('Executions', [
        stateMachine.metricStarted({ label: 'started' }),
        stateMachine.metricSucceeded({ label: 'ended' }),
        stateMachine.metricFailed({ label: 'failed' }),
        stateMachine.metricTimedOut({ label: 'timed out' }),
        stateMachine.metricAborted({ label: 'aborted' }),
      ]),
      graph('Queues of what failed; answers delivered again', [
        operations.pilotEndFailures.metricApproximateNumberOfMessagesVisible({ label: 'end of the pilot' }),
        operations.parkingFailures.metricApproximateNumberOfMessagesVisible({ label: 'failed executions' }),
        countedBy('Redelivered', 'redelivered'),
        countedBy('Redriven', 'redriven'),
      ]),
    );
    dashboard.addWidgets(
      graph(
        'Functions: errors',
        functions.all.map((one) => one.metricErrors({ label: one.node.id })),
      ),
      graph(
        'Functions: throttled calls',
        functions.all.map((one) => one.metricThrottles({ label: one.node.id })),
      ),
    );
  }

  private addCosts(dashboard: cloudwatch.Dashboard, { settings, stateMachine, table, functions, restApi }: Watched) {
    const logBytes = [...TASKS, 'seller', 'buyer'].map(
      (name) =>
        new cloudwatch.Metric({
          namespace: 'AWS/Logs',
          metricName: 'IncomingBytes',
          dimensionsMap: { LogGroupName: functionLog(settings.stage, name) },
          statistic: cloudwatch.Stats.SUM,
          ...HOUR,
        }),
    );
    dashboard.addWidgets(
      graph('Cost: transitions are billed by each state entered', [
        stateMachine.metric('ExecutionsStarted', { statistic: 'Sum', label: 'executions', ...HOUR }),
        sumOf(
          functions.all.map((one) => one.metricInvocations(HOUR)),
          'function calls',
          Duration.hours(1),
        ),
        restApi.deploymentStage.metricCount({ label: 'API calls', ...HOUR }),
      ]),
      graph('Cost: units of the table, bytes of logs', [
        table.metricConsumedReadCapacityUnits({ label: 'read units', ...HOUR }),
        table.metricConsumedWriteCapacityUnits({ label: 'write units', ...HOUR }),
        sumOf(logBytes, 'log bytes', Duration.hours(1)),
      ]),
    );
  }
}

const graph = (title: string, left: cloudwatch.IMetric[]) =>
  new cloudwatch.GraphWidget({ ...HALF, title, left, leftYAxis: { min: 0 } });
