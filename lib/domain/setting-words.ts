import { en } from 'zod/locales';

/**
 * For settings, whose faults people read: has a schema say in words what it found. `zod/mini` knows no words of its own
 * and says "Invalid input" of everything.
 */
export const inWords = () => ({ error: en().localeError });
