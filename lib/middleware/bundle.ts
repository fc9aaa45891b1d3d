import middy from '@middy/core';
import { reporting } from './reporting.ts';

/**
 * What the middy bundles of all functions begin with: errors are reported. Lambda alone ends a call that takes too long:
 * the state machine tries such a call again and API Gateway answers 504 for it, which neither does for the error that middy
 * would throw shortly before.
 */
export const bundle = <Event, Result>() => middy<Event, Result>({ timeoutEarlyInMillis: 0 }).use(reporting());
