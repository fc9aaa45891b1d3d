import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FunctionName } from '../functions.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { Dashboard } from './dashboard.ts';
import type { DataStack } from './data-stack.ts';
import { Functions } from './functions.ts';
import { Operations } from './operations.ts';
import type { Settings } from './settings.ts';
import { Registration } from './state-machine.ts';

/** What the service is deployed with. */
export interface ServiceStackProps extends StackProps {
  readonly settings: Settings;
  /** The stack that a deployment never replaces: the table and its key. */
  readonly data: DataStack;
  /** The code of a function. */
  readonly code: (name: FunctionName) => lambda.Code;
  /**
   * The moment of synthesis. A pilot that is over by then gets no schedule for its end, since AWS refuses one in the
   * past.
   */
  readonly now: Date;
}

/** Everything that a deployment may replace: functions, the state machine, the API, and what watches over them. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    const { settings, data, code, now, ...rest } = props;
    super(scope, id, { ...rest, description: `Tirkeu, ${settings.stage}: the service` });
    const { key } = data;
    const table = settings.restoredTable
      ? TableV2.fromTableName(this, 'RestoredTable', settings.restoredTable)
      : data.table;
    const functions = new Functions(this, 'Functions', { settings, table, key, code });
    const { stateMachine } = new Registration(this, 'Registration', { settings, functions, key });
    const { restApi } = new Api(this, 'Api', { settings, functions, key });
    const operations = new Operations(this, 'Operations', { settings, functions, stateMachine, now });
    const watched = { settings, key, functions, stateMachine, restApi, table, operations };
    const alarms = new Alarms(this, 'Alarms', watched);
    new Dashboard(this, 'Dashboard', { ...watched, alarms });

    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('ApiUrl', settings.domain ? `https://${settings.domain.name}/` : restApi.url, 'Where the API is called');
    output('StateMachineArn', stateMachine.stateMachineArn, 'The Algorithm');
    output('TableName', table.tableName, 'The applications');
    output('PilotEndFailures', operations.pilotEndFailures.queueUrl, 'Calls at the pilot’s end that failed');
    output('ParkingFailures', operations.parkingFailures.queueUrl, 'Word of failed executions that was not taken in');
  }
}
