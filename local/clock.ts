/**
 * The one clock of the machine. Everything that is about time reads it or is woken by it, so that `POST /dev/clock` can
 * move a whole registration through days in milliseconds. It runs with real time, shifted by an offset.
 */
export interface LocalClock {
  /** The time in milliseconds since the epoch. */
  now(): number;
  /** The shift against real time, in milliseconds. */
  offset(): number;
  /**
   * Calls `run` once when the clock reaches `due` (milliseconds since the epoch). When that has passed, at once, but
   * never synchronously.
   */
  at(due: number, run: () => void): ClockTimer;
  /** Sets the clock to `epochMs` and fires the timers that have fallen due, in order of their due times. */
  set(epochMs: number): void;
  /** Drops every timer and accepts no more; the clock can still be read. */
  stop(): void;
}

/** Something that the clock will do, until it is done or cancelled. */
export interface ClockTimer {
  /** Makes the clock drop it; when it has already run, nothing happens. */
  cancel(): void;
}

/** A timer in the heap; without `run` it was cancelled or has run. */
interface Entry {
  due: number;
  order: number;
  run: (() => void) | undefined;
}

/**
 * The longest that the clock sleeps, in milliseconds. Real timers stand still while a laptop is asleep; because the
 * clock looks again this often, what fell due meanwhile fires soon after the laptop wakes.
 */
const LONGEST_SLEEP_MS = 30_000;

/** Cancelled timers are removed from the heap when there are more than this, and more than live ones. */
const CANCELLED_KEPT = 1_000;

/** A clock that starts with the given shift against real time, in milliseconds. */
export function createClock(initialOffset = 0): LocalClock {
  const heap: Entry[] = [];
  let offset = initialOffset;
  let order = 0;
  let cancelled = 0;
  let stopped = false;
  let alarm: NodeJS.Timeout | undefined;
  let alarmDue = Number.POSITIVE_INFINITY;

  const now = () => Date.now() + offset;

  const arm = () => {
    while (heap[0] && !heap[0].run) {
      pop(heap);
      cancelled--;
    }
    const due = heap[0]?.due ?? Number.POSITIVE_INFINITY;
    if (due === alarmDue) return;
    clearTimeout(alarm);
    alarmDue = due;
    alarm =
      due === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(fire, Math.min(Math.max(due - now(), 0), LONGEST_SLEEP_MS));
  };

  const fire = () => {
    clearTimeout(alarm);
    alarmDue = Number.POSITIVE_INFINITY;
    const until = now();
    for (let first = heap[0]; first && first.due <= until; first = heap[0]) {
      pop(heap);
      const run = first.run;
      if (!run) cancelled--;
      first.run = undefined;
      try {
        run?.();
      } catch (error) {
        // One faulty timer must not hold up the others; the fault still surfaces.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    arm();
  };

  const cancel = (entry: Entry) => {
    if (!entry.run) return;
    entry.run = undefined;
    cancelled++;
    if (cancelled < CANCELLED_KEPT || cancelled < heap.length / 2) return;
    const live = heap.filter((other) => other.run);
    heap.length = 0;
    for (const other of live) push(heap, other);
    cancelled = 0;
  };

  return {
    now,
    offset: () => offset,
    at(due, run) {
      if (stopped) return { cancel() {} };
      const entry: Entry = { due, order: order++, run };
      push(heap, entry);
      arm();
      return { cancel: () => cancel(entry) };
    },
    set(epochMs) {
      offset = epochMs - Date.now();
      fire();
    },
    stop() {
      clearTimeout(alarm);
      heap.length = 0;
      stopped = true;
    },
  };
}

const before = (a: Entry, b: Entry) => a.due < b.due || (a.due === b.due && a.order < b.order);

function push(heap: Entry[], entry: Entry): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent];
    if (!above || !before(entry, above)) break;
    heap[i] = above;
    heap[parent] = entry;
    i = parent;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let i = 0;
  for (;;) {
    const left = 2 * i + 1;
    const leftEntry = heap[left];
    if (!leftEntry) break;
    const rightEntry = heap[left + 1];
    const child = rightEntry && before(rightEntry, leftEntry) ? rightEntry : leftEntry;
    if (!before(child, last)) break;
    heap[i] = child;
    i = child === rightEntry ? left + 1 : left;
  }
  heap[i] = last;
}
