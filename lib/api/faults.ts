import type * as z from 'zod/mini';
import { FAULT_TEXTS, type FieldFault } from '../domain/texts/faults.ts';
import type { Fault } from './problem.ts';

const isFault = (code: string): code is FieldFault => Object.hasOwn(FAULT_TEXTS, `fault.${code}`);

const escaped = (segment: PropertyKey) => String(segment).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100);

/** The most faults that one answer names. */
const AT_MOST = 50;

/** What a schema found wrong, each with a pointer to it: an RFC 6901 pointer into the body, `query/<name>`, `header/<name>`. */
export function faultsOf(error: z.core.$ZodError, root = ''): Fault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, root)).slice(0, AT_MOST);
}

function faultsOfIssue(issue: z.core.$ZodIssue, root: string): Fault[] {
  const path = issue.path.map((segment) => `/${escaped(segment)}`).join('');
  const pointer = root ? `${root}${path}` : path;
  const one = (fault: FieldFault, values?: Fault['values']): Fault[] => [{ pointer, fault, ...(values && { values }) }];
  if (issue.code === 'invalid_type' && issue.input === undefined) return one('required');
  if (isFault(issue.message)) return one(issue.message);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: `${pointer}/${escaped(key)}`, fault: 'unknown-field' as const }));
    case 'invalid_type':
      return one(issue.input === undefined ? 'required' : 'wrong-type');
    case 'too_small':
      return issue.origin === 'string'
        ? one('too-short', { minimum: Number(issue.minimum) })
        : one('too-small', { minimum: Number(issue.minimum) });
    case 'too_big':
      return issue.origin === 'string'
        ? one('too-long', { maximum: Number(issue.maximum) })
        : one('too-big', { maximum: Number(issue.maximum) });
    case 'invalid_value':
      return issue.input === undefined ? one('required') : one('not-allowed', { allowed: issue.values.join(', ') });
    case 'invalid_union':
      return issue.discriminator !== undefined && 'options' in issue && Array.isArray(issue.options)
        ? one('not-allowed', { allowed: issue.options.join(', ') })
        : one('wrong-form');
    default:
      return one('wrong-form');
  }
}
