import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from '../../local/clock.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-02-01T00:00:00+05:00');

beforeEach(() => vi.useFakeTimers({ now: START }));
afterEach(() => vi.useRealTimers());

describe('the clock of the machine', () => {
  test('runs with real time, shifted by its offset', () => {
    const clock = createClock(DAY_MS);
    expect(clock.now()).toBe(START + DAY_MS);
    vi.advanceTimersByTime(1_500);
    expect(clock.now()).toBe(START + DAY_MS + 1_500);
    clock.set(START);
    expect(clock.now()).toBe(START);
    expect(clock.offset()).toBe(-1_500);
  });

  test('fires a timer when real time reaches it', () => {
    const clock = createClock();
    const run = vi.fn();
    clock.at(START + 1_000, run);
    vi.advanceTimersByTime(999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  test('fires a timer that has passed at once, but not before `at` has returned', () => {
    const clock = createClock();
    const run = vi.fn();
    clock.at(START - 1, run);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(0);
    expect(run).toHaveBeenCalledOnce();
  });

  test('moved forward, it fires what fell due before `set` returns, in order of due times', () => {
    const clock = createClock();
    const fired: string[] = [];
    clock.at(START + 3 * DAY_MS, () => fired.push('third'));
    clock.at(START + DAY_MS, () => fired.push('first'));
    clock.at(START + DAY_MS, () => fired.push('second, same moment'));
    clock.at(START + 9 * DAY_MS, () => fired.push('never'));
    clock.set(START + 4 * DAY_MS);
    expect(fired).toEqual(['first', 'second, same moment', 'third']);
  });

  test('a timer may ask for another one that is due as well', () => {
    const clock = createClock();
    const fired: number[] = [];
    clock.at(START + 1, () => {
      fired.push(clock.now());
      clock.at(START + 2, () => fired.push(clock.now()));
    });
    clock.set(START + DAY_MS);
    expect(fired).toEqual([START + DAY_MS, START + DAY_MS]);
  });

  test('a timer that throws does not hold up the others', () => {
    const clock = createClock();
    const faults: (() => void)[] = [];
    const microtasks = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void faults.push(task));
    const run = vi.fn();
    clock.at(START + 1, () => {
      throw new Error('a fault');
    });
    clock.at(START + 2, run);
    clock.set(START + 3);
    microtasks.mockRestore();
    expect(run).toHaveBeenCalledOnce();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toThrow('a fault');
  });

  test('stopped, it forgets its timers and takes no more', () => {
    const clock = createClock();
    const run = vi.fn();
    clock.at(START + 1, run);
    clock.stop();
    clock.at(START + 2, run).cancel();
    clock.set(START + DAY_MS);
    vi.advanceTimersByTime(DAY_MS);
    expect(run).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('whatever is asked and cancelled, exactly the live timers that are due fire, once, in order', () => {
    const asked = fc.array(fc.record({ due: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(asked, fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }), (timers, steps) => {
        const clock = createClock();
        const origin = clock.now();
        const fired: number[] = [];
        const handles = timers.map(({ due }, i) => clock.at(origin + due, () => fired.push(i)));
        timers.forEach(({ cancelled }, i) => {
          if (cancelled) handles[i]?.cancel();
        });
        let time = 0;
        const expected: number[] = [];
        const pending = timers
          .map((timer, i) => ({ ...timer, i }))
          .filter((timer) => !timer.cancelled)
          .sort((a, b) => a.due - b.due || a.i - b.i);
        for (const step of steps) {
          time += step;
          clock.set(origin + time);
          while (pending[0] && pending[0].due <= time) expected.push(pending.shift()?.i ?? -1);
        }
        expect(fired).toEqual(expected);
        clock.stop();
      }),
    );
  });

  test('thousands of cancelled timers leave the live ones in place', () => {
    const clock = createClock();
    const fired: number[] = [];
    const handles = Array.from({ length: 5_000 }, (_, i) => clock.at(START + 5_000 - i, () => fired.push(i)));
    handles.forEach((handle, i) => {
      if (i % 1_000 !== 0) handle.cancel();
    });
    handles[1]?.cancel();
    clock.set(START + DAY_MS);
    expect(fired).toEqual([4_000, 3_000, 2_000, 1_000, 0]);
  });
});
