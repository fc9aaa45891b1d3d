/** Why the machine cannot start, in words for whoever started it: what is wrong and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
