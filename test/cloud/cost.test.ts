import { expect, test } from 'vitest';
import { BILLED_METRICS, BILLED_MS, costOf, gbSeconds, PRICES, standingCost } from '../../lib/cloud/cost.ts';
import { METRICS } from '../../lib/metrics.ts';

test('calls are billed by what the function does and by its memory', () => {
  expect(gbSeconds('customs-payment')).toBeCloseTo(0.5 * (BILLED_MS.check / 1000));
  expect(gbSeconds('await-action')).toBeCloseTo(0.5 * (BILLED_MS.task / 1000));
  expect(gbSeconds('seller')).toBeCloseTo(1 * (BILLED_MS.api / 1000));
});

test('each part is priced by its own unit', () => {
  const nothing = { transitions: 0, calls: {}, apiCalls: 0, readUnits: 0, writeUnits: 0, logBytes: 0 };
  expect(costOf(nothing).total).toBe(0);
  expect(costOf({ ...nothing, transitions: 1000 }).total).toBeCloseTo(0.025);
  expect(costOf({ ...nothing, writeUnits: 1e6, readUnits: 1e6 }).dynamodb).toBeCloseTo(0.915);
  expect(costOf({ ...nothing, calls: { 'customs-payment': 1e6 } }).lambda).toBeCloseTo(
    0.2 + 0.15e6 * PRICES.lambdaGbSecond,
  );
  expect(costOf({ ...nothing, logBytes: 1e9 }).logs).toBeCloseTo(0.63 + 12 * 0.0324);
  expect(costOf({ ...nothing, apiCalls: 1e6 }).api).toBeCloseTo(4.3);
});

test('what stands costs the same each month', () => {
  const { parts, total } = standingCost();
  expect(parts.firewall).toBe(9);
  expect(parts['alarms and dashboard']).toBeCloseTo(7);
  expect(total).toBeCloseTo(Object.values(parts).reduce((sum, part) => sum + part, 0));
});

test.each(Object.entries(METRICS))(
  'the metric %s is billed once, or once for each value of its dimensions',
  (name, of) => {
    const billed = new Map(Object.entries(BILLED_METRICS)).get(name);
    if (of.length === 0) expect(billed).toBe(1);
    else expect(billed).toBeGreaterThan(1);
  },
);
