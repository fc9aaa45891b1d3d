import { describe, expect, test } from 'vitest';
import { SYSTEM_NAMES } from '../../lib/domain/systems.ts';
import { authorizationSchema, systemSettings, urlVariable } from '../../lib/systems/settings.ts';

const all = Object.fromEntries(SYSTEM_NAMES.map((system) => [urlVariable(system), `https://bus.example/${system}`]));

test('one system is read from its own variable, with the time-out of the contract', () => {
  expect(systemSettings('e-queue', { E_QUEUE_URL: 'https://bus.example/q' })).toEqual({
    baseUrl: 'https://bus.example/q',
    timeoutMs: 5_000,
  });
});

test('the time-out is common to all systems', () => {
  expect(systemSettings('e-queue', { ...all, SYSTEMS_TIMEOUT_MS: '250' })).toEqual({
    baseUrl: 'https://bus.example/e-queue',
    timeoutMs: 250,
  });
});

describe('a wrong variable names itself, and its value is not repeated', () => {
  test.each([
    ['VEHICLE_PASSPORTS_URL', 'ftp://s3cret.example'],
    ['VEHICLE_PASSPORTS_URL', 's3cret'],
    ['VEHICLE_PASSPORTS_URL', 'https://user:s3cret@bus.example/'],
    ['VEHICLE_PASSPORTS_URL', 'https://bus.example/?key=s3cret'],
    ['SYSTEMS_TIMEOUT_MS', 's3cret'],
    ['SYSTEMS_TIMEOUT_MS', '0'],
    ['SYSTEMS_TIMEOUT_MS', '60001'],
  ])('%s', (variable, value) => {
    const message = messageOf(() => systemSettings('vehicle-passports', { ...all, [variable]: value }));
    expect(message).toContain(`Wrong settings: ${variable}: must`);
    expect(message).not.toContain('s3cret');
  });
});

test('only what can stand in a header is an authorization', () => {
  expect(authorizationSchema.safeParse('Bearer s3cret').success).toBe(true);
  for (const value of ['Bearer s3cret\r\nx: y', '', ' Bearer']) {
    expect(authorizationSchema.safeParse(value).success).toBe(false);
  }
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was thrown';
}
