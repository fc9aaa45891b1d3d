import type { Eventually } from './expressions.ts';

/** Something that happens to an execution. It deals with its own errors. */
export type Job = () => Eventually<void>;

/** Does one job after another: the next begins when the one before has nothing left to wait for. */
export class JobQueue {
  private readonly jobs: Job[] = [];
  private working = false;

  /** Whether a job is being done. */
  get busy(): boolean {
    return this.working;
  }

  /** Does a job: at once, or after those that were added before it. */
  add(job: Job): void {
    if (this.working) {
      this.jobs.push(job);
      return;
    }
    this.working = true;
    this.workOff(job());
  }

  private workOff(current: Eventually<void>): void {
    let waits = current;
    while (!waits) {
      const job = this.jobs.shift();
      if (!job) {
        this.working = false;
        return;
      }
      waits = job();
    }
    waits.then(() => this.workOff(undefined));
  }
}
