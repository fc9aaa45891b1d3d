import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type DimensionsOf, METRICS, type MetricName } from '../metrics.ts';

/** The namespace of our own metrics, which functions write (lib/middleware/reporting.ts). */
const NAMESPACE = 'Tirkeu';
/** The dimension that Powertools adds to every count. */
const SERVICE = { service: 'tirkeu' };

/** How often one of our own counts went up, as a metric. */
export function counted<N extends MetricName>(
  name: N,
  dimensions: DimensionsOf<N>,
  options: Partial<cloudwatch.MetricProps> = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName: name,
    dimensionsMap: { ...SERVICE, ...dimensions },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}

/** One of our own counts by every value of its dimensions: for graphs, since alarms cannot search. */
export function countedBy(name: MetricName, label: string): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `SEARCH('{${[NAMESPACE, 'service', ...METRICS[name]].join(',')}} MetricName="${name}"', 'Sum', 300)`,
    usingMetrics: {},
    label,
    period: Duration.minutes(5),
  });
}

/** The sum of several metrics. */
export function sumOf(metrics: readonly cloudwatch.IMetric[], label: string, period = Duration.minutes(5)) {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new cloudwatch.MathExpression({
    expression: `SUM([${Object.keys(named).join(', ')}])`,
    usingMetrics: named,
    label,
    period,
  });
}
