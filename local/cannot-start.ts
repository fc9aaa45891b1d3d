/** Why the machine cannot start, in words for the person who starts it: what is wrong, and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
