import { expect, test } from 'vitest';
import { stateMachineDefinition } from '../../local/state-machine.ts';

const substitution = (name: string) => `$\{${name}}`;

test('every substitution of the Algorithm is filled in', () => {
  expect(stateMachineDefinition()).not.toMatch(/\$\{/);
});

test('functions by their ARN, waits by their seconds', () => {
  expect(
    stateMachineDefinition(`${substitution('SellerActivityFunctionArn')} ${substitution('HandOverTimeoutSeconds')}`),
  ).toBe('arn:aws:lambda:eu-central-1:000000000000:function:seller-activity 86400');
});

test('a substitution that nobody knows is named', () => {
  expect(() => stateMachineDefinition(substitution('NoSuchFunctionArn'))).toThrow(
    'unknown substitution: NoSuchFunctionArn',
  );
});
