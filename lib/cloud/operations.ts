import { Annotations, Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { TimeZone } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FAILED_STATUSES, REDELIVER_EVERY_SECONDS, REDRIVE_EVERY_SECONDS } from '../deployed.ts';
import { parsePilotEnd, pilotIsOpen } from '../domain/pilot.ts';
import { acknowledge } from './acknowledge.ts';
import type { Functions } from './functions.ts';
import type { Settings } from './settings.ts';

/** For how long the call at the pilot's end is retried. */
const PILOT_END_TRIED_FOR = Duration.hours(6);
/** How often EventBridge Scheduler tries to call, with growing pauses. */
const PILOT_END_ATTEMPTS = 100;
/**
 * How often Lambda repeats a call that failed, or that had more to close than fits into one call: the most that Lambda
 * allows.
 */
const FUNCTION_RETRIES = 2;
/** For how long the event of a failed execution is retried. */
const FAILURE_TRIED_FOR = Duration.hours(24);
/** For how long what could not be delivered is kept for the operator: SQS's longest. */
const KEPT_FOR = Duration.days(14);

/**
 * What runs on its own: the end of the pilot, the sweeper of undelivered answers, the redrive of executions that failed
 * long ago, and the parking of those that fail.
 */
export class Operations extends Construct {
  /** The dead-letter queue of the calls at the pilot's end. */
  readonly pilotEndFailures: sqs.Queue;
  /** The dead-letter queue of the events of failed executions. */
  readonly parkingFailures: sqs.Queue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly settings: Settings;
      readonly functions: Functions;
      readonly stateMachine: sfn.IStateMachine;
      /** The moment of synthesis: AWS takes no schedule in the past. */
      readonly now: Date;
    },
  ) {
    super(scope, id);
    const { settings, functions, stateMachine, now } = props;
    this.pilotEndFailures = this.queue('PilotEndFailures');
    this.parkingFailures = this.queue('ParkingFailures');

    const expirePilot = functions.named('expire-pilot');
    expirePilot.configureAsyncInvoke({
      retryAttempts: FUNCTION_RETRIES,
      maxEventAge: PILOT_END_TRIED_FOR,
      onFailure: new destinations.SqsDestination(this.pilotEndFailures),
    });
    this.schedulePilotEnd(expirePilot, settings, now);

    const redeliverEvery = Duration.seconds(REDELIVER_EVERY_SECONDS);
    // The next call is the retry, of the call and of the function; one that has waited for longer is overtaken by it.
    functions.named('redeliver-answers').configureAsyncInvoke({ retryAttempts: 0, maxEventAge: redeliverEvery });
    new scheduler.Schedule(this, 'EachMinute', {
      description: 'Delivers answers again that the state machine is not known to have received',
      schedule: scheduler.ScheduleExpression.rate(redeliverEvery),
      target: new schedulerTargets.LambdaInvoke(functions.named('redeliver-answers'), {
        role: this.callerOf('Sweeper', functions.named('redeliver-answers')),
        retryAttempts: 0,
      }),
    });

    new scheduler.Schedule(this, 'EachDay', {
      description: 'Redrives what failed a week ago, before Step Functions would redrive it no more',
      schedule: scheduler.ScheduleExpression.rate(Duration.seconds(REDRIVE_EVERY_SECONDS)),
      target: new schedulerTargets.LambdaInvoke(functions.named('redrive-suspended'), {
        role: this.callerOf('Redriver', functions.named('redrive-suspended')),
      }),
    });

    new events.Rule(this, 'ExecutionFailed', {
      description: 'An execution failed: a technical fault, never a refusal',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: [...FAILED_STATUSES] },
      },
      targets: [
        new targets.LambdaFunction(functions.named('execution-failed'), {
          deadLetterQueue: this.parkingFailures,
          maxEventAge: FAILURE_TRIED_FOR,
        }),
      ],
    });
    functions.named('execution-failed').configureAsyncInvoke({
      retryAttempts: FUNCTION_RETRIES,
      onFailure: new destinations.SqsDestination(this.parkingFailures),
    });
  }

  private schedulePilotEnd(expirePilot: lambda.Function, settings: Settings, now: Date): void {
    const endsAt = parsePilotEnd(settings.pilotEndsAt);
    if (!pilotIsOpen(now, endsAt)) {
      Annotations.of(this).addWarningV2(
        'tirkeu:pilot-ended',
        `The pilot ended at ${settings.pilotEndsAt}, which is past: nothing is scheduled for it, and the API takes no new application. An amended date is one setting: -c pilotEndsAt=2027-09-01T00:00:00+05:00.`,
      );
      return;
    }
    new scheduler.Schedule(this, 'PilotEnd', {
      description: 'Closes the applications that the buyer has not signed (order, item 5)',
      schedule: scheduler.ScheduleExpression.expression(
        `at(${wallTime(endsAt, settings.timeZone)})`,
        TimeZone.of(settings.timeZone),
      ),
      target: new schedulerTargets.LambdaInvoke(expirePilot, {
        role: this.callerOf('PilotEnd', expirePilot, this.pilotEndFailures),
        retryAttempts: PILOT_END_ATTEMPTS,
        maxEventAge: PILOT_END_TRIED_FOR,
        deadLetterQueue: this.pilotEndFailures,
      }),
    });
  }

  /** A role that may call this function and nothing else, and put what failed into this queue. */
  private callerOf(id: string, called: lambda.IFunction, failures?: sqs.IQueue): iam.IRole {
    const role = new iam.Role(this, `${id}Role`, { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [called.functionArn] }));
    if (failures) {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failures.queueArn] }));
    }
    // What the schedule's target would add itself is the same again, for every version of the function.
    return role.withoutPolicyUpdates();
  }

  /** A queue of failures. What is in it names applications by their identifiers; it holds no personal data. */
  private queue(id: string): sqs.Queue {
    const made = new sqs.Queue(this, id, {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT_FOR,
    });
    acknowledge(made, 'AwsSolutions-SQS3', 'This is the queue of what failed: nothing takes from it but the operator.');
    return made;
  }
}

/**
 * What the clocks of a zone show, in the form that `at(...)` requires: `2026-09-01T00:00:00`. (`at` of the CDK itself
 * writes UTC next to the zone.)
 */
function wallTime(moment: Date, timeZone: string): string {
  // Sweden's way to write a date and a time is ISO 8601's.
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    .format(moment)
    .replace(' ', 'T');
}
