import { connect } from 'node:net';
import * as sfn from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DrivenClock } from '../../../local/step-functions/conformance/driven-clock.ts';
import { type StepFunctions, startStepFunctions } from '../../../local/step-functions/server.ts';
import { INVOKE_WITH_TOKEN, machineOf, ROLE_ARN, rest } from './support.ts';

const CALLBACK = machineOf('Await', {
  Await: {
    Type: 'Task',
    Resource: INVOKE_WITH_TOKEN,
    Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
    End: true,
  },
});
const FAIL = machineOf('Fail', { Fail: { Type: 'Fail', Error: 'E', Cause: 'C' } });

let served: StepFunctions;
let client: sfn.SFNClient;
let tokens: string[];
const clock = new DrivenClock();

beforeEach(async () => {
  tokens = [];
  served = await startStepFunctions({
    ...{ database: ':memory:', clock, port: 0 },
    invoke: async (_, payload) => {
      tokens.push(String(payload));
      return { payload: null };
    },
  });
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  client = new sfn.SFNClient({ endpoint: served.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

const create = async (definition: string, name = 'm') => {
  const { stateMachineArn } = await client.send(
    new sfn.CreateStateMachineCommand({ name, definition, roleArn: ROLE_ARN }),
  );
  return stateMachineArn ?? '';
};
const startNamed = async (stateMachineArn: string, name: string, input = '{}') => {
  const { executionArn } = await client.send(new sfn.StartExecutionCommand({ stateMachineArn, name, input }));
  await rest(served.engine);
  return executionArn ?? '';
};

describe('the AWS SDK’s own client', () => {
  it('makes, describes, lists, updates and deletes state machines', async () => {
    const stateMachineArn = await create(FAIL);
    await create(CALLBACK, 'other');
    const described = await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      ...{ stateMachineArn, name: 'm', definition: FAIL, roleArn: ROLE_ARN, status: 'ACTIVE', type: 'STANDARD' },
      creationDate: new Date(clock.now()),
    });
    const { revisionId } = await client.send(
      new sfn.UpdateStateMachineCommand({ stateMachineArn, definition: CALLBACK }),
    );
    expect(await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      definition: CALLBACK,
      revisionId,
    });
    const update = (settings: object) =>
      client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn, ...settings }));
    expect((await update({ loggingConfiguration: { level: 'OFF' } })).revisionId).toBe(revisionId);
    await expect(update({})).rejects.toBeInstanceOf(sfn.MissingRequiredParameter);
    const first = await client.send(new sfn.ListStateMachinesCommand({ maxResults: 1 }));
    const second = await client.send(new sfn.ListStateMachinesCommand({ maxResults: 1, nextToken: first.nextToken }));
    expect([first, second].flatMap(({ stateMachines }) => stateMachines?.map(({ name }) => name))).toEqual([
      'm',
      'other',
    ]);
    expect(second.nextToken).toBeUndefined();
    await client.send(new sfn.DeleteStateMachineCommand({ stateMachineArn }));
    await expect(client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }))).rejects.toBeInstanceOf(
      sfn.StateMachineDoesNotExist,
    );
  });

  it('starts an execution, answers its token and reads what became of it', async () => {
    const stateMachineArn = await create(CALLBACK);
    const executionArn = await startNamed(stateMachineArn, 'e', '{"a":1}');
    const [taskToken = ''] = tokens;
    await client.send(new sfn.SendTaskHeartbeatCommand({ taskToken }));
    await client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }));
    expect(await client.send(new sfn.DescribeExecutionCommand({ executionArn }))).toMatchObject({
      ...{ executionArn, stateMachineArn, name: 'e', status: 'SUCCEEDED', input: '{"a":1}', output: '{"b":2}' },
      ...{ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' },
      stopDate: new Date(clock.now()),
    });
    expect(await client.send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn }))).toMatchObject({
      definition: CALLBACK,
      name: 'm',
    });
    await expect(client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toBeInstanceOf(
      sfn.TaskTimedOut,
    );
    await expect(client.send(new sfn.SendTaskFailureCommand({ taskToken: 'x' }))).rejects.toBeInstanceOf(
      sfn.InvalidToken,
    );
  });

  it('starts an execution once a name, fails its task, and finds it again among others', async () => {
    const stateMachineArn = await create(CALLBACK);
    const executionArn = await startNamed(stateMachineArn, 'e', '{"a":1}');
    expect(await startNamed(stateMachineArn, 'e', '{"a":1}')).toBe(executionArn);
    await startNamed(stateMachineArn, 'f');
    await client.send(new sfn.SendTaskFailureCommand({ taskToken: tokens[0] ?? '', error: 'E', cause: 'C' }));
    expect(await client.send(new sfn.DescribeExecutionCommand({ executionArn }))).toMatchObject({
      ...{ status: 'FAILED', error: 'E', cause: 'C', redriveStatus: 'REDRIVABLE' },
    });
    await client.send(new sfn.RedriveExecutionCommand({ executionArn }));
    const names = async (filter: Partial<sfn.ListExecutionsCommandInput>) => {
      const pages = sfn.paginateListExecutions({ client, pageSize: 1 }, { stateMachineArn, ...filter });
      const found: (string | undefined)[] = [];
      for await (const { executions } of pages) found.push(...(executions?.map(({ name }) => name) ?? []));
      return found;
    };
    expect(await names({})).toEqual(['f', 'e']);
    expect(await names({ redriveFilter: 'REDRIVEN' })).toEqual(['e']);
    expect(await names({ statusFilter: 'FAILED' })).toEqual([]);
  });

  it('reads a history in pages, forwards and backwards, with the data and without', async () => {
    const executionArn = await startNamed(await create(FAIL), 'e', '{"secret":1}');
    const types: (string | undefined)[] = [];
    const pages = sfn.paginateGetExecutionHistory({ client, pageSize: 2 }, { executionArn, reverseOrder: true });
    for await (const page of pages) types.push(...(page.events?.map(({ type }) => type) ?? []));
    expect(types).toEqual(['ExecutionFailed', 'FailStateEntered', 'ExecutionStarted']);
    const bare = await client.send(new sfn.GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(JSON.stringify(bare.events)).not.toContain('secret');
    expect(bare.events?.[0]?.timestamp).toEqual(new Date(clock.now()));
  });

  it('lists, stops and redrives executions', async () => {
    const stateMachineArn = await create(CALLBACK);
    const executionArn = await startNamed(stateMachineArn, 'e');
    await client.send(new sfn.StopExecutionCommand({ executionArn, error: 'Enough' }));
    const { executions } = await client.send(
      new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }),
    );
    expect(executions).toEqual([
      expect.objectContaining({ executionArn, name: 'e', status: 'ABORTED', redriveCount: 0 }),
    ]);
    const { redriveDate } = await client.send(new sfn.RedriveExecutionCommand({ executionArn }));
    expect(redriveDate).toEqual(new Date(clock.now()));
    await rest(served.engine);
    await client.send(new sfn.SendTaskSuccessCommand({ taskToken: tokens[1] ?? '', output: '1' }));
    const described = await client.send(new sfn.DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    await expect(client.send(new sfn.RedriveExecutionCommand({ executionArn }))).rejects.toBeInstanceOf(
      sfn.ExecutionNotRedrivable,
    );
  });

  it('is told the revision that an execution runs, and no later one', async () => {
    const stateMachineArn = await create(CALLBACK);
    const { revisionId } = await client.send(
      new sfn.UpdateStateMachineCommand({ stateMachineArn, roleArn: `${ROLE_ARN}2` }),
    );
    const executionArn = await startNamed(stateMachineArn, 'e');
    const described = () => client.send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn }));
    expect((await described()).revisionId).toBe(revisionId);
    await client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn, definition: FAIL }));
    const { $metadata: _, ...later } = await described();
    expect(later).toMatchObject({ definition: CALLBACK, roleArn: `${ROLE_ARN}2` });
    expect(later.revisionId).toBeUndefined();
  });

  it('is told what is wrong by AWS’s own errors', async () => {
    const stateMachineArn = await create(FAIL);
    await startNamed(stateMachineArn, 'e');
    const send = <T>(promise: Promise<T>) =>
      promise.then(
        () => 'an answer',
        (error: Error) => error.name,
      );
    expect(
      await Promise.all([
        send(create('{}', 'bad')),
        send(create(FAIL, 'a b')),
        send(
          client.send(
            new sfn.CreateStateMachineCommand({ name: 'x', definition: FAIL, roleArn: ROLE_ARN, type: 'EXPRESS' }),
          ),
        ),
        send(client.send(new sfn.StartExecutionCommand({ stateMachineArn, name: 'e' }))),
        send(client.send(new sfn.StartExecutionCommand({ stateMachineArn, input: 'no' }))),
        send(client.send(new sfn.StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` }))),
        send(client.send(new sfn.DescribeExecutionCommand({ executionArn: 'nonsense' }))),
        send(
          client.send(
            new sfn.DescribeExecutionCommand({ executionArn: stateMachineArn.replace('stateMachine', 'execution') }),
          ),
        ),
        send(client.send(new sfn.ListStateMachinesCommand({ maxResults: 1001 }))),
        send(client.send(new sfn.ListActivitiesCommand({}))),
        send(client.send(new sfn.ListExecutionsCommand({}))),
        send(client.send(new sfn.ListExecutionsCommand({ mapRunArn: 'arn:aws:states:eu-central-1:0:mapRun:m/a:b' }))),
        send(
          client.send(new sfn.StartExecutionCommand({ stateMachineArn, input: JSON.stringify('ұ'.repeat(131_072)) })),
        ),
        send(
          client.send(new sfn.SendTaskSuccessCommand({ taskToken: 'x', output: JSON.stringify('ұ'.repeat(131_072)) })),
        ),
        send(
          client.send(
            new sfn.CreateStateMachineCommand({
              ...{ name: 'x', definition: FAIL, roleArn: ROLE_ARN, versionDescription: 'v' },
            }),
          ),
        ),
      ]),
    ).toEqual([
      ...[
        'InvalidDefinition',
        'InvalidName',
        'StateMachineTypeNotSupported',
        'ExecutionAlreadyExists',
        'InvalidExecutionInput',
      ],
      ...[
        'StateMachineDoesNotExist',
        'InvalidArn',
        'ExecutionDoesNotExist',
        'ValidationException',
        'UnknownOperationException',
      ],
      ...Array.from({ length: 5 }, () => 'ValidationException'),
    ]);
  });
});

describe('the protocol', () => {
  const post = (target: string, body: string) =>
    fetch(served.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.0' },
      body,
    });

  it('gives times as epoch seconds and errors by their type', async () => {
    const created = await post(
      'AWSStepFunctions.CreateStateMachine',
      JSON.stringify({ name: 'm', definition: FAIL, roleArn: ROLE_ARN }),
    );
    expect(created.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(await created.json()).toMatchObject({ creationDate: clock.now() / 1000 });
    const refused = await post('AWSStepFunctions.SendTaskHeartbeat', JSON.stringify({ taskToken: 'x' }));
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { __type: 'com.amazonaws.states#InvalidToken', message: "Invalid Token: 'Invalid token'" },
    ]);
  });

  it.each([
    ['AWSStepFunctions.StartExecution', '{', 400, 'SerializationException'],
    ['AWSStepFunctions.StartExecution', '{}', 400, 'ValidationException'],
    ['AWSStepFunctions.StartExecution', '[]', 400, 'SerializationException'],
    ['AWSStepFunctions.StartExecution', '{"stateMachineArn":1}', 400, 'SerializationException'],
    ['AWSStepFunctions.StartExecution', '{"stateMachineArn":null}', 400, 'ValidationException'],
    ['AWSStepFunctions.TagResource', '{}', 400, 'UnknownOperationException'],
    ['DynamoDB_20120810.GetItem', '{}', 404, 'UnknownOperationException'],
  ])('refuses %s with %s', async (target, body, status, type) => {
    const response = await post(target, body);
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ __type: `com.amazonaws.states#${type}` }),
    ]);
  });

  it('takes a member that is null for one that is not there', async () => {
    const listed = await post('AWSStepFunctions.ListStateMachines', '{"maxResults":null,"nextToken":null}');
    expect([listed.status, await listed.json()]).toEqual([200, { stateMachines: [] }]);
  });

  it('tells nothing of what may be anybody’s data when it is refused', async () => {
    const secret = 'x'.repeat(40_000);
    const refused = await post(
      'AWSStepFunctions.StopExecution',
      JSON.stringify({ executionArn: 'e', error: secret, cause: secret }),
    );
    expect(await refused.json()).toHaveProperty(
      'message',
      "2 validation errors detected: Value at 'error' failed to satisfy constraint: Member must have length less than or equal to 256; Value at 'cause' failed to satisfy constraint: Member must have length less than or equal to 32768",
    );
  });

  it('refuses what is too long, and takes the requests that follow', async () => {
    const list = 'AWSStepFunctions.ListStateMachines';
    const bodies = ['x'.repeat(5_000_000), JSON.stringify({ nextToken: 'x'.repeat(4_000_000) }), '{}', '{}'];
    const statuses: number[] = [];
    for (const body of bodies) {
      const response = await post(list, body);
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([413, 400, 200, 200]);
  });

  it('takes it for no fault when a client goes away', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const socket = connect(served.port, '127.0.0.1');
    const head = [
      'POST / HTTP/1.1',
      'Host: x',
      'X-Amz-Target: AWSStepFunctions.ListStateMachines',
      'Content-Length: 9',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n{`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).not.toHaveBeenCalled();
    told.mockRestore();
    expect((await post('AWSStepFunctions.ListStateMachines', '{}')).status).toBe(200);
  });

  it('starts nothing that is waited for: that is what express machines are for', async () => {
    const created = await post(
      'AWSStepFunctions.CreateStateMachine',
      JSON.stringify({ name: 'm', definition: FAIL, roleArn: ROLE_ARN }),
    );
    const started = await post('AWSStepFunctions.StartSyncExecution', await created.text());
    expect([started.status, await started.json()]).toEqual([
      400,
      expect.objectContaining({ __type: 'com.amazonaws.states#StateMachineTypeNotSupported' }),
    ]);
  });

  it('listens on loopback only', () => {
    expect(served.url).toBe(`http://127.0.0.1:${served.port}`);
  });
});
