import { readFileSync } from 'node:fs';
import { ACTIONS, WAITS } from '../lib/domain/waits.ts';
import { FUNCTIONS } from '../lib/functions.ts';
import { functionArn } from './arns.ts';

const FILE = new URL('../statemachine/registration.asl.json', import.meta.url);

/**
 * The Algorithm's definition with its substitutions filled in, as the CDK does on AWS: `${AnnounceFunctionArn}` for the
 * function `announce`, `${ConsentTimeoutSeconds}` for the wait `consent`.
 *
 * @throws Error when the definition has a substitution that is neither
 */
export function stateMachineDefinition(text = readFileSync(FILE, 'utf8')): string {
  const substitutions = new Map<string, string>([
    ...Object.keys(FUNCTIONS).map((name) => [`${pascalCase(name)}FunctionArn`, functionArn(name)] as const),
    ...ACTIONS.map((action) => [`${pascalCase(action)}TimeoutSeconds`, String(WAITS[action].seconds)] as const),
  ]);
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = substitutions.get(name);
    if (value === undefined) throw new Error(`The state machine's definition has an unknown substitution: ${name}.`);
    return value;
  });
}

/** `seller-activity` becomes `SellerActivity`. */
const pascalCase = (name: string) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
