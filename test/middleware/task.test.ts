import { expect, test } from 'vitest';
import type { Application } from '../../lib/domain/application.ts';
import { close, conclude } from '../../lib/domain/lifecycle.ts';
import { applicationOf } from '../../lib/middleware/task.ts';
import { opened } from '../domain/samples.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const asked = (application?: Application) => applicationOf({ applicationId: 'a' }, { get: async () => application });

test('a task works on an application that lives', async () => {
  expect(await asked(opened(NOW))).toEqual(opened(NOW));
  await expect(asked(undefined)).rejects.toMatchObject({ name: 'ApplicationMissing' });
});

test('one that is to be closed is left to its end, and so is one that has ended, whatever execution asks', async () => {
  const closing = close(opened(NOW), 'withdrawn', NOW);
  await expect(asked(closing)).rejects.toMatchObject({ name: 'ApplicationClosing' });
  const ended = conclude(closing, { kind: 'withdrawn' }, NOW);
  await expect(asked(ended)).rejects.toMatchObject({ name: 'ApplicationClosing' });
});
