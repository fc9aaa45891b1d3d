import { expect, it } from 'vitest';
import { tokenAuthorizer } from '../../../local/gateway/authorizer.ts';

const METHOD = 'arn:aws:execute-api:eu-central-1:000000000000:local/local/GET/things';
const ALLOWED = {
  payload: { principalId: 'x', policyDocument: { Statement: [{ Effect: 'Allow', Resource: '*' }] } },
};

it('keeps its word on ten thousand tokens, and forgets the oldest for one more', async () => {
  let asked = 0;
  const invoke = async () => {
    asked++;
    return ALLOWED;
  };
  const authorize = tokenAuthorizer(invoke, { now: () => 0 });
  /** How often the function is asked when these tokens come. */
  const askAbout = async (tokens: readonly number[]) => {
    asked = 0;
    for (const token of tokens) expect((await authorize(`Bearer ${token}`, METHOD)).allowed).toBe(true);
    return asked;
  };
  expect(await askAbout(Array.from({ length: 10_000 }, (_, i) => i))).toBe(10_000);
  expect(await askAbout([0, 9_999])).toBe(0);
  expect(await askAbout([10_000])).toBe(1);
  expect(await askAbout([1, 9_999, 10_000])).toBe(0);
  expect(await askAbout([0])).toBe(1);
});
