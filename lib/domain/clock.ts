/** Where the present moment is read. Handed to whatever is about time, so that tests and the machine's own clock can drive it. */
export type Clock = () => Date;

/** The machine's clock. */
export const systemClock: Clock = () => new Date();
