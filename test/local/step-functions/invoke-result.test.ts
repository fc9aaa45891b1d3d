import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullText, InvokeResult, newRequestId } from '../../../local/step-functions/invoke-result.ts';

it('is kept short, and made whole again as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 200, max: 299 }), (value, statusCode) => {
      const payload = JSON.parse(JSON.stringify(value));
      const result = new InvokeResult({ payload, statusCode, executedVersion: '$LATEST', requestId: newRequestId() });
      expect(fullText(result.short)).toBe(result.text);
      expect(JSON.parse(result.text)).toEqual(result.value);
    }),
  );
});

it('leaves every other text as it is', () => {
  fc.assert(fc.property(fc.json(), (text) => fullText(text) === text));
});

it('has a request id of its own', () => {
  expect(newRequestId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(newRequestId()).not.toBe(newRequestId());
});
