import { expect, test } from 'vitest';
import { localSettings } from '../../local/settings.ts';

test('nothing set: the ports and the folder of the contract', () => {
  expect(localSettings({ PORT: '', OTHER: 'ignored' })).toEqual({
    PORT: 8080,
    STEP_FUNCTIONS_PORT: 8083,
    DYNAMODB_PORT: 8000,
    SYSTEMS_PORT: 8090,
    LOCAL_DIR: '.local',
  });
});

test('all set', () => {
  const settings = localSettings({
    PORT: '1',
    STEP_FUNCTIONS_PORT: '2',
    DYNAMODB_PORT: '3',
    SYSTEMS_PORT: '4',
    LOCAL_DIR: '/data',
    PILOT_ENDS_AT: '2030-01-01T00:00:00+05:00',
  });
  expect(settings).toMatchObject({ PORT: 1, SYSTEMS_PORT: 4, LOCAL_DIR: '/data' });
  expect(settings.PILOT_ENDS_AT).toEqual(new Date('2029-12-31T19:00:00Z'));
});

test.each(['PORT', 'STEP_FUNCTIONS_PORT', 'DYNAMODB_PORT', 'SYSTEMS_PORT'])(
  '%s that is no port names itself',
  (name) => {
    for (const wrong of ['http', '-1', '65536', '80.5']) {
      expect(() => localSettings({ [name]: wrong })).toThrow(
        new RegExp(`^${name} must be a whole number .* as in ${name}=\\d+\\.$`),
      );
    }
  },
);

test('a pilot’s end that is no moment names its form and an example', () => {
  for (const wrong of ['2026-09-01', '2026-02-31T00:00:00+05:00', 'soon']) {
    expect(() => localSettings({ PILOT_ENDS_AT: wrong })).toThrow(
      /^PILOT_ENDS_AT: .*such as 2026-09-01T00:00:00\+05:00/,
    );
  }
});

test('two parts cannot have one port; any free one each, they can', () => {
  expect(() => localSettings({ SYSTEMS_PORT: '8080' })).toThrow('PORT and SYSTEMS_PORT are both 8080');
  expect(() =>
    localSettings({ PORT: '0', SYSTEMS_PORT: '0', DYNAMODB_PORT: '0', STEP_FUNCTIONS_PORT: '0' }),
  ).not.toThrow();
});
