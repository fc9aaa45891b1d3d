/**
 * Replaces the global `Date` by one that runs with the machine's clock, so that functions tell the time by it without
 * knowing. Real timers stay real, and dates made from a given moment are what they always were.
 *
 * @param offset gives the shift against real time, in milliseconds.
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
