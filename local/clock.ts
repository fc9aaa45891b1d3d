/**
 * The one clock of the machine: everything that is about time reads it or is woken by it, so that `POST /dev/clock` can
 * move a whole registration through days in milliseconds. It runs with real time, shifted by an offset.
 */
export interface LocalClock {
  /** The time in milliseconds since the epoch. */
  now(): number;
  /** The shift against real time, in milliseconds. */
  offset(): number;
  /** Calls `run` once when the clock reaches `due` (milliseconds since the epoch); at once, but never synchronously, when it has passed. */
  at(due: number, run: () => void): ClockTimer;
  /** Sets the clock to `epochMs` and fires the timers that have fallen due, in order of their due times. */
  set(epochMs: number): void;
  /** Forgets every timer; the clock can still be read. */
  stop(): void;
}

export interface ClockTimer {
  cancel(): void;
}

interface Entry {
  due: number;
  order: number;
  run: (() => void) | undefined;
}

/** The longest delay that `setTimeout` takes (2^31 - 1 ms). */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** A clock that starts with the given shift against real time, in milliseconds. */
export function createClock(initialOffset = 0): LocalClock {
  const heap: Entry[] = [];
  let offset = initialOffset;
  let order = 0;
  let alarm: NodeJS.Timeout | undefined;
  let alarmDue = Number.POSITIVE_INFINITY;

  const now = () => Date.now() + offset;

  const arm = () => {
    while (heap[0] && !heap[0].run) pop(heap);
    const due = heap[0]?.due ?? Number.POSITIVE_INFINITY;
    if (due === alarmDue) return;
    clearTimeout(alarm);
    alarmDue = due;
    alarm = due === Number.POSITIVE_INFINITY ? undefined : setTimeout(fire, Math.min(Math.max(due - now(), 0), LONGEST_DELAY_MS));
  };

  const fire = () => {
    clearTimeout(alarm);
    alarmDue = Number.POSITIVE_INFINITY;
    const until = now();
    for (let first = heap[0]; first && first.due <= until; first = heap[0]) {
      pop(heap);
      const run = first.run;
      first.run = undefined;
      run?.();
    }
    arm();
  };

  return {
    now,
    offset: () => offset,
    at(due, run) {
      const entry: Entry = { due, order: order++, run };
      push(heap, entry);
      arm();
      return {
        cancel() {
          entry.run = undefined;
        },
      };
    },
    set(epochMs) {
      offset = epochMs - Date.now();
      fire();
    },
    stop() {
      clearTimeout(alarm);
      heap.length = 0;
      alarmDue = Number.POSITIVE_INFINITY;
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
