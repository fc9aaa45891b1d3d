import type { LocalClock } from '../../clock.ts';

interface Alarm {
  readonly due: number;
  run: (() => void) | undefined;
}

/**
 * A clock that stands still until it is driven, so that hours pass at once and nothing depends on the speed of the
 * machine.
 */
export class DrivenClock implements LocalClock {
  private time: number;
  private alarms: Alarm[] = [];

  constructor(start = Date.parse('2026-01-01T00:00:00Z')) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  offset(): number {
    return this.time - Date.now();
  }

  at(due: number, run: () => void) {
    const alarm: Alarm = { due, run };
    this.alarms.push(alarm);
    if (due <= this.time) queueMicrotask(() => this.set(this.time));
    return {
      cancel() {
        alarm.run = undefined;
      },
    };
  }

  /** Moves to a moment, and fires the alarms that are due by then in the order of their times. */
  set(epochMs: number): void {
    this.time = epochMs;
    this.alarms = this.alarms.filter((alarm) => alarm.run);
    const due = this.alarms.filter((alarm) => alarm.due <= epochMs).sort((a, b) => a.due - b.due);
    this.alarms = this.alarms.filter((alarm) => alarm.due > epochMs);
    for (const alarm of due) alarm.run?.();
  }

  stop(): void {
    this.alarms = [];
  }

  /** Moves to the next alarm and fires it; false when there is none. */
  next(): boolean {
    const dues = this.alarms.filter((alarm) => alarm.run).map((alarm) => alarm.due);
    if (dues.length === 0) return false;
    this.set(Math.max(this.time, Math.min(...dues)));
    return true;
  }
}
