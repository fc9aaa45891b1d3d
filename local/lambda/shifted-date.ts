/**
 * Replaces the global `Date` by one that follows the machine's clock, so that functions use its time without knowing.
 * Real timers stay real, and a date made from a given moment is unchanged.
 *
 * @param offset returns the shift against real time, in milliseconds
 */
export function shiftDate(offset: () => number): void {
  const RealDate = Date;
  const now = () => RealDate.now() + offset();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length > 0 ? parameters : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
}
