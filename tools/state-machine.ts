import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { placeholdersOf } from '../lib/deployed.ts';
import { FUNCTIONS, type FunctionName } from '../lib/functions.ts';

/** A state of the registration state machine, with what pages about it need. */
export interface State {
  readonly name: string;
  /** The items of the Algorithm that its name begins with; none for the common end. */
  readonly items: readonly string[];
  /** `check` asks a system, `order` tells or orders, `wait` waits for an answer, `question` chooses, `end` concludes. */
  readonly kind: 'check' | 'order' | 'wait' | 'question' | 'end';
  /** The function that carries it out; none for a question. */
  readonly functionName?: FunctionName;
  /** Where it leads, and on which outcomes; the common end, to which every task can lead, is left out. */
  readonly leadsTo: readonly { readonly name: string; readonly on: readonly string[] }[];
}

const definition = z.object({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.object({
      Type: z.enum(['Task', 'Choice']),
      Resource: z.string().optional(),
      Arguments: z.object({ FunctionName: z.string() }).optional(),
      Next: z.string().optional(),
      Choices: z.array(z.object({ Condition: z.string(), Next: z.string() })).default([]),
      Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
    }),
  ),
});

/** The end of every application that is closed early, to which every task can lead. */
export const COMMON_END = 'Close the application';

/** The states of the registration state machine, in the order in which they are defined. */
export function readStates(): readonly State[] {
  const text = readFileSync(new URL('../statemachine/registration.asl.json', import.meta.url), 'utf8');
  const { functions } = placeholdersOf(text);
  return Object.entries(definition.parse(JSON.parse(text)).States).map(([name, state]) => {
    // As in `${SellerActivityFunctionArn}`.
    const functionName = functions.get(state.Arguments?.FunctionName.slice(2, -1) ?? '');
    return {
      name,
      items: /^(?:\d+(?:\.\d+)?(?:, )?)+/.exec(name)?.[0].split(', ') ?? [],
      kind: kindOf(state, functionName),
      ...(functionName && { functionName }),
      leadsTo: [
        ...(state.Next ? [{ name: state.Next, on: [] }] : []),
        ...state.Choices.map((rule) => ({ name: rule.Next, on: quotedIn(rule.Condition) })),
        ...state.Catch.filter((catcher) => catcher.Next !== COMMON_END).map((catcher) => ({
          name: catcher.Next,
          on: catcher.ErrorEquals,
        })),
      ],
    };
  });
}

const quotedIn = (condition: string) => [...condition.matchAll(/'([^']+)'/g)].flatMap(([, word]) => word ?? []);

function kindOf(
  { Type, Resource = '' }: { Type: string; Resource?: string | undefined },
  functionName: FunctionName | undefined,
): State['kind'] {
  if (Type === 'Choice') return 'question';
  if (functionName === 'conclude') return 'end';
  if (Resource.endsWith('.waitForTaskToken')) return 'wait';
  return functionName && FUNCTIONS[functionName].entry.startsWith('functions/checks/') ? 'check' : 'order';
}
