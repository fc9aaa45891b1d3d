import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { counted } from '../../lib/cloud/metrics.ts';
import { type DimensionsOf, METRICS, type MetricName } from '../../lib/metrics.ts';
import { count, took } from '../../lib/middleware/reporting.ts';

const emf = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.string(),
        Dimensions: z.tuple([z.array(z.string())]),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ]),
  }),
});

/** A value for each dimension of each metric. */
const SAMPLES: { readonly [N in MetricName]: DimensionsOf<N> } = {
  Started: {},
  Answers: { system: 'customs', outcome: 'data' },
  AnswerTime: { system: 'customs' },
  NoAnswers: { system: 'customs' },
  Endings: { outcome: 'refused', item: '4.4' },
  RefundsDue: {},
  VerifiersDisagree: {},
  ServerErrors: { route: 'GET /pilot' },
  Suspended: { error: 'SystemUnavailable' },
  Redelivered: { outcome: 'all' },
  Redriven: { outcome: 'some-failed' },
};

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a function writes into its log. */
function written(write: () => void) {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  write();
  vi.restoreAllMocks();
  return emf.parse(JSON.parse(lines.find((line) => line.includes('_aws')) ?? '{}'));
}

test.each(Object.keys(METRICS) as MetricName[])(
  'alarms and the dashboard look at exactly what the functions count: %s',
  <N extends MetricName>(name: N) => {
    const line = written(() => (name === 'AnswerTime' ? took(name, 12.5, SAMPLES[name]) : count(name, SAMPLES[name])));
    const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    const watched = counted(name, SAMPLES[name]);
    expect(Namespace).toBe(watched.namespace);
    expect(Metrics).toEqual([expect.objectContaining({ Name: watched.metricName })]);
    expect(new Set(Dimensions[0])).toEqual(new Set(['service', ...METRICS[name]]));
    expect(new Set(Dimensions[0])).toEqual(new Set(Object.keys(watched.dimensions ?? {})));
    for (const [dimension, value] of Object.entries(watched.dimensions ?? {})) expect(line[dimension]).toBe(value);
  },
);

test('a misspelling does not compile, on either side', () => {
  const misspelt = () => {
    // @ts-expect-error no such name
    count('RefundDue', {});
    // @ts-expect-error no such dimension
    count('NoAnswers', { sytem: 'customs' });
    // @ts-expect-error a dimension too many
    count('Started', { system: 'customs' });
    // @ts-expect-error no such name
    counted('RefundDue', {});
    // @ts-expect-error a dimension too few
    counted('Answers', { system: 'customs' });
  };
  expect(misspelt).toBeTypeOf('function');
});
