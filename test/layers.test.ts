import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

/** Of a file in each layer: imports that the linter has to find, and imports that it has to let pass. */
const LAYERS: Readonly<Record<string, { readonly forbidden: readonly string[]; readonly allowed: readonly string[] }>> =
  {
    'lib/domain/rule.ts': {
      forbidden: [
        '../dependencies.ts',
        '../environment.ts',
        '../metrics.ts',
        '../store/table.ts',
        '../../local/cloud.ts',
        'node:fs',
        'node:http',
        '@aws-sdk/client-dynamodb',
        '@middy/core',
      ],
      allowed: ['./waits.ts', './texts/items.ts', 'node:crypto', 'zod/mini', 'libphonenumber-js/core/es6'],
    },
    'lib/domain/texts/words.ts': {
      forbidden: ['../../metrics.ts', '../../store/table.ts', 'node:fs'],
      allowed: ['./items.ts', '../waits.ts'],
    },
    'lib/systems/client.ts': {
      forbidden: [
        '../dependencies.ts',
        '../secrets.ts',
        '../verifier.ts',
        '../api/problem.ts',
        '../store/table.ts',
        '../middleware/task.ts',
      ],
      allowed: ['./transport.ts', '../domain/systems.ts', '../environment.ts', 'node:http'],
    },
    'lib/eds/gost/curve.ts': {
      forbidden: ['../../dependencies.ts', '../../systems/transport.ts'],
      allowed: ['./streebog.ts', '../der.ts', '@noble/curves/abstract/modular.js'],
    },
    'lib/store/items.ts': {
      forbidden: ['../dependencies.ts', '../secrets.ts', '../verifier.ts', '../systems/answer.ts', '../cloud/names.ts'],
      allowed: ['./table.ts', '../domain/application.ts', '../environment.ts', '@aws-sdk/lib-dynamodb'],
    },
    'lib/api/contract.ts': {
      forbidden: ['../dependencies.ts', '../verifier.ts', '../store/applications.ts', '../registration/answers.ts'],
      allowed: ['./routes/seller.ts', '../domain/waits.ts', '../functions.ts'],
    },
    'lib/api/routes/caller.ts': {
      forbidden: ['../../dependencies.ts', '../../store/applications.ts'],
      allowed: ['../route.ts', '../../domain/waits.ts'],
    },
    'lib/middleware/bundle.ts': {
      forbidden: [
        '../dependencies.ts',
        '../eds/verifier.ts',
        '../registration/answers.ts',
        '../../functions/api/seller.ts',
      ],
      allowed: ['../api/route.ts', '../store/applications.ts', '../systems/answer.ts', '../metrics.ts', '@middy/core'],
    },
    'lib/registration/answer.ts': {
      forbidden: ['../dependencies.ts', '../verifier.ts', '../cloud/names.ts', '../../local/cloud.ts'],
      allowed: ['../middleware/api.ts', '../eds/verifier.ts', '../deployed.ts', '@aws-sdk/client-sfn'],
    },
    'lib/of-the-base.ts': {
      forbidden: ['./dependencies.ts', './secrets.ts', './verifier.ts', './api/route.ts', '../functions/api/seller.ts'],
      allowed: ['./environment.ts', './domain/waits.ts'],
    },
    'lib/dependencies.ts': {
      forbidden: ['./cloud/names.ts', '../functions/api/seller.ts'],
      allowed: ['./secrets.ts', './registration/announcements.ts', './systems/portal.ts'],
    },
    'functions/tasks/work.ts': {
      forbidden: ['./conclude.ts', '../api/seller.ts', '../../lib/cloud/names.ts', '../../local/cloud.ts'],
      allowed: ['../../lib/dependencies.ts', '../../lib/store/applications.ts', 'ulid'],
    },
    'lib/cloud/part.ts': {
      forbidden: [
        '../dependencies.ts',
        '../middleware/task.ts',
        '../registration/answers.ts',
        '../../functions/api/seller.ts',
        '../../local/cloud.ts',
      ],
      allowed: ['./names.ts', '../functions.ts', '../store/table.ts', 'aws-cdk-lib'],
    },
    'local/gateway/part.ts': {
      forbidden: [
        '../../lib/cloud/names.ts',
        '../../bin/local.ts',
        '../../tools/generate.ts',
        '../../test/api/cloud.ts',
      ],
      allowed: ['../clock.ts', '../../lib/api/routes.ts', 'node:http'],
    },
    'bin/command.ts': {
      forbidden: ['../test/api/cloud.ts'],
      allowed: ['../lib/cloud/cost.ts', '../local/cloud.ts'],
    },
  };

const report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

const root = join(import.meta.dirname, '..');
/** What the linter finds, as `<file>:<line>`. */
const found = new Set<string>();

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tirkeu-layers-'));
  try {
    for (const name of ['biome.json', '.gitignore']) cpSync(join(root, name), join(folder, name));
    for (const [file, { forbidden, allowed }] of Object.entries(LAYERS)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      const lines = [...forbidden, ...allowed].map((path) => `import '${path}';\n`);
      writeFileSync(join(folder, file), lines.join(''));
    }
    const { stdout } = spawnSync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', '--only=style/noRestrictedImports'],
      { cwd: folder, encoding: 'utf8' },
    );
    for (const { location } of report.parse(JSON.parse(stdout)).diagnostics) {
      found.add(`${location.path}:${location.start.line}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(Object.entries(LAYERS))('%s imports what lies below it, and nothing else', (file, { forbidden, allowed }) => {
  const imports = [...forbidden, ...allowed];
  expect(imports.filter((_, index) => found.has(`${file}:${index + 1}`))).toEqual(forbidden);
});

test('every folder of lib is a layer', () => {
  const folders = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const layers = new Set(Object.keys(LAYERS).map((file) => file.split('/')[1]));
  for (const { name } of folders) expect(layers).toContain(name);
});
