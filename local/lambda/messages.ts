import type { MessagePort } from 'node:worker_threads';
import type { FunctionSettings } from '../../lib/functions.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  /** The deployed functions by name; their entries are relative to `root`. */
  readonly functions: Readonly<Record<string, FunctionSettings>>;
  /** The project's root, an absolute path. */
  readonly root: string;
  /** The clock's shift against real time at the start, in milliseconds. */
  readonly offset: number;
}

/**
 * To the worker: a way to the database, and the functions' environment, which both come before all calls, and another way
 * later if that one broke down; a call; or a request for a sign of life.
 */
export type ToWorker =
  | { readonly database: MessagePort }
  | { readonly environment: Readonly<Record<string, string>> }
  | Invocation
  | { readonly ping: true };

/** One call of one function. */
export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  /** The event as JSON text. */
  readonly event: string;
  readonly requestId: string;
  /** When the call is cut off, in milliseconds since the epoch of real time. */
  readonly deadline: number;
  /** The clock's shift against real time, in milliseconds. */
  readonly offset: number;
}

/**
 * From the worker: it has loaded its functions; it is alive; or a call has ended, with a result (JSON text) or an
 * error.
 */
export type FromWorker =
  | { readonly loaded: true }
  | { readonly pong: true }
  | { readonly id: number; readonly result: string }
  | { readonly id: number; readonly error: InvocationError };

/** A failed call, in the form that Lambda reports it. */
export interface InvocationError {
  /** The error's name, as a state machine's Retry and Catch match it. */
  readonly errorType: string;
  readonly errorMessage: string;
  /** The lines of the stack. */
  readonly trace: readonly string[];
}
