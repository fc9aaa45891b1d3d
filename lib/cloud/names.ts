import { FUNCTION_NAMES } from '../functions.ts';

/** What a person looks for by name, and what two parts refer to without depending on each other. */

/** The registration state machine. */
export const stateMachineName = (stage: string) => `tirkeu-${stage}-registration`;

/** The log of one function. */
export const functionLog = (stage: string, name: string) => `/tirkeu/${stage}/functions/${name}`;

/** API Gateway's access log. */
export const accessLog = (stage: string) => `/tirkeu/${stage}/access`;

/** The API's stage. */
export const API_STAGE = 'v1';

/** API Gateway's own log of the errors of an API; it makes one of this name where there is none. */
export const executionLog = (restApiId: string) => `API-Gateway-Execution-Logs_${restApiId}/${API_STAGE}`;

/** Step Functions' own log. The prefix keeps the policy that lets Step Functions write below its limit of size. */
export const stateMachineLog = (stage: string) => `/aws/vendedlogs/states/tirkeu-${stage}`;

/** Every log of a stage; API Gateway names one by an id that is not known before. */
export const logGroupNames = (stage: string) => [
  ...FUNCTION_NAMES.map((name) => functionLog(stage, name)),
  accessLog(stage),
  executionLog('*'),
  stateMachineLog(stage),
];
