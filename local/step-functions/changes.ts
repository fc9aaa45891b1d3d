import type { Branch } from './branch.ts';
import type { BranchText } from './branch-text.ts';
import { eventText, HISTORY_LIMIT, nextEventText } from './history.ts';
import type { ExecutionChange, ExecutionRow } from './store.ts';

/** An execution's history has room for only one more event: the one that ends it. */
export class HistoryFull extends Error {}

/** What has happened to an execution since its last commit, and how far its history has got. */
export class Changes {
  private readonly announce: () => void;
  /** Whether it has been announced that there is something to commit. */
  private announced = false;
  /** The events' text. */
  private events = '';
  private last: number;
  private lastAt = 0;
  /** The last event that was committed, or is about to be. */
  private lastTaken: number;
  private row = false;
  private statusChanges: (readonly [id: string, text: string])[] = [];
  private branches: Branch[] = [];

  /**
   * @param lastEvent the id of the newest event that is committed
   * @param announce called once for each commit, when there is something for it
   */
  constructor(lastEvent: number, announce: () => void) {
    this.last = lastEvent;
    this.lastTaken = lastEvent;
    this.announce = announce;
  }

  /** The id of the newest event. */
  get lastEvent(): number {
    return this.last;
  }

  /**
   * Records an event (`kind` as `eventKind` makes it) at a moment in milliseconds since the epoch, and returns its id.
   * One place is kept for the event that ends the execution.
   *
   * @throws HistoryFull
   */
  record(kind: string, previous: number, at: number, data: string): number {
    if (this.last + 1 >= HISTORY_LIMIT) throw new HistoryFull();
    return this.recordEnd(kind, previous, at, data);
  }

  /** Records the event that ends the execution, for which there is always room. */
  recordEnd(kind: string, previous: number, at: number, data: string): number {
    const follows = previous === this.last && at === this.lastAt && this.events !== '';
    this.events += follows ? nextEventText(kind, data) : eventText(kind, data, previous, at);
    this.last++;
    this.lastAt = at;
    this.changed();
    return this.last;
  }

  /** The execution has another status: these changes, by their ids, are to be delivered. */
  status(changes: readonly (readonly [id: string, text: string])[]): void {
    this.row = true;
    this.statusChanges.push(...changes);
    this.changed();
  }

  /** A branch has changed, or is gone. */
  branch(branch: Branch): void {
    if (!branch.dirty) this.branches.push(branch);
    branch.dirty = true;
    this.changed();
  }

  /** Hands over what has changed, for a commit. */
  take(row: ExecutionRow): ExecutionChange {
    const branches: (readonly [number, BranchText | undefined])[] = [];
    for (const branch of this.branches) {
      branch.dirty = false;
      if (!branch.gone) branches.push([branch.id, branch.kept()]);
      else if (branch.stored) branches.push([branch.id, undefined]);
      branch.stored = true;
    }
    const change: ExecutionChange = {
      id: row.id,
      row: this.row ? { ...row } : undefined,
      events: this.events,
      firstEvent: this.lastTaken + 1,
      lastEvent: this.last,
      branches,
      statusChanges: this.statusChanges,
    };
    this.events = '';
    this.lastTaken = this.last;
    this.row = false;
    this.branches = [];
    this.statusChanges = [];
    this.announced = false;
    return change;
  }

  private changed(): void {
    if (this.announced) return;
    this.announced = true;
    this.announce();
  }
}
