import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Comparison } from '../../../local/step-functions/conformance/compare.ts';
import { runApi } from '../../../local/step-functions/conformance/run-api.ts';
import { runExecution } from '../../../local/step-functions/conformance/run-execution.ts';
import { findScenarios, readScenario } from '../../../local/step-functions/conformance/scenario.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const OWN = join(HERE, 'scenarios');
/** Histories recorded against AWS; not part of the project, and held against where they are present. */
const RECORDED = join(HERE, '../../../../shared/states-corpus');

const files = [...(await findScenarios(OWN)), ...(existsSync(RECORDED) ? await findScenarios(RECORDED) : [])];

describe('the engine agrees with AWS', () => {
  it.each(files.map((file) => [basename(file, '.json'), file]))('%s', async (_, file) => {
    const scenario = await readScenario(file);
    const result = scenario.kind === 'api' ? await runApi(scenario) : await runExecution(scenario);
    expect('notTakenOn' in result ? result.notTakenOn : result.differences).toEqual([]);
  });
});

describe('the comparison', () => {
  const comparison = new Comparison({ regex: [['fn-[0-9]+', '<function-name>']], jsonpath: [['$..Token', 'a_token']] });

  it('takes JSON text and the value it holds for the same', () => {
    expect(comparison.differences({ output: { a: 1 } }, { output: '{"a": 1}' })).toEqual([]);
  });

  it('lets placeholders stand for what changes from run to run', () => {
    const expected = {
      time: 'timestamp',
      arn: 'arn:<partition>:lambda:<region>:1:function:<function-name>',
      token: 'a_token',
    };
    const actual = { time: 5, arn: 'arn:aws:lambda:us-east-1:1:function:fn-12', token: 'x' };
    expect(comparison.differences(expected, actual)).toEqual([]);
  });

  it.each([
    ['another value', { id: 1 }, { id: 2 }, '/id'],
    ['a missing member', { id: 1, type: 'A' }, { id: 1 }, '/type'],
    ['a member too many', { id: 1 }, { id: 1, error: 'E' }, '/error'],
    ['an item too few', [1, 2], [1], ''],
    ['a text that no placeholder covers', 'arn:<partition>:x', 'arn:aws:y', ''],
  ])('finds %s', (_, expected, actual, path) => {
    expect(comparison.differences(expected, actual)).toEqual([expect.objectContaining({ path })]);
  });
});
