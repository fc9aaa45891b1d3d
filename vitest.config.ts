import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A machine that is busy with other things is slow, which is no fault of the service.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each file starts a service of its own, which waits as well: three at once keep two cores busy.
    maxWorkers: 3,
    // Files share what has been imported: a sixth of the suite's processor time. Whatever they spy on is put back.
    isolate: false,
    restoreMocks: true,
    // Of functions that tests call themselves; those of a running service have an environment of their own.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
  },
});
