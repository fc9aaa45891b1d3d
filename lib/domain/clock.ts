/**
 * Where the present moment is read. Handed to all code that is about time, so that a test or the clock of the local
 * service can drive it.
 */
export type Clock = () => Date;

/** The clock of the computer that the code runs on. */
export const systemClock: Clock = () => new Date();
