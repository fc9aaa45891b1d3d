import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../functions.ts';

/** What AWS asks, in USD, without free tiers. Dated: compare with the pages named before a budget rests on it. */
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
 * How long a call is billed, in milliseconds: a guess until a stage has been measured, on the safe side. A state system
 * is taken to answer in 200 ms.
 */
export const BILLED_MS = {
  /** Asks a state system, and reads and writes the application. */
  check: 300,
  /** Reads and writes the application. */
  task: 120,
  /** Answers a caller at once; each second of `Prefer: wait` comes on top. */
  api: 120,
} as const;

/** What one application uses, from its start to its end. */
export interface Usage {
  /** States entered, each billed once, and once more for each retry. */
  readonly transitions: number;
  /** Calls of each function. */
  readonly calls: Readonly<Partial<Record<FunctionName, number>>>;
  readonly apiCalls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly logBytes: number;
}

/** What it costs, in USD. */
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

/** How many months logs are kept, for what keeping them costs. */
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

/** Calls of the sweeper in a month. */
const SWEEPS = 60 * 24 * 30;

/** What a stage costs each month without a single application, in USD. */
export function standingCost(stage: {
  readonly rules: number;
  readonly metrics: number;
  readonly alarmMetrics: number;
}) {
  const parts = {
    'key and secrets': PRICES.keyMonth + 2 * PRICES.secretMonth,
    firewall: PRICES.webAclMonth + stage.rules * PRICES.ruleMonth,
    'metrics, alarms, dashboard':
      stage.metrics * PRICES.customMetricMonth + stage.alarmMetrics * PRICES.alarmMetricMonth + PRICES.dashboardMonth,
    sweeper: SWEEPS * (PRICES.lambdaRequest + gbSeconds('redeliver-answers') * PRICES.lambdaGbSecond + PRICES.readUnit),
  };
  return { parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
