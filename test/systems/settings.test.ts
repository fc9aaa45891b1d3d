import { describe, expect, test } from 'vitest';
import { SYSTEM_NAMES } from '../../lib/domain/systems.ts';
import { systemSettings, systemsSettings, urlVariable } from '../../lib/systems/settings.ts';

const all = Object.fromEntries(SYSTEM_NAMES.map((system) => [urlVariable(system), `https://bus.example/${system}`]));

test('one system is read from its own variable, with the time-out of the contract', () => {
  expect(systemSettings('e-queue', { E_QUEUE_URL: 'https://bus.example/q' })).toEqual({
    baseUrl: 'https://bus.example/q',
    timeoutMs: 5_000,
  });
});

test('all systems are read, with what is common to them', () => {
  const settings = systemsSettings({ ...all, SYSTEMS_AUTHORIZATION: 'Bearer s3cret', SYSTEMS_TIMEOUT_MS: '250' });
  expect(settings).toMatchObject({ authorization: 'Bearer s3cret', timeoutMs: 250 });
  expect(Object.keys(settings.baseUrls)).toEqual([...SYSTEM_NAMES]);
});

describe('a wrong variable names itself, and its value is not repeated', () => {
  test.each([
    ['VEHICLE_PASSPORTS_URL', 'ftp://s3cret.example'],
    ['VEHICLE_PASSPORTS_URL', 's3cret'],
    ['VEHICLE_PASSPORTS_URL', 'https://user:s3cret@bus.example/'],
    ['VEHICLE_PASSPORTS_URL', 'https://bus.example/?key=s3cret'],
    ['SYSTEMS_AUTHORIZATION', 'Bearer s3cret\r\nx: y'],
    ['SYSTEMS_AUTHORIZATION', ''],
    ['SYSTEMS_TIMEOUT_MS', 's3cret'],
    ['SYSTEMS_TIMEOUT_MS', '0'],
    ['SYSTEMS_TIMEOUT_MS', '60001'],
  ])('%s', (variable, value) => {
    const message = messageOf(() => systemsSettings({ ...all, [variable]: value }));
    expect(message).toContain(`${variable} must`);
    expect(message).not.toContain('s3cret');
    expect(messageOf(() => systemSettings('vehicle-passports', { ...all, [variable]: value }))).toBe(message);
  });

  test('and all that are missing are named at once', () => {
    expect(messageOf(() => systemsSettings({ ...all, CUSTOMS_URL: undefined, PORTAL_URL: undefined }))).toMatch(
      /CUSTOMS_URL must .*; PORTAL_URL must /,
    );
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was thrown';
}
