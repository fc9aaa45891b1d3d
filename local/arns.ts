/** The AWS region of every ARN of this machine: the nearest to Kazakhstan with all the services used. */
export const REGION = 'eu-central-1';

/** The account number in every ARN of this machine. */
export const ACCOUNT = '000000000000';

/** The ARN of a deployed function. */
export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** The ARN of a state machine. */
export const stateMachineArn = (name: string) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/** The ARN of a method of the API, as an authorizer's policy names it. */
export const methodArn = (method: string, path: string) =>
  `arn:aws:execute-api:${REGION}:${ACCOUNT}:local/local/${method}${path}`;
