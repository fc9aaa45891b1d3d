import { type Branch, textsOf } from './branch.ts';
import { STATES, StateFailure } from './errors.ts';
import { DATA_LIMIT_BYTES } from './json.ts';

/** The limit of all variables of an execution, in bytes (AWS Step Functions, "Quotas"). */
const VARIABLES_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Checks variables that a state is about to set against the three limits of AWS: for one variable, for all that a state
 * sets, and for all that an execution holds.
 *
 * @param branch the branch whose state sets them
 * @param assigned their texts
 * @param all all branches of the execution
 * @throws StateFailure `States.DataLimitExceeded`, which is caught only by its own name
 */
export function checkVariables(
  branch: Branch,
  assigned: Readonly<Record<string, string>>,
  all: readonly Branch[],
): void {
  const { name: state } = branch.state;
  const tooMuch = (cause: string) =>
    new StateFailure({ error: STATES.DataLimitExceeded, cause, terminal: true }, 'Assign', true);
  let sum = 0;
  for (const [name, text] of Object.entries(assigned)) {
    const bytes = Buffer.byteLength(text);
    if (bytes > DATA_LIMIT_BYTES)
      throw tooMuch(
        `Variable size limit exceeded. Variable '${name}' in state '${state}' was assigned ${bytes} bytes.`,
      );
    sum += bytes;
    if (sum > DATA_LIMIT_BYTES)
      throw tooMuch(
        `State total variable size limit exceeded. Variable '${name}' in state '${state}' was assigned ${bytes} bytes, which caused the size of variables assigned in the state to exceed its limit by ${sum - DATA_LIMIT_BYTES} bytes.`,
      );
  }
  // Their texts, which exist already, are longer than what they hold: so the exact sum is rarely needed.
  const length = all.reduce((together, { variablesText }) => together + variablesText.length, 0);
  if (sum + length * 3 <= VARIABLES_LIMIT_BYTES) return;
  let total = sum;
  for (const other of all) {
    for (const [name, text] of Object.entries(textsOf(other.variables))) {
      if (other !== branch || !Object.hasOwn(assigned, name)) total += Buffer.byteLength(text);
    }
  }
  if (total > VARIABLES_LIMIT_BYTES)
    throw tooMuch(
      `Execution total variable size limit exceeded. State '${state}' assigned variables that exceed the total execution limit by ${total - VARIABLES_LIMIT_BYTES} bytes.`,
    );
}
