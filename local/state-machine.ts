import { readFileSync } from 'node:fs';
import { placeholdersOf } from '../lib/deployed.ts';
import { WAITS } from '../lib/domain/waits.ts';
import { functionArn } from './arns.ts';

const FILE = new URL('../statemachine/registration.asl.json', import.meta.url);

/**
 * The Algorithm's definition with its placeholders filled in, as the CDK does on AWS.
 *
 * @throws Error when a placeholder stands for nothing
 */
export function stateMachineDefinition(text = readFileSync(FILE, 'utf8')): string {
  const { functions, waits } = placeholdersOf(text);
  const fillings = [
    ...[...functions].map(([placeholder, name]) => [placeholder, functionArn(name)] as const),
    ...[...waits].map(([placeholder, action]) => [placeholder, String(WAITS[action].seconds)] as const),
  ];
  return fillings.reduce((filled, [placeholder, value]) => filled.replaceAll(`\${${placeholder}}`, value), text);
}
