import { expect, test } from 'vitest';
import { stateMachineDefinition } from '../../local/state-machine.ts';

const placeholder = (name: string) => `$\{${name}}`;

test('every placeholder of the Algorithm is filled in', () => {
  expect(stateMachineDefinition()).not.toMatch(/\$\{/);
});

test('functions by their ARN, waits by their seconds', () => {
  expect(
    stateMachineDefinition(`${placeholder('SellerActivityFunctionArn')} ${placeholder('HandOverTimeoutSeconds')}`),
  ).toBe('arn:aws:lambda:eu-central-1:000000000000:function:seller-activity 86400');
});

test('a placeholder that stands for nothing is named', () => {
  expect(() => stateMachineDefinition(placeholder('NoSuchFunctionArn'))).toThrow(
    'stand for nothing: NoSuchFunctionArn',
  );
});
