import { ROUTES } from '../api/routes.ts';
import { REDELIVER_EVERY_SECONDS } from '../deployed.ts';
import { REFUSALS } from '../domain/refusals.ts';
import { SYSTEM_NAMES } from '../domain/systems.ts';
import { ACTIONS } from '../domain/waits.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../functions.ts';
import type { MetricName } from '../metrics.ts';
import { NEEDS } from './needs.ts';

/**
 * The prices of AWS, in USD, without free tiers. Dated: compare them with the pages named before basing a budget on
 * them.
 */
export const PRICES = {
  region: 'eu-central-1',
  asOf: '2025-12-01',
  sources: [
    'https://aws.amazon.com/step-functions/pricing/',
    'https://aws.amazon.com/lambda/pricing/',
    'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/waf/pricing/',
    'https://aws.amazon.com/kms/pricing/',
    'https://aws.amazon.com/secrets-manager/pricing/',
    'https://aws.amazon.com/eventbridge/pricing/',
  ],
  transition: 0.025 / 1e3,
  lambdaRequest: 0.2 / 1e6,
  /** arm64 */
  lambdaGbSecond: 0.0000133334,
  writeUnit: 0.7625 / 1e6,
  readUnit: 0.1525 / 1e6,
  /** REST API */
  apiCall: 3.7 / 1e6,
  firewallRequest: 0.6 / 1e6,
  /** CloudWatch Logs, taken in */
  logGb: 0.63,
  /** CloudWatch Logs, a month */
  logGbMonth: 0.0324,
  keyMonth: 1,
  secretMonth: 0.4,
  /** AWS WAF: a web ACL, and each of its rules */
  webAclMonth: 5,
  ruleMonth: 1,
  customMetricMonth: 0.3,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
} as const;

/**
 * How long a call is billed, in milliseconds: a cautious guess until a stage has been measured. A state system is
 * assumed to answer in 200 ms.
 */
export const BILLED_MS = {
  /** Asks a state system, and reads and writes the application. */
  check: 300,
  /** Reads and writes the application. */
  task: 120,
  /** Answers a caller at once; each second of `Prefer: wait` is added to it. */
  api: 120,
} as const;

/** What one application uses, from its start to its end. */
export interface Usage {
  /** States entered, each billed once, and once more for each retry. */
  readonly transitions: number;
  /** Calls of each function. */
  readonly calls: Readonly<Partial<Record<FunctionName, number>>>;
  /** Requests to API Gateway. */
  readonly apiCalls: number;
  /** Read request units of DynamoDB. */
  readonly readUnits: number;
  /** Write request units of DynamoDB. */
  readonly writeUnits: number;
  /** What is written to logs, in bytes. */
  readonly logBytes: number;
}

/** What one application costs, by service, in USD. */
export interface Cost {
  readonly transitions: number;
  readonly lambda: number;
  readonly dynamodb: number;
  readonly api: number;
  readonly logs: number;
  readonly total: number;
}

const KINDS: readonly (keyof typeof BILLED_MS)[] = ['check', 'task', 'api'];

/** What a function is billed for one call, in GB-seconds. */
export function gbSeconds(name: FunctionName): number {
  const { entry, memoryMb } = FUNCTIONS[name];
  const kind = KINDS.find((one) => entry.includes(`/${one === 'api' ? 'api' : `${one}s`}/`)) ?? 'task';
  return (memoryMb / 1024) * (BILLED_MS[kind] / 1000);
}

/** For how many months logs are kept, to know what keeping them costs. */
const LOG_MONTHS = 12;

/** The price of what was used. */
export function costOf({ transitions, calls, apiCalls, readUnits, writeUnits, logBytes }: Usage): Cost {
  const called = FUNCTION_NAMES.map((name) => ({ name, times: calls[name] ?? 0 }));
  const cost = {
    transitions: transitions * PRICES.transition,
    lambda: called.reduce(
      (sum, { name, times }) => sum + times * (PRICES.lambdaRequest + gbSeconds(name) * PRICES.lambdaGbSecond),
      0,
    ),
    dynamodb: readUnits * PRICES.readUnit + writeUnits * PRICES.writeUnit,
    api: apiCalls * (PRICES.apiCall + PRICES.firewallRequest),
    logs: (logBytes / 1e9) * (PRICES.logGb + LOG_MONTHS * PRICES.logGbMonth),
  };
  return { ...cost, total: Object.values(cost).reduce((sum, part) => sum + part, 0) };
}

/**
 * What a stage has of what is billed by the piece, whether applications come or not. The stacks are counted in
 * test/cloud/deployment.test.ts, so that none of these figures outlives them.
 */
export const PIECES = { keys: 1, secrets: 2, webAcls: 1, rules: 4, alarmMetrics: 40, dashboards: 1 } as const;

/** The systems whose answers are counted: those that a check asks. */
const CHECKED = new Set(
  FUNCTION_NAMES.filter((name) => FUNCTIONS[name].entry.startsWith('functions/checks/')).flatMap(
    (name) => NEEDS[name].systems ?? [],
  ),
);
/**
 * How an application can end, and at which item: registered and declined at one, refused at those of the refusals;
 * withdrawn, expired or by the pilot's end in each wait, at the most.
 */
const ENDINGS_AT = 2 + new Set(Object.values(REFUSALS).flat()).size + 3 * ACTIONS.length;

/**
 * Of each of our metrics: as how many CloudWatch bills it at the most. Each value of its dimensions is one, for the hours
 * in which it is written.
 */
export const BILLED_METRICS: Readonly<Record<MetricName, number>> = {
  Started: 1,
  // Data, or none.
  Answers: 2 * CHECKED.size,
  AnswerTime: SYSTEM_NAMES.length,
  NoAnswers: SYSTEM_NAMES.length,
  Endings: ENDINGS_AT,
  RefundsDue: 1,
  VerifiersDisagree: 1,
  ServerErrors: ROUTES.length,
  // A guess: Lambda's and Step Functions' own errors, and ours.
  Suspended: 10,
  // All, or some failed.
  Redelivered: 2,
  Redriven: 2,
};
/**
 * What API Gateway writes of each method that is watched by itself, billed alike: requests, both kinds of errors, both
 * latencies. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
const METRICS_OF_A_METHOD = 5;

/** Calls of the sweeper in a month. */
const SWEEPS = (30 * 24 * 60 * 60) / REDELIVER_EVERY_SECONDS;

/** What a stage costs each month beside its applications, in USD; metrics at the most, as if each were written each hour. */
export function standingCost() {
  const ours = Object.values(BILLED_METRICS).reduce((sum, series) => sum + series, 0);
  const parts = {
    'key and secrets': PIECES.keys * PRICES.keyMonth + PIECES.secrets * PRICES.secretMonth,
    firewall: PIECES.webAcls * PRICES.webAclMonth + PIECES.rules * PRICES.ruleMonth,
    'alarms and dashboard': PIECES.alarmMetrics * PRICES.alarmMetricMonth + PIECES.dashboards * PRICES.dashboardMonth,
    'our metrics at the most': ours * PRICES.customMetricMonth,
    'metrics of methods at the most': ROUTES.length * METRICS_OF_A_METHOD * PRICES.customMetricMonth,
    sweeper: SWEEPS * (PRICES.lambdaRequest + gbSeconds('redeliver-answers') * PRICES.lambdaGbSecond + PRICES.readUnit),
  };
  return { parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
