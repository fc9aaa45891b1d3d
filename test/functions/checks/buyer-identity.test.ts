import { expect, test } from 'vitest';
import { buyerIdentity } from '../../../functions/checks/buyer-identity.ts';
import type { Application } from '../../../lib/domain/application.ts';
import type { Person } from '../../../lib/systems/individuals.ts';
import { opened } from '../../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const evidence = {
  system: 'individuals',
  requestId: '1',
  sha256: '0'.repeat(64),
  askedAt: NOW.toISOString(),
  answeredAt: NOW.toISOString(),
} as const;
const PERSON: Person = {
  iin: '900101100018',
  surname: 'Үлгіев',
  name: 'Сынақ',
  birthDate: '1890-01-01',
  status: 'active',
};

test('4.11: the buyer’s data are those of now, also where something is on record no more', async () => {
  const application: Application = {
    ...opened(NOW),
    buyer: { iin: PERSON.iin, surname: 'Үлгіев', name: 'Сынақ', patronymic: 'Сынақұлы' },
  };
  const rule = buyerIdentity(
    () => ({ person: async () => ({ kind: 'data', data: PERSON, evidence }) }),
    () => ({
      add: () => Promise.reject(new Error('Nobody tries out IINs.')),
      thisHour: () => Promise.reject(new Error('Nobody asks.')),
    }),
  );
  const { finding } = await rule(application, { item: '4.11' });
  expect(finding.outcome).toBe('on-record');
  const { status: _, ...person } = PERSON;
  expect(finding.change?.(application)).toEqual({ buyer: person });
});
