import { expect, it } from 'vitest';
import { tokenAuthorizer } from '../../../local/gateway/authorizer.ts';

const METHOD = 'arn:aws:execute-api:eu-central-1:000000000000:local/local/GET/things';
const ALLOWED = {
  payload: { principalId: 'x', policyDocument: { Statement: [{ Effect: 'Allow', Resource: '*' }] } },
};

/** An authorizer that counts how often its function is asked, under a clock that is driven. */
function counting() {
  const counted = { asked: 0, now: 0 };
  const invoke = async () => {
    counted.asked++;
    return ALLOWED;
  };
  const authorize = tokenAuthorizer(invoke, { now: () => counted.now });
  const askAbout = async (tokens: readonly number[]) => {
    counted.asked = 0;
    for (const token of tokens) expect((await authorize(`Bearer ${token}`, METHOD)).allowed).toBe(true);
    return counted.asked;
  };
  return { counted, askAbout };
}

const TOKENS = Array.from({ length: 10_000 }, (_, i) => i);

it('keeps its word on ten thousand tokens, and forgets the oldest for one more', async () => {
  const { askAbout } = counting();
  expect(await askAbout(TOKENS)).toBe(10_000);
  expect(await askAbout([0, 9_999])).toBe(0);
  expect(await askAbout([10_000])).toBe(1);
  expect(await askAbout([1, 9_999, 10_000])).toBe(0);
  expect(await askAbout([0])).toBe(1);
});

it('counts a token that was asked about again as new', async () => {
  const { counted, askAbout } = counting();
  await askAbout(TOKENS.slice(0, 6_000));
  counted.now = 30_000;
  await askAbout(TOKENS.slice(6_000));
  counted.now = 60_000;
  // The first are past their minute, and go before those that are not.
  expect(await askAbout(TOKENS.slice(0, 6_000))).toBe(6_000);
  expect(await askAbout(TOKENS)).toBe(0);
});
