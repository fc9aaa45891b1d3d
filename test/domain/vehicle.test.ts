import { expect, test } from 'vitest';
import { isWithinPilot, ORIGINS } from '../../lib/domain/vehicle.ts';

test('item 1: made in Kazakhstan, or brought in by an official dealer, and nothing else', () =>
  expect(ORIGINS.filter(isWithinPilot)).toEqual(['made-in-kazakhstan', 'imported-by-official-dealer']));
