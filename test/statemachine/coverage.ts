import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** As much of the definition as ways through it are made of. */
const definition = z.object({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Next: z.string().optional(),
      Default: z.string().optional(),
      Choices: z.array(z.object({ Next: z.string() })).optional(),
      Catch: z.array(z.object({ Next: z.string() })).optional(),
    }),
  ),
});

/** One step from a state to the next: `from -> to`. */
export const transition = (from: string, to: string) => `${from} -> ${to}`;

/** Everything there is to be taken in the state machine. */
export function statesAndTransitions(): { states: string[]; transitions: string[] } {
  const { States } = definition.parse(JSON.parse(readFileSync('statemachine/registration.asl.json', 'utf8')));
  const transitions = Object.entries(States).flatMap(([from, { Next, Default, Choices = [], Catch = [] }]) =>
    [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((catcher) => catcher.Next)]
      .filter((to) => to !== undefined)
      .map((to) => transition(from, to)),
  );
  return { states: Object.keys(States), transitions: [...new Set(transitions)] };
}

/** As much of an event of an execution's history as tells which states it went through. */
export interface WayEvent {
  type?: string | undefined;
  stateEnteredEventDetails?: { name?: string | undefined } | undefined;
}

/** The states an execution entered, in order. */
export function wayOf(events: readonly WayEvent[]): string[] {
  return events.flatMap(({ type, stateEnteredEventDetails }) =>
    type?.endsWith('StateEntered') && stateEnteredEventDetails?.name ? [stateEnteredEventDetails.name] : [],
  );
}
