import { describe, expect, test } from 'vitest';
import { WAITS } from '../../lib/domain/waits.ts';
import { CONTEXT, PILOT, settingsWith } from './samples.ts';

const DAY = 24 * 60 * 60;

/** What a wrong setting is told by, all of it. */
function complaint(overrides: Record<string, unknown>): string {
  try {
    settingsWith(overrides);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was wrong';
}

const inPilot = (change: Record<string, unknown>) => ({
  stage: 'pilot',
  stages: { ...CONTEXT.stages, pilot: { ...PILOT, ...change } },
});
const systems = (change: Record<string, unknown>) => ({
  systems: { ...(CONTEXT.stages.development.systems as object), ...change },
});

test('cdk.json holds a development stage that is enough by itself', () => {
  const settings = settingsWith();
  expect(settings.stage).toBe('development');
  expect(settings.pilotEndsAt).toBe('2026-09-01T00:00:00+05:00');
  expect(settings.timeZone).toBe('Asia/Almaty');
  expect(settings.token.claims.role).toBe('role');
  expect(settings.waitSeconds.consent).toBe(WAITS.consent.seconds);
});

test('a context value overrides the stage’s own; lists and objects are JSON', () => {
  const settings = settingsWith({
    pilotEndsAt: '2027-09-01T00:00:00+05:00',
    waits: '{"consent":"P3DT12H"}',
    alarmRecipients: '["duty@example.kz"]',
    requestsPerAddress: '5000',
  });
  expect(settings.pilotEndsAt).toBe('2027-09-01T00:00:00+05:00');
  expect(settings.waitSeconds).toMatchObject({ consent: 3.5 * DAY, decision: WAITS.decision.seconds });
  expect(settings.alarmRecipients).toEqual(['duty@example.kz']);
  expect(settings.requestsPerAddress).toBe(5000);
});

test('a complete stage outside development is accepted', () => {
  expect(settingsWith({ stage: 'pilot' })).toMatchObject({ stage: 'pilot', questionsAtOnce: 20, logDays: 365 });
});

describe('a wrong setting fails with one sentence: its name, its form, an example', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'unknown stage',
      { stage: 'prodution' },
      'Setting "stage" must be one of the stages in cdk.json (development, pilot), such as -c stage=development.',
    ],
    [
      'bad date',
      { pilotEndsAt: '01.09.2027' },
      'Setting "pilotEndsAt" must be an ISO 8601 date and time with an offset, such as 2026-09-01T00:00:00+05:00.',
    ],
    ['date without offset', { pilotEndsAt: '2027-09-01T00:00:00' }, 'Setting "pilotEndsAt" must be'],
    ['a day that no calendar has', { pilotEndsAt: '2027-02-31T00:00:00+05:00' }, 'Setting "pilotEndsAt" must be'],
    ['unknown zone', { timeZone: 'Asia/Almata' }, 'Setting "timeZone" must be an IANA time zone, such as Asia/Almaty.'],
    [
      'no TLS outside development',
      inPilot(systems({ customs: 'http://bus.example.kz/customs' })),
      'Setting "systems.customs" must be an https URL without credentials, query or fragment, such as https://bus.example.kz/customs.',
    ],
    [
      'missing system',
      { ...systems({ customs: undefined }) },
      'Setting "systems.customs" must be an http or https URL',
    ],
    [
      'credentials in a URL',
      systems({ customs: 'https://user:s3cret@bus.example.kz' }),
      'Setting "systems.customs" must be',
    ],
    [
      'missing secret',
      { secrets: { systemsAuthorization: 'tirkeu/a' } },
      'Setting "secrets.paymentGateway" must be the name of a secret in AWS Secrets Manager, such as tirkeu/production/payment-gateway.',
    ],
    ['no secrets at all', inPilot({ secrets: undefined }), 'Setting "secrets" must be an object'],
    [
      'a value where a name belongs',
      { secrets: { systemsAuthorization: 'Bearer s3cret', paymentGateway: 'a' } },
      'Setting "secrets.systemsAuthorization" must be the name of a secret',
    ],
    [
      'a wait below a minute',
      { waits: { consent: 'PT0M' } },
      'Setting "waits.consent" must be an ISO 8601 duration in days, hours and minutes, from one minute to 300 days, such as P14D.',
    ],
    ['a wait in seconds', { waits: { consent: 'PT30S' } }, 'Setting "waits.consent" must be an ISO 8601 duration'],
    ['a wait longer than an execution may live', { waits: { decision: 'P301D' } }, 'Setting "waits.decision" must be'],
    [
      'waits that alone come near the year of an execution',
      { waits: { decision: 'P60D', printed: 'P30D' } },
      'Setting "waits" must come to 300 days at the most for all waits together, and comes to 302, such as {"queue-ticket":"P30D"}',
    ],
    ['unknown wait', { waits: { lunch: 'P1D' } }, 'Setting "waits.lunch" is not known: see docs/operations.md.'],
    ['unknown setting', inPilot({ pilotEndAt: '2027-09-01T00:00:00+05:00' }), 'Setting "pilotEndAt" is not known'],
    [
      'nobody to alarm',
      inPilot({ alarmRecipients: [] }),
      'Setting "alarmRecipients" must name at least one e-mail address, such as ["duty@example.kz"].',
    ],
    [
      'no e-mail address',
      { alarmRecipients: ['duty'] },
      'Setting "alarmRecipients.0" must be an e-mail address, such as duty@example.kz.',
    ],
    [
      'no list of centres',
      inPilot({ centres: undefined }),
      'Setting "centres" must be a JSON file with the list of service centres outside development, such as deployment/production/centres.json.',
    ],
    [
      'a list of centres that is none',
      { centres: 'package.json' },
      'Setting "centres" must be a JSON file with the list of service centres, such as',
    ],
    [
      'no trust bundle',
      { eds: { trust: 'nowhere', revocation: {} } },
      'Setting "eds.trust" must be a folder with roots/, intermediates/ and pins.txt, such as deployment/production/trust.',
    ],
    [
      'a folder that is no trust bundle',
      { eds: { trust: 'docs', revocation: {} } },
      'Setting "eds.trust" must be a folder with roots/, intermediates/ and pins.txt',
    ],
    [
      'a made-up authority in production',
      { stage: 'production', stages: { production: PILOT } },
      'is a test authority',
    ],
    ['bad region', { region: 'Frankfurt' }, 'Setting "region" must be an AWS region, such as eu-central-1.'],
    ['bad MCI', { mci: '[{"from":"2027"}]' }, 'Setting "mci" must be a list of years, such as [{"from"'],
    [
      'bad number',
      { systemsTimeoutMs: 'soon' },
      'Setting "systemsTimeoutMs" must be a number of milliseconds from 100 to 6000, such as 5000.',
    ],
    [
      'more at once than Lambda can reserve',
      { questionsAtOnce: '70' },
      'Setting "questionsAtOnce" must be a number that Lambda’s quota of 1000 has room for 13 times, from 1 to 69, such as 20.',
    ],
    ['bad log retention', { logDays: 7 }, 'Setting "logDays" must be one of 30, 90'],
    [
      'bad endpoint',
      { privateEndpoints: '["vpc-1"]' },
      'Setting "privateEndpoints.0" must be a VPC endpoint, such as vpce-0123456789abcdef0.',
    ],
    [
      'a domain for a private API',
      {
        privateEndpoints: '["vpce-0123456789abcdef0"]',
        domain: '{"name":"api.example.kz","certificateArn":"arn:aws:acm:eu-central-1:111111111111:certificate/1a"}',
      },
      'Setting "domain" must be absent',
    ],
    [
      'a domain without a certificate',
      { domain: { name: 'api.example.kz' } },
      'Setting "domain.certificateArn" must be the ARN of a certificate',
    ],
    [
      'an issuer that is none',
      { eds: { trust: 'deployment/development/trust', revocation: { nca: {} } } },
      'Setting "eds.revocation.nca" must be',
    ],
  ])('%s', (_case, overrides, sentence) => {
    const told = complaint(overrides);
    expect(told).toContain(sentence);
    expect(told).not.toContain('s3cret');
    for (const line of told.split('\n')) expect(line).toMatch(/^Setting "[\w.*-]+" .*\.$/);
  });

  test('all that is wrong is told at once', () => {
    expect(complaint({ timeZone: 'x', region: 'y' }).split('\n')).toHaveLength(2);
  });
});
