import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { counted } from '../../lib/cloud/metrics.ts';

const emf = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

test.each(['NoAnswers', 'AnswerTime'])(
  'alarms and the dashboard look at exactly what the functions count: %s',
  async (name) => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
    const { count, took } = await import('../../lib/middleware/reporting.ts');
    if (name === 'AnswerTime') took(name, 12.5, { system: 'customs' });
    else count(name, { system: 'customs' });
    vi.restoreAllMocks();

    const written = emf.parse(JSON.parse(lines.find((line) => line.includes('_aws')) ?? '{}'));
    const [{ Namespace, Dimensions, Metrics } = { Namespace: '', Dimensions: [], Metrics: [] }] =
      written._aws.CloudWatchMetrics;
    const watched = counted(name, { system: 'customs' });
    expect(Namespace).toBe(watched.namespace);
    expect(Metrics.map(({ Name }) => Name)).toEqual([watched.metricName]);
    expect(Dimensions).toHaveLength(1);
    expect(new Set(Dimensions[0])).toEqual(new Set(Object.keys(watched.dimensions ?? {})));
    for (const [name, value] of Object.entries(watched.dimensions ?? {})) expect(written[name]).toBe(value);
  },
);
