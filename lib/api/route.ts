import type * as z from 'zod/mini';
import type { Item } from '../domain/algorithm.ts';
import type { FunctionName } from '../functions.ts';
import type { Role } from './caller.ts';

/** One route of the API: what the gateways, the functions and the interface description are made from. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path's template, as API Gateway writes it. */
  readonly path: string;
  /** The deployed function that answers. */
  readonly function: FunctionName;
  /** Whom it is for; absent on public routes. */
  readonly role?: Role;
  /** The item of the Algorithm that it carries out. */
  readonly item?: Item;
  /** One line for the interface description. */
  readonly summary: string;
  /** What the body has to be; absent where there is none. */
  readonly body?: z.ZodMiniType;
  /** What the query may hold; absent where it may hold nothing. */
  readonly query?: z.ZodMiniType;
  /** Whether the header `Idempotency-Key` is required. */
  readonly idempotent?: true;
  /** Whether `If-None-Match` and `Prefer: wait` are understood. */
  readonly waits?: true;
  /** The status of success. */
  readonly status: 200 | 202;
}
