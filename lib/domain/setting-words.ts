import { en } from 'zod/locales';

/**
 * Makes a schema say in words what it found, for settings, whose faults people read: `zod/mini` has no words of its own
 * and says "Invalid input" to everything.
 */
export const inWords = () => ({ error: en().localeError });
